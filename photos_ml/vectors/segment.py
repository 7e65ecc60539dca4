"""An immutable run of vectors in id order, and the exact search inside it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from photos_ml.vectors import engine
from photos_ml.vectors.base import Halves, Ids, Query
from photos_ml.vectors.floats import CACHED_ROWS, as_floats
from photos_ml.vectors.ranks import Ranks
from photos_ml.vectors.scan import FaissScan, Mask, PlainScan, Positions, Scan
from photos_ml.vectors.storage import Storage

Scores: TypeAlias = npt.NDArray[np.float32]

GATHER_ROWS = 256
"""So few rows are scored sooner than a scan of 100,000 starts (measured at 512 dimensions)."""
IMPORT_WORTH_ROWS = 50_000
"""Importing FAISS takes as long as scoring so many rows without it (0.12 s here)."""
SPARE_ROWS = 32
ROUNDING = 2e-5
"""More than 512 float32 products of unit vectors can differ from the exact sum."""
ROUGH_SHARE = 1.5
"""Where so many times as many rows are scored as asked for, rough scores first leave most of them out."""


@dataclass(slots=True)
class ScanBudget:
    """Rows scored without FAISS so far: one cold search never pays for the import, a service soon does."""

    rows: int = 0

    def scan_with_faiss(self, rows: int) -> bool:
        self.rows += rows
        return self.rows > IMPORT_WORTH_ROWS or engine.is_loaded()


@dataclass(slots=True)
class Made:
    """What is made of a segment's rows and ids at its first use."""

    scanner: Any = None
    """The FAISS view."""
    ranks: Ranks | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """`ids` ascending (n,), vector i in row i of `storage`; `alive`: False where removed, None if all."""

    ids: Ids
    storage: Storage
    alive: Mask | None = None
    made: Made = field(default_factory=Made)
    """Shared with the segment this one was cut from."""

    @property
    def vectors(self) -> Halves:
        return self.storage.rows(len(self.ids))

    @property
    def live(self) -> int:
        return len(self.ids) if self.alive is None else int(np.count_nonzero(self.alive))

    def positions(self, ids: Ids) -> Positions:
        """Rows of those of `ids` (any order, repeats allowed) that live here, ascending and once each."""
        mask = self.mask(ids)
        return np.flatnonzero(mask) if mask is not None else np.arange(len(self.ids))

    def find(self, ids: Ids) -> tuple[Mask, Positions]:
        """Which of `ids` live here, and the row of each that does."""
        if not len(self.ids):
            return np.zeros(len(ids), bool), np.zeros(len(ids), np.int64)
        rows = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        here = self.ids[rows] == ids
        alive: Mask = here if self.alive is None else here & self.alive[rows]
        return alive, rows

    def without(self, ids: Ids) -> Segment:
        """The same segment with these ids removed."""
        gone = self.mask(ids)
        if gone is None:
            gone = np.ones(len(self.ids), dtype=bool)
        if not gone.any():
            return self
        alive = ~gone if self.alive is None else self.alive & ~gone
        return Segment(self.ids, self.storage, alive, self.made)

    def mask(self, allowed: Ids | None) -> Mask | None:
        """Which rows live and are allowed; None for all of them."""
        if allowed is None:
            return self.alive
        wanted = np.zeros(len(self.ids), dtype=bool)
        wanted[self._rows_of(allowed)] = True
        return wanted if self.alive is None else wanted & self.alive

    def _rows_of(self, wanted: Ids) -> Positions:
        """Where those of `wanted` that are among the ids stand."""
        if Ranks.suit(self.ids):
            if self.made.ranks is None:
                self.made.ranks = Ranks(self.ids)
            return self.made.ranks.rows(wanted)
        if not len(self.ids):
            return np.zeros(0, np.int64)
        rows = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        found: Positions = rows[self.ids[rows] == wanted]
        return found

    def top(self, query: Query, k: int, allowed: Ids | None, budget: ScanBudget) -> tuple[Ids, Scores]:
        """The k best allowed rows by exact score, then id. Scores are float64 sums, rounded to float32."""
        return self.top_of(self.mask(allowed), query, k, budget)

    def top_of(self, mask: Mask | None, query: Query, k: int, budget: ScanBudget) -> tuple[Ids, Scores]:
        """The same among the rows of a mask; None for all."""
        count = len(self.ids) if mask is None else int(np.count_nonzero(mask))
        if count <= max(k, GATHER_ROWS):
            positions = np.arange(len(self.ids)) if mask is None else np.flatnonzero(mask)
            return best(self, positions, query, k)
        scan = self._scan(query, mask, count / len(self.ids), budget)
        slack = ROUNDING * float(np.linalg.norm(query))
        fetch = k + SPARE_ROWS
        while True:
            positions, bound = scan(fetch)
            ids, scores = best(self, positions, query, k)
            # Equal scores at the edge need a wider look: any of the rows left out may belong on the page.
            if bound == -math.inf or (len(ids) == k and scores[-1] > bound + slack):
                return ids, scores
            fetch *= 4

    def _scan(self, query: Query, mask: Mask | None, share: float, budget: ScanBudget) -> Scan:
        if budget.scan_with_faiss(len(self.ids)):
            return FaissScan(self._scanner(), query, mask, share)
        return PlainScan(self.vectors, query, mask)

    def _scanner(self) -> Any:
        if self.made.scanner is None:
            self.made.scanner = self.storage.scanner(len(self.ids))
        return self.made.scanner


def best(segment: Segment, positions: Positions, query: Query, k: int) -> tuple[Ids, Scores]:
    """The k best of these rows by exact score, then id."""
    if len(positions) > ROUGH_SHARE * k:
        positions = _near_best(segment, positions, query, k)
    scores = exact_scores(segment.storage.gathered(positions), query)
    order = np.lexsort((positions, -scores))[:k]
    return segment.ids[positions[order]], scores[order]


def _near_best(segment: Segment, positions: Positions, query: Query, k: int) -> Positions:
    """Those of these rows that may be among the k best, by scores that are quicker and as good as their
    rounding."""
    rough = np.empty(len(positions), np.float32)
    for start in range(0, len(positions), CACHED_ROWS):
        part = slice(start, start + CACHED_ROWS)
        rough[part] = np.einsum("ij,j->i", as_floats(segment.storage.gathered(positions[part])), query)
    least = np.partition(rough, len(rough) - k)[len(rough) - k]
    near: Positions = positions[rough >= least - 2 * ROUNDING * float(np.linalg.norm(query))]
    return near


def exact_scores(rows: Halves, query: Query) -> Scores:
    """Dot products in float64, rounded once: equal rows get equal scores wherever they stand."""
    scores = np.empty(len(rows), dtype=np.float32)
    wide = query.astype(np.float64)
    for start in range(0, len(rows), CACHED_ROWS):
        part = slice(start, start + CACHED_ROWS)
        # Not a BLAS product: its threads would cost more than these few rows, and wait for busy cores.
        scores[part] = np.einsum("ij,j->i", as_floats(rows[part]).astype(np.float64), wide)
    return scores
