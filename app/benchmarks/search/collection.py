"""Made-up vectors that lie as photos' do: unequal clusters of lower dimension, queries a little off them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt

from photos_ml.types import FloatMatrix
from photos_ml.vectors.base import Halves, Ids

INNER_DIMENSION = 96
"""Directions in which the clusters differ; the rest of the dimensions hold noise alone."""
CLUSTERS = 3000
SPREAD, NOISE = 0.8, 0.15
"""Of a photo about its cluster's centre, inside and outside of the inner directions."""
QUERY_SPREAD, QUERY_NOISE = 1.2, 0.3
"""Texts lie further off the pictures than these off each other."""
BLOCK_ROWS = 10_000


class Collection:
    """`count` unit vectors with ids from 1, the same for the same seed. Implements VectorSource."""

    def __init__(self, count: int, dimension: int, *, seed: int = 0) -> None:
        self._count = count
        self._seed = seed
        rng = np.random.default_rng(seed)
        self._basis = rng.standard_normal((INNER_DIMENSION, dimension), np.float32) * INNER_DIMENSION**-0.5
        self._centres = rng.standard_normal((CLUSTERS, INNER_DIMENSION), np.float32)
        weights = np.arange(1, CLUSTERS + 1) ** -0.8
        self._weights = weights / weights.sum()

    def generation(self) -> int:
        return self._count

    def count(self) -> int:
        return self._count

    def keys(self) -> Ids:
        """One after the other."""
        return np.arange(1, self._count + 1, dtype=np.int64)

    def rows(self, after_id: int | None = None) -> Iterator[tuple[Ids, Halves]]:
        """Blocks of ids (n,) and float16 vectors (n, d), ids above `after_id` only."""
        for start in range(0, self._count, BLOCK_ROWS):
            ids = np.arange(start, min(start + BLOCK_ROWS, self._count), dtype=np.int64) + 1
            later = ids > (after_id or 0)
            if later.any():
                rows = self._drawn(self.clusters[ids - 1], (start + 1,), SPREAD, NOISE)
                yield ids[later], rows[later].astype(np.float16)

    @cached_property
    def clusters(self) -> npt.NDArray[np.int64]:
        """The cluster of each vector, int64 (count,)."""
        rng = np.random.default_rng((self._seed, 1))
        return rng.choice(CLUSTERS, self._count, p=self._weights)

    def queries(self, number: int) -> FloatMatrix:
        """Unit vectors (number, d) about clusters in proportion to their size."""
        chosen = np.random.default_rng((self._seed, 2)).choice(CLUSTERS, number, p=self._weights)
        return self._drawn(chosen, (0,), QUERY_SPREAD, QUERY_NOISE)

    def _drawn(
        self, clusters: npt.NDArray[np.int64], key: tuple[int, ...], spread: float, noise: float
    ) -> FloatMatrix:
        rng = np.random.default_rng((self._seed, 3, *key))
        shape = len(clusters), INNER_DIMENSION
        inner = self._centres[clusters] + spread * rng.standard_normal(shape, np.float32)
        rows: FloatMatrix = inner @ self._basis
        rows += noise * rng.standard_normal(rows.shape, np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows
