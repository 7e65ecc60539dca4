"""Telling what is inside a file from its first bytes."""

from __future__ import annotations

from typing import BinaryIO

from photos_ml.formats import Family, Role, format_of
from photos_ml.indexer.reasons import AGAIN, COPY, Cause

HEAD_BYTES = 64

_MAGIC = (
    (b"\xff\xd8\xff", Family.JPEG),
    (b"\x89PNG\r\n\x1a\n", Family.PNG),
    (b"GIF8", Family.GIF),
    (b"IIRO", Family.RAW),
    (b"IIRS", Family.RAW),
    (b"MMOR", Family.RAW),
    (b"IIU\x00", Family.RAW),
    (b"FUJIFILMCCD-RAW", Family.RAW),
    (b"FOVb", Family.RAW),
    (b"\x00MRM", Family.RAW),
    (b"II*\x00", Family.TIFF),
    (b"MM\x00*", Family.TIFF),
    (b"II+\x00", Family.TIFF),
    (b"MM\x00+", Family.TIFF),
    (b"BM", Family.BMP),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", Family.JPEG2000),
    (b"\xff\x4f\xff\x51", Family.JPEG2000),
    (b"8BPS", Family.PSD),
    (b"qoif", Family.QOI),
    (b"\xff\x0a", Family.JPEG_XL),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", Family.JPEG_XL),
    (b"\x00\x00\x01\x00", Family.ICO),
    (b"\x01\xda", Family.SGI),
    (b"\x1aE\xdf\xa3", Family.VIDEO),
    (b"\x00\x00\x01\xba", Family.VIDEO),
    (b"\x00\x00\x01\xb3", Family.VIDEO),
    (b"FLV\x01", Family.VIDEO),
    (b"OggS", Family.VIDEO),
    (b"0&\xb2u\x8ef\xcf\x11", Family.VIDEO),
)
_LARGE_PHOTOSHOP = b"8BPS\0\2"
_UNSIGNED = frozenset((Family.VIDEO, Family.TGA))
"""Families with formats that begin with nothing of their own."""
_HEIF_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"))
_AVIF_BRANDS = frozenset((b"avif", b"avis"))
_IMAGE_BRANDS = frozenset((b"mif1", b"mif2", b"msf1"))


def recognise(file: BinaryIO, name: str) -> Family:
    """The family of an open file, by content; its name only decides where content cannot.

    Raises DecodeError for what no decoder here reads. Leaves the file at its start.
    """
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if not head:
        raise Cause.EMPTY.error(hint=AGAIN)
    family, form = _by_content(head), format_of(name)
    role = form.role if form else None
    if family in (None, Family.TIFF) and role is Role.RAW:
        return Family.RAW  # nearly all RAW formats are TIFF files whose first picture is a thumbnail
    if family is None and form and form.family in _UNSIGNED:
        return form.family
    if family is None and form and role is Role.UNREADABLE:
        raise Cause.NOTHING_READS.error(kind=form.name, hint=COPY)
    if family is None:
        raise Cause.NOT_A_PICTURE.error()
    return family


def webp_size(head: bytes) -> tuple[int, int]:
    """Width and height out of a WebP file's first 30 bytes; (0, 0) where they are not there.

    Pillow's reader allocates two canvases before it tells the size.
    """
    head = head.ljust(30, b"\0")
    little = int.from_bytes
    if head[12:16] == b"VP8X":
        return little(head[24:27], "little") + 1, little(head[27:30], "little") + 1
    if head[12:16] == b"VP8L":
        bits = little(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if head[12:16] == b"VP8 ":
        return little(head[26:28], "little") & 0x3FFF, little(head[28:30], "little") & 0x3FFF
    return 0, 0


def _by_content(head: bytes) -> Family | None:
    if head.startswith(_LARGE_PHOTOSHOP):
        return None  # another format behind the same four letters, which Pillow does not read
    for magic, family in _MAGIC:
        if head.startswith(magic):
            return Family.RAW if family is Family.TIFF and head[8:10] == b"CR" else family
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[:4] == b"RIFF":
        return {b"WEBP": Family.WEBP, b"AVI ": Family.VIDEO}.get(head[8:12])
    if head[:1] == b"P" and head[1:2] in b"1234567fF" and head[2:3].isspace():
        return Family.PPM
    if head[:1] == b"\x0a" and head[1:2] in b"\x00\x02\x03\x05" and head[2:3] == b"\x01":
        return Family.PCX
    return None


def _by_brand(head: bytes) -> Family:
    """ISO base media files: still pictures and videos share one container, the brands tell them apart."""
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[start : start + 4] for start in range(16, length, 4))]
    if brands[0] == b"crx ":
        return Family.RAW
    if brands[0] in _HEIF_BRANDS:
        return Family.HEIF
    if brands[0] in _AVIF_BRANDS:
        return Family.AVIF
    if brands[0] in _IMAGE_BRANDS or _HEIF_BRANDS.intersection(brands):
        return Family.AVIF if _AVIF_BRANDS.intersection(brands) else Family.HEIF
    return Family.AVIF if _AVIF_BRANDS.intersection(brands) else Family.VIDEO
