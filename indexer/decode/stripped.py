"""Pictures alone, without what else their files hold and a decoder may stumble over: text, EXIF, profiles."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from photos_ml.formats import Family

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"eXIf"))
_MARKERS = 5_000
_JPEG_KEPT = frozenset((*range(0xC0, 0xD0), 0xDB, 0xDD, 0xEE))
"""Tables, frames, restart intervals, and Adobe's word on the colours."""
_LARGEST_EXIF = 1 << 20


def without_metadata(file: BinaryIO, family: Family) -> io.BytesIO | None:
    """A copy in memory with the picture alone; None for a family where nothing else is in the way. It is
    asked for only after decoding failed."""
    parts = {Family.PNG: _png, Family.JPEG: _jpeg}.get(family)
    return io.BytesIO(b"".join(parts(file))) if parts else None


def _png(file: BinaryIO) -> Iterator[bytes]:
    """Each chunk that is kept, its check sum made right. Large EXIF goes, and so does all animation."""
    file.seek(len(_PNG_SIGNATURE))
    yield _PNG_SIGNATURE
    while len(head := file.read(8)) == 8:
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        if kind not in _PNG_KEPT or (kind == b"eXIf" and length > _LARGEST_EXIF):
            file.seek(length + 4, 1)
            continue
        data = file.read(length)
        file.seek(4, 1)
        yield head + data
        if len(data) == length:
            yield zlib.crc32(kind + data).to_bytes(4, "big")
        if kind == b"IEND":
            return


def _jpeg(file: BinaryIO) -> Iterator[bytes]:
    file.seek(2)
    yield b"\xff\xd8"
    for _ in range(_MARKERS):
        head = file.read(4)
        while head[:2] == b"\xff\xff":  # fill bytes before a marker
            head = head[1:] + file.read(1)
        if len(head) < 4 or head[0] != 0xFF:
            return
        if head[1] == 0xDA:
            yield head + file.read()
            return
        data = file.read(max(int.from_bytes(head[2:], "big") - 2, 0))
        if head[1] in _JPEG_KEPT:
            yield head + data
