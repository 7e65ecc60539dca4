"""Reading eyes: how far open they are, and how far to the side they look (MediaPipe Iris; Ablavatski et al.,
2020)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from photos_ml.encoders.sessions import NamedSession
from photos_ml.types import FloatMatrix, Pixels
from photos_ml.vision.faces.describer import laid
from photos_ml.vision.faces.found import Eyes
from photos_ml.vision.faces.geometry import Numbers

FILE = "eyes.onnx"
VIEW_PIXELS = 64
VIEW_SIDE = 1.05
"""What is seen of an eye, in distances of both: a little more than twice the eye."""
LEAST_BETWEEN = 0.75
"""Distance of the eyes at least, in those of eyes and mouth: seen from the side they are close together."""
LOWER, UPPER = slice(2, 7), slice(10, 15)
"""Points of the lids between the corners, each above one of the other lid."""
CORNERS = 0, 8


class EyeReader:
    """Reads the eyes of faces."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        self._session = NamedSession(folder / FILE, threads)

    def read(self, picture: Image.Image, faces: Sequence[Numbers]) -> list[Eyes]:
        """Those of faces whose five points, (5, 2) in pixels of the picture, these are."""
        if not faces:
            return []
        views = [view for points in faces for view in views_of(picture, points)]
        lids, iris = self._session.run(("lids", "iris"), {"pixels": np.stack(views)})
        pairs = lids.reshape(len(faces), 2, -1, 2), iris.reshape(len(faces), 2, 2)
        return [_eyes(*both) for both in zip(*pairs, strict=True)]


def views_of(picture: Image.Image, points: Numbers) -> list[Pixels]:
    """Both eyes of a face with these five points, the right one mirrored: uint8 (64, 64, 3) each."""
    across, down = points[1] - points[0], (points[3] + points[4] - points[0] - points[1]) / 2
    between = max(float(np.linalg.norm(across)), LEAST_BETWEEN * float(np.linalg.norm(down)))
    angle = np.arctan2(across[1], across[0])
    scale = VIEW_PIXELS / (VIEW_SIDE * max(between, 1.0))
    turn = scale * np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    views = []
    for eye in points[:2]:
        shift = VIEW_PIXELS / 2 - turn @ eye
        views.append(laid(picture, np.hstack([turn, shift[:, None]]), VIEW_PIXELS))
    return [views[0], views[1][:, ::-1]]


def _eyes(lids: FloatMatrix, iris: FloatMatrix) -> Eyes:
    """Of points (2, 16, 2) and (2, 2); the second eye's are mirrored."""
    first, last = lids[:, CORNERS[0]], lids[:, CORNERS[1]]
    width = np.maximum(np.linalg.norm(last - first, axis=1), 1.0)
    height = np.linalg.norm(lids[:, LOWER] - lids[:, UPPER], axis=2).mean(1)
    along = (last - first) / width[:, None]
    off = ((iris - (first + last) / 2) * along).sum(1) / width * np.sign(along[:, 0]) * np.array([1, -1])
    return Eyes(float((height / width).mean()), float(off.mean()))
