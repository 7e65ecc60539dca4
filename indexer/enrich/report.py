"""What a run of the steps did so far, and at its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass
class StepTally:
    """Contents that one step dealt with in a run."""

    done: int = 0
    failed: int = 0
    ms: float = 0.0
    """In all."""

    @property
    def ms_a_photo(self) -> float:
        return self.ms / max(self.done + self.failed, 1)


@dataclass
class EnrichCounts:
    """How far a run is, in contents times steps."""

    total: int = 0
    steps: dict[str, StepTally] = field(default_factory=dict)

    @property
    def done(self) -> int:
        return sum(tally.done + tally.failed for tally in self.steps.values())

    @property
    def failed(self) -> int:
        return sum(tally.failed for tally in self.steps.values())


class EnrichProgress(Protocol):
    """Is told after every batch of a step, in the thread that runs it; must return at once."""

    def __call__(self, counts: EnrichCounts, /) -> None: ...


@dataclass(frozen=True, slots=True)
class EnrichReport:
    """The end of a run."""

    steps: Mapping[str, StepTally]
    seconds: float
    stopped: bool
    """Whether it was told to stop before its end; the next run goes on from there."""
    problems: Mapping[str, str]
    """Step -> why it was given up in this run, in one line: what is missing concerns every photo."""
