"""What speaks for a memory, in plain words: the parts of its score, beside the other memories of its day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from photos_ml.ranker.ranking.score import KIND_COLUMNS, MEMORY_FEATURES
from photos_ml.ranker.scene.themes import THEMES
from photos_ml.ranker.telling import english as words

Part: TypeAlias = tuple[str, float]
"""Words, and what they add to the score's log-odds; below 0 what speaks against it."""
MOST_PARTS = 5
LEAST = 0.02
"""Log-odds: less than half a hundredth of a score is not worth a word."""
GROUPS = {
    "photos": ("best", "mean", "appeal", "photos"),
    "anniversary": ("anniversary",),
    "ago": ("age_years", "spread_years"),
    "away": ("farthest_log_km", "nights", "places"),
    "people": ("people", "named"),
    "favorites": ("favourites", "like_favourites"),
    "variety": ("variety", "events", "one_event", "of_pool"),
    "hours": ("evening", "weekend"),
    "kind": KIND_COLUMNS,
}
"""Features that are told as one."""
_WORDS = {
    **{name: words.PARTS[group] for group, names in GROUPS.items() for name in names},
    **{f"theme_{theme.id}": words.PARTS["theme"].format(words.THEMES[theme.id][0]) for theme in THEMES},
}


def parts_of_day(contributions: npt.NDArray[np.float64]) -> list[tuple[Part, ...]]:
    """For the memories of a day, (n, len(MEMORY_FEATURES)) of what each feature adds: the parts that set each
    apart from the mean of them, the weightiest first."""
    if not len(contributions):
        return []
    return [_parts(row) for row in contributions - contributions.mean(axis=0)]


def _parts(row: Sequence[float] | npt.NDArray[np.float64]) -> tuple[Part, ...]:
    totals: dict[str, float] = defaultdict(float)
    for name, amount in zip(MEMORY_FEATURES, row, strict=True):
        totals[_WORDS[name]] += float(amount)
    weighty = sorted(totals.items(), key=lambda part: -abs(part[1]))[:MOST_PARTS]
    return tuple((text, round(amount, 3)) for text, amount in weighty if abs(amount) >= LEAST)
