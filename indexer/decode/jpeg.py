"""JPEG files that end too early: what is there is shown, as long as most of it is."""

from __future__ import annotations

import io
import os
from typing import BinaryIO

import numpy as np
from PIL import Image

from photos_ml.indexer.reasons import AGAIN, Cause

START_OF_IMAGE, START_OF_SCAN, END_OF_IMAGE = b"\xff\xd8", b"\xda", b"\xff\xd9"
TAIL_BYTES = 1 << 16
"""Where an end marker is looked for first: behind it most files have little, the rest is then not read."""
MOST = 0.5
"""A baseline file must hold this share of its rows, a progressive one of those of its first, coarse scan."""

_FLAT_LEVELS = 2


def with_end_marker(file: BinaryIO) -> io.BytesIO:
    """The file closed by an end marker: libjpeg then fills what is missing with grey instead of failing."""
    file.seek(0)
    return io.BytesIO(file.read() + END_OF_IMAGE)


def ends_early(file: BinaryIO) -> bool:
    """Whether no end marker follows the first scan: inside one, 0xFF stands before 0x00 or a restart alone.
    False for what is no JPEG."""
    if file.read(2) != START_OF_IMAGE:
        return False
    at, marker = 2, b""
    while marker != START_OF_SCAN and (head := _at(file, at, 4))[:1] == b"\xff":
        at, marker = at + 2 + int.from_bytes(head[2:], "big"), head[1:2]
    tail = max(at, file.seek(0, os.SEEK_END) - TAIL_BYTES)
    return all(END_OF_IMAGE not in _at(file, start) for start in (tail, at))


def _at(file: BinaryIO, start: int, length: int = -1) -> bytes:
    file.seek(start)
    return file.read(length)


def check_mostly_there(image: Image.Image) -> None:
    """Raises DecodeError where less than `MOST` of the rows hold a picture."""
    missing = missing_share(image)
    if missing > MOST:
        raise Cause.MOSTLY_MISSING.error(share=f"{missing:.0%}", hint=AGAIN)


def missing_share(image: Image.Image) -> float:
    """The share of rows, counted from the bottom, that are of one flat grey: libjpeg's filling."""
    grey = np.asarray(image.convert("L")).astype(np.int16)
    filling = int(grey[-1, -1])
    picture_rows = np.flatnonzero(np.abs(grey - filling).max(axis=1) > _FLAT_LEVELS)
    present = int(picture_rows[-1]) + 1 if picture_rows.size else 0
    return 1.0 - present / image.height
