"""How a picture is laid out: what tells a page, a screen or a drawing from a photo, in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from photos_ml.vision.quality import LUMA, SIDE_PIXELS, measure

if TYPE_CHECKING:
    from PIL.Image import Image

MEASURED = (
    "exposure", "brightness", "contrast", "colourfulness", "clipped", "flatness", "paper", "edges", "colours",
    "saturation", "lettering",
)  # fmt: skip
"""Of the quality; what says how fine the picture is says nothing of what it is."""
LAYOUT = (
    "ratio", "ink", "inked_rows", "inked_columns", "row_change", "column_change", "rhythm", "tilted_rhythm",
    "coloured_ink", "main_colour", "two_colours", "even_neighbours", "even_rows", "border", "corners",
    "middle",
)  # fmt: skip
INK = 0.12
"""Change of luma over two pixels of a stroke."""
LAGS = range(4, 40)
"""Pixels between lines of text."""

Numbers = npt.NDArray[np.float32]


def numbers_of(picture: Image) -> Numbers:
    """(len(MEASURED) + len(LAYOUT),) of an upright RGB picture."""
    small = picture.convert("RGB")
    small.thumbnail((SIDE_PIXELS, SIDE_PIXELS))
    quality = measure(small)
    found = [getattr(quality, name) for name in MEASURED]
    return np.nan_to_num(np.array([*found, *_layout(np.asarray(small))], np.float32))


def _layout(pixels: npt.NDArray[np.uint8]) -> list[float]:
    luma = pixels @ (LUMA / 255)
    across, down = np.zeros_like(luma), np.zeros_like(luma)
    across[:, 1:-1], down[1:-1] = np.abs(luma[:, 2:] - luma[:, :-2]), np.abs(luma[2:] - luma[:-2])
    ink = np.maximum(across, down) > INK
    rows, columns = ink.mean(1), ink.mean(0)
    spread = pixels.max(2).astype(int) - pixels.min(2)
    colours = np.sort(np.bincount(((pixels >> 4).astype(int) @ (256, 16, 1)).ravel(), minlength=4096))[::-1]
    sides = np.concatenate([luma[0], luma[-1], luma[:, 0], luma[:, -1]])
    height, width = luma.shape
    middle = luma[height // 4 : height - height // 4, width // 4 : width - width // 4]
    corners = luma[:: max(height - 1, 1), :: max(width - 1, 1)]
    return [
        float(np.log(width / height)),
        float(ink.mean()),
        float((rows > 0.02).mean()),
        float((columns > 0.02).mean()),
        float(np.abs(np.diff(rows)).mean()) if height > 1 else 0.0,
        float(np.abs(np.diff(columns)).mean()) if width > 1 else 0.0,
        _rhythm(rows),
        _rhythm(columns),
        float((spread[ink] > 60).mean()) if ink.any() else 0.0,
        float(colours[0] / luma.size),
        float(colours[:2].sum() / luma.size),
        float((pixels[:, 1:] == pixels[:, :-1]).all(2).mean()) if width > 1 else 1.0,
        float((np.ptp(luma, axis=1) < 0.04).mean()),
        float(sides.std()),
        float(corners.std()),
        float(middle.mean() - sides.mean()) if middle.size else 0.0,
    ]


def _rhythm(profile: npt.NDArray[np.floating]) -> float:
    """How alike a profile is to itself some lines on, -1 to 1: text comes in even lines."""
    level = profile - profile.mean()
    power = float(level @ level)
    if power < 1e-9:
        return 0.0
    return (
        max(float(level[lag:] @ level[:-lag]) / power for lag in LAGS if lag < len(level))
        if len(level) > LAGS[0]
        else 0.0
    )
