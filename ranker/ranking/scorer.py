"""What scores photos and memories: the shipped rankers, those of one person, or weights set by hand."""

from __future__ import annotations

from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from photos_ml.ranker.ranking.appeal import hand_scores
from photos_ml.ranker.ranking.score import HAND_SLOPE, hand_memory_parts, hand_memory_scores
from photos_ml.ranker.ranking.taste import plain_tastes
from photos_ml.types import FloatMatrix

Parts: TypeAlias = npt.NDArray[np.float64]


class Scorer(Protocol):
    """Scores are about 0 to 1, higher is better, comparable within one scorer only."""

    @property
    def tastes(self) -> Parts:
        """How far tastes differ, and which likings go together: covariance of weights, as `taste.NAMES`."""
        ...

    def photos(self, features: FloatMatrix) -> FloatMatrix:
        """Rows of `photo_features`, the pool of one memory -> scores float32 (n,)."""
        ...

    def memories(self, features: FloatMatrix) -> FloatMatrix:
        """Rows of `memory_features`, those of one day -> scores float32 (n,)."""
        ...

    def memory_parts(self, features: FloatMatrix) -> Parts:
        """What each feature of these rows adds to the log-odds of its score, about; (n, f)."""
        ...


class HandScorer:
    """Weights set by hand: needs no model, and is the bar for what is trained."""

    tastes = plain_tastes()

    def photos(self, features: FloatMatrix) -> FloatMatrix:
        return hand_scores(features)

    def memories(self, features: FloatMatrix) -> FloatMatrix:
        return hand_memory_scores(features)

    def memory_parts(self, features: FloatMatrix) -> Parts:
        return HAND_SLOPE * hand_memory_parts(features)
