"""What the rankers see of photos: pixels, vectors, tags, times, places and what the owner wrote. Nothing
else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from photos_ml.favorites import is_favorite
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.scene.themes import THEMES
from photos_ml.types import FloatMatrix
from photos_ml.vision.quality import Quality

QUALITY_NAMES = tuple(field.name for field in fields(Quality) if field.name != "lettering")
"""All but what only tells memes."""
_pixels = attrgetter(*QUALITY_NAMES)
CONTEXT_NAMES = (
    "appeal", "junk_margin", "centrality", "uniqueness", "twins", "place_in_time", "hour_sin",
    "hour_cos", "weekend",
    "from_home_log_km", "people", "favourite", "rating", "words", "camera", "megapixels", "aspect", "burst",
    "like_favourites",
)  # fmt: skip
COMPARED = (
    "sharpness", "exposure", "contrast", "noise", "clipped", "blockiness", "tilt_degrees", "colourfulness",
    "appeal", "junk_margin", "megapixels",
)  # fmt: skip
"""What one shot of a moment is compared by with the others of the same moment."""
TWIN_NAMES = tuple(f"{name}_than_twins" for name in COMPARED)
THEME_NAMES = tuple(f"theme_{theme.id}" for theme in THEMES)
FEATURE_NAMES = (*QUALITY_NAMES, *CONTEXT_NAMES, *TWIN_NAMES, *THEME_NAMES)
TWIN_COSINE = 0.89
TWIN_SECONDS = 60
SHOT_AGAIN_COSINE = 0.5
"""Shots of one minute as alike as this are attempts at one picture, the failed ones among them."""


def photo_features(scene: Scene, rows: Sequence[int], qualities: Mapping[int, Quality]) -> FloatMatrix:
    """float32 (len(rows), len(FEATURE_NAMES)); NaN where not known, as LightGBM takes it. `qualities` by row.

    Centrality, uniqueness and place in time are among these rows: the pool of one memory.
    """
    if not rows:
        return np.zeros((0, len(FEATURE_NAMES)), np.float32)
    unknown = (np.nan,) * len(QUALITY_NAMES)
    pixels = np.array([_pixels(qualities[r]) if r in qualities else unknown for r in rows], np.float32)
    unit = scene.unit(rows)
    cosine = unit @ unit.T
    known = np.hstack([pixels, _context(scene, rows, unit, cosine)])
    beside = _beside_twins(known, _is_twin(scene, rows, cosine))
    return np.hstack([known, beside, scene.shares[list(rows)]]).astype(np.float32)


def _is_twin(scene: Scene, rows: Sequence[int], cosine: FloatMatrix) -> npt.NDArray[np.bool_]:
    """Whether two rows are shots of one moment, (n, n); none is its own twin."""
    timed = np.array([scene.photos[row].has_time for row in rows], bool)
    seconds = np.array([scene.photos[row].local.timestamp() for row in rows])
    together = (np.abs(seconds[:, None] - seconds[None]) <= TWIN_SECONDS) & timed[:, None] & timed[None]
    found: npt.NDArray[np.bool_] = (cosine >= TWIN_COSINE) | (together & (cosine >= SHOT_AGAIN_COSINE))
    np.fill_diagonal(found, False)
    return found


def _beside_twins(known: FloatMatrix, twin: npt.NDArray[np.bool_]) -> FloatMatrix:
    """What is COMPARED, less the mean of its twins; 0 for a photo that has none, NaN where not known."""
    names = (*QUALITY_NAMES, *CONTEXT_NAMES)
    values = known[:, [names.index(name) for name in COMPARED]]
    measured = np.isfinite(values)
    count = twin.astype(np.float32) @ measured
    total = twin.astype(np.float32) @ np.where(measured, values, 0.0)
    found: FloatMatrix = np.where(
        count > 0, values - total / np.maximum(count, 1), np.where(measured, 0.0, np.nan)
    )
    return found


def _context(scene: Scene, rows: Sequence[int], unit: FloatMatrix, likeness: FloatMatrix) -> FloatMatrix:
    chosen = list(rows)
    photos = [scene.photos[row] for row in rows]
    cosine = likeness.copy()
    np.fill_diagonal(cosine, np.nan)
    alone = len(chosen) == 1
    hours = (
        np.array([p.local.hour + p.local.minute / 60 if p.has_time else np.nan for p in photos]) * np.pi / 12
    )
    columns = [
        scene.appeal[chosen],
        [scene.visual_scores[row][0] for row in rows],
        np.zeros(1) if alone else np.nanmean(cosine, axis=1),
        np.ones(1) if alone else 1.0 - np.nanmax(cosine, axis=1),
        np.zeros(1) if alone else (np.nan_to_num(cosine, nan=-1.0) >= TWIN_COSINE).sum(axis=1),
        np.argsort(np.argsort(scene.order[chosen])) / max(len(chosen) - 1, 1),
        np.sin(hours),
        np.cos(hours),
        [photo.local.weekday() >= 5 for photo in photos],
        np.log1p(scene.from_home_km[chosen]),
        [len(photo.people) for photo in photos],
        # A heart that the stars bring is in the rating already.
        [photo.favorite and not is_favorite(heart=None, rating=photo.rating) for photo in photos],
        [np.nan if photo.rating is None else photo.rating for photo in photos],
        [len(photo.keywords) for photo in photos],
        [bool(photo.camera) for photo in photos],
        [photo.width * photo.height / 1e6 for photo in photos],
        [photo.width / max(photo.height, 1) for photo in photos],
        [bool(photo.burst_id) or "burst" in photo.kinds for photo in photos],
        scene.favourites.likeness(chosen, unit),
    ]
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)
