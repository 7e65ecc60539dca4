"""What speaks for a memory as a whole, and a hand-weighted score of it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from photos_ml.ranker.candidates.candidate import Candidate, MemoryKind
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.scene.themes import THEMES
from photos_ml.types import FloatMatrix

KIND_WORTH = {
    MemoryKind.ON_THIS_DAY: 0.30, MemoryKind.HOLIDAY: 0.28, MemoryKind.TRIP: 0.30, MemoryKind.DAY_OUT: 0.20,
    MemoryKind.FIRST_TIME: 0.10, MemoryKind.PERSON: 0.22, MemoryKind.TOGETHER: 0.22, MemoryKind.THEME: 0.10,
    MemoryKind.MONTH: 0.12, MemoryKind.SEASON: 0.14, MemoryKind.YEAR: 0.18, MemoryKind.THEN_AND_NOW: 0.18,
    MemoryKind.RECENT: 0.12,
}  # fmt: skip
HAND_WEIGHTS = {
    "mean": (0.35, 1.0), "best": (0.15, 1.0), "anniversary": (0.20, 1.0), "photos": (0.05, math.log1p(12)),
    "people": (0.04, 3.0), "favourites": (0.05, 1.0), "variety": (0.04, 0.8), "spread_years": (0.03, 4.0),
}  # fmt: skip
"""Name -> weight, and what counts as all of it."""
HAND_TOTAL = 1.2
HAND_SLOPE = 4.0
"""Log-odds a point of the score, about the middle."""
EVENING = 18
LEAST_SHARE = 1e-3
NEAR_DAYS = 10.0
"""How fast an anniversary fades."""
MEMORY_FEATURES = (
    "photos", "best", "mean", "spread_years", "age_years", "anniversary", "nights", "farthest_log_km",
    "favourites", "people", "events", "variety", "one_event", "named", "appeal", "like_favourites", "evening",
    "weekend", "places", "of_pool",
    *(f"kind_{kind.value}" for kind in MemoryKind), *(f"theme_{theme.id}" for theme in THEMES),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A candidate with the photos chosen for it, in the order told."""

    candidate: Candidate
    rows: tuple[int, ...]
    scores: Mapping[int, float]
    seen: Mapping[int, FloatMatrix] = field(default_factory=dict)
    """Row of `photo_features` by photo row: what the scores were made of."""


def memory_features(scene: Scene, draft: Draft) -> FloatMatrix:
    """float32 (len(MEMORY_FEATURES),)."""
    facts, rows = draft.candidate.facts, list(draft.rows)
    values = sorted((draft.scores[row] for row in rows), reverse=True)
    near = facts.anniversary_days
    known_km = [km for row in rows if math.isfinite(km := float(scene.from_home_km[row]))]
    unit = scene.unit(rows)
    photos = [scene.photos[row] for row in rows]
    numbers = [
        math.log1p(len(rows)),
        float(np.mean(values[:3])),
        float(np.mean(values)),
        facts.last.year - facts.first.year,
        (scene.today - facts.last).days / 365.25,
        0.0 if near is None else math.exp(-near / NEAR_DAYS),
        math.log1p(facts.nights),
        math.log1p(max(known_km, default=0.0)),
        float(np.mean([photo.favorite or (photo.rating or 0) >= 4 for photo in photos])),
        len({name for photo in photos for name in photo.people}),
        math.log1p(len({int(scene.event_of[row]) for row in rows})),
        1.0 - float((unit @ unit.T).mean()),
        _commonest([int(scene.event_of[row]) for row in rows]),
        float(np.mean([bool(photo.people) for photo in photos])),
        float(scene.appeal[rows].mean()),
        float(scene.favourites.likeness(rows, unit).mean()),
        float(np.mean([photo.local.hour >= EVENING for photo in photos])),
        float(np.mean([photo.local.weekday() >= 5 for photo in photos])),
        len(facts.places),
        math.log1p(len(draft.candidate.rows)),
        *(float(draft.candidate.kind is kind) for kind in MemoryKind),
        *leanings(scene.shares[rows]).mean(axis=0).tolist(),
    ]
    return np.array(numbers, np.float32)


def leanings(shares: FloatMatrix) -> FloatMatrix:
    """Shares of themes on a scale on which likings add up: logarithms, bounded where there is nearly none."""
    found: FloatMatrix = np.log(shares + LEAST_SHARE)
    return found


def _commonest(values: Sequence[int]) -> float:
    """Share of the commonest value."""
    return Counter(values).most_common(1)[0][1] / len(values)


def hand_memory_parts(features: FloatMatrix) -> npt.NDArray[np.float64]:
    """What each feature adds to the score set by hand, float64 (n, len(MEMORY_FEATURES))."""
    weights, most = np.zeros(len(MEMORY_FEATURES)), np.full(len(MEMORY_FEATURES), np.inf)
    for name, (weight, full) in HAND_WEIGHTS.items():
        at = MEMORY_FEATURES.index(name)
        weights[at], most[at] = weight / full, full
    for kind, worth in KIND_WORTH.items():
        weights[MEMORY_FEATURES.index(f"kind_{kind.value}")] = worth
    found: npt.NDArray[np.float64] = np.minimum(features, most) * weights / HAND_TOTAL
    return found


def hand_memory_scores(features: FloatMatrix) -> FloatMatrix:
    """A hand-weighted score of rows of `memory_features`, float32 (n,), about 0 to 1."""
    found: FloatMatrix = hand_memory_parts(features).sum(axis=1).astype(np.float32)
    return found


def reasons(draft: Draft, scene: Scene, today: date) -> tuple[str, ...]:
    """Why this memory, in plain words; the evidence first."""
    facts, said = draft.candidate.facts, list(draft.candidate.why)
    if (
        facts.anniversary_days is not None
        and draft.candidate.kind in _DATED
        and today.year > facts.first.year
    ):
        gone = today.year - facts.first.year
        if facts.anniversary_days <= 7:
            said.append(f"{gone} year{'s' if gone > 1 else ''} ago this week")
    liked = sum(scene.photos[row].favorite or (scene.photos[row].rating or 0) >= 4 for row in draft.rows)
    if liked:
        said.append(f"{liked} of the photos {'is a favourite' if liked == 1 else 'are favourites'} of yours")
    return tuple(said)


_DATED = {MemoryKind.TRIP, MemoryKind.DAY_OUT, MemoryKind.FIRST_TIME}


def overlap(one: Sequence[int], other: Sequence[int]) -> float:
    """Share of the shorter one's photos that are in the other too."""
    return len(set(one) & set(other)) / max(min(len(set(one)), len(set(other))), 1)
