"""What a JPEG XL file says of itself before a pixel is decoded: ISO/IEC 18181-1 (D.1-D.3) and 18181-2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from photos_ml.indexer.boxes import boxes, payload

CODESTREAM = b"\xff\x0a"
HEADER_BYTES = 32
_SIZE_BITS = (9, 13, 18, 30)
_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
"""Width to height, by the header's three bits; 0 stands for a width written out."""


@dataclass(frozen=True, slots=True)
class Header:
    """Size as stored, and the EXIF orientation that turns it upright."""

    width: int
    height: int
    orientation: int

    @property
    def upright_size(self) -> tuple[int, int]:
        return (self.height, self.width) if self.orientation >= 5 else (self.width, self.height)


class NotJpegXlError(ValueError):
    """There is no codestream, or it ends within its header."""


def read_header(file: BinaryIO) -> Header:
    """Raises NotJpegXlError. Leaves the file at its start."""
    bits = _Bits(_codestream(file))
    file.seek(0)
    small = bits.take(1)
    height = _length(bits, small)
    ratio = bits.take(3)
    width = height * _RATIOS[ratio - 1][0] // _RATIOS[ratio - 1][1] if ratio else _length(bits, small)
    has_fields = not bits.take(1) and bits.take(1)
    return Header(width, height, 1 + bits.take(3) if has_fields else 1)


def _length(bits: _Bits, small: int) -> int:
    return (bits.take(5) + 1) * 8 if small else bits.take(_SIZE_BITS[bits.take(2)]) + 1


def _codestream(file: BinaryIO) -> bytes:
    """Its first bytes: of the file itself, or put together out of its boxes."""
    file.seek(0)
    start = file.read(HEADER_BYTES)
    if not start.startswith(CODESTREAM):
        start = b""
        for part in _parts(file):
            start += part
            if len(start) >= HEADER_BYTES:
                break
    if not start.startswith(CODESTREAM):
        raise NotJpegXlError("no picture in it")
    return start[len(CODESTREAM) :]


def _parts(file: BinaryIO) -> Iterator[bytes]:
    for kind, offset, length in boxes(file):
        if kind == b"jxlc":
            yield payload(file, offset, min(length, HEADER_BYTES))
        elif kind == b"jxlp" and length > 4:  # its number comes first
            yield payload(file, offset + 4, min(length - 4, HEADER_BYTES))


class _Bits:
    """Bits from the lowest of the first byte on."""

    def __init__(self, data: bytes) -> None:
        self._rest = int.from_bytes(data, "little")
        self._left = 8 * len(data)

    def take(self, count: int) -> int:
        if count > self._left:
            raise NotJpegXlError("ends within its header")
        value = self._rest & ((1 << count) - 1)
        self._rest >>= count
        self._left -= count
        return value
