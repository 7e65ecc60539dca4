"""Diversity: the shots of one moment stand as one hit, the best of them, with the others kept beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from photos_ml.store import Moment
from photos_ml.types import FloatMatrix

LIKENESS_WITHIN: tuple[tuple[float, float], ...] = ((90.0, 0.85), (12 * 3600.0, 0.93))
"""(seconds, likeness): two photos no further apart and at least as alike are shots of one moment. In the
sample library pairs of one moment lie above 0.89, others of a day below 0.82."""
BASE_SAMPLE, BASE_MOST = 40, 0.6
SAME_PICTURE = 0.98
"""Likeness of one picture saved twice (edited, resized, re-encoded), whatever its date, one of the vectors
perhaps in eight bits: 224 pixels saved again at quality 75 reach it in 96 of 100. Two photos of a cat, years
apart, reach 0.977."""


@dataclass(frozen=True, slots=True)
class Fold:
    """One hit: the photo that leads it, and the ids of the others in rank order."""

    photo_id: int
    similar: tuple[int, ...] = ()


def base_likeness(sample: FloatMatrix) -> float:
    """Mean cosine of two photos of a sample (n, d): about 0 for some models, 0.5 for CLIP. Few photos say
    nothing of that, nor does one of one thing: 0 for the one, BASE_MOST at most for the other."""
    if len(sample) < BASE_SAMPLE:
        return 0.0
    total = float(np.square(sample.sum(axis=0)).sum())
    return min(max((total - len(sample)) / (len(sample) * (len(sample) - 1)), 0.0), BASE_MOST)


def fold(
    ranked: Sequence[int], moments: Mapping[int, Moment], rows: FloatMatrix, *, base: float = 0.0
) -> list[Fold]:
    """Group ranked photos; a photo joins the first leader that it is a shot of, so that leaders are the best.

    `rows` (n, d): their vectors, zeros where there is none; likeness is (cosine - base) / (1 - base).
    """
    one = _of_one_moment([moments[photo_id] for photo_id in ranked], (rows @ rows.T - base) / (1.0 - base))
    leaders = np.zeros(len(ranked), bool)
    members: dict[int, list[int]] = {}
    for place, photo_id in enumerate(ranked):
        found = np.flatnonzero(one[place] & leaders)
        if len(found):
            members[int(found[0])].append(photo_id)
        else:
            leaders[place] = True
            members[place] = []
    return [Fold(ranked[place], tuple(others)) for place, others in members.items()]


def _of_one_moment(moments: Sequence[Moment], likeness: FloatMatrix) -> npt.NDArray[np.bool_]:
    """Which pairs are the same bytes, of one burst, or alike enough for the time between them; (n, n)."""
    contents = np.array([moment.content_id for moment in moments])
    numbers = {burst: number for number, burst in enumerate({moment.burst_id for moment in moments})}
    bursts = np.array([numbers[moment.burst_id] if moment.burst_id else -1 for moment in moments])
    taken = np.array([_seconds(moment) for moment in moments])
    apart_s = np.abs(taken[:, None] - taken[None, :])
    one: npt.NDArray[np.bool_] = contents[:, None] == contents[None, :]
    one |= (bursts[:, None] == bursts[None, :]) & (bursts >= 0)[:, None]
    one |= likeness >= SAME_PICTURE
    for seconds, least in LIKENESS_WITHIN:
        one |= (apart_s <= seconds) & (likeness >= least)
    return one


def _seconds(moment: Moment) -> float:
    """Wall-clock seconds since year 1; NaN, which is within no time of anything, where there is no date."""
    if moment.local is None:
        return float("nan")
    return (moment.local.replace(tzinfo=None) - datetime.min).total_seconds()
