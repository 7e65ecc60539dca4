"""What speaks for a memory as a whole, and a hand-weighted score of it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from photos_ml.ranker.candidates.candidate import ATTRIBUTES, Candidate, MemoryKind
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.scene.themes import THEMES
from photos_ml.types import FloatMatrix

HAND_WEIGHTS = {
    "mean": (0.35, 1.0), "best": (0.15, 1.0), "anniversary": (0.20, 1.0), "photos": (0.05, math.log1p(12)),
    "people": (0.04, 3.0), "favourites": (0.05, 1.0), "variety": (0.04, 0.8), "spread_years": (0.03, 4.0),
    "kind_worth": (1.0, 1.0),
}  # fmt: skip
"""Name -> weight, and what counts as all of it."""
HAND_TOTAL = 1.2
HAND_SLOPE = 4.0
"""Log-odds a point of the score, about the middle."""
EVENING = 18
LEAST_SHARE = 1e-3
NEAR_DAYS = 10.0
"""How fast an anniversary fades."""
KIND_FEATURES = tuple(f"attribute_{name}" for name in ATTRIBUTES)
KIND_COLUMNS = ("kind_worth", *KIND_FEATURES)
"""What `kind_features` gives."""
MEMORY_FEATURES = (
    "photos", "best", "mean", "spread_years", "age_years", "anniversary", "nights", "farthest_log_km",
    "favourites", "people", "events", "variety", "one_event", "named", "appeal", "like_favourites", "evening",
    "weekend", "places", "of_pool",
    *KIND_COLUMNS, *(f"theme_{theme.id}" for theme in THEMES),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MemoryDraft:
    """A candidate with the photos chosen for it, in the order told."""

    candidate: Candidate
    rows: tuple[int, ...]
    scores: Mapping[int, float]
    features: Mapping[int, FloatMatrix] = field(default_factory=dict)
    """Row of `photo_features` by photo row: what the scores were made of."""


def memory_features(scene: Scene, draft: MemoryDraft) -> FloatMatrix:
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
        float(np.mean([photo.favorite for photo in photos])),
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
        *kind_features(draft.candidate.kind),
        *leanings(scene.shares[rows]).mean(axis=0).tolist(),
    ]
    return np.array(numbers, np.float32)


def kind_features(kind: MemoryKind) -> tuple[float, ...]:
    """The worth of a kind and its attributes: all that features say of it."""
    return (kind.worth, *(getattr(kind.attributes, name) for name in ATTRIBUTES))


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
    found: npt.NDArray[np.float64] = np.minimum(features, most) * weights / HAND_TOTAL
    return found


def hand_memory_scores(features: FloatMatrix) -> FloatMatrix:
    """A hand-weighted score of rows of `memory_features`, float32 (n,), about 0 to 1."""
    found: FloatMatrix = hand_memory_parts(features).sum(axis=1).astype(np.float32)
    return found


def overlap(one: Sequence[int], other: Sequence[int]) -> float:
    """Share of the shorter one's photos that are in the other too."""
    return len(set(one) & set(other)) / max(min(len(set(one)), len(set(other))), 1)
