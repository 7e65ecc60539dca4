"""What is known of a face that was found in a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from photos_ml.boxes import Box
from photos_ml.vision.faces.geometry import Numbers


@dataclass(frozen=True, slots=True)
class Eyes:
    """The mean of both."""

    open: float
    """Height between the lids in parts of the width: 0.1 closed, 0.28 open."""
    aside: float
    """How far the iris is off the middle between the corners, in widths, to the right in the picture where it
    is positive."""


Vector = npt.NDArray[np.float16]
"""float16 (128,): compared by Euclidean distance, and never made of length 1."""


@dataclass(frozen=True, slots=True)
class Detection:
    """Where the network sees a face: all in pixels of the picture it was shown."""

    box: Box
    score: float
    """0 to 1."""
    points: Numbers
    """(5, 2): the eye that is left in the picture, the other, nose, and the corners of the mouth likewise."""


@dataclass(frozen=True, slots=True, eq=False)
class FoundFace:
    """A face, its place in fractions of the upright picture."""

    box: Box
    points: tuple[float, ...]
    """Ten numbers: x and y of the five points."""
    score: float
    sharpness: float
    """Deviation of the Laplacian relative to that of the face's grey, 0 to about 1."""
    residual: float
    """How far the points are off those of a face seen from the front: RMS pixels of the chip."""
    turn: float
    """How far the nose is off the middle, in distances of the eyes: 0 looks at the camera."""
    height_px: int
    """Of the box, in the picture it was found in."""
    vector: Vector | None
    """None for a face too small to tell."""
    eyes: Eyes | None = None
    """None for a face too small, or turned too far, to see them both."""
    described: Vector | None = None
    """By a describer that was fetched, of length 1; None where there is none."""
