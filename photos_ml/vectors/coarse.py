"""An inverted file over a large segment: FAISS IVF with 8-bit codes, re-scored with the stored float16 rows.

Approximate only in which rows are looked at: those of the lists nearest to the query, `SCAN_SHARE` of all.
Where few rows pass the filter, they are scanned whole instead, which is as quick and exact.
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
from photos_ml.vectors.scan import DENSE_SHARE, SURPLUS, Mask, Positions
from photos_ml.vectors.segment import ScanBudget, Scores, Segment, best

WORTH_ROWS = 250_000
"""Below, scanning all float16 rows is quick enough (measured at 512 dimensions: 10 ms) and exact."""
EXACT_ROWS = 50_000
"""So many rows that pass a filter are scanned whole: 14 ms of a million (measured, as above)."""
SCAN_SHARE = 0.2
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
        if selected > EXACT_ROWS:
            positions = self._candidates(query, max(CANDIDATES, 2 * k), mask, selected / self.count)
            # Fewer than asked for: the lists looked at hold too few, so large a page needs them all.
            if len(positions) >= k:
                return best(segment, positions, query, k)
        return segment.top(query, k, allowed, ScanBudget(EXACT_ROWS))

    def _candidates(self, query: Query, n: int, mask: Mask | None, share: float) -> Positions:
        faiss = engine.faiss()
        parameters = faiss.SearchParametersIVF(nprobe=math.ceil(SCAN_SHARE * self.index.nlist))
        bits = None if mask is None or share > DENSE_SHARE else np.packbits(mask, bitorder="little")
        if bits is not None:
            selector = faiss.IDSelectorBitmap(bits)
            parameters.sel = selector
        fetched = n if mask is None or bits is not None else math.ceil(SURPLUS * n / share)
        _, positions = self.index.search(query[None], fetched, params=parameters)
        found: Positions = positions[0][positions[0] >= 0]
        return found if mask is None or bits is not None else found[mask[found]]


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
