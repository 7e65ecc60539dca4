"""Which faces may found a group, and which may only join one: it matters more than the method."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FOUNDER_PIXELS = 48
"""Height of a face in the picture it was found in: at 40 pixels strangers look like one another."""
FOUNDER_SCORE = 0.6
FOUNDER_RESIDUAL = 11.0
FOUNDER_SHARPNESS = 0.06
JOINER_PIXELS = 36
"""Below this all faces look like one another."""
JOINER_SCORE = 0.45
JOINER_RESIDUAL = 20.0
"""Faces turned far to the side are still near to their own person's."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured of faces, (n,) each; see `photos_ml.vision.faces.found`."""

    score: npt.NDArray[np.float32]
    sharpness: npt.NDArray[np.float32]
    residual: npt.NDArray[np.float32]
    height_px: npt.NDArray[np.int64]

    @property
    def founders(self) -> npt.NDArray[np.bool_]:
        """Faces that may found a group."""
        found: npt.NDArray[np.bool_] = (
            (self.height_px >= FOUNDER_PIXELS)
            & (self.score >= FOUNDER_SCORE)
            & (self.residual <= FOUNDER_RESIDUAL)
            & (self.sharpness >= FOUNDER_SHARPNESS)
        )
        return found

    @property
    def joiners(self) -> npt.NDArray[np.bool_]:
        """Faces that may join a group."""
        found: npt.NDArray[np.bool_] = (
            (self.height_px >= JOINER_PIXELS)
            & (self.score >= JOINER_SCORE)
            & (self.residual <= JOINER_RESIDUAL)
        )
        return found
