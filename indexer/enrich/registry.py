"""Which steps there are: one table, and an entry point through which a package from outside adds one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from photos_ml.encoders.base import Encoder
from photos_ml.encoders.fitted import tagger_of
from photos_ml.indexer.enrich.step import Step, Surroundings
from photos_ml.vision.networks import StepNetwork

GROUP = "photos_ml.steps"
_HERE = "photos_ml.indexer.enrich"
BUILTIN: Mapping[str, str] = {
    "embed": f"{_HERE}.embed:make",
    "tag": f"{_HERE}.tag:make",
    "quality": f"{_HERE}.quality:make",
    "kind": f"{_HERE}.kind:make",
    "faces": f"{_HERE}.faces:make",
    "text": f"{_HERE}.text:make",
    "moments": f"{_HERE}.moments:make",
}
"""Step -> the function that makes it, as an entry point of GROUP would name it."""
FIRST = ("embed", "tag")
"""What search needs: they come in the first pass of an index run."""
RIDERS = ("quality",)
"""What costs less than to decode a picture again: in the first pass they see the one that is decoded for
search, where it is large enough."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The steps there are for one encoder, each after those it reads; and why others are not."""

    steps: tuple[Step, ...]
    problems: Mapping[str, str] = field(default_factory=dict)
    """Name of an entry -> why it gives no step, in one line."""

    def get(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.id == name), None)

    def after(self, step: Step) -> tuple[Step, ...]:
        """The steps whose rows this one reads, of those there are."""
        return tuple(one for one in self.steps if one.id in step.after)


def catalogue(
    encoder: Encoder,
    only: Collection[str] = (),
    library: Path | None = None,
    networks: Mapping[str, StepNetwork] | None = None,
) -> Catalogue:
    """The steps that the table and the installed packages name, or `only` some of the table. One that cannot
    be made is a problem of its own; of two with one id, that of the table, or the first by name, is taken.
    `library`: the folder of the one that the encoder was fitted to. `networks`: those that steps are to run
    in place of their own."""
    around = Surroundings(encoder, tagger_of(library, encoder.info), networks or {})
    found, problems = dict[str, Step](), dict[str, str]()
    for entry in _builtin(only) if only else _builtin(BUILTIN) + _from_outside():
        try:
            step = entry.load()(around)
        except Exception as error:  # noqa: BLE001 - a package from outside may do anything
            problems[entry.name] = " ".join(f"cannot be loaded: {error}".split())
            continue
        if step is None:
            continue
        if step.id in found:
            problems[entry.name] = f"there is a step {step.id} already"
        else:
            found[step.id] = step
    return Catalogue(_in_order(found, problems), problems)


def _builtin(names: Collection[str]) -> list[EntryPoint]:
    return [EntryPoint(name, value, GROUP) for name, value in BUILTIN.items() if name in names]


def _from_outside() -> list[EntryPoint]:
    return sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value))


def _in_order(found: Mapping[str, Step], problems: dict[str, str]) -> tuple[Step, ...]:
    """Each after those it reads, else as they came; one that reads what is not there is left out."""
    ordered: dict[str, Step] = {}
    waiting = dict(found)
    while ready := [step for step in waiting.values() if set(step.after) <= ordered.keys()]:
        ordered[ready[0].id] = waiting.pop(ready[0].id)
    for step in waiting.values():
        missing = ", ".join(sorted(set(step.after) - ordered.keys()))
        problems[step.id] = f"waits for a step that is not there: {missing}"
    return tuple(ordered.values())
