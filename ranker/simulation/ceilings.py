"""How well made-up people's likings can be foretold at all: by one who reads every caption and story and
knows how tastes are drawn and what this person marked, or who even knows the taste; what nobody wrote down is
chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt

from photos_ml.ndcg import gains_of
from photos_ml.ranker.ranking.score import MemoryDraft
from photos_ml.ranker.simulation.bank import Bank
from photos_ml.ranker.simulation.groups import Group, grades
from photos_ml.ranker.simulation.lives import LIKED_SHARE, MARK_NOISE, RATED_FROM, Life, expected_liking
from photos_ml.ranker.simulation.tastes import CAPTION_NOISE, FAMILIES, HELD_OUT, Taste, make_taste

TASTE_UNKNOWN, TASTE_KNOWN = "ceiling, taste unknown", "ceiling, taste known"
CROWD = 600
"""People whose likings are averaged."""
LEAST_CHANCE = 1e-6
TIE = 1e-6
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Crowd:
    """k people who might have lived a life: how each likes its photos (n, k) and albums (albums, k), and how
    likely each is (k,) to be the one who did."""

    life: Life
    liking: Floats
    stories: Floats
    chances: Floats

    def of_photos(self, group: Group) -> Floats:
        """The gain to be expected of each photo of a group: no order does better on average."""
        mine = self.liking[list(group.rows)]
        graded = [grades(some, whole) for some, whole in zip(mine.T, self.liking.T, strict=True)]
        return self._expected(np.stack(graded, 1), mine)

    def of_memories(self, drafts: Sequence[MemoryDraft]) -> Floats:
        """The same of each memory of a day."""
        if not drafts:
            return np.zeros(0)
        liking = np.stack([
            self.life.likings_of_memory(
                one.rows, one.candidate.facts.anniversary_days, self.liking[list(one.rows)], self.stories
            )
            for one in drafts
        ])  # fmt: skip
        return self._expected(np.stack([grades(one, one) for one in liking.T], 1), liking)

    def _expected(self, graded: npt.NDArray[np.int64], liking: Floats) -> Floats:
        """Of equal gain, what is liked more comes first."""
        found: Floats = (gains_of(graded) + TIE * liking) @ self.chances
        return found


def crowd_of(bank: Bank, life: Life, seed: str, size: int = CROWD) -> Crowd:
    """People drawn as those trained on, judged by the photos that were marked in this life."""
    rng = Random(seed)  # noqa: S311 - repeatable, no secret
    mains = [family for family in FAMILIES if family != HELD_OUT]
    tastes = [make_taste(rng, mains[number % len(mains)]) for number in range(size)]
    liking, stories = _likings(bank, life, tastes)
    weighed = _log_chances(life, liking)
    chances = np.exp(weighed - weighed.max())
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0.0, CAPTION_NOISE, liking.shape)
    return Crowd(life, liking + noise, stories, chances / chances.sum())


def itself(bank: Bank, life: Life) -> Crowd:
    """The one who lived it, without what nobody wrote down."""
    liking, stories = _likings(bank, life, [life.taste])
    return Crowd(life, liking, stories, np.ones(1))


def _likings(bank: Bank, life: Life, tastes: Sequence[Taste]) -> tuple[Floats, Floats]:
    """Photos (n, k) and stories (albums, k): sums over what tastes are made of."""
    parts = [Taste(family, ((family, 1.0),), 0.0, 0.0) for family in FAMILIES]
    parts += [Taste("", (), 1.0, 0.0), Taste("", (), 0.0, 1.0)]
    weights = np.array(
        [[*(dict(t.weights).get(family, 0.0) for family in FAMILIES), t.joy, t.milestones] for t in tastes]
    ).T
    nothing, *each = [
        expected_liking(bank, life.albums, one, life.pictures, life.album)
        for one in (Taste("", (), 0.0, 0.0), *parts)
    ]
    stories = np.array([[one.of_story(album.story) for one in parts] for album in life.albums])
    photos: Floats = nothing[:, None] + (np.stack(each, axis=1) - nothing[:, None]) @ weights
    return photos, stories.reshape(len(life.albums), len(parts)) @ weights


def _log_chances(life: Life, liking: Floats) -> Floats:
    """How likely each of k people is to have marked what is marked: hearts for the best, stars by place."""
    marks = any(photo.favorite and photo.rating is None for photo in life.photos)
    bounds = (0.0, *RATED_FROM, 1.0)
    said: list[tuple[int, float, float]] = []
    for row, photo in enumerate(life.photos):
        if photo.rating is not None:
            said.append((row, bounds[photo.rating - 1], bounds[photo.rating]))
        elif marks:
            said.append((row, *((1.0 - LIKED_SHARE, 1.0) if photo.favorite else (0.0, 1.0 - LIKED_SHARE))))
    if not said:
        return np.zeros(liking.shape[1])
    spread = float(np.hypot(MARK_NOISE, CAPTION_NOISE))
    shown = liking + np.random.default_rng(0).normal(0.0, spread, liking.shape)
    rows = [row for row, _, _ in said]
    below, above = (
        _normal((_quantiles(shown, [one[end] for one in said]) - liking[rows]) / spread) for end in (1, 2)
    )
    found: Floats = np.log(np.maximum(above - below, LEAST_CHANCE)).sum(axis=0)
    return found


def _quantiles(values: Floats, at: Sequence[float]) -> Floats:
    """Of each column of values (n, k), (len(at), k); without an end at 0 and at 1."""
    shares = np.asarray(at)
    found: Floats = np.quantile(values, shares, axis=0)
    found[shares <= 0.0], found[shares >= 1.0] = -np.inf, np.inf
    return found


def _normal(values: Floats) -> Floats:
    """The share of a normal distribution below a value, to 0.0004 (Page, 1977)."""
    found: Floats = 0.5 + 0.5 * np.tanh(np.sqrt(2.0 / np.pi) * values * (1.0 + 0.044715 * values**2))
    return found
