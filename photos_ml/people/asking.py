"""What to ask a person: which two may be one, what settles most faces first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from photos_ml.types import FloatMatrix

MOST_DISTANCE = 0.70
"""Beyond it two groups are hardly ever one person."""
EVEN_DISTANCE = 0.60
"""Where a yes is as likely as a no."""
STEEPNESS = 0.025
MOST_EACH = 3
"""Questions about one and the same."""


@dataclass(frozen=True, slots=True)
class Question:
    """That two may be one: their places in what was given, and how likely a yes is."""

    one: int
    other: int
    likely: float
    worth: float
    """Faces that a yes settles, times how likely it is."""


def questions(
    sets: Sequence[FloatMatrix],
    settled: Set[tuple[int, int]],
    number: int,
    beside: Mapping[tuple[int, int], float] | None = None,
) -> list[Question]:
    """Pairs of sets of faces that are near, the most useful first; `settled` pairs (smaller index first) are
    not asked. `beside`: pairs that something else speaks for, and how likely that makes a yes; of those a set
    may be empty."""
    asked = {(question.one, question.other): question for question in _near(sets, settled)}
    for (one, other), likely in (beside or {}).items():
        known = asked.get((one, other))
        if (one, other) not in settled and (known is None or known.likely < likely):
            asked[one, other] = Question(one, other, likely, likely * settles(sets[one], sets[other]))
    return _some_of_each(sorted(asked.values(), key=lambda q: (-q.worth, q.one, q.other)), number)


def settles(one: FloatMatrix, other: FloatMatrix) -> int:
    """Faces that a yes names at once."""
    return min(len(one), len(other)) or max(len(one), len(other))


def _near(every: Sequence[FloatMatrix], settled: Set[tuple[int, int]]) -> list[Question]:
    places = [place for place, vectors in enumerate(every) if len(vectors)]
    sets = [every[place] for place in places]
    if len(sets) < 2:
        return []
    means = np.stack([vectors.mean(0) for vectors in sets]).astype(np.float32)
    spreads = np.array([((v - m) ** 2).sum(1).mean() for v, m in zip(sets, means, strict=True)])
    counts = np.array([len(vectors) for vectors in sets])
    found: list[Question] = []
    for one in range(len(sets) - 1):
        apart = ((means[one + 1 :] - means[one]) ** 2).sum(1) + spreads[one + 1 :] + spreads[one]
        distance = np.sqrt(apart)
        for step in np.nonzero(distance < MOST_DISTANCE)[0].tolist():
            other = one + 1 + step
            pair = places[one], places[other]
            if pair in settled:
                continue
            likely = float(1 / (1 + np.exp((distance[step] - EVEN_DISTANCE) / STEEPNESS)))
            found.append(Question(*pair, likely, likely * float(min(counts[one], counts[other]))))
    return found


def _some_of_each(ranked: Sequence[Question], number: int) -> list[Question]:
    asked: dict[int, int] = {}
    chosen: list[Question] = []
    for question in ranked:
        if len(chosen) == number:
            break
        if max(asked.get(question.one, 0), asked.get(question.other, 0)) < MOST_EACH:
            chosen.append(question)
            for place in (question.one, question.other):
                asked[place] = asked.get(place, 0) + 1
    return chosen
