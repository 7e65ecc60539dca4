"""The pages of a database file as they lie on the disk, and what its write-ahead log has of them instead.

Both formats: https://sqlite.org/fileformat2.html
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

HEADER_BYTES = 100
MAGIC = b"SQLite format 3\x00"
USUAL_PAGE_BYTES = 4096
PAGE_SIZES = frozenset(1 << power for power in range(9, 17))
VERSION_AT = 60
APPLICATION_AT = 68
_LOG_HEADER = struct.Struct(">8I")
_FRAME_HEADER = struct.Struct(">6I")
_LOG_MAGIC = 0x377F0682
"""The last bit: whether its checksums are over big-endian words."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file's pages by number, from 1. One that is not there is empty."""

    data: bytes | mmap.mmap
    size: int
    newer: dict[int, bytes]

    @property
    def count(self) -> int:
        return max(len(self.data) // self.size, max(self.newer, default=0))

    @property
    def usable(self) -> int:
        """Bytes of a page that hold rows: the others are an extension's."""
        reserved = self.page(1)[20] if self.has_header else 0
        return self.size - (reserved if reserved <= self.size - 480 else 0)

    @property
    def has_header(self) -> bool:
        """Whether the file's first page says what it is."""
        return self.page(1).startswith(MAGIC)

    def number_at(self, offset: int) -> int:
        """A four-byte number of the file's header."""
        page = self.page(1)
        return int.from_bytes(page[offset : offset + 4]) if len(page) >= HEADER_BYTES else 0

    def page(self, number: int) -> bytes:
        """A page whole, or nothing."""
        if number in self.newer:
            return self.newer[number]
        found = self.data[(number - 1) * self.size : number * self.size] if number > 0 else b""
        return found if len(found) == self.size else b""

    def free(self) -> set[int]:
        """The pages that hold nothing any more, as far as the chain of them can be followed."""
        found: set[int] = set()
        trunk = self.number_at(32)
        while trunk and trunk not in found and (page := self.page(trunk)):
            found.add(trunk)
            trunk, leaves = struct.unpack_from(">2I", page)
            if leaves <= self.size // 4 - 2:
                found.update(struct.unpack_from(f">{leaves}I", page, 8))
        return found


@contextmanager
def open_pages(path: Path) -> Iterator[PageFile]:
    """A database file and its log, to be read while open; OSError where they cannot be."""
    log = path.with_name(f"{path.name}-wal")
    logged = log.read_bytes() if log.exists() else b""
    with ExitStack() as stack:
        data: bytes | mmap.mmap = b""
        if path.exists() and path.stat().st_size:
            file = stack.enter_context(path.open("rb"))
            data = stack.enter_context(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        size = _page_size(data[:HEADER_BYTES], logged)
        yield PageFile(data, size, dict(_committed(logged, size)))


def _page_size(data: bytes, logged: bytes) -> int:
    told = int.from_bytes(data[16:18]) if data.startswith(MAGIC) else 0
    told = 65536 if told == 1 else told
    if told not in PAGE_SIZES and len(logged) >= _LOG_HEADER.size:
        told = int.from_bytes(logged[8:12])
    return told if told in PAGE_SIZES else USUAL_PAGE_BYTES


def _committed(logged: bytes, size: int) -> Iterator[tuple[int, bytes]]:
    """Number and content of the pages of all transactions that the log holds whole, in their order."""
    if len(logged) < _LOG_HEADER.size:
        return
    magic, _, page_size, _, *salts, first, second = _LOG_HEADER.unpack_from(logged)
    if magic & ~1 != _LOG_MAGIC or page_size != size:
        return
    order = ">" if magic & 1 else "<"
    sums = _checksum(logged[:24], (0, 0), order)
    if sums != (first, second):
        return
    pending: list[tuple[int, bytes]] = []
    step = _FRAME_HEADER.size + size
    for start in range(_LOG_HEADER.size, len(logged) - step + 1, step):
        number, pages_after, *salt, first, second = _FRAME_HEADER.unpack_from(logged, start)
        content = logged[start + _FRAME_HEADER.size : start + step]
        sums = _checksum(logged[start : start + 8] + content, sums, order)
        if salt != salts or sums != (first, second):
            return
        pending.append((number, content))
        if pages_after:
            yield from pending
            pending.clear()


def _checksum(data: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    one, two = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        one = (one + even + two) & 0xFFFFFFFF
        two = (two + odd + one) & 0xFFFFFFFF
    return one, two
