"""What made-up people would rank: photos inside a memory, memories of a day; with what they truly like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

import numpy as np
import numpy.typing as npt

from photos_ml.ranker.candidates.by_time import ON_THIS_DAY
from photos_ml.ranker.candidates.kinds import all_candidates
from photos_ml.ranker.ranking.drafts import draft, features_of, promising, rough_pool
from photos_ml.ranker.ranking.features import photo_features
from photos_ml.ranker.ranking.score import MemoryDraft
from photos_ml.ranker.ranking.scorer import Scorer
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.simulation.lives import Life, make_life
from photos_ml.ranker.simulation.stage import Stage, pairs_scene
from photos_ml.ranker.simulation.tastes import make_taste
from photos_ml.types import FloatMatrix

GRADES_FROM = (0.5, 0.75, 0.9, 0.97)
"""Quantiles of a person's liking from which a thing has grade 1, 2, 3, 4."""
ALBUMS = 48
"""Of one life."""
POOLS = 8
"""Photo groups taken of a day."""
FEWEST_TO_RANK = 15
"""Of fewer photos nearly all are told."""
NEWEST, ENTE = "same day, newest", "Ente's weights"


@dataclass(frozen=True, slots=True)
class Group:
    """n things for one person to rank: features (n, f), grades 0 to 4 (n,), and the scores of baselines."""

    features: FloatMatrix
    grades: npt.NDArray[np.int64]
    baselines: Mapping[str, npt.NDArray[np.float64]]
    rows: tuple[int, ...] = ()
    """Of photos: their places in the life."""


def make_person(stage: Stage, main: str, seed: str) -> Life:
    """A life on a stage of someone whose main taste this is; the same for the same seed."""
    rng = Random(seed)  # noqa: S311 - repeatable, no secret
    taste = make_taste(rng, main)
    albums = rng.sample(stage.albums, min(ALBUMS, len(stage.albums)))
    return make_life(stage.bank, stage.fitting, albums, taste, rng)


def drafts_of(stage: Stage, scene: Scene, life: Life, scorer: Scorer) -> list[MemoryDraft]:
    """The memories of a day, as the program would draft them if it looked at every candidate."""
    qualities = stage.qualities(life.pictures)
    found = [
        draft(scene, c, rough_pool(scene, c), qualities, scorer)
        for c in promising(list(all_candidates(scene)))
    ]
    return [one for one in found if len(one.rows) >= one.candidate.kind.min_photos]


def memory_group(stage: Stage, scene: Scene, life: Life, drafts: Sequence[MemoryDraft]) -> Group:
    """All drafts of a day."""
    liking = np.array([life.liking_of_memory(d.rows, d.candidate.facts.anniversary_days) for d in drafts])
    return Group(features_of(scene, drafts), grades(liking, liking), _of_memories(stage, scene, life, drafts))


def photo_groups(
    stage: Stage, scene: Scene, life: Life, drafts: Sequence[MemoryDraft], seed: str
) -> Iterator[Group]:
    """The pools of some drafts: of each kind in turn, the smaller ones left out."""
    large = [d for d in drafts if len(d.features) >= FEWEST_TO_RANK]
    rng = Random(seed)  # noqa: S311 - repeatable, no secret
    for one in rng.sample(large, min(POOLS, len(large))):
        rows = list(one.features)
        yield Group(
            photo_features(scene, rows, stage.qualities(life.pictures)),
            grades(life.liking[rows], life.liking),
            {
                NEWEST: np.array([scene.photos[row].local.timestamp() for row in rows]),
                ENTE: ente_scores(stage, scene, life, rows),
            },
            tuple(rows),
        )


def pair_groups(stage: Stage, *, apart: bool) -> Iterator[tuple[str, FloatMatrix]]:
    """(damage, features (2, f)) of each original, first, and its damaged variant.

    As two shots of one moment; with `apart` as if each were in a memory without the other.
    """
    scene, pairs = pairs_scene(stage)
    damaged = stage.bank.damaged()
    for place, (good, bad) in enumerate(pairs):
        shot = stage.bank.shots[damaged[place]]
        qualities = {good: stage.bank.quality(shot.of), bad: stage.bank.quality(damaged[place])}
        if apart:
            yield shot.damage, np.vstack([photo_features(scene, [row], qualities) for row in (good, bad)])
        else:
            yield shot.damage, photo_features(scene, [good, bad], qualities)


def grades(liking: npt.NDArray[np.float64], among: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Grades of things by where their liking lies among others, if there are any."""
    if not len(among):
        return np.zeros(len(liking), np.int64)
    return np.searchsorted(np.quantile(among, GRADES_FROM), liking, side="right").astype(np.int64)


def ente_scores(stage: Stage, scene: Scene, life: Life, rows: Sequence[int]) -> npt.NDArray[np.float64]:
    """1000 x (10 a named face + 1 an unnamed one) + likeness to the prompt; nobody is unnamed here."""
    faces = np.array([10_000.0 * len(scene.photos[row].people) for row in rows])
    return faces + stage.nostalgia[[life.pictures[row] for row in rows]]


def _of_memories(
    stage: Stage, scene: Scene, life: Life, drafts: Sequence[MemoryDraft]
) -> dict[str, npt.NDArray[np.float64]]:
    """The calendar day first, then the newest; the mean of Ente's score."""
    day = np.array([d.candidate.kind is ON_THIS_DAY for d in drafts], np.float64)
    last = np.array([d.candidate.facts.last.toordinal() for d in drafts], np.float64)
    ente = [ente_scores(stage, scene, life, d.rows).mean() for d in drafts]
    return {NEWEST: 1e9 * day + last, ENTE: np.array(ente)}


def day_of(seed: str) -> date:
    """A day of the year after the lives end."""
    return date.fromordinal(date(2026, 1, 1).toordinal() + Random(seed).randrange(365))  # noqa: S311
