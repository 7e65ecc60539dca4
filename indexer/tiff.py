"""The directories of a TIFF structure, the form of EXIF and of most RAW files, read tag by tag.

Compared on 800 odd and damaged pictures, piexif took 49 s and all memory over one of them, exifread gave
up on two, and Pillow was sound; but Pillow reads EXIF only of what it can open as a picture (no cut JPEG,
no Olympus or Panasonic RAW), decodes a PNG to find it, and takes 50 ms to load. This reader takes the
wanted tags only, each within a limit, from any of them.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

ReadAt: TypeAlias = Callable[[int, int], bytes]
"""(offset, size) -> at most so many bytes, fewer at the end."""
Value: TypeAlias = bytes | tuple[float, ...]
"""Text and undefined values as bytes; numbers as floats and ints, NaN for 0/0."""
Tags: TypeAlias = Mapping[int, Value]

MAX_ENTRIES = 1_000
MAX_NUMBERS = 64
_MAGICS = (42, 0x4F52, 0x5352, 0x55)
"""TIFF, Olympus' two and Panasonic's."""
_TEXT_TYPES = (1, 2, 6, 7)
_NUMBER_TYPES = {3: "H", 4: "I", 8: "h", 9: "i", 11: "f", 12: "d", 13: "I"}
_RATIONAL_TYPES = {5: "I", 10: "i"}


class NotTiffError(ValueError):
    """The block does not begin like a TIFF structure."""


@dataclass(frozen=True, slots=True)
class Tiff:
    """One TIFF structure; offsets count from its own start."""

    read_at: ReadAt
    order: str
    first_directory: int

    def directory(self, offset: int, limits: Mapping[int, int]) -> dict[int, Value]:
        """The wanted tags of the directory at an offset; values of more than their limit of bytes are cut."""
        head = self.read_at(offset, 2)
        if len(head) < 2 or offset < 8:
            return {}
        count = min(struct.unpack(self.order + "H", head)[0], MAX_ENTRIES)
        body = self.read_at(offset + 2, 12 * count)
        found: dict[int, Value] = {}
        for start in range(0, len(body) - 11, 12):
            tag, kind, values, inline = struct.unpack(self.order + "HHI4s", body[start : start + 12])
            if tag in limits and tag not in found:
                value = self._value(kind, values, inline, limits[tag])
                if value is not None:
                    found[tag] = value
        return found

    def _value(self, kind: int, count: int, inline: bytes, limit: int) -> Value | None:
        if kind in _TEXT_TYPES:
            return self._bytes(min(count, limit), inline, whole=count)
        if kind in _NUMBER_TYPES:
            return self._numbers(_NUMBER_TYPES[kind], min(count, MAX_NUMBERS), inline, count)
        if kind in _RATIONAL_TYPES:
            pairs = self._numbers(_RATIONAL_TYPES[kind], 2 * min(count, MAX_NUMBERS), inline, 2 * count)
            return tuple(_ratio(top, bottom) for top, bottom in zip(pairs[::2], pairs[1::2], strict=False))
        return None

    def _bytes(self, size: int, inline: bytes, *, whole: int) -> bytes:
        if whole <= 4:
            return inline[:size]
        return self.read_at(struct.unpack(self.order + "I", inline)[0], size)

    def _numbers(self, code: str, count: int, inline: bytes, whole: int) -> tuple[float, ...]:
        size = struct.calcsize(code)
        data = self._bytes(count * size, inline, whole=whole * size)
        return struct.unpack(f"{self.order}{len(data) // size}{code}", data[: len(data) // size * size])


def open_tiff(read_at: ReadAt) -> Tiff:
    """Read the header. Raises NotTiffError."""
    head = read_at(0, 8)
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < 8:
        raise NotTiffError("no TIFF header")
    magic, first = struct.unpack(order + "HI", head[2:])
    if magic not in _MAGICS:
        raise NotTiffError("no TIFF header")
    return Tiff(read_at, order, first)


def from_bytes(block: bytes) -> ReadAt:
    """Reads of a block in memory."""
    return lambda offset, size: block[offset : offset + size]


def from_file(file: BinaryIO, start: int = 0) -> ReadAt:
    """Reads of a file, offsets counted from `start`."""

    def read_at(offset: int, size: int) -> bytes:
        file.seek(start + offset)
        return file.read(size)

    return read_at


def _ratio(top: float, bottom: float) -> float:
    return top / bottom if bottom else math.nan
