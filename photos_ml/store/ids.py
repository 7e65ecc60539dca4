"""Ids of rows as arrays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def distinct(ids: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Each id once, ascending, int64 (n,). As `np.unique`, whose hash table is slower than a stable sort:
    twice on ids in any order, 70 times on ids that are in order already, as a database gives them."""
    ordered = np.sort(ids, kind="stable")
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def among(ids: npt.NDArray[np.int64], ascending: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which of these ids, in any order, are among ascending ones, bool (n,)."""
    if not len(ascending):
        return np.zeros(len(ids), bool)
    rows = np.minimum(np.searchsorted(ascending, ids), len(ascending) - 1)
    found: npt.NDArray[np.bool_] = ascending[rows] == ids
    return found
