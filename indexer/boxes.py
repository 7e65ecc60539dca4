"""The boxes of which JPEG 2000 and JPEG XL files consist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

MAX_BOXES = 2_000


def boxes(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """(kind, offset of the payload, its length) of a file's boxes; ends at the first that makes no sense."""
    position, end = 0, file.seek(0, 2)
    for _ in range(MAX_BOXES):
        file.seek(position)
        head = file.read(16)
        size, wide = int.from_bytes(head[:4], "big"), int.from_bytes(head[8:16], "big")
        skip, size = (16, wide) if size == 1 else (8, size or end - position)
        if size < skip or len(head) < 8:
            return
        yield head[4:8], position + skip, size - skip
        position += size


def payload(file: BinaryIO, offset: int, length: int) -> bytes:
    """The bytes of a box."""
    file.seek(offset)
    return file.read(length)
