"""An inverted file over a large segment: FAISS IVF with product-quantized codes of one bit a dimension, read
by its fast scan, re-scored with the stored float16 rows.

Approximate only in which rows are re-scored. The codes are so quick that many lists can be looked at, a
third of them at a million rows, three quarters within a filter: with fewer, one that leaves out the lists
nearest to the query would cost recall. Where few rows pass the filter, they are scanned whole instead, which
is as quick and exact.

Of a large segment (`LARGE_ROWS`) codes are finer, so that fewer rows are read from disk, and a small share of
the lists is looked at; within a filter as many as hold enough rows that pass it. What came after its making
is scored whole, until `build_coarse` adds it.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
from blake3 import blake3

from photos_ml.errors import PhotosError
from photos_ml.files import replace_file
from photos_ml.vectors import engine
from photos_ml.vectors.base import Halves, Ids, Query
from photos_ml.vectors.scan import Mask, Positions
from photos_ml.vectors.segment import ScanBudget, Scores, Segment, best

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
LARGE_ROWS = 1_500_000
"""Of so many, codes of one bit a dimension misplace too many: of 2,500,000 rows their best 4,000 hold fewer
of the nearest ten than the best 1,000 by codes of two bits."""
LARGE_MOST_DIMENSIONS = 2
LARGE_SHARE = 0.03
LARGE_CANDIDATES, LARGE_FEWEST_CANDIDATES = 2048, 1024
ROWS_A_CANDIDATE = 2500
"""More candidates the more rows there are: of 10,000,000 that lie as real ones do 2,048 hold 0.965 of the
nearest ten, 4,096 0.981 (`tests/bench/bench_ten_million.py`)."""
LARGE_SEEN = 8192
"""So many rows that pass a filter are looked at, however far the lists that hold them: a place or a year may
lie in none of the nearest."""
SAMPLED_ROWS = 100_000
"""Where more pass a filter, so many of them tell which lists hold how many."""
KEPT_EVERY_ROWS = 1_000_000
"""Of a large segment, what is done is kept each time so many rows are in it."""
GROWN = 1.5
"""Its lists are made anew once they hold so many times the rows they were made for."""
BLOCK_ROWS = 50_000
READ_BYTES = 1 << 22
MAGIC = b"photos-ml lists 2\n"
DIGEST_BYTES = 32

Told = Callable[[int, int], object]
"""How many of how many rows are in the lists."""

_log = logging.getLogger(__name__)


class CoarseError(PhotosError):
    """An inverted file is absent, damaged, or of other rows; it is made again."""


@dataclass(frozen=True, eq=False)
class Coarse:
    """The inverted file over the first `count` rows of a storage; positions are the rows' own."""

    index: Any
    storage: Any
    count: int

    @cached_property
    def lists(self) -> Lists:
        """Which rows lie where: a large one is asked at its first search through a filter."""
        return _lists(self.index)

    @property
    def is_large(self) -> bool:
        """Whether it is searched as that of a large segment."""
        return self.count >= LARGE_ROWS and _is_fine(self.index)

    def is_whole(self, segment: Segment) -> bool:
        """Whether all rows of the segment, whatever was removed since, are in the lists."""
        return segment.storage is self.storage and len(segment.ids) == self.count

    def suits(self, segment: Segment) -> bool:
        """Whether it is what would be made of the segment."""
        return self.is_whole(segment) and (self.is_large or self.count < LARGE_ROWS)

    def covers(self, segment: Segment) -> bool:
        """Whether it can search the segment: all of its rows are in the lists, of a large one the first."""
        return self.is_whole(segment) or (segment.storage is self.storage and self.is_large)

    def top(self, segment: Segment, query: Query, k: int, allowed: Ids | None) -> tuple[Ids, Scores]:
        """The k best rows among those looked at, scored exactly."""
        if self.is_large:
            return self._top_of_large(segment, query, k, allowed)
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

    def _top_of_large(
        self, segment: Segment, query: Query, k: int, allowed: Ids | None
    ) -> tuple[Ids, Scores]:
        mask = segment.mask(allowed)
        count = len(segment.ids)
        selected = count if mask is None else int(np.count_nonzero(mask))
        if mask is not None and selected <= EXACT_ROWS:
            return _best_from_disk(segment, np.flatnonzero(mask), query, k)
        most = max(LARGE_CANDIDATES, count // ROWS_A_CANDIDATE)
        wanted = max(most * selected // count, LARGE_FEWEST_CANDIDATES) + 2 * k
        # What was removed is few: it is dropped after the search, as a filter on the way costs time.
        if allowed is None or mask is None:
            near = self._near(query, wanted)
        else:
            near = self._near_within(query, wanted, mask[: self.count], selected)
        positions = np.concatenate([near, np.arange(self.count, count)])
        if mask is not None:
            positions = positions[mask[positions]]
        if len(positions) < k:
            return segment.top_of(mask, query, k, ScanBudget(EXACT_ROWS))
        return _best_from_disk(segment, positions, query, k)

    def _near(self, query: Query, n: int) -> Positions:
        probes = math.ceil(LARGE_SHARE * int(self.index.nlist))
        parameters = engine.faiss().SearchParametersIVF(nprobe=probes)
        return _found(self.index.search(query[None], n, params=parameters)[1])

    def _near_within(self, query: Query, n: int, mask: Mask, selected: int) -> Positions:
        """The same of the rows of a mask, in the nearest lists that hold any of them: what shows much the
        same lies in few lists, which may be far from the query."""
        faiss, numbers = engine.faiss(), self._lists_within(query, mask, selected)
        chosen = faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
        parameters = faiss.SearchParametersIVF(nprobe=len(numbers), sel=chosen)
        to_lists = np.einsum("ij,j->i", self.lists.centres[numbers], query)
        scores, positions = np.empty((1, n), np.float32), np.empty((1, n), np.int64)
        asked, listed, near, most, found = map(faiss.swig_ptr, (query, numbers, to_lists, scores, positions))
        # FAISS's wrapper of this call in Python takes no parameters.
        self.index.search_preassigned_c(1, asked, n, listed, near, most, found, False, parameters)
        return _found(positions)

    def _lists_within(self, query: Query, mask: Mask, selected: int) -> npt.NDArray[np.int64]:
        """Numbers of the nearest lists with rows of the mask: until these are `LARGE_SEEN`, and a share of
        all rows was looked at."""
        every = max(selected // SAMPLED_ROWS, 1)
        sizes = self.lists.sizes
        held = np.bincount(self.lists.of_row[::every][mask[::every]], minlength=len(sizes)) * every
        holding = np.flatnonzero(held)
        nearest = holding[np.argsort(-np.einsum("ij,j->i", self.lists.centres[holding], query))]
        enough = max(
            int(np.searchsorted(np.cumsum(held[nearest]), LARGE_SEEN)),
            int(np.searchsorted(np.cumsum(sizes[nearest]), LARGE_SHARE * self.count)),
        )
        return nearest[: enough + 1]


def _found(positions: Any) -> Positions:
    found: Positions = np.sort(positions[0][positions[0] >= 0])
    return found


def _best_from_disk(segment: Segment, positions: Positions, query: Query, k: int) -> tuple[Ids, Scores]:
    segment.storage.foresee(positions)
    return best(segment, positions, query, k)


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """`of_row`: the list of each row, uint16 (n,); of each list its size, int64 (lists,), and its centre,
    float32 (lists, d)."""

    of_row: npt.NDArray[np.uint16]
    sizes: npt.NDArray[np.int64]
    centres: npt.NDArray[np.float32]


def _lists(index: Any) -> Lists:
    faiss = engine.faiss()
    of_row, sizes = np.zeros(index.ntotal, np.uint16), np.zeros(index.nlist, np.int64)
    for number in range(index.nlist):
        sizes[number] = size = index.invlists.list_size(number)
        if size:
            of_row[faiss.rev_swig_ptr(index.invlists.get_ids(number), size)] = number
    return Lists(of_row, sizes, index.quantizer.reconstruct_n(0, index.nlist))


def build_coarse(
    segment: Segment, *, seed: int = 0, kept: Path | None = None, told: Told | None = None
) -> Coarse:
    """Train and fill the inverted file; a minute of one core for a million rows of 512 dimensions.

    Of a large segment, what lies at `kept` is added to where it is of the first of these rows and not much
    outgrown; what is done meanwhile is kept beside it, and gone on with after a process was killed.
    """
    rows, storage = segment.vectors, segment.storage
    if kept is None or len(rows) < LARGE_ROWS:
        index = _trained(rows, seed)
        _fill(index, rows)
        return Coarse(index, storage, len(rows))
    begun = kept.with_suffix(".begun")
    index = None
    for path in (begun, kept):
        with suppress(CoarseError):
            found = _read(path, segment)
            if len(rows) <= GROWN * _rows_for(int(found.nlist)) and _is_fine(found):
                index = found
                break
    index = _trained(rows, seed) if index is None else index
    if told:
        told(int(index.ntotal), len(rows))
    while (done := int(index.ntotal)) < len(rows):
        stop = min(done + KEPT_EVERY_ROWS, len(rows))
        engine.faiss(engine.building_threads())
        _fill(index, rows[done:stop])
        storage.let_go(done, stop)
        _log.info("inverted file: %d of %d rows", stop, len(rows))
        if told:
            told(stop, len(rows))
        if stop < len(rows):
            with suppress(OSError):
                save_coarse(begun, Coarse(index, storage, stop), segment.ids)
    engine.faiss()
    return Coarse(index, storage, len(rows))


def save_coarse(path: Path, coarse: Coarse, ids: Ids) -> None:
    """Write it beside the snapshot, with a checksum of itself and of the ids its positions stand for."""
    faiss = engine.faiss()

    def write(stream: BinaryIO) -> None:
        digest = blake3(max_threads=blake3.AUTO)

        def take(part: bytes) -> int:
            digest.update(part)
            return stream.write(part)

        stream.write(bytes(len(MAGIC) + 2 * DIGEST_BYTES))
        # A part at a time: of ten million rows it is one and a half gigabytes.
        faiss.write_index(coarse.index, faiss.BufferedIOWriter(faiss.PyCallbackIOWriter(take), READ_BYTES))
        stream.seek(0)
        stream.write(MAGIC + _digest(ids[: coarse.count]) + digest.digest())

    replace_file(path, write)
    with suppress(OSError):
        if path.suffix != ".begun":
            path.with_suffix(".begun").unlink(missing_ok=True)


def load_coarse(path: Path, segment: Segment) -> Coarse:
    """The file at `path` for a segment that begins with the rows it was made of; later rows are added to it,
    but to a large one, whose later rows are few or `build_coarse`'s work.

    Raises CoarseError where it is absent, damaged or of other rows.
    """
    coarse = Coarse(index := _read(path, segment), segment.storage, int(index.ntotal))
    if coarse.is_large:
        return coarse
    _fill(index, segment.vectors[index.ntotal :])
    return Coarse(index, segment.storage, int(index.ntotal))


def _read(path: Path, segment: Segment) -> Any:
    """The index in a file, of the first rows of a segment."""
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
    return index


def _trained(rows: Halves, seed: int) -> Any:
    is_large = len(rows) >= LARGE_ROWS
    faiss = engine.faiss(engine.building_threads() if is_large else 1)
    dimension = rows.shape[1]
    lists = max(1, min(len(rows) // 4, round(LISTS_PER_ROOT * math.sqrt(len(rows)))))
    quantizer = faiss.IndexFlatIP(dimension)
    index = faiss.IndexIVFPQFastScan(
        quantizer,
        dimension,
        lists,
        _codes(dimension, LARGE_MOST_DIMENSIONS if is_large else MOST_DIMENSIONS),
        CODE_BITS,
        faiss.METRIC_INNER_PRODUCT,
    )
    index.cp.niter = index.pq.cp.niter = TRAINING_ROUNDS
    index.cp.seed = index.pq.cp.seed = seed
    index.cp.max_points_per_centroid = TRAINING_ROWS_A_LIST
    index.cp.min_points_per_centroid = 1
    index.train(_sample(rows, lists * TRAINING_ROWS_A_LIST, seed))
    return index


def _rows_for(lists: int) -> float:
    """The number of rows that so many lists are made for."""
    return (lists / LISTS_PER_ROOT) ** 2


def _is_fine(index: Any) -> bool:
    """Whether its codes are those of a large segment."""
    return int(index.pq.M) == _codes(int(index.d), LARGE_MOST_DIMENSIONS)


def _codes(dimension: int, widest: int) -> int:
    """How many codes a row gets, each of so many dimensions at most; they share its dimensions evenly."""
    most = min(widest, max(dimension // LEAST_CODES, 1))
    return dimension // next(width for width in range(most, 0, -1) if dimension % width == 0)


def _fill(index: Any, rows: Halves) -> None:
    for start in range(0, len(rows), BLOCK_ROWS):
        index.add(rows[start : start + BLOCK_ROWS].astype(np.float32))


def _sample(rows: Halves, count: int, seed: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    chosen = np.random.default_rng(seed).choice(len(rows), min(count, len(rows)), replace=False)
    return rows[np.sort(chosen)].astype(np.float32)


def _digest(ids: Ids) -> bytes:
    return blake3(np.ascontiguousarray(ids).view(np.uint8).data).digest()
