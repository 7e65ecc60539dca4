"""Rows of float16 in one stretch of memory that FAISS scans in place, mapped from a file or in RAM."""

from __future__ import annotations

import mmap
import os
import struct
import threading
import weakref
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
    with zeros up to `row_width`; `mapped`: the file that they end, if they are in one, and `descriptor`: the
    same, open; this keeps one of its own."""

    def __init__(
        self,
        buffer: Bytes,
        dimension: int,
        mapped: mmap.mmap | None = None,
        descriptor: int | None = None,
    ) -> None:
        self._buffer = buffer
        self._mapped = mapped
        self._descriptor: int | None = None
        if descriptor is not None and hasattr(os, "pread"):
            self._descriptor = os.dup(descriptor)
            weakref.finalize(self, os.close, self._descriptor)
        self._dimension = dimension
        self._width = row_width(dimension)
        self._lock = threading.Lock()
        self._is_scattered = False

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
        first = self._first_byte
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
        starts = self._first_byte + positions * row_bytes
        wholes = starts // mmap.PAGESIZE * mmap.PAGESIZE
        for whole, length in zip(wholes.tolist(), (starts + row_bytes - wholes).tolist(), strict=True):
            self._mapped.madvise(mmap.MADV_WILLNEED, whole, length)

    @property
    def _first_byte(self) -> int:
        """Where the first row lies in the file."""
        return (0 if self._mapped is None else len(self._mapped)) - self._buffer.size + ROOM_BYTES

    def gathered(self, positions: npt.NDArray[np.int64]) -> Halves:
        """A copy of these rows, float16 (n, d). Of a file that is looked at here and there they are read, not
        looked at where they are mapped: there Linux takes in 64 kB about each, and a hundred searches make
        ten gigabytes of memory, as slowly as they read."""
        if self._descriptor is None or not self._is_scattered:
            return self.rows(self.capacity)[positions]
        row_bytes = self._width * ITEM_BYTES
        starts = (self._first_byte + positions * row_bytes).tolist()
        read = b"".join([os.pread(self._descriptor, row_bytes, start) for start in starts])
        return np.frombuffer(read, np.float16).reshape(len(positions), self._width)[:, : self._dimension]

    def scattered(self) -> None:
        """From now on a few rows here and there are looked at: the system need not read those about them."""
        self._is_scattered = True
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
