"""A small but valid DNG: a JPEG preview and a Bayer mosaic, as a camera's raw file holds them."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

_BYTE, _ASCII, _SHORT, _LONG, _RATIONAL, _SRATIONAL = 1, 2, 3, 4, 5, 10
_FORMATS = {_BYTE: "B", _SHORT: "H", _LONG: "I", _RATIONAL: "II", _SRATIONAL: "ii"}
_CFA, _JPEG, _PLAIN = 32803, 7, 1
PREVIEW_SIDE_PX = 1024
# XYZ (D65) to linear sRGB, IEC 61966-2-1: the "camera" of this file is sRGB itself.
_COLOUR_MATRIX = (3.2406, -1.5372, -0.4986, -0.9689, 1.8758, 0.0415, 0.0557, -0.2040, 1.0570)
_D65 = 21


@dataclass(frozen=True)
class Tag:
    """One entry of a TIFF directory; rationals are given as numerator, denominator, numerator, ..."""

    number: int
    kind: int
    values: Sequence[int] | bytes

    def data(self) -> bytes:
        """The values, little endian."""
        if isinstance(self.values, bytes):
            return self.values
        code = _FORMATS[self.kind]
        return struct.pack(f"<{len(self.values)}{code[0]}", *self.values)

    @property
    def count(self) -> int:
        """How many values of its kind it holds."""
        return len(self.values) // (2 if self.kind in (_RATIONAL, _SRATIONAL) else 1)


def text(number: int, value: str) -> Tag:
    """An ASCII tag, with the closing NUL that TIFF asks for."""
    return Tag(number, _ASCII, value.encode("ascii", "replace") + b"\0")


def directory(tags: Sequence[Tag], start: int) -> bytes:
    """A TIFF directory at offset `start`, its long values right behind it."""
    tags = sorted(tags, key=lambda tag: tag.number)
    heap_start = start + 2 + 12 * len(tags) + 4
    entries, heap = b"", b""
    for tag in tags:
        data = tag.data()
        if len(data) <= 4:
            field = data.ljust(4, b"\0")
        else:
            field = struct.pack("<I", heap_start + len(heap))
            heap += data + b"\0" * (len(data) % 2)
        entries += struct.pack("<HHI", tag.number, tag.kind, tag.count) + field
    return struct.pack("<H", len(tags)) + entries + struct.pack("<I", 0) + heap


def mosaic(image: Image.Image) -> NDArray[np.uint8]:
    """The picture through an RGGB colour filter: one 8-bit value a pixel, still gamma-coded."""
    rgb = np.asarray(image)
    bayer = rgb[:, :, 1].copy()
    bayer[0::2, 0::2] = rgb[0::2, 0::2, 0]
    bayer[1::2, 1::2] = rgb[1::2, 1::2, 2]
    return bayer


def linearization() -> list[int]:
    """The linear 16-bit value of each 8-bit sRGB code (IEC 61966-2-1), for LinearizationTable."""
    code = np.arange(256) / 255
    linear = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    return [int(value) for value in np.rint(linear * 65535)]


def _preview(image: Image.Image) -> tuple[bytes, tuple[int, int]]:
    small = image.copy()
    small.thumbnail((PREVIEW_SIDE_PX, PREVIEW_SIDE_PX), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=85)
    return buffer.getvalue(), small.size


def _strip(kind: int, size: tuple[int, int], offset: int, length: int) -> list[Tag]:
    width, height = size
    return [
        Tag(254, _LONG, [kind]),
        Tag(256, _LONG, [width]),
        Tag(257, _LONG, [height]),
        Tag(273, _LONG, [offset]),
        Tag(278, _LONG, [height]),
        Tag(279, _LONG, [length]),
        Tag(284, _SHORT, [1]),
    ]


def _raw_tags(size: tuple[int, int], offset: int, length: int) -> list[Tag]:
    return [
        *_strip(0, size, offset, length),
        Tag(258, _SHORT, [8]),
        Tag(259, _SHORT, [_PLAIN]),
        Tag(262, _SHORT, [_CFA]),
        Tag(277, _SHORT, [1]),
        Tag(33421, _SHORT, [2, 2]),  # CFARepeatPatternDim
        Tag(33422, _BYTE, [0, 1, 1, 2]),  # CFAPattern: red, green, green, blue
        Tag(50712, _SHORT, linearization()),
        Tag(50717, _LONG, [65535]),  # WhiteLevel
    ]


def _camera_tags(exif: Image.Exif) -> list[Tag]:
    make, model = str(exif[ExifTags.Base.Make]), str(exif[ExifTags.Base.Model])
    matrix = [part for value in _COLOUR_MATRIX for part in (round(value * 10000), 10000)]
    return [
        text(271, make),
        text(272, model),
        text(306, str(exif[ExifTags.Base.DateTime])),
        text(315, str(exif[ExifTags.Base.Artist])),
        text(33432, str(exif[ExifTags.Base.Copyright])),
        Tag(50706, _BYTE, [1, 4, 0, 0]),  # DNGVersion
        Tag(50707, _BYTE, [1, 1, 0, 0]),  # DNGBackwardVersion
        text(50708, f"{make} {model}"),  # UniqueCameraModel
        Tag(50721, _SRATIONAL, matrix),  # ColorMatrix1
        Tag(50728, _RATIONAL, [1, 1, 1, 1, 1, 1]),  # AsShotNeutral
        Tag(50778, _SHORT, [_D65]),  # CalibrationIlluminant1
    ]


def _exif_tags(exif: Image.Exif) -> list[Tag]:
    details = exif.get_ifd(ExifTags.IFD.Exif)
    return [
        text(36867, str(details[ExifTags.Base.DateTimeOriginal])),
        text(37521, str(details[ExifTags.Base.SubsecTimeOriginal])),
        Tag(34855, _SHORT, [int(details[ExifTags.Base.ISOSpeedRatings])]),
    ]


def dng(image: Image.Image, exif: Image.Exif) -> bytes:
    """The picture as a DNG 1.4 file; `exif` must name camera, time and credit. Odd edges are cut off."""
    even = image.crop((0, 0, image.width // 2 * 2, image.height // 2 * 2))
    raw = mosaic(even).tobytes()
    preview, preview_size = _preview(even)
    exif_start = 8
    exif_part = directory(_exif_tags(exif), exif_start)
    raw_start = exif_start + len(exif_part)
    pixels_at = raw_start + len(directory(_raw_tags(even.size, 0, len(raw)), raw_start))
    raw_part = directory(_raw_tags(even.size, pixels_at, len(raw)), raw_start)
    preview_at = pixels_at + len(raw)
    first_at = preview_at + len(preview) + len(preview) % 2
    first = directory(
        [
            *_strip(1, preview_size, preview_at, len(preview)),
            *_camera_tags(exif),
            Tag(258, _SHORT, [8, 8, 8]),
            Tag(259, _SHORT, [_JPEG]),
            Tag(262, _SHORT, [6]),  # YCbCr, as the preview's JPEG is
            Tag(274, _SHORT, [1]),
            Tag(277, _SHORT, [3]),
            Tag(330, _LONG, [raw_start]),  # SubIFDs
            Tag(34665, _LONG, [exif_start]),  # Exif
        ],
        first_at,
    )
    header = struct.pack("<2sHI", b"II", 42, first_at)
    padding = b"\0" * (len(preview) % 2)
    return header + exif_part + raw_part + raw + preview + padding + first
