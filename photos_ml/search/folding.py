"""Diversity: the shots of one moment stand as one hit, the best of them, with the others kept beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.config import BEST_NAME
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
FOLD_DEPTH = 200
"""So many of the best photos are folded into moments; those after them stand alone."""
NUMBERS_AT_ONCE, TYPICAL_WIDTH = 2**24, 1024
"""Of vectors and of likenesses that are compared at once."""


@dataclass(frozen=True, slots=True)
class LikenessLines:
    """Where a model's lines are: `within` as LIKENESS_WITHIN, `same_picture` as SAME_PICTURE. The defaults
    are the built-in model's."""

    within: tuple[tuple[float, float], ...] = LIKENESS_WITHIN
    same_picture: float = SAME_PICTURE

    @property
    def of_burst(self) -> tuple[float, float]:
        """Seconds and likeness of the shots of one moment that follow each other."""
        return self.within[0]


BUILTIN_LIKENESS = LikenessLines()
MANY_LOOKS_LIKENESS = LikenessLines(((90.0, 0.87), (12 * 3600.0, 0.94)), 0.983)
"""Where the built-in model looks often: a mean of looks is nearer to another's, and what lies between two
photos and 1 is 0.87 of what it is for one look (the nearest in 10,000 pairs of 500 photos: 0.82 -> 0.843)."""


def likeness_of(measured: Mapping[str, Any] | None, model: str) -> LikenessLines:
    """The lines that were `measured` of a model, by its id; the built-in model's where nothing was."""
    if measured is None:
        return MANY_LOOKS_LIKENESS if model == BEST_NAME else BUILTIN_LIKENESS
    within = tuple((float(seconds), float(least)) for seconds, least in measured["within"])
    return LikenessLines(within, float(measured["same_picture"]))


@dataclass(frozen=True, slots=True)
class Fold:
    """One hit: the photo that leads it, and the ids of the others in rank order."""

    photo_id: int
    similar: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Shots:
    """What tells the shots of one moment, row by row, (n,) each."""

    contents: npt.NDArray[np.int64]
    seconds: npt.NDArray[np.float64]
    """By the wall clock, since year 1; NaN, which is within no time of anything, where there is no date."""
    bursts: npt.NDArray[np.int64]
    """Equal for the shots of one burst; -1 for none."""

    @classmethod
    def of(cls, moments: Iterable[Moment]) -> Shots:
        known = list(moments)
        numbers = {burst: number for number, burst in enumerate({moment.burst_id for moment in known})}
        bursts = [numbers[moment.burst_id] if moment.burst_id else -1 for moment in known]
        return cls(
            np.array([moment.content_id for moment in known], np.int64),
            np.array([_seconds(moment) for moment in known], np.float64),
            np.array(bursts, np.int64),
        )


def base_likeness(sample: FloatMatrix) -> float:
    """Mean cosine of two photos of a sample (n, d): about 0 for some models, 0.5 for CLIP. Few photos say
    nothing of that, nor does one of one thing: 0 for the one, BASE_MOST at most for the other."""
    if len(sample) < BASE_SAMPLE:
        return 0.0
    total = float(np.square(sample.sum(axis=0)).sum())
    return min(max((total - len(sample)) / (len(sample) * (len(sample) - 1)), 0.0), BASE_MOST)


def fold(
    ranked: Sequence[int],
    shots: Shots,
    rows: FloatMatrix,
    *,
    base: float = 0.0,
    likeness: LikenessLines = BUILTIN_LIKENESS,
) -> list[Fold]:
    """Group ranked photos; a photo joins the first leader that it is a shot of, so that leaders are the best.

    `rows` (n, d): their vectors, zeros where there is none; likeness is (cosine - base) / (1 - base).
    """
    joined = _leaders(_of_one_moment(shots, rows[None], np.arange(len(ranked))[None], base, likeness))
    return _folds(ranked, range(len(ranked)), joined)


