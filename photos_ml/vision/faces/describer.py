"""Describing faces: dlib's residual network (King, 2017), 128 numbers each, compared by distance."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from photos_ml.encoders.sessions import NamedSession
from photos_ml.types import FloatMatrix, Pixels
from photos_ml.vision.faces.geometry import Numbers, similarity

FILE = "describer.onnx"
CHIP_PIXELS = 150
FRAME = np.array([[45.6, 47.2], [102.8, 47.2], [74.2, 78.8], [49.8, 101.0], [98.6, 101.0]])
"""Where the five points lie in a chip: fitted to where dlib's own alignment puts them."""
DIMENSION = 128
_REDUCED_FROM = 0.5
"""Below this scale a face is reduced before it is turned: a transform alone would skip pixels."""


class Describer:
    """Describes chips of faces."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        self._session = NamedSession(folder / FILE, threads)

    def describe(self, chips: Sequence[Pixels]) -> FloatMatrix:
        """(150, 150, 3) each -> float32 (n, 128), the mean of a face and its mirror; not of length 1."""
        if not chips:
            return np.empty((0, DIMENSION), np.float32)
        shown = np.stack(chips)
        both = np.concatenate([shown, shown[:, :, ::-1]])
        (found,) = self._session.run(("embedding",), {"pixels": both})
        mean: FloatMatrix = np.float32(0.5) * (found[: len(chips)] + found[len(chips) :])
        return mean


def chip_of(picture: Image.Image, points: Numbers) -> Pixels:
    """The face whose five points these are, laid on the frame: uint8 (150, 150, 3)."""
    return laid(picture, similarity(points, FRAME), CHIP_PIXELS)


def laid(picture: Image.Image, transform: Numbers, side: int) -> Pixels:
    """What a transform (2, 3) of the picture's pixels brings into a square: uint8 (side, side, 3)."""
    scale = float(np.sqrt(abs(np.linalg.det(transform[:, :2]))))
    if scale < _REDUCED_FROM:
        picture, transform = _reduced(picture, transform, int(1 / scale), side)
    back = _inverse(transform)
    size = (side, side)
    chip = picture.transform(size, Image.Transform.AFFINE, tuple(back.ravel()), Image.Resampling.BILINEAR)
    return np.asarray(chip)


def _reduced(picture: Image.Image, transform: Numbers, factor: int, side: int) -> tuple[Image.Image, Numbers]:
    """The part of the picture that the square shows, `factor` times smaller, and its transform."""
    corners = np.array([[0, 0], [side, 0], [0, side], [side, side]])
    back = _inverse(transform)
    seen = corners @ back[:, :2].T + back[:, 2]
    left, top = np.maximum(np.floor(seen.min(0)).astype(int) - factor, 0)
    right, bottom = np.minimum(np.ceil(seen.max(0)).astype(int) + factor, picture.size)
    if min(right - left, bottom - top) <= factor:
        return picture, transform
    small = picture.crop((left, top, right, bottom)).reduce(factor)
    grown = np.array([[factor, 0.0, left], [0.0, factor, top], [0.0, 0.0, 1.0]])
    return small, transform @ grown


def _inverse(transform: Numbers) -> Numbers:
    whole = np.vstack([transform, [0.0, 0.0, 1.0]])
    inverse: Numbers = np.linalg.inv(whole)[:2]
    return inverse
