"""Training the shipped rankers: pairs of a photo and its damaged variants, and made-up people's likings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from photos_ml.ranker.learning.personal import RankedThing, TrainingGroup, comparison
from photos_ml.ranker.learning.preference import Comparison, fit
from photos_ml.ranker.ranking.features import FEATURE_NAMES, QUALITY_NAMES
from photos_ml.ranker.ranking.lambdarank import ROUNDS, Examples, Ranker, TrainedScorer, train_ranker
from photos_ml.ranker.ranking.score import MEMORY_FEATURES, MemoryDraft
from photos_ml.ranker.ranking.scorer import HandScorer, Scorer
from photos_ml.ranker.ranking.taste import NAMES
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.simulation.groups import (
    Group,
    day_of,
    drafts_of,
    make_person,
    memory_group,
    pair_groups,
    photo_groups,
)
from photos_ml.ranker.simulation.lives import Life
from photos_ml.ranker.simulation.stage import Stage
from photos_ml.ranker.simulation.tastes import FAMILIES, HELD_OUT
from photos_ml.types import FloatMatrix

TRAINED_ON = tuple(family for family in FAMILIES if family != HELD_OUT)
PEOPLE = 100
UNSEEN_SHARE = 0.2
"""Share of photo groups whose pixels are not measured, as when candidates are looked at first."""
PAIR_GRADE = 2
TASTES_OF = 60
"""People whose tastes are compared."""
OWN_SPREAD = 0.3
"""Prior of one person's weights, of whom all is known."""
TOGETHER = 0.8
"""How much of the covariance is theirs; the rest lets every liking be by itself, as nobody here had it."""
BELIEF = 0.15
"""How much of it is believed: likings learnt from interactions pass through what was looked at, which
shrinks them. Chosen, as TOGETHER, on people, photos and albums that neither training nor measuring uses."""
_OF_PIXELS = [i for i, name in enumerate(FEATURE_NAMES) if name.removesuffix("_than_twins") in QUALITY_NAMES]
Graded = tuple[FloatMatrix, npt.NDArray[np.int64], float]


def a_day_each(
    stage: Stage, families: Sequence[str], count: int, seed: str, scorer: Scorer
) -> Iterator[tuple[Life, Scene, list[MemoryDraft], str]]:
    """Made-up people, the families in turn, each with the memories of one day and the seed of both; without
    those whose day has none: there is nothing to rank."""
    for number in range(count):
        own = f"{seed}/{number}"
        life = make_person(stage, families[number % len(families)], own)
        scene = stage.scene_of(life, day_of(own))
        if drafts := drafts_of(stage, scene, life, scorer):
            yield life, scene, drafts, own


def train_photos(
    stage: Stage, people: int = PEOPLE, *, without: frozenset[str] = frozenset(), rounds: int = ROUNDS
) -> Ranker:
    """The ranker of photos inside a memory."""
    chance = np.random.default_rng(0)
    groups: list[Graded] = []
    for life, scene, drafts, seed in a_day_each(stage, TRAINED_ON, people, "train", HandScorer()):
        for group in photo_groups(stage, scene, life, drafts, seed):
            if chance.random() < UNSEEN_SHARE:
                group.features[:, _OF_PIXELS] = np.nan
            groups.append((group.features, group.grades, 1.0))
    for apart in (False, True):
        grades = np.array([PAIR_GRADE, 0])
        groups += [(rows, grades, 1.0) for _, rows in pair_groups(stage, apart=apart)]
    return train_ranker(Examples.of(groups), FEATURE_NAMES, without=without, rounds=rounds)


def train_memories(
    stage: Stage,
    photos: Ranker,
    people: int = PEOPLE,
    *,
    without: frozenset[str] = frozenset(),
    rounds: int = ROUNDS,
) -> Ranker:
    """The ranker of memories whose photos the ranker of photos has chosen."""
    groups: list[Graded] = []
    scorer = PhotosOnly(photos)
    for life, scene, drafts, _ in a_day_each(stage, TRAINED_ON, people, "train", scorer):
        group = memory_group(stage, scene, life, drafts)
        groups.append((group.features, group.grades, 1.0))
    return train_ranker(Examples.of(groups), MEMORY_FEATURES, without=without, rounds=rounds)


def train_cold(
    stage: Stage, people: int = PEOPLE, *, without: frozenset[str] = frozenset(), rounds: int = ROUNDS
) -> TrainedScorer:
    """Both rankers; the same stage gives the same trees."""
    photos = train_photos(stage, people, without=without, rounds=rounds)
    return TrainedScorer(photos, train_memories(stage, photos, people, without=without, rounds=rounds))


def train_tastes(stage: Stage, cold: TrainedScorer, people: int = TASTES_OF) -> npt.NDArray[np.float64]:
    """How people's likings differ from what the rankers take for granted: the covariance (d, d) of weights
    that would serve each best, on a stage that the rankers were not trained on."""
    plain = np.eye(len(NAMES)) * OWN_SPREAD**2
    weights = []
    for life, scene, drafts, seed in a_day_each(stage, TRAINED_ON, people, "tastes", cold):
        groups = [(RankedThing.PHOTO, group) for group in photo_groups(stage, scene, life, drafts, seed)]
        groups.append((RankedThing.MEMORY, memory_group(stage, scene, life, drafts)))
        weights.append(fit([_told_all(target, group, cold) for target, group in groups], plain))
    found = np.array(weights).T @ np.array(weights) / len(weights)
    alone = np.eye(len(NAMES)) * np.trace(found) / len(NAMES)
    covariance: npt.NDArray[np.float64] = BELIEF * (TOGETHER * found + (1.0 - TOGETHER) * alone)
    return covariance


def _told_all(target: RankedThing, group: Group, cold: TrainedScorer) -> Comparison:
    """As if a person had said of each thing how well it is liked."""
    nowhere = np.zeros(len(group.grades), np.int64)
    whole = TrainingGroup(target, datetime(2026, 1, 1, tzinfo=UTC), group.features, group.grades, nowhere)
    return comparison(whole, cold)


class PhotosOnly(HandScorer):
    """A ranker of photos, with memories still scored by hand."""

    def __init__(self, ranker: Ranker) -> None:
        self._ranker = ranker

    def photos(self, features: FloatMatrix) -> FloatMatrix:
        return self._ranker.scores(features, FEATURE_NAMES)
