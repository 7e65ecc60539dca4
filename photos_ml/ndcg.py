"""Normalised discounted cumulative gain (Järvelin & Kekäläinen, 2002)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
DEPTH = 10


def gains_of(grades: npt.NDArray[np.integer] | Sequence[int]) -> Floats:
    """2^grade - 1."""
    found: Floats = 2.0 ** np.asarray(grades, np.float64) - 1.0
    return found


def discounted(gains: npt.ArrayLike, k: int = DEPTH) -> float:
    """Sum of the first k gains of an order, each divided by log2(1 + place), places from 1."""
    first = np.asarray(gains, np.float64)[:k]
    return float(first @ (1.0 / np.log2(np.arange(2, len(first) + 2))))


def ndcg_of_gains(ranked: npt.ArrayLike, known: npt.ArrayLike, k: int = DEPTH) -> float:
    """Of gains in the order ranked, against the best order of all gains there are; NaN where none is above
    0."""
    best = discounted(np.sort(np.asarray(known, np.float64))[::-1], k)
    return discounted(ranked, k) / best if best > 0.0 else float("nan")


def ndcg(grades: npt.NDArray[np.int64], scores: npt.NDArray[np.floating], k: int = DEPTH) -> float:
    """NDCG@k of an order by falling score; things of equal score share the gains of their places.

    NaN where nothing has a grade above 0. `grades` and `scores` are (n,).
    """
    gains, falling = gains_of(grades), -np.asarray(scores, np.float64)
    order = np.argsort(falling, kind="stable")
    _, tied = np.unique(falling[order], return_inverse=True)
    mean_gain = np.bincount(tied, gains[order]) / np.bincount(tied)
    return ndcg_of_gains(mean_gain[tied], gains, k)
