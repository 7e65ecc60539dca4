"""Finding faces: CenterFace (Xu et al., 2019), one pass over the whole picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from photos_ml.encoders.sessions import NamedSession
from photos_ml.vision.faces.found import Detection
from photos_ml.vision.faces.geometry import suppressed

FILE = "finder.onnx"
SIDE_PIXELS = 640
"""Longer side of what the network sees, small pictures enlarged: it finds what is 20 to 650 pixels high."""
LEAST_SCORE = 0.35
"""The knee between missed faces and false alarms."""
MOST_OVERLAP = 0.3
STRIDE = 4
"""Pixels to a cell of the network's answers."""
GRID = 32
"""Sides that the network takes are multiples of this."""
_OUTPUTS = ("heat", "size", "offset", "points")


class Finder:
    """Finds the faces in upright pictures."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        self._session = NamedSession(folder / FILE, threads)

    def find(self, picture: Image.Image, *, side: int = SIDE_PIXELS) -> list[Detection]:
        """The faces of an RGB picture, the surest first, in its pixels; boxes may reach beyond its edges."""
        scale = side / max(picture.size)
        width, height = (max(1, round(length * scale)) for length in picture.size)
        small = picture.resize((width, height), Image.Resampling.BILINEAR)
        shown = np.zeros((1, _up(height), _up(width), 3), np.uint8)
        shown[0, :height, :width] = np.asarray(small)
        heat, size, offset, points = self._session.run(_OUTPUTS, {"pixels": shown})
        across, down = picture.width / width, picture.height / height
        return _read(heat[0, 0], size[0], offset[0], points[0], np.array([across, down]))


def _read(
    heat: npt.NDArray[np.float32],
    size: npt.NDArray[np.float32],
    offset: npt.NDArray[np.float32],
    points: npt.NDArray[np.float32],
    scale: npt.NDArray[np.float64],
) -> list[Detection]:
    """The network gives, for each cell, how sure it is, the logarithm of height and width, the shift of the
    middle (down, across), and the points (down, across) in parts of the box."""
    rows, columns = np.nonzero(heat > LEAST_SCORE)
    at = (slice(None), rows, columns)
    scores = heat[rows, columns].astype(np.float64)
    extent = np.exp(size[at].astype(np.float64).T[:, ::-1]) * STRIDE
    cells = np.stack([columns, rows], 1) + offset[at].T[:, ::-1] + 0.5
    corner = cells * STRIDE - extent / 2
    inside = points[at].astype(np.float64).T.reshape(-1, 5, 2)[..., ::-1]
    places = inside * extent[:, None] + corner[:, None]
    kept = suppressed(np.hstack([corner, corner + extent]), scores, MOST_OVERLAP)
    corner, extent, places = corner * scale, extent * scale, places * scale
    return [Detection((*corner[i].tolist(), *extent[i].tolist()), float(scores[i]), places[i]) for i in kept]


def _up(length: int) -> int:
    return -(-length // GRID) * GRID
