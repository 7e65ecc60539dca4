"""A few photos that stand for all: facility location, greedily."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from photos_ml.types import FloatMatrix

Places = npt.NDArray[np.int64]

GROUND, CANDIDATES = 10_000, 2_000
"""Rows that are to be covered and rows that may be chosen: samples, where there are more."""


def core_set(rows: FloatMatrix, number: int, first: Sequence[int] = ()) -> Places:
    """The places of `number` unit rows (n, d) that maximise the sum over all rows of the greatest cosine to
    one of them, (number,), the one that adds most first. `first`: candidates for sure, where not all can be.

    The greedy answer is within 1 - 1/e of the best (Nemhauser, Wolsey & Fisher 1978); gains are evaluated
    lazily, for they only shrink (Minoux 1978).
    """
    rng = np.random.default_rng(0)
    ground = rows[_sample(rng, len(rows), GROUND)]
    others = _sample(rng, len(rows), CANDIDATES)
    candidates = others if len(rows) <= CANDIDATES else np.union1d(np.array(first, np.int64), others)
    cosine = np.maximum(ground @ rows[candidates].T, 0.0).T
    covered = np.zeros(len(ground), np.float32)
    queue = [(-float(gain), column) for column, gain in enumerate(cosine.sum(axis=1))]
    heapq.heapify(queue)
    chosen: list[int] = []
    while queue and len(chosen) < number:
        _, column = heapq.heappop(queue)
        gain = float(np.maximum(cosine[column] - covered, 0.0).sum())
        if queue and -gain > queue[0][0]:
            heapq.heappush(queue, (-gain, column))
            continue
        chosen.append(column)
        covered = np.maximum(covered, cosine[column])
    return candidates[chosen]


def likeness_to(rows: FloatMatrix, chosen: Places) -> tuple[npt.NDArray[np.float32], Places]:
    """Of each row the greatest cosine to a chosen row, and which of them that is; (n,) both."""
    cosine = rows @ rows[chosen].T
    return cosine.max(axis=1), cosine.argmax(axis=1)


def _sample(rng: np.random.Generator, count: int, most: int) -> Places:
    """Places in order, all where there are few."""
    return np.arange(count) if count <= most else np.sort(rng.permutation(count)[:most])
