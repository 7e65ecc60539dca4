"""What makes a face fit to tell people apart: how sharp it is, and how it is turned."""

from __future__ import annotations

import numpy as np

from photos_ml.types import Pixels
from photos_ml.vision.faces.describer import FRAME
from photos_ml.vision.faces.geometry import Numbers, moved, similarity

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_FACE = slice(20, 130)
"""Rows and columns of a chip without the corners."""
_EVEN = 8.0
"""Added to the deviation of grey levels: noise of an even surface is not sharp."""


def sharpness(chip: Pixels) -> float:
    """Deviation of the Laplacian relative to that of the grey levels, 0 to about 1."""
    grey = chip[_FACE, _FACE].astype(np.float32) @ _LUMA
    edges = 4 * grey[1:-1, 1:-1] - grey[:-2, 1:-1] - grey[2:, 1:-1] - grey[1:-1, :-2] - grey[1:-1, 2:]
    return float(edges.std() / (grey.std() + _EVEN))


def pose(points: Numbers) -> tuple[float, float]:
    """How far five points are off a face seen from the front, RMS pixels of the chip; and how far the nose
    is off the middle, in distances of the eyes, to the right in the picture where it is positive."""
    laid = moved(similarity(points, FRAME), points)
    residual = float(np.sqrt(((laid - FRAME) ** 2).sum(1).mean()))
    middle = (laid[:2].mean(0) + laid[3:].mean(0)) / 2
    between_eyes = max(1.0, float(np.linalg.norm(laid[1] - laid[0])))
    return residual, float((laid[2, 0] - middle[0]) / between_eyes)
