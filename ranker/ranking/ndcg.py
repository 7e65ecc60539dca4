"""Normalised discounted cumulative gain (Järvelin & Kekäläinen, 2002) with gains 2^grade - 1."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def ndcg(grades: npt.NDArray[np.int64], scores: npt.NDArray[np.floating], k: int = 10) -> float:
    """NDCG@k of an order by falling score; things of equal score share the gains of their places.

    NaN where nothing has a grade above 0. `grades` and `scores` are (n,).
    """
    gains = 2.0 ** np.asarray(grades, np.float64) - 1.0
    discounts = np.zeros(len(gains))
    discounts[:k] = 1.0 / np.log2(np.arange(2, min(k, len(gains)) + 2))
    best = float(np.sort(gains)[::-1] @ discounts)
    if best <= 0.0:
        return float("nan")
    order = np.argsort(-np.asarray(scores, np.float64), kind="stable")
    _, tied = np.unique(-np.asarray(scores, np.float64)[order], return_inverse=True)
    mean_gain = np.bincount(tied, gains[order]) / np.bincount(tied)
    return float(mean_gain[tied] @ discounts) / best
