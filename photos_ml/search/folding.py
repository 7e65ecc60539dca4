"""Diversity: the shots of one moment stand as one hit, the best of them, with the others kept beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from photos_ml.store import Moment
from photos_ml.types import FloatMatrix

LIKENESS_WITHIN: tuple[tuple[float, float], ...] = ((90.0, 0.85), (12 * 3600.0, 0.93))
"""(seconds, likeness): two photos no further apart and at least as alike are shots of one moment. In the
sample library pairs of one moment lie above 0.89, others of a day below 0.82."""
SAME_PICTURE = 0.985
"""Likeness of one picture saved twice (edited, resized, re-encoded), whatever its date; two photos of a cat,
years apart, reach 0.977."""


@dataclass(frozen=True, slots=True)
class Fold:
    """One hit: the photo that leads it, and the ids of the others in rank order."""

    photo_id: int
    similar: tuple[int, ...] = ()


def base_likeness(sample: FloatMatrix) -> float:
    """Mean cosine of two photos of a sample (n, d): about 0 for some models, 0.5 for CLIP."""
    if len(sample) < 2:
        return 0.0
    total = float(np.square(sample.sum(axis=0)).sum())
    return max((total - len(sample)) / (len(sample) * (len(sample) - 1)), 0.0)


def fold(
    ranked: Sequence[int], moments: Mapping[int, Moment], rows: FloatMatrix, *, base: float = 0.0
) -> list[Fold]:
    """Group ranked photos; a photo joins the first leader that it is a shot of, so that leaders are the best.

    `rows` (n, d): their vectors, zeros where there is none; likeness is (cosine - base) / (1 - base).
    """
    likeness = (rows @ rows.T - base) / (1.0 - base)
    leaders: list[int] = []
    members: dict[int, list[int]] = {}
    for place, photo_id in enumerate(ranked):
        moment = moments[photo_id]
        found = [j for j in leaders if _one(moment, moments[ranked[j]], float(likeness[place, j]))]
        if found:
            members[found[0]].append(photo_id)
        else:
            leaders.append(place)
            members[place] = []
    return [Fold(ranked[place], tuple(members[place])) for place in leaders]


def _one(photo: Moment, leader: Moment, likeness: float) -> bool:
    """Whether two photos are of one moment."""
    if photo.content_id == leader.content_id or (photo.burst_id and photo.burst_id == leader.burst_id):
        return True
    return likeness >= _least_likeness(photo.local, leader.local)


def _least_likeness(one: datetime | None, other: datetime | None) -> float:
    if one is None or other is None:
        return SAME_PICTURE
    apart_s = abs((one - other).total_seconds())
    return next((likeness for seconds, likeness in LIKENESS_WITHIN if apart_s <= seconds), SAME_PICTURE)


def unfolded(ranked: Sequence[int]) -> list[Fold]:
    """Every photo on its own."""
    return [Fold(photo_id) for photo_id in ranked]
