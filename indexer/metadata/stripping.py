"""A JPEG without what it says of itself: its pixels, its colours and which way up it is stay."""

from __future__ import annotations

import re

from photos_ml.indexer.metadata.exif import open_block, read_exif
from photos_ml.indexer.metadata.facts import PARSE_ERRORS
from photos_ml.indexer.tiff import from_bytes

_SOI = b"\xff\xd8"
_EXIF = b"Exif\0\0"
_ICC = b"ICC_PROFILE\0"
_APP1, _APP2, _APP13, _COMMENT, _SCAN, _EOI = 0xE1, 0xE2, 0xED, 0xFE, 0xDA, 0xD9
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
"""A marker among a scan's bytes, restarts aside."""


def without_metadata(data: bytes) -> bytes:
    """The same picture without EXIF, XMP, IPTC, comments and whatever follows it, other pictures too.
    ValueError for what is no JPEG."""
    if not data.startswith(_SOI):
        raise ValueError("not a JPEG")
    kept, at, orientation = [_SOI], len(_SOI), 1
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != _SCAN:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        body = data[at + 4 : at + 2 + length]
        if marker == _APP1 and body.startswith(_EXIF):
            orientation = _orientation(body) or orientation
        if not _tells(marker, body):
            kept.append(data[at : at + 2 + length])
        at += 2 + length
    if orientation != 1:
        kept.insert(1, _oriented(orientation))
    return b"".join(kept) + data[at : _end(data, at)]


def _end(data: bytes, at: int) -> int:
    """Behind the picture whose first scan begins here: cameras add others, with metadata of their own."""
    while found := _MARKER.search(data, at):
        if data[found.start() + 1] == _EOI:
            return found.end()
        at = found.end() + int.from_bytes(data[found.end() : found.end() + 2], "big")
    return len(data)


def _orientation(exif: bytes) -> int | None:
    try:
        return read_exif(open_block(from_bytes(exif[len(_EXIF) :]))).orientation
    except PARSE_ERRORS:
        return None


def _tells(marker: int, body: bytes) -> bool:
    """Whether a segment says something besides how to show the picture."""
    if marker == _APP2:
        return not body.startswith(_ICC)
    return marker in (_APP1, _APP13, _COMMENT) or 0xE3 <= marker <= 0xEC


def _oriented(orientation: int) -> bytes:
    """EXIF with the orientation alone."""
    entry = bytes.fromhex("0112 0003 00000001") + orientation.to_bytes(2, "big") + b"\0\0"
    tiff = b"MM\0*" + (8).to_bytes(4, "big") + (1).to_bytes(2, "big") + entry + bytes(4)
    body = _EXIF + tiff
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body
