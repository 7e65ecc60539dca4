"""An inverted file over a large segment: FAISS IVF with 8-bit codes, re-scored with the stored float16 rows.

Approximate only in which rows are looked at: a share (`SCAN_SHARE`) of those that pass the filter, at least
`SCAN_ROWS`, so that small filtered sets are looked at whole.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from blake3 import blake3

from photos_ml.errors import PhotosError
from photos_ml.vectors import engine
from photos_ml.vectors.base import Halves, Ids, Query
from photos_ml.vectors.files import replace_file
from photos_ml.vectors.segment import GATHER_ROWS, Mask, Positions, ScanBudget, Scores, Segment, best

WORTH_ROWS = 200_000
"""Below, scanning all float16 rows is as quick (measured at 512 dimensions: 13 ms) and exact."""
SCAN_SHARE = 0.25
SCAN_ROWS = 150_000
LISTS_PER_ROOT = 2.0
"""Lists: this many times the square root of the rows."""
TRAINING_ROWS_A_LIST = 48
TRAINING_ROUNDS = 8
CANDIDATES = 64
"""Rows re-scored for a page of ten: 8-bit codes rarely misplace a row by more."""
BLOCK_ROWS = 50_000
MAGIC = b"photos-ml lists 1\n"
DIGEST_BYTES = 32


class CoarseError(PhotosError):
    """An inverted file is absent, damaged, or of other rows; it is made again."""


@dataclass(frozen=True, slots=True, eq=False)
class Coarse:
    """The inverted file over the first `count` rows of a storage; positions are the rows' own."""

    index: Any
    storage: Any
    count: int

    def covers(self, segment: Segment) -> bool:
        """Whether the segment, whatever was removed from it since, is the one this was made of."""
        return segment.storage is self.storage and len(segment.ids) == self.count

    def top(self, segment: Segment, query: Query, k: int, allowed: Ids | None) -> tuple[Ids, Scores]:
        """The k best rows among those looked at, scored exactly."""
        mask = segment.mask(allowed)
        selected = self.count if mask is None else int(np.count_nonzero(mask))
        if selected <= max(k, GATHER_ROWS):
            everything = np.arange(self.count) if mask is None else np.flatnonzero(mask)
            return best(segment, everything, query, k)
        positions = self._candidates(query, max(CANDIDATES, 2 * k), mask, selected)
        if len(positions) < k:  # the lists looked at hold too few: so large a page needs them all
            return segment.top(query, k, allowed, ScanBudget())
        return best(segment, positions, query, k)

    def _candidates(self, query: Query, n: int, mask: Mask | None, selected: int) -> Positions:
        faiss = engine.faiss()
        parameters = faiss.SearchParametersIVF(nprobe=self._probes(selected))
        if mask is not None:
            bits = np.packbits(mask, bitorder="little")
            selector = faiss.IDSelectorBitmap(bits)
            parameters.sel = selector
        _, positions = self.index.search(query[None], min(n, selected), params=parameters)
        found: Positions = positions[0][positions[0] >= 0]
        return found

    def _probes(self, selected: int) -> int:
        wanted = max(SCAN_SHARE * selected, SCAN_ROWS)
        lists = int(self.index.nlist)
        return min(lists, math.ceil(lists * wanted / max(selected, 1)))


def build_coarse(segment: Segment, *, seed: int = 0) -> Coarse:
    """Train and fill the inverted file; half a minute and more for a million rows on two cores."""
    faiss = engine.faiss()
    rows = segment.vectors
    dimension = rows.shape[1]
    lists = max(1, min(len(rows) // 4, round(LISTS_PER_ROOT * math.sqrt(len(rows)))))
    quantizer = faiss.IndexFlatIP(dimension)
    index = faiss.IndexIVFScalarQuantizer(
        quantizer, dimension, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT, False
    )
    index.cp.niter = TRAINING_ROUNDS
    index.cp.seed = seed
    index.cp.max_points_per_centroid = TRAINING_ROWS_A_LIST
    index.cp.min_points_per_centroid = 1
    index.train(_sample(rows, lists * TRAINING_ROWS_A_LIST, seed))
    _fill(index, rows)
    return Coarse(index, segment.storage, len(rows))


def save_coarse(path: Path, coarse: Coarse, ids: Ids) -> None:
    """Write it beside the snapshot, with a checksum of itself and of the ids its positions stand for."""
    body = bytes(engine.faiss().serialize_index(coarse.index))
    head = MAGIC + _digest(ids[: coarse.count]) + blake3(body, max_threads=blake3.AUTO).digest()
    replace_file(path, lambda stream: stream.write(head + body))


def load_coarse(path: Path, segment: Segment) -> Coarse:
    """The file at `path` for a segment that begins with the rows it was made of; later rows are added to it.

    Raises CoarseError where it is absent, damaged or of other rows.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CoarseError(f"no lists at {path}: {error}") from error
    start = len(MAGIC) + 2 * DIGEST_BYTES
    head, body = content[:start], content[start:]
    if head[: len(MAGIC)] != MAGIC or head[-DIGEST_BYTES:] != blake3(body, max_threads=blake3.AUTO).digest():
        raise CoarseError(f"{path} is damaged")
    index = engine.faiss().deserialize_index(np.frombuffer(body, dtype=np.uint8))
    covered = int(index.ntotal)
    if covered > len(segment.ids) or head[len(MAGIC) : -DIGEST_BYTES] != _digest(segment.ids[:covered]):
        raise CoarseError(f"{path} is of other rows")
    _fill(index, segment.vectors[covered:])
    return Coarse(index, segment.storage, len(segment.ids))


def _fill(index: Any, rows: Halves) -> None:
    for start in range(0, len(rows), BLOCK_ROWS):
        index.add(rows[start : start + BLOCK_ROWS].astype(np.float32))


def _sample(rows: Halves, count: int, seed: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    chosen = np.random.default_rng(seed).choice(len(rows), min(count, len(rows)), replace=False)
    return rows[np.sort(chosen)].astype(np.float32)


def _digest(ids: Ids) -> bytes:
    return blake3(np.ascontiguousarray(ids).view(np.uint8).data).digest()
