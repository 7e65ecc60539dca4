"""LambdaRank on graded labels by a seeded generator; what ships and what is read again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.config import models_dir
from photos_ml.errors import RankerError
from photos_ml.ndcg import ndcg
from photos_ml.ranker.learning.in_use import load_scorer
from photos_ml.ranker.ranking.features import FEATURE_NAMES
from photos_ml.ranker.ranking.lambdarank import (
    DOWN,
    NAMES,
    UP,
    Examples,
    Ranker,
    TrainedScorer,
    constraints,
    read_rankers,
    save_rankers,
    train_ranker,
)
from photos_ml.ranker.ranking.score import MEMORY_FEATURES
from photos_ml.ranker.ranking.scorer import HandScorer
from photos_ml.types import FloatMatrix

ROUNDS = 40
LIKED, WORSE, OTHER = "sharpness", "noise", "hour_sin"


def made(groups: int, seed: int, rows: int = 24) -> list[tuple[FloatMatrix, np.ndarray, float]]:
    """Groups whose grades come of two features that are constrained, of one that is not, and of noise."""
    chance = np.random.default_rng(seed)
    found = []
    for _ in range(groups):
        features = chance.normal(0, 1, (rows, len(FEATURE_NAMES))).astype(np.float32)
        column = {name: features[:, FEATURE_NAMES.index(name)] for name in (LIKED, WORSE, OTHER)}
        worth = column[LIKED] - column[WORSE] + 0.7 * np.abs(column[OTHER]) + chance.normal(0, 0.5, rows)
        grades = np.searchsorted(np.quantile(worth, (0.5, 0.75, 0.9)), worth, side="right").astype(np.int64)
        found.append((features, grades, 1.0))
    return found


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    return train_ranker(Examples.of(made(60, 0)), FEATURE_NAMES, rounds=ROUNDS)


@pytest.fixture(scope="module")
def shipped() -> TrainedScorer:
    return read_rankers(models_dir() / "ranker")


def test_groups_not_seen_are_ranked_well_and_by_chance_they_are_not(ranker: Ranker) -> None:
    unseen = made(20, 1)
    good = np.mean([ndcg(grades, ranker.scores(rows)) for rows, grades, _ in unseen])
    chance = np.mean([ndcg(grades, rows[:, 1]) for rows, grades, _ in unseen])
    assert good > 0.8 > 0.6 > chance


def test_the_same_examples_give_the_same_trees(ranker: Ranker) -> None:
    assert train_ranker(Examples.of(made(60, 0)), FEATURE_NAMES, rounds=ROUNDS).trees == ranker.trees


def test_a_feature_left_out_moves_nothing() -> None:
    blind = train_ranker(Examples.of(made(20, 0)), FEATURE_NAMES, without=frozenset({LIKED}), rounds=10)
    rows = made(1, 2)[0][0]
    moved = rows.copy()
    moved[:, FEATURE_NAMES.index(LIKED)] += 5
    np.testing.assert_array_equal(blind.scores(rows), blind.scores(moved))


def test_groups_of_one_grade_teach_nothing() -> None:
    flat = (np.zeros((3, 2), np.float32), np.ones(3, np.int64), 1.0)
    told = (np.ones((2, 2), np.float32), np.array([0, 1]), 0.5)
    found = Examples.of([flat, told])
    assert (found.sizes, found.grades.tolist(), found.weights.tolist()) == ((2,), [0, 1], [0.5, 0.5])


def test_constraints_are_of_features_there_are() -> None:
    known = {*FEATURE_NAMES, *MEMORY_FEATURES}
    assert known >= UP | DOWN and not UP & DOWN
    assert constraints(["best", "noise", "hour_sin"]) == [1, -1, 0]


def held(name: str) -> list[tuple[str, str, int]]:
    signs = zip(NAMES[name], constraints(NAMES[name]), strict=True)
    return [(name, feature, sign) for feature, sign in signs if sign]


@pytest.mark.parametrize(("name", "feature", "sign"), held("photos") + held("memories"))
def test_the_shipped_rankers_hold_their_constraints(
    shipped: TrainedScorer, name: str, feature: str, sign: int
) -> None:
    ranker = shipped.photo_ranker if name == "photos" else shipped.memory_ranker
    at, chance = NAMES[name].index(feature), np.random.default_rng(3)
    rows = chance.normal(0, 1, (50, len(NAMES[name]))).astype(np.float32)
    steps = []
    for value in np.linspace(-3, 6, 7):
        rows[:, at] = value
        steps.append(ranker.scores(rows) * sign)
    assert (np.diff(np.stack(steps), axis=0) >= -1e-6).all()


@given(order=st.permutations(range(24)))
def test_the_order_of_rows_changes_no_score(shipped: TrainedScorer, order: list[int]) -> None:
    rows = made(1, 5)[0][0]
    np.testing.assert_array_equal(shipped.photos(rows)[order], shipped.photos(rows[order]))


def test_nothing_is_ranked_and_what_is_not_known_is_taken(shipped: TrainedScorer) -> None:
    assert shipped.photos(np.zeros((0, len(FEATURE_NAMES)), np.float32)).shape == (0,)
    unknown = np.full((2, len(FEATURE_NAMES)), np.nan, np.float32)
    assert np.isfinite(shipped.photos(unknown)).all()


def test_scores_lie_between_0_and_1_and_spread(shipped: TrainedScorer) -> None:
    scores = shipped.photos(np.vstack([rows for rows, _, _ in made(10, 4)]))
    assert scores.dtype == np.float32 and 0 <= scores.min() < scores.max() <= 1
    assert scores.std() > 0.02


def test_what_was_saved_ranks_the_same(ranker: Ranker, tmp_path: Path) -> None:
    chance = np.random.default_rng(0)
    rows = chance.normal(0, 1, (40, len(MEMORY_FEATURES))).astype(np.float32)
    grades = np.digitize(rows[:, 0], (-0.5, 0.5)).astype(np.int64)
    memories = train_ranker(Examples.of([(rows, grades, 1.0)]), MEMORY_FEATURES, rounds=3)
    save_rankers(tmp_path, TrainedScorer(ranker, memories), {"licence": "none"})
    again = read_rankers(tmp_path)
    seen = made(1, 6)[0][0]
    np.testing.assert_array_equal(again.photos(seen), ranker.scores(seen))
    np.testing.assert_array_equal(again.memories(rows), TrainedScorer(ranker, memories).memories(rows))
    assert json.loads((tmp_path / "model.json").read_text("utf-8"))["licence"] == "none"


def test_features_are_known_by_name(shipped: TrainedScorer) -> None:
    """More of them, in another order, move nothing; one that is not there counts as it usually does."""
    chance = np.random.default_rng(0)
    rows = chance.normal(0, 1, (50, len(MEMORY_FEATURES))).astype(np.float32)
    ranker = shipped.memory_ranker
    assert ranker.names == MEMORY_FEATURES, "features are others: run models/recipes/ranker/make.py again"
    more = np.hstack([rows[:, ::-1], chance.normal(0, 9, (50, 2)).astype(np.float32)])
    names = [*MEMORY_FEATURES[::-1], "fog", "attribute_rainy"]
    np.testing.assert_array_equal(ranker.scores(more, names), ranker.scores(rows))
    parts = ranker.contributions(more, names)
    np.testing.assert_array_equal(parts[:, -2:], 0.0)
    np.testing.assert_array_equal(parts[:, -3::-1], ranker.contributions(rows))
    without = [name for name in MEMORY_FEATURES if name != "best"]
    usual = rows.copy()
    usual[:, MEMORY_FEATURES.index("best")] = ranker.usual["best"]
    left = rows[:, [MEMORY_FEATURES.index(name) for name in without]]
    np.testing.assert_array_equal(ranker.scores(left, without), ranker.scores(usual))


def test_likings_that_were_not_compared_are_by_themselves(tmp_path: Path, shipped: TrainedScorer) -> None:
    shutil.copytree(models_dir() / "ranker", tmp_path / "ranker")
    path = tmp_path / "ranker" / "tastes.json"
    told = json.loads(path.read_text("utf-8"))
    told["names"][0] = "theme_fog"
    path.write_text(json.dumps(told), "utf-8")
    again = read_rankers(tmp_path / "ranker").tastes
    np.testing.assert_array_equal(again[1:, 1:], shipped.tastes[1:, 1:])
    assert again[0, 0] > 0 and not again[0, 1:].any() and not again[1:, 0].any()


@pytest.mark.parametrize("missing", ["photos.txt", "memories.txt", "model.json"])
def test_rankers_that_are_not_all_there_are_left_aside(tmp_path: Path, missing: str) -> None:
    shutil.copytree(models_dir() / "ranker", tmp_path / "ranker")
    (tmp_path / "ranker" / missing).unlink()
    with pytest.raises(RankerError, match="cannot be read"):
        read_rankers(tmp_path / "ranker")


def test_the_shipped_rankers_are_in_use_and_were_made_for_the_shipped_encoder() -> None:
    assert not isinstance(load_scorer(), HandScorer)
    about = json.loads((models_dir() / "ranker" / "model.json").read_text("utf-8"))
    encoder = json.loads((models_dir() / "builtin" / "model.json").read_text("utf-8"))
    assert about["encoder"]["revision"] == encoder["revision"], "run models/recipes/ranker/make.py again"
