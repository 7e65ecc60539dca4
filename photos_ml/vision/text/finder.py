"""Finding lines of text: PP-OCRv6's detector, over canvases of a few sizes, so that no size is new to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

from photos_ml.encoders.sessions import NamedSession
from photos_ml.vision.text.found import Corners, Pixels
from photos_ml.vision.text.networks import TextNetworks, geometry, own_networks

INPUT, OUTPUT = "x", "fetch_name_0"
"""As PaddlePaddle's exports call them."""
SIDE_PIXELS = 960
"""Longer side of what the network sees at once."""
GRID = 32
"""Sides that the network takes are multiples of this."""
RATIOS = (1.0, 4 / 3, 3 / 2, 16 / 9, 2.2)
"""Of a canvas's sides: a picture is stretched to the nearest, by 15 % at most. Blank margins are no way: a
small photo on a blank ground looks like a block of text to the network."""
MARGIN_PIXELS = 64
"""By which tiles of a large canvas overlap: what a tile's edge cuts is seen whole by its neighbour."""
LEAST_PIXEL, LEAST_BOX, FAINT_BOX = 0.3, 0.6, 0.4
"""How sure of a pixel, and of all pixels of a box in the mean: the package's own 0.3, and a little above its
0.5, which leaves fences out. A faint box may be text too small to tell."""
GROWTH = 1.6
"""The network marks the heart of a line: a box grows by this times its area over its circumference (Liao et
al., 'Real-time Scene Text Detection with Differentiable Binarization', 2020)."""
LEAST_HEIGHT = 1.5
MOST_BOXES = 400

Map: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class TextBox:
    """A line's place: corners in shares of the picture, the upper left one first."""

    corners: Corners
    score: float
    height_px: float
    """Of the line, as the network saw it."""

    @property
    def is_clear(self) -> bool:
        return self.score >= LEAST_BOX


class LineFinder:
    """Finds lines of text in upright pictures."""

    def __init__(self, networks: TextNetworks | None = None, *, threads: int = 1) -> None:
        networks = networks or own_networks()
        self._session = NamedSession(networks.finder, threads)
        # Blue, green and red from 0 to 255, as the network was trained.
        self._mean = np.float32(255) * np.array(networks.mean, np.float32)[:, None, None]
        self._std = np.float32(255) * np.array(networks.std, np.float32)[:, None, None]

    def find(self, picture: Image.Image, *, side: int = SIDE_PIXELS) -> list[TextBox]:
        """The lines of an RGB picture, faint ones too, seen with `side` pixels on its longer side."""
        shown, reached = _on_canvas(picture, side)
        sure = np.zeros(shown.shape[:2], np.float32)
        for top, bottom, keep_top, keep_bottom in spans(shown.shape[0]):
            for left, right, keep_left, keep_right in spans(shown.shape[1]):
                tile = self._map(shown[top:bottom, left:right])
                sure[keep_top:keep_bottom, keep_left:keep_right] = tile[
                    keep_top - top : keep_bottom - top, keep_left - left : keep_right - left
                ]
        sure[reached[1] :], sure[:, reached[0] :] = 0.0, 0.0
        return [
            TextBox((corners / reached).astype(np.float32), score, height)
            for corners, score, height in _boxes(sure)
        ]

    def _map(self, tile: Pixels) -> Map:
        """How sure the network is of each pixel, (h, w)."""
        shown = ((tile[..., ::-1].transpose(2, 0, 1) - self._mean) / self._std)[None]
        found: Map = self._session.run((OUTPUT,), {INPUT: np.ascontiguousarray(shown)})[0][0, 0]
        return found


def canvas_of(width: int, height: int, side: int) -> tuple[int, int]:
    """Width and height of the canvas whose ratio is nearest to a picture's."""
    ratio = max(width, height) / min(width, height)
    nearest = min(RATIOS, key=lambda one: abs(np.log(one / ratio)))
    short = round(side / nearest / GRID) * GRID
    return (side, short) if width >= height else (short, side)


def _on_canvas(picture: Image.Image, side: int) -> tuple[Pixels, tuple[int, int]]:
    """The picture stretched over its canvas, and how far it reaches: one that is longer than any canvas is
    continued by its mirror image."""
    width, height = canvas_of(*picture.size, side)
    across, down = width, height
    if max(picture.size) > RATIOS[-1] * min(picture.size):
        across = max(1, round(side * picture.width / max(picture.size)))
        down = max(1, round(side * picture.height / max(picture.size)))
    shown = np.asarray(picture.resize((across, down), Image.Resampling.BICUBIC))
    if (across, down) != (width, height):
        shown = np.pad(shown, ((0, height - down), (0, width - across), (0, 0)), mode="symmetric")
    return shown, (across, down)


def spans(length: int) -> Iterator[tuple[int, int, int, int]]:
    """Start and end of each tile along a side of a canvas, and of the part of it that counts."""
    if length <= SIDE_PIXELS:
        yield 0, length, 0, length
        return
    count = -(-(length - MARGIN_PIXELS) // (SIDE_PIXELS - MARGIN_PIXELS))
    tile = -(-((length - MARGIN_PIXELS) // count + MARGIN_PIXELS) // GRID) * GRID
    starts = [round(number * (length - tile) / (count - 1)) for number in range(count)]
    edges = [0, *((a + tile + b) // 2 for a, b in pairwise(starts)), length]
    for start, first, last in zip(starts, edges, edges[1:], strict=False):
        yield start, start + tile, first, last


def _boxes(sure: Map) -> list[tuple[Corners, float, float]]:
    """Corners in pixels, how sure, and the height of the line."""
    cv2 = geometry()
    mask = cv2.dilate((sure > LEAST_PIXEL).astype(np.uint8), np.ones((2, 2), np.uint8))
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for outline in sorted(outlines, key=len, reverse=True)[:MOST_BOXES]:
        middle, (across, down), angle = cv2.minAreaRect(outline)
        if min(across, down) < LEAST_HEIGHT:
            continue
        score = _inside(sure, cv2.boxPoints((middle, (across, down), angle)))
        if score < FAINT_BOX:
            continue
        grown = GROWTH * across * down / (across + down)
        corners = cv2.boxPoints((middle, (across + grown, down + grown), angle))
        found.append((_ordered(corners), score, float(min(across, down) + grown)))
    return found


def _inside(sure: Map, corners: Corners) -> float:
    """The mean over a box."""
    cv2 = geometry()
    low = np.maximum(np.floor(corners.min(0)).astype(int), 0)
    high = np.minimum(np.ceil(corners.max(0)).astype(int) + 1, sure.shape[::-1])
    part = sure[low[1] : high[1], low[0] : high[0]]
    mask = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(mask, [np.round(corners - low).astype(np.int32)], 1)
    return float(cv2.mean(part, mask)[0])


def _ordered(corners: Corners) -> Corners:
    """Clockwise, the upper left one first."""
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left, right = by_x[:2], by_x[2:]
    left, right = left[np.argsort(left[:, 1])], right[np.argsort(right[:, 1])]
    return np.array([left[0], right[0], right[1], left[1]], np.float32)
