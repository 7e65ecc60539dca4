"""What was computed elsewhere, on its way into the library as if it had been computed here."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from photos_ml.indexer.route import Job
from photos_ml.indexer.workers import Done, Work, WorkerPool
from photos_ml.store import FileGroup
from photos_ml.store.steps import Outcome, StepRows


@dataclass(frozen=True, slots=True)
class Precomputed(Done):
    """What need not be decoded: the vector, float16 (d,), and how the steps ended that came with it."""

    vector: npt.NDArray[np.float16] | None = None
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)


class Elsewhere(Protocol):
    """Stands between a run and its decoding processes."""

    def hash_of(self, group: FileGroup) -> str | None:
        """The hash of a file's bytes where that is known without reading it."""
        ...

    def submit(self, job: Job, work: Work, pool: WorkerPool) -> Future[Done]:
        """What the pool would be asked for, asked of it where it is not known."""
        ...

    def rows_of(self, steps: Mapping[str, Mapping[str, Outcome]]) -> list[StepRows]:
        """Content -> step -> outcome, of `Precomputed`, as the store takes them."""
        ...
