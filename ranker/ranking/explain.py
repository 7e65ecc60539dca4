"""What speaks for a memory, in plain words: the parts of its score, beside the other memories of its day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from photos_ml.ranker.candidates.candidate import MemoryKind
from photos_ml.ranker.ranking.score import MEMORY_FEATURES
from photos_ml.ranker.scene.themes import THEMES

Part: TypeAlias = tuple[str, float]
"""Words, and what they add to the score's log-odds; below 0 what speaks against it."""
MOST_PARTS = 5
LEAST = 0.02
"""Log-odds: less than half a hundredth of a score is not worth a word."""
SAID = {
    "how good its photos are": ("best", "mean", "appeal", "photos"),
    "that its day comes round": ("anniversary",),
    "how long ago it was": ("age_years", "spread_years"),
    "how far and how long away from home": ("farthest_log_km", "nights", "places"),
    "who is in it": ("people", "named"),
    "favourites and photos like them": ("favourites", "like_favourites"),
    "how varied it is": ("variety", "events", "one_event", "of_pool"),
    "the time of day and week": ("evening", "weekend"),
    "what kind of memory it is": tuple(f"kind_{kind.value}" for kind in MemoryKind),
    **{f"how much it is about “{theme.title}”": (f"theme_{theme.id}",) for theme in THEMES},
}
_WORDS = {name: words for words, names in SAID.items() for name in names}


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
    return tuple((words, round(amount, 3)) for words, amount in weighty if abs(amount) >= LEAST)
