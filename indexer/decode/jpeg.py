"""JPEG files that end too early: what is there is shown, as long as most of it is."""

from __future__ import annotations

import io
from typing import BinaryIO

import numpy as np
from PIL import Image

from photos_ml.indexer.reasons import AGAIN, Cause

START_OF_IMAGE, START_OF_SCAN, END_OF_IMAGE = b"\xff\xd8", b"\xda", b"\xff\xd9"
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
    data = file.read()
    at = 2
    if data[:2] != START_OF_IMAGE:
        return False
    while data[at : at + 1] == b"\xff":
        marker, length = data[at + 1 : at + 2], int.from_bytes(data[at + 2 : at + 4], "big")
        at += 2 + length
        if marker == START_OF_SCAN:
            break
    return data.find(END_OF_IMAGE, at) < 0


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
