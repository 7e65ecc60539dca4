"""Finding faces: CenterFace (Xu et al., 2019), one pass over the whole picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from photos_ml.boxes import Box, overlap
from photos_ml.encoders.sessions import NamedSession
from photos_ml.vision.faces.found import Detection
from photos_ml.vision.faces.geometry import suppressed

FILE = "finder.onnx"
SIDE_PIXELS = 576
"""Longer side of what the network sees, small pictures enlarged: it finds what is 16 to 650 pixels high."""
LEAST_SCORE = 0.35
"""The knee between missed faces and false alarms, for one look."""
CLOSE_PIXELS = 160
"""Side of what is seen of a face that is looked at closer."""
CLOSE_SIDE = 2.4
"""The same in heights of the face."""
CLOSE_LEAST = 0.12
CLOSE_TOGETHER = 12
"""Faces seen in one pass, which then takes no more memory than that over the picture."""
MOST_CLOSE = 1.25
"""Longer sides of the picture, half of what is seen at most."""
LARGEST = 6.0
"""Logarithm of the largest face in cells: larger than any picture, and small enough to reckon with."""
SAME_FACE = 0.3
"""Overlap of the boxes of both looks."""
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

    def find(
        self, picture: Image.Image, *, side: int = SIDE_PIXELS, least: float = LEAST_SCORE
    ) -> list[Detection]:
        """The faces of an RGB picture, the surest first, in its pixels; boxes may reach beyond its edges."""
        scale = side / max(picture.size)
        width, height = (max(1, round(length * scale)) for length in picture.size)
        small = picture.resize((width, height), Image.Resampling.BILINEAR)
        shown = np.zeros((1, _up(height), _up(width), 3), np.uint8)
        shown[0, :height, :width] = np.asarray(small)
        heat, size, offset, points = self._session.run(_OUTPUTS, {"pixels": shown})
        across, down = picture.width / width, picture.height / height
        return _read(heat[0, 0], size[0], offset[0], points[0], np.array([across, down]), least)

    def closer(self, picture: Image.Image, faces: Sequence[Detection]) -> list[Detection | None]:
        """Each of these faces as it is seen when it fills much of the view; None where none is seen there."""
        seen: list[Detection | None] = []
        for start in range(0, len(faces), CLOSE_TOGETHER):
            seen += self._closer(picture, faces[start : start + CLOSE_TOGETHER])
        return seen

    def _closer(self, picture: Image.Image, faces: Sequence[Detection]) -> Iterator[Detection | None]:
        views = [_around(face.box, max(picture.size)) for face in faces]
        size = (CLOSE_PIXELS, CLOSE_PIXELS)
        shown = [np.asarray(picture.crop(view).resize(size, Image.Resampling.BILINEAR)) for view in views]
        answers = self._session.run(_OUTPUTS, {"pixels": np.stack(shown)})
        for number, (face, (left, top, right, bottom)) in enumerate(zip(faces, views, strict=True)):
            heat, extent, offset, points = (answer[number] for answer in answers)
            scale = np.array([right - left, bottom - top]) / CLOSE_PIXELS
            found = _read(heat[0], extent, offset, points, scale, CLOSE_LEAST)
            shifted = (_shifted(one, left, top) for one in found)
            yield next((one for one in shifted if overlap(one.box, face.box) > SAME_FACE), None)


def _around(box: Box, longest: int) -> tuple[int, int, int, int]:
    """What is looked at; never much more than the whole picture, whatever the network says of a size."""
    x, y, width, height = box
    half = min(max(width, height) * CLOSE_SIDE / 2, MOST_CLOSE * longest)
    across, down = x + width / 2, y + height / 2
    return int(across - half), int(down - half), int(across + half) + 1, int(down + half) + 1


def _shifted(face: Detection, left: int, top: int) -> Detection:
    x, y, width, height = face.box
    return Detection((x + left, y + top, width, height), face.score, face.points + np.array([left, top]))


def _read(
    heat: npt.NDArray[np.float32],
    size: npt.NDArray[np.float32],
    offset: npt.NDArray[np.float32],
    points: npt.NDArray[np.float32],
    scale: npt.NDArray[np.float64],
    least: float,
) -> list[Detection]:
    """The network gives, for each cell, how sure it is, the logarithm of height and width, the shift of the
    middle (down, across), and the points (down, across) in parts of the box."""
    rows, columns = np.nonzero(heat > least)
    at = (slice(None), rows, columns)
    scores = heat[rows, columns].astype(np.float64)
    extent = np.exp(np.minimum(size[at].astype(np.float64).T[:, ::-1], LARGEST)) * STRIDE
    cells = np.stack([columns, rows], 1) + offset[at].T[:, ::-1] + 0.5
    corner = cells * STRIDE - extent / 2
    inside = points[at].astype(np.float64).T.reshape(-1, 5, 2)[..., ::-1]
    places = inside * extent[:, None] + corner[:, None]
    kept = suppressed(np.hstack([corner, corner + extent]), scores, MOST_OVERLAP)
    corner, extent, places = corner * scale, extent * scale, places * scale
    return [Detection((*corner[i].tolist(), *extent[i].tolist()), float(scores[i]), places[i]) for i in kept]


def _up(length: int) -> int:
    return -(-length // GRID) * GRID
