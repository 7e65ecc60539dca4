"""Suppression of boxes, and the similarity that lays a face on a frame."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = npt.NDArray[np.float64]


def suppressed(corners: Numbers, scores: Numbers, most: float) -> npt.NDArray[np.intp]:
    """Indices of the boxes (n, 4: left, top, right, bottom) that no better one overlaps by `most`, the
    surest first."""
    order = np.argsort(-scores, kind="stable")
    areas = (corners[:, 2] - corners[:, 0]) * (corners[:, 3] - corners[:, 1])
    kept: list[int] = []
    while len(order):
        best, rest = order[0], order[1:]
        kept.append(int(best))
        low = np.maximum(corners[best, :2], corners[rest, :2])
        high = np.minimum(corners[best, 2:], corners[rest, 2:])
        shared = np.prod(np.clip(high - low, 0, None), axis=1)
        order = rest[shared / (areas[best] + areas[rest] - shared) < most]
    return np.array(kept, np.intp)


def similarity(points: Numbers, frame: Numbers) -> Numbers:
    """The turn, scale and shift (2, 3) that brings points (n, 2) nearest to a frame (n, 2), by least squares
    (Umeyama, 1991)."""
    middle, aim = points.mean(0), frame.mean(0)
    spread, wanted = points - middle, frame - aim
    left, stretch, right = np.linalg.svd(wanted.T @ spread / len(points))
    mirrored = np.array([1.0, np.sign(np.linalg.det(left @ right))])
    scale = (stretch * mirrored).sum() * len(points) / max(float((spread**2).sum()), 1e-12)
    turn = scale * left @ np.diag(mirrored) @ right
    return np.hstack([turn, (aim - turn @ middle)[:, None]])


def moved(transform: Numbers, points: Numbers) -> Numbers:
    """Points (n, 2) after a transform (2, 3)."""
    return points @ transform[:, :2].T + transform[:, 2]
