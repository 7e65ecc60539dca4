"""How a picture moves in a film: slowly, towards what it shows, and never past a face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom, in shares of the picture or in its pixels."""
CLOSER = 0.88
"""How much of the first window the last one shows."""
MOST_CUT = 0.4
"""A picture that would lose more than this share by filling the frame is shown whole."""
ROOM = 0.25
"""Around faces, in shares of their size: hair and chin."""
SIDE = 48


@dataclass(frozen=True, slots=True)
class Move:
    """Windows of a picture at the beginning and the end, in its pixels; `whole` where the frame is wider or
    higher than they are."""

    first: Box
    last: Box
    whole: bool

    def at(self, share: float) -> Box:
        """The window after this share of the time, slow at both ends."""
        eased = share * share * (3 - 2 * share)
        a, b, c, d = (f + (t - f) * eased for f, t in zip(self.first, self.last, strict=True))
        return (a, b, c, d)


def move_of(picture: Image, faces: Sequence[Box], ratio: float, *, back: bool = False) -> Move:
    """Towards the faces (x, y, width, height in shares), else towards what has most edges; `back`: away from
    it. Both windows hold every face that a window can hold."""
    width, height = picture.size
    kept = _around(faces) or _subject(picture)
    wide = min(float(width), height * ratio)
    high = wide / ratio
    cut = 1 - wide * high / (width * height)
    fits = (kept[2] - kept[0]) * width <= wide * CLOSER and (kept[3] - kept[1]) * height <= high * CLOSER
    whole = cut > MOST_CUT or not fits
    if whole:
        wide, high = float(width), float(height)
    first = _window(picture.size, kept, wide, high)
    last = _window(picture.size, kept, wide * CLOSER, high * CLOSER) if fits else first
    return Move(last, first, whole) if back else Move(first, last, whole)


def _around(faces: Sequence[Box]) -> Box | None:
    """The box of all faces with room about each, in shares."""
    if not faces:
        return None
    return (
        max(min(x - ROOM * w for x, _, w, _ in faces), 0.0),
        max(min(y - ROOM * h for _, y, _, h in faces), 0.0),
        min(max(x + w + ROOM * w for x, _, w, _ in faces), 1.0),
        min(max(y + h + ROOM * h for _, y, _, h in faces), 1.0),
    )


def _subject(picture: Image) -> Box:
    """The middle of what has edges, a little nearer to the middle of the picture."""
    grey = np.asarray(picture.convert("L").resize((SIDE, SIDE)), np.float32)
    edges = np.hypot(*np.gradient(grey)) + 1.0
    at = (np.arange(SIDE) + 0.5) / SIDE
    x = (float(edges.sum(axis=0) @ at) / float(edges.sum()) + 0.5) / 2
    y = (float(edges.sum(axis=1) @ at) / float(edges.sum()) + 0.5) / 2
    return (x - 0.1, y - 0.1, x + 0.1, y + 0.1)


def _window(size: tuple[int, int], kept: Box, wide: float, high: float) -> Box:
    """A window of this size about `kept`, inside the picture."""
    left = min(max((kept[0] + kept[2]) / 2 * size[0] - wide / 2, 0.0), size[0] - wide)
    top = min(max((kept[1] + kept[3]) / 2 * size[1] - high / 2, 0.0), size[1] - high)
    return (left, top, left + wide, top + high)
