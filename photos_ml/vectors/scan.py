"""Looking through all rows of a segment for the best n: by FAISS, or without where its import costs more."""

from __future__ import annotations

import math
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from photos_ml.vectors import engine
from photos_ml.vectors.base import Halves, Query
from photos_ml.vectors.floats import CACHED_ROWS, as_floats

Mask: TypeAlias = npt.NDArray[np.bool_]
Positions: TypeAlias = npt.NDArray[np.int64]

DENSE_SHARE = 0.4
"""Of a filter that lets more through, rows are dropped after the scan: testing each on the way takes twice as
long (measured at 500,000 rows: 42 ms against 21)."""
SURPLUS = 1.3
"""How many more rows are then fetched than the share alone asks for."""


class Scan(Protocol):
    """Finds the n best rows that pass a filter, by approximate score."""

    def __call__(self, n: int) -> tuple[Positions, float]:
        """Positions of about n rows, and a score that no other row exceeds (-inf where none is left)."""
        ...


class FaissScan:
    """A scan of the float16 rows where they lie. `share`: the part of the rows that the mask lets through."""

    def __init__(self, index: Any, query: Query, mask: Mask | None, share: float) -> None:
        self._index = index
        self._query = np.zeros((1, index.d), np.float32)
        self._query[0, : len(query)] = query
        dense = share > DENSE_SHARE
        self._mask = mask if dense else None
        self._bits = None if mask is None or dense else np.packbits(mask, bitorder="little")
        self._share = share
        self._count = int(index.ntotal if dense or mask is None else np.count_nonzero(mask))

    def __call__(self, n: int) -> tuple[Positions, float]:
        """See Scan."""
        faiss = engine.faiss()
        parameters = None
        if self._bits is not None:
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(self._bits))
        wanted = n if self._mask is None else math.ceil(SURPLUS * n / self._share)
        fetched = min(wanted, self._count)
        scores, found = self._index.search(self._query, fetched, params=parameters)
        positions = found[0] if self._mask is None else found[0][self._mask[found[0]]]
        return positions, -math.inf if fetched == self._count else float(scores[0, -1])


class PlainScan:
    """The same without FAISS, block by block; scores are computed once."""

    def __init__(self, vectors: Halves, query: Query, mask: Mask | None) -> None:
        scores = np.empty(len(vectors), dtype=np.float32)
        for start in range(0, len(vectors), CACHED_ROWS):
            block = as_floats(vectors[start : start + CACHED_ROWS])
            np.einsum("ij,j->i", block, query, out=scores[start : start + len(block)])
        self._positions = np.arange(len(vectors)) if mask is None else np.flatnonzero(mask)
        self._scores = scores[self._positions]

    def __call__(self, n: int) -> tuple[Positions, float]:
        """See Scan."""
        if n >= len(self._positions):
            return self._positions, -math.inf
        best = np.argpartition(-self._scores, n - 1)[:n]
        return self._positions[best], float(self._scores[best].min())
