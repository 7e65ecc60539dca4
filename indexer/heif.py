"""The library that decodes HEIC, and what is looked at before it gets a file."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from photos_ml.indexer.avif import inner_box, meta_box
from photos_ml.indexer.reasons import AGAIN, Cause

MOST_ITEMS = 10_000
_NAMES_AT = 8
"""Behind an item's version and number."""


def heif_library() -> Any:
    """pi-heif, or its twin pillow-heif where that is installed instead: only it has wheels for Windows ARM.
    DecodeError, to be tried again, where neither is."""
    try:
        import pi_heif
    except ImportError:
        return _twin()
    return pi_heif


def _twin() -> Any:
    try:
        import pillow_heif
    except ImportError as error:
        hint = "pip install pi-heif"
        raise Cause.NEEDS_PACKAGE.error(
            what="HEIC pictures", package="pi-heif", hint=hint, retry=True
        ) from error
    return pillow_heif


def made_safe(file: BinaryIO) -> BinaryIO:
    """The file at its start, or a copy of it in memory, such as makes no version of the library crash.
    DecodeError where it says that it holds something behind its own end."""
    size = file.seek(0, 2)
    meta = meta_box(file)
    if any(end > size for end in _ends(inner_box(meta[4:], b"iloc"))):
        raise Cause.CUT_SHORT.error(hint=AGAIN)
    file.seek(0)
    plain = _plainly_named(meta)
    if plain == meta:
        return file
    data = file.read()
    return io.BytesIO(data.replace(meta, plain, 1))


def _plainly_named(meta: bytes) -> bytes:
    """With names and kinds of items in ASCII: the library takes for granted that they are UTF-8."""
    changed = bytearray(meta)
    for found in re.finditer(rb"infe", meta):
        length = int.from_bytes(meta[max(found.start() - 4, 0) : found.start()], "big")
        start, end = found.end() + _NAMES_AT, found.start() - 4 + length
        changed[start:end] = bytes(byte if byte < 0x80 else 0x3F for byte in changed[start:end])
    return bytes(changed)


def _ends(table: bytes) -> Iterator[int]:
    """Where each part of each item that lies in the file itself ends: ISO/IEC 14496-12, 8.11.3."""
    read = _Reader(table)
    version = read.number(1)
    read.number(3)
    widths = read.number(2)
    offset_bytes, length_bytes, base_bytes, index_bytes = (widths >> shift & 15 for shift in (12, 8, 4, 0))
    index_bytes = index_bytes if version in (1, 2) else 0
    wide = 4 if version == 2 else 2
    for _ in range(min(read.number(wide), MOST_ITEMS)):
        read.number(wide)
        in_file = not (read.number(2) & 15) if version in (1, 2) else True
        read.number(2)
        base = read.number(base_bytes)
        for _ in range(read.number(2)):
            read.number(index_bytes)
            end = base + read.number(offset_bytes) + read.number(length_bytes)
            if read.is_over:
                return
            if in_file:
                yield end


class _Reader:
    """Numbers of so many bytes, one after the other; zeros behind the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def is_over(self) -> bool:
        return self._at > len(self._data)

    def number(self, width: int) -> int:
        self._at += width
        return int.from_bytes(self._data[self._at - width : self._at], "big")
