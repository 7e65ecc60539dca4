"""What reading gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Pixels: TypeAlias = npt.NDArray[np.uint8]
"""(h, w, 3), RGB."""
Corners: TypeAlias = npt.NDArray[np.float32]
"""(4, 2): x and y of a line of text, from its first letter's top on, clockwise as one reads it."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line of text in a picture."""

    text: str
    confidence: float
    """The mean over its letters, 0 to 1."""
    corners: Corners
    """In shares of the picture's width and height."""
