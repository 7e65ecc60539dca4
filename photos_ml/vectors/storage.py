"""Rows of float16 in one stretch of memory that FAISS scans in place, mapped from a file or in RAM."""

from __future__ import annotations

import mmap
import struct
import threading
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.vectors import engine
from photos_ml.vectors.base import Halves

ROOM_BYTES = 4096
"""Left free before the first row: FAISS reads a header directly in front of the rows it does not own."""
ITEM_BYTES = 2
LANES = 16
"""Rows are a multiple of so many numbers long, with zeros at their end: FAISS scans those of another length
number by number, which takes 18 times as long (100,000 rows of 898: 97 ms, of 912: 5)."""

Bytes = npt.NDArray[np.uint8]


def row_width(dimension: int) -> int:
    """Numbers that a row of so many takes."""
    return -(-dimension // LANES) * LANES


class Storage:
    """`buffer`: uint8, ROOM_BYTES of room, then whole rows of `dimension` float16 that never change, each
    with zeros up to `row_width`; `mapped`: the file that they end, if they are in one."""

    def __init__(self, buffer: Bytes, dimension: int, mapped: mmap.mmap | None = None) -> None:
        self._buffer = buffer
        self._mapped = mapped
        self._dimension = dimension
        self._width = row_width(dimension)
        self._lock = threading.Lock()

    @classmethod
    def empty(cls, capacity: int, dimension: int) -> Storage:
        """Room for `capacity` rows; pages that are never written take no memory."""
        return cls(
            np.zeros(ROOM_BYTES + capacity * row_width(dimension) * ITEM_BYTES, dtype=np.uint8), dimension
        )

    @property
    def capacity(self) -> int:
        return int((self._buffer.size - ROOM_BYTES) // (self._width * ITEM_BYTES))

    def rows(self, count: int) -> Halves:
        """The first `count` rows, without a copy."""
        return self.padded(count)[:, : self._dimension]

    def padded(self, count: int) -> Halves:
        """The same with the zeros at their ends."""
        flat: Halves = self._buffer[ROOM_BYTES:].view(np.float16)
        return flat[: count * self._width].reshape(count, self._width)

    def let_go(self, start: int, stop: int) -> None:
        """Of rows of a file that were looked at one after the other: take them out of this process's memory,
        where the system can. It keeps what it has room for, and a search looks at few of them again."""
        row_bytes = self._width * ITEM_BYTES
        if self._mapped is None or not hasattr(mmap, "MADV_DONTNEED"):
            return
        first = len(self._mapped) - self._buffer.size + ROOM_BYTES
        # From the first whole page: what lies before the rows is written to, and is not in the file.
        whole = -(-(first + start * row_bytes) // mmap.PAGESIZE) * mmap.PAGESIZE
        if (length := first + stop * row_bytes - whole) > 0:
            self._mapped.madvise(mmap.MADV_DONTNEED, whole, length)

    def foresee(self, positions: npt.NDArray[np.int64]) -> None:
        """Have the disk read these rows together, not one after the other when each is looked at. Of 2,048
        rows that the system does not hold that took 60 ms, not 4 s; where it holds them all, 1.5 ms."""
        if self._mapped is None or not hasattr(mmap, "MADV_WILLNEED"):
            return
        row_bytes = self._width * ITEM_BYTES
        starts = len(self._mapped) - self._buffer.size + ROOM_BYTES + positions * row_bytes
        wholes = starts // mmap.PAGESIZE * mmap.PAGESIZE
        for whole, length in zip(wholes.tolist(), (starts + row_bytes - wholes).tolist(), strict=True):
            self._mapped.madvise(mmap.MADV_WILLNEED, whole, length)

    def scattered(self) -> None:
        """From now on a few rows here and there are looked at: the system need not read those about them."""
        if self._mapped is not None and hasattr(mmap, "MADV_RANDOM"):
            self._mapped.madvise(mmap.MADV_RANDOM)

    def write(self, start: int, rows: Halves) -> None:
        """Put rows where none were read yet: readers hold views of the earlier ones only."""
        self.rows(self.capacity)[start : start + len(rows)] = rows

    def scanner(self, count: int) -> Any:
        """A FAISS float16 index over the first `count` rows, zeros at their ends. It owns none: keep this
        storage alive."""
        header = _header(count, self._width)
        # Two threads may want scanners of different lengths over the same room.
        with self._lock:
            start = ROOM_BYTES - len(header)
            self._buffer[start:ROOM_BYTES] = np.frombuffer(header, dtype=np.uint8)
            view = self._buffer[start:]
            reader = engine.faiss().ZeroCopyIOReader(engine.faiss().swig_ptr(view), view.size)
            index = engine.faiss().read_index(reader)
        if index.ntotal != count or index.codes.size() != count * self._width * ITEM_BYTES:
            return _copied(self.padded(count))
        return index


def _blank(dimension: int) -> Any:
    faiss = engine.faiss()
    kind = faiss.ScalarQuantizer.QT_fp16
    return faiss.IndexScalarQuantizer(dimension, kind, faiss.METRIC_INNER_PRODUCT)


def _header(count: int, dimension: int) -> bytes:
    """What FAISS writes in front of the codes of such an index; an empty one has all but their length."""
    blank = _blank(dimension)
    blank.ntotal = count
    written = bytes(engine.faiss().serialize_index(blank))
    return written[:-8] + struct.pack("<Q", count * dimension * ITEM_BYTES)


def _copied(rows: Halves) -> Any:
    """The same index with its own copy, for a FAISS whose files end otherwise."""
    index = _blank(rows.shape[1])
    index.add(rows.astype(np.float32))
    return index
