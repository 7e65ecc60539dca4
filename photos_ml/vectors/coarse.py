"""An inverted file over a large segment: FAISS IVF with product-quantized codes of one bit a dimension, read
by its fast scan, re-scored with the stored float16 rows.

Approximate only in which rows are re-scored. The codes are so quick that many lists can be looked at, a
third of them at a million rows, three quarters within a filter: with fewer, one that leaves out the lists
nearest to the query would cost recall. Where few rows pass the filter, they are scanned whole instead, which
is as quick and exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from blake3 import blake3

from photos_ml.errors import PhotosError
from photos_ml.files import replace_file
from photos_ml.vectors import engine
from photos_ml.vectors.base import Halves, Ids, Query
from photos_ml.vectors.scan import Mask, Positions
from photos_ml.vectors.segment import ScanBudget, Scores, Segment

WORTH_ROWS = 50_000
"""Below, scanning all float16 rows is quick enough (measured at 512 dimensions: 5 ms) and exact."""
EXACT_ROWS = 10_000
"""So many rows that pass a filter are scanned whole. Of a million rows that takes as long as looking at the
codes, 13 ms of a processor, at 20,000; of 100,000 rows at 5,000, and three times as long at 20,000."""
SCAN_ROWS = 150_000
"""So many rows are looked at, nearest lists first, and the shares below at least."""
SCAN_SHARE, FILTERED_SCAN_SHARE = 0.35, 0.75
"""`photos-ml bench search` measures what that finds, and in what time."""
LISTS_PER_ROOT = 2.0
"""Lists: this many times the square root of the rows."""
TRAINING_ROWS_A_LIST = 48
TRAINING_ROUNDS = 8
CODE_BITS, LEAST_CODES, MOST_DIMENSIONS = 4, 128, 4
"""One code stands for so many dimensions at most, fewer where a row would get too few codes. Those of
512 dimensions take a sixteenth of the row."""
CANDIDATES, FEWEST_CANDIDATES = 2048, 1024
"""Rows re-scored, besides two for each that is asked for: what coarse codes misplace, they hold; fewer as
fewer rows pass a filter. Of 300,000 rows that lie as real ones do that finds 0.990 of the nearest ten, 1,024
of them 0.964 (`tests/bench/bench_ten_million.py`)."""
BLOCK_ROWS = 50_000
READ_BYTES = 1 << 22
MAGIC = b"photos-ml lists 2\n"
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
            wanted = max(CANDIDATES * selected // self.count, FEWEST_CANDIDATES)
            positions = self._candidates(query, wanted + 2 * k, mask)
            # Fewer than asked for: the lists looked at hold too few, so large a page needs them all.
            if len(positions) >= k:
                mask = np.zeros(self.count, bool)
                mask[positions] = True
        return segment.top_of(mask, query, k, ScanBudget(EXACT_ROWS))

    def _candidates(self, query: Query, n: int, mask: Mask | None) -> Positions:
        faiss = engine.faiss()
        least = SCAN_SHARE if mask is None else FILTERED_SCAN_SHARE
        share = min(max(SCAN_ROWS / self.count, least), 1.0)
        chosen = None if mask is None else faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
        parameters = faiss.SearchParametersIVF(nprobe=math.ceil(share * self.index.nlist), sel=chosen)
        _, positions = self.index.search(query[None], n, params=parameters)
        found: Positions = np.sort(positions[0][positions[0] >= 0])
        return found


def build_coarse(segment: Segment, *, seed: int = 0) -> Coarse:
    """Train and fill the inverted file; a minute of one core for a million rows of 512 dimensions."""
    faiss = engine.faiss()
    rows = segment.vectors
    dimension = rows.shape[1]
    lists = max(1, min(len(rows) // 4, round(LISTS_PER_ROOT * math.sqrt(len(rows)))))
    quantizer = faiss.IndexFlatIP(dimension)
    index = faiss.IndexIVFPQFastScan(
        quantizer, dimension, lists, _codes(dimension), CODE_BITS, faiss.METRIC_INNER_PRODUCT
    )
    index.cp.niter = index.pq.cp.niter = TRAINING_ROUNDS
    index.cp.seed = index.pq.cp.seed = seed
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
    start = len(MAGIC) + 2 * DIGEST_BYTES
    try:
        with path.open("rb") as stream:
            head, digest = stream.read(start), blake3(max_threads=blake3.AUTO)
            while part := stream.read(READ_BYTES):
                digest.update(part)
            if head[: len(MAGIC)] != MAGIC or head[-DIGEST_BYTES:] != digest.digest():
                raise CoarseError(f"{path} is damaged")
            stream.seek(start)
            # A part at a time: the file is a quarter of a gigabyte of a million rows, and once is enough.
            index = engine.faiss().read_index(engine.faiss().PyCallbackIOReader(stream.read, READ_BYTES))
    except OSError as error:
        raise CoarseError(f"no lists at {path}: {error}") from error
    covered = int(index.ntotal)
    if covered > len(segment.ids) or head[len(MAGIC) : -DIGEST_BYTES] != _digest(segment.ids[:covered]):
        raise CoarseError(f"{path} is of other rows")
    _fill(index, segment.vectors[covered:])
    return Coarse(index, segment.storage, len(segment.ids))


def _codes(dimension: int) -> int:
    """How many codes a row gets; they share its dimensions evenly."""
    most = min(MOST_DIMENSIONS, max(dimension // LEAST_CODES, 1))
    return dimension // next(width for width in range(most, 0, -1) if dimension % width == 0)


def _fill(index: Any, rows: Halves) -> None:
    for start in range(0, len(rows), BLOCK_ROWS):
        index.add(rows[start : start + BLOCK_ROWS].astype(np.float32))


def _sample(rows: Halves, count: int, seed: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    chosen = np.random.default_rng(seed).choice(len(rows), min(count, len(rows)), replace=False)
    return rows[np.sort(chosen)].astype(np.float32)


def _digest(ids: Ids) -> bytes:
    return blake3(np.ascontiguousarray(ids).view(np.uint8).data).digest()
