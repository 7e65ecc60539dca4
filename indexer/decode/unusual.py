"""Kinds of pictures that are what their names say and yet not decoded here, told by their headers."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import BinaryIO

from photos_ml.formats import Family
from photos_ml.indexer.tiff import Tags, from_file, open_tiff

JPEG_MARKERS_READ = 500
MOST_SAMPLES, MOST_BITS = 64, 64
"""Of a TIFF whose header is no nonsense."""
_JPEG_KINDS = {
    **dict.fromkeys((0xC3, 0xCB), "a lossless JPEG"),
    **dict.fromkeys((0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF), "a hierarchical JPEG"),
    0xF7: "a JPEG-LS picture",
}
_JPEG_FRAMES = frozenset((*range(0xC0, 0xD0), 0xF7)) - {0xC4, 0xC8, 0xCC}
_BMP_HEADERS = (12, 16, 40, 52, 56, 64, 108, 124)
_BMP_BITS = (0, 1, 2, 4, 8, 16, 24, 32, 64)
_TIFF_PACKINGS = {34712: "JPEG 2000", 34887: "LERC", 34892: "lossy JPEG", 50001: "WebP", 52546: "JPEG XL"}
_NOT_BUILT_IN = ("webp", "tiff_jpeg", "tiff_thunderscan", "tiff_sgilog", "tiff_sgilog24")
"""What Pillow has a name for and its libtiff is built without."""
_PSD_MODES = ("bitmap", "grey", "indexed", "RGB", "CMYK", "", "", "many channels", "duotone", "Lab")


def unusual_kind(file: BinaryIO, family: Family, *, opened: bool) -> str:
    """What a sound header says that no decoder here reads, as 'a lossless JPEG'; '' where it says no such
    thing. `opened`: its decoder made sense of the header. Leaves the file anywhere."""
    tell = _EITHER_WAY.get(family) or (None if opened else _NOT_OPENED.get(family))
    if tell is None:
        return ""
    try:
        file.seek(0)
        kind = tell(file)
        if not kind and not opened and family is Family.TIFF:
            file.seek(0)
            kind = _tiff_samples(file)
        return kind
    except (OSError, ValueError, IndexError, struct.error):
        return ""


def _jpeg(file: BinaryIO) -> str:
    file.seek(2)
    for _ in range(JPEG_MARKERS_READ):
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF or head[1] == 0xDA:
            return ""
        if head[1] in _JPEG_FRAMES:
            bits = file.read(1)
            several = bits not in (b"", b"\x08")
            return _JPEG_KINDS.get(head[1], f"a JPEG of {bits[0]} bits a sample" if several else "")
        file.seek(int.from_bytes(head[2:], "big") - 2, 1)
    return ""


def _tiff(file: BinaryIO) -> str:
    if file.read(4) == b"MM\0+":
        return "a big-endian BigTIFF"
    packing = _one(_tags(file).get(259), 1)
    return "" if packing in _tiff_packings() else f"a TIFF packed as {_TIFF_PACKINGS.get(packing, packing)}"


def _tiff_samples(file: BinaryIO) -> str:
    tags = _tags(file)
    width, bits, colours, samples = (_one(tags.get(tag)) for tag in (256, 258, 262, 277))
    sound = width and samples <= MOST_SAMPLES and bits <= MOST_BITS
    return f"a TIFF of {samples or 1} channels of {bits or 1} bits in colours {colours}" if sound else ""


def _tags(file: BinaryIO) -> Tags:
    tiff = open_tiff(from_file(file))
    return tiff.directory(tiff.first_directory, dict.fromkeys((256, 258, 259, 262, 277), 64))


def _tiff_packings() -> frozenset[int]:
    from PIL.TiffImagePlugin import COMPRESSION_INFO

    return frozenset(number for number, name in COMPRESSION_INFO.items() if name not in _NOT_BUILT_IN)


def _one(value: object, otherwise: int = 0) -> int:
    return int(value[0]) if isinstance(value, tuple) and value else otherwise


def _bmp(file: BinaryIO) -> str:
    head = file.read(46)
    size, bits = int.from_bytes(head[14:18], "little"), int.from_bytes(head[28:30], "little")
    if size in (12, 16):
        bits = int.from_bytes(head[24:26] if size == 12 else head[28:30], "little")
    sound = size in _BMP_HEADERS and bits in _BMP_BITS
    kind = f"a BMP of {bits} bits a pixel" if bits else "a BMP with a JPEG or PNG inside"
    return kind if sound else ""


def _pcx(file: BinaryIO) -> str:
    head = file.read(68)
    bits, planes = head[3], head[65]
    sound = bits in (1, 2, 4, 8) and 1 <= planes <= 4
    return f"a PCX of {bits} times {planes} bits a pixel" if sound else ""


def _psd(file: BinaryIO) -> str:
    head = file.read(26)
    depth, mode = struct.unpack(">HH", head[22:26])
    name = _PSD_MODES[mode] if mode < len(_PSD_MODES) else ""
    return f"a Photoshop file of {depth} bits in {name}" if name and depth in (1, 8, 16, 32) else ""


_EITHER_WAY: dict[Family, Callable[[BinaryIO], str]] = {Family.JPEG: _jpeg, Family.TIFF: _tiff}
_NOT_OPENED: dict[Family, Callable[[BinaryIO], str]] = {Family.BMP: _bmp, Family.PCX: _pcx, Family.PSD: _psd}