def fold_each(
    ranked: Sequence[int],
    lengths: npt.NDArray[np.int64],
    shots: Shots,
    rows_of: Callable[[npt.NDArray[np.int64]], FloatMatrix],
    *,
    base: float = 0.0,
    likeness: LikenessLines = BUILTIN_LIKENESS,
) -> list[Fold]:
    """The same for many groups that lie one after the other, `lengths` (k,) photos each: those that hold more
    than one, in order. `rows_of` are the vectors of these places, asked for a part at a time."""
    starts = np.cumsum(lengths) - lengths
    joined: dict[int, int] = {}
    bits = np.maximum(
        np.frexp(lengths)[1], 1
    )  # of one length, nearly; such groups in their order: what is near lies near
    by_length = np.argsort(bits, kind="stable")
    cuts = np.flatnonzero(np.diff(bits[by_length], prepend=-1, append=-1))
    for first, end in pairwise(cuts.tolist()):
        most = int(lengths[by_length[first:end]].max())
        for some in np.array_split(by_length[first:end], _parts(end - first, most)):
            within = np.arange(most)[None] < lengths[some][:, None]
            places = np.where(within, starts[some][:, None] + np.arange(most)[None], -1)
            known = rows_of(places[within])
            rows = np.zeros((*places.shape, known.shape[1]), known.dtype)
            rows[within] = known
            joined |= _leaders(_of_one_moment(shots, rows, places, base, likeness))
    leaders = set(joined.values())
    return _folds(ranked, sorted(leaders), dict(sorted(joined.items())))


def _parts(groups: int, most: int) -> int:
    """In how many parts so many groups are compared, so that each takes little memory."""
    return -(-groups * most * max(most, TYPICAL_WIDTH) // NUMBERS_AT_ONCE)


def _folds(ranked: Sequence[int], leaders: Iterable[int], joined: dict[int, int]) -> list[Fold]:
    members: dict[int, list[int]] = {place: [] for place in leaders if place not in joined}
    for place, leader in joined.items():
        members[leader].append(ranked[place])
    return [Fold(ranked[place], tuple(others)) for place, others in members.items()]


def _leaders(pairs: tuple[list[int], list[int]]) -> dict[int, int]:
    """Place of each photo that does not lead -> the place of the one that it joins, in order."""
    joined: dict[int, int] = {}
    for place, earlier in zip(*pairs, strict=True):
        if place not in joined and earlier not in joined:
            joined[place] = earlier
    return joined


def _of_one_moment(
    shots: Shots, rows: FloatMatrix, places: npt.NDArray[np.int64], base: float, lines: LikenessLines
) -> tuple[list[int], list[int]]:
    """Pairs of the same bytes, of one burst, or alike enough for the time between them: the later place and
    the earlier, in order. `places` (k, m) of k groups in `shots`, -1 where a group is shorter, `rows`
    (k, m, d). Few are alike, so only what can be is looked at closely."""
    likeness = (rows @ rows.transpose(0, 2, 1) - base) / (1.0 - base)
    below = np.tri(places.shape[1], k=-1, dtype=bool) & (places >= 0)[:, :, None]
    contents, bursts = shots.contents[places], shots.bursts[places]
    one: npt.NDArray[np.bool_] = contents[:, :, None] == contents[:, None, :]
    one |= (bursts[:, :, None] == bursts[:, None, :]) & (bursts >= 0)[:, :, None]
    one &= below
    below &= likeness >= min(least for _, least in lines.within)
    group, later, earlier = np.nonzero(below)
    alike = likeness[group, later, earlier]
    apart_s = np.abs(shots.seconds[places[group, later]] - shots.seconds[places[group, earlier]])
    near = alike >= lines.same_picture
    for seconds, least in lines.within:
        near |= (apart_s <= seconds) & (alike >= least)
    one[group[near], later[near], earlier[near]] = True
    group, later, earlier = np.nonzero(one)
    return places[group, later].tolist(), places[group, earlier].tolist()


def _seconds(moment: Moment) -> float:
    if moment.local is None:
        return float("nan")
    return (moment.local.replace(tzinfo=None) - datetime.min).total_seconds()
