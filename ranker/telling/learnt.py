"""What was learnt of a person, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from photos_ml.ranker.ranking.taste import NAMES
from photos_ml.ranker.telling import english as words

LEAST = 0.05
"""A weight below this moves nothing that anybody would see."""
MOST = 8
"""Words of either side."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What there is more of, and less of, the strongest first: (words, weight)."""

    more: tuple[tuple[str, float], ...]
    less: tuple[tuple[str, float], ...]


def learnt_of(weights: npt.NDArray[np.float64]) -> Learnt:
    """Of the weights (len(NAMES),) of a personal model."""
    told: dict[str, float] = {}
    for name, weight in zip(NAMES, weights.tolist(), strict=True):
        if (said := words_of(name)) and abs(weight) > abs(told.get(said, 0.0)):
            told[said] = weight
    strong = sorted(told.items(), key=lambda one: (-abs(one[1]), one[0]))
    sides = [[(said, round(w, 2)) for said, w in strong if sign * w >= LEAST][:MOST] for sign in (1, -1)]
    return Learnt(tuple(sides[0]), tuple(sides[1]))


def words_of(name: str) -> str:
    """What a name of `taste.NAMES` means to people; '' for what no word says by itself."""
    theme = name.removeprefix("theme_")
    if theme != name:
        return words.THEMES[theme][0]
    return words.LEARNT.get(name.partition("_")[2], "")
