"""Photoshop files of 16 bits a sample, which Pillow does not read: their whole picture, cut to 8 bits."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageChops

from photos_ml.indexer.decode.limits import DecodeLimits, Reserve, admit, check_pixels
from photos_ml.indexer.reasons import AGAIN, Cause

_HEADER = struct.Struct(">4sH6xHIIHH")
_MODES = {1: ("L", 1), 3: ("RGB", 3), 4: ("CMYK", 4)}
_PROFILE = 1039
_MOST_PROFILE_BYTES = 8 << 20
_BYTES = 5
"""A sample: its two bytes as read, unpacked, and the one that is kept."""


@dataclass(frozen=True, slots=True)
class DeepPsd:
    """The header of such a file."""

    width: int
    height: int
    mode: str
    channels: int
    stored_channels: int


def read_deep_psd(file: BinaryIO) -> DeepPsd | None:
    """None for every other file. Leaves it at its start."""
    head = file.read(_HEADER.size)
    file.seek(0)
    if len(head) < _HEADER.size:
        return None
    sign, version, stored, height, width, depth, mode = _HEADER.unpack(head)
    known = _MODES.get(mode)
    if sign != b"8BPS" or version != 1 or depth != 16 or known is None or stored < known[1]:
        return None
    return DeepPsd(width, height, *known, stored)


def load_deep_psd(
    file: BinaryIO, psd: DeepPsd, limits: DecodeLimits, reserve: Reserve | None
) -> tuple[Image.Image, bytes | None]:
    """The picture and its ICC profile. DecodeError where it is too large, or the file ends before it does."""
    check_pixels(psd.width, psd.height, limits)
    admit(psd.width * psd.height * (_BYTES + psd.channels), limits, reserve)
    file.seek(_HEADER.size)
    _skip(file)  # the palette
    profile = _profile(file)
    _skip(file)  # the layers
    packed = int.from_bytes(_exactly(file, 2), "big")
    if packed > 1:
        raise Cause.UNUSUAL.error(kind="a zipped Photoshop file")
    sizes = _row_sizes(file, psd) if packed else None
    planes = [_plane(file, psd, None if sizes is None else sizes[channel]) for channel in range(psd.channels)]
    picture = planes[0] if psd.channels == 1 else Image.merge(psd.mode, planes)
    return (ImageChops.invert(picture) if psd.mode == "CMYK" else picture), profile


def _row_sizes(file: BinaryIO, psd: DeepPsd) -> list[int]:
    """Bytes of each channel, packed."""
    rows = np.frombuffer(_exactly(file, 2 * psd.height * psd.stored_channels), ">u2")
    return [int(size) for size in rows.reshape(psd.stored_channels, psd.height).sum(axis=1, dtype=np.int64)]


def _plane(file: BinaryIO, psd: DeepPsd, packed_bytes: int | None) -> Image.Image:
    wide = (2 * psd.width, psd.height)
    if packed_bytes is None:
        samples = Image.frombytes("L", wide, _exactly(file, wide[0] * wide[1]))
    else:
        samples = Image.frombytes("L", wide, _exactly(file, packed_bytes), "packbits", "L")
    return Image.fromarray(np.asarray(samples)[:, ::2].copy())  # the first byte of two is the higher


def _profile(file: BinaryIO) -> bytes | None:
    end = int.from_bytes(_exactly(file, 4), "big") + file.tell()
    found = None
    while file.tell() + 12 <= end:
        head = _exactly(file, 7)
        if head[:4] != b"8BIM":
            break
        file.seek(head[6] + 1 - head[6] % 2, 1)  # its name, of an even length with the byte that tells it
        size = int.from_bytes(_exactly(file, 4), "big")
        if int.from_bytes(head[4:6], "big") == _PROFILE and size <= _MOST_PROFILE_BYTES:
            found = _exactly(file, size)
            break
        file.seek(size + size % 2, 1)
    file.seek(end)
    return found


def _skip(file: BinaryIO) -> None:
    file.seek(int.from_bytes(_exactly(file, 4), "big"), 1)


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise Cause.CUT_SHORT.error(hint=AGAIN)
    return data
