"""A decoder's frame as it is shown: upright, of square pixels, in sRGB, no larger than wanted."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

Levels: TypeAlias = npt.NDArray[np.float32]

PQ, HLG = 16, 18
"""Transfer functions of high dynamic range, as ISO/IEC 23091-2 numbers them."""
WHITE_NITS = 203.0
"""Of a white sheet in HDR, by ITU-R BT.2408: it becomes sRGB's white."""
KNEE = 0.6
"""Of sRGB's white: what is darker stays as it is, what is brighter is compressed into what is left."""
BT2020, DISPLAY_P3 = 9, 12
"""Primaries, as ISO/IEC 23091-2 numbers them."""
TO_SRGB = {
    BT2020: ((1.6605, -0.5876, -0.0728), (-0.1246, 1.1329, -0.0083), (-0.0182, -0.1006, 1.1187)),
    DISPLAY_P3: ((1.2249, -0.2247, 0.0), (-0.0420, 1.0419, 0.0), (-0.0197, -0.0786, 1.0979)),
}
"""To linear BT.709, by ITU-R BT.2087 and SMPTE EG 432-1; others are taken for BT.709's own."""
_STEPS = 4095


def picture_of(frame: Any, context: Any, side: int, *, shorter: bool = False) -> Image.Image:
    """`side` at most on the longer side; with `shorter`, divided by the largest whole number that leaves that
    on the shorter one, where the frame has it."""
    width, height = _square(frame, context)
    part = 1 / max(min(width, height) // max(side, 1), 1)
    scale = part if shorter else min(side / max(width, height), 1.0)
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    picture: Image.Image = frame.to_image(width=size[0], height=size[1], interpolation="AREA")
    transfer = int(getattr(frame, "color_trc", 0) or getattr(context, "color_trc", 0) or 0)
    if transfer in (PQ, HLG):
        picture = toned(picture, transfer)
    return picture.rotate(getattr(frame, "rotation", 0), expand=True)


def _square(frame: Any, context: Any) -> tuple[float, float]:
    """Width and height where pixels were square."""
    aspect = getattr(context, "sample_aspect_ratio", None)
    stretch = float(aspect) if aspect else 1.0
    if not 0.1 < stretch < 10.0:
        stretch = 1.0
    return (frame.width * stretch, frame.height) if stretch >= 1 else (frame.width, frame.height / stretch)


def toned(picture: Image.Image, transfer: int, primaries: int = BT2020) -> Image.Image:
    """An HDR picture as sRGB shows it: what is dark stays, what is bright is compressed."""
    linear = _linear(transfer)[np.asarray(picture)]
    if (matrix := TO_SRGB.get(primaries)) is not None:
        linear = linear @ np.array(matrix, np.float32).T
    np.maximum(linear, 0.0, out=linear)
    bright = np.maximum(linear.max(2, keepdims=True), KNEE)
    linear *= (KNEE + (1 - KNEE) * np.tanh((bright - KNEE) / (1 - KNEE))) / bright
    return Image.fromarray(_encoded()[(np.minimum(linear, 1.0) * _STEPS).astype(np.int32)])


@lru_cache(maxsize=2)
def _linear(transfer: int) -> Levels:
    """Of each 8-bit level the light, in whites: ITU-R BT.2100."""
    level = np.arange(256, dtype=np.float64) / 255
    if transfer == PQ:
        root = level ** (1 / 78.84375)
        light = np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)
        return (10_000 / WHITE_NITS * light ** (1 / 0.1593017578125)).astype(np.float32)
    scene = np.where(
        level <= 0.5, level**2 / 3, (np.exp((level - 0.55991073) / 0.17883277) + 0.28466892) / 12
    )
    return (1000 / WHITE_NITS * scene**1.2).astype(np.float32)


@lru_cache(maxsize=1)
def _encoded() -> npt.NDArray[np.uint8]:
    """sRGB's 8-bit level of each step of light, by IEC 61966-2-1."""
    light = np.arange(_STEPS + 1) / _STEPS
    level = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.round(level * 255).astype(np.uint8)
