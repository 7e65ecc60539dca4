"""What a person's favourites have in common: the nearest thing to a taste before there is any feedback."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from photos_ml.types import FloatMatrix

FEWEST = 3
"""Fewer favourites say nothing of what the next one will be."""
MOST = 2000
"""Photos looked at on either side: more make no other mean."""


@dataclass(frozen=True, slots=True)
class Favourites:
    """The mean of the favourites and of all photos, float32 (d,), and which rows the former were."""

    total: FloatMatrix
    rows: frozenset[int]
    usual: FloatMatrix

    @classmethod
    def of(cls, vectors: npt.NDArray[np.float16], liked: Sequence[bool]) -> Favourites:
        """From the vectors (n, d) of all photos and whether each is a favourite."""
        rows = _spread(np.flatnonzero(np.asarray(liked, bool)))
        everything = _spread(np.arange(len(vectors)))
        usual = (
            vectors[everything].astype(np.float32).mean(axis=0)
            if len(everything)
            else np.zeros(0, np.float32)
        )
        return cls(vectors[rows].astype(np.float32).sum(axis=0), frozenset(rows.tolist()), usual)

    def likeness(self, rows: Sequence[int], unit: FloatMatrix) -> FloatMatrix:
        """How much nearer the rows' vectors `unit` are to the other favourites than to all photos, (n,).

        A favourite is not compared with itself. 0 where there are too few.
        """
        if len(self.rows) <= FEWEST:
            return np.zeros(len(rows), np.float32)
        own = np.array([row in self.rows for row in rows])
        count = len(self.rows) - own
        others = (unit @ self.total - own * (unit * unit).sum(axis=1)) / count
        found: FloatMatrix = (others - unit @ self.usual).astype(np.float32)
        return found


def _spread(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return rows[:: max(-(-len(rows) // MOST), 1)]
