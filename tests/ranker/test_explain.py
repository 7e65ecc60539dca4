"""What set a memory apart, in words: parts of every scorer add up, and say what differs."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from photos_ml.config import models_dir
from photos_ml.ranker.learning.in_use import load_scorer
from photos_ml.ranker.learning.personal import TRUST, as_document, personal_scorer
from photos_ml.ranker.ranking.lambdarank import BY_HAND, read_rankers
from photos_ml.ranker.ranking.score import (
    HAND_SLOPE,
    KIND_FEATURES,
    MEMORY_FEATURES,
    hand_memory_parts,
    hand_memory_scores,
)
from photos_ml.ranker.ranking.scorer import HandScorer, Scorer
from photos_ml.ranker.ranking.taste import NAMES, memory_columns, memory_parts
from photos_ml.ranker.scene.themes import THEMES
from photos_ml.ranker.telling import english
from photos_ml.ranker.telling.explain import GROUPS, LEAST, MOST_PARTS, parts_of_day
from photos_ml.types import FloatMatrix

WIDTH = len(MEMORY_FEATURES)


def rows(count: int = 6, seed: int = 0) -> FloatMatrix:
    """Made-up memories, each of one kind, about nothing in particular."""
    chance = np.random.default_rng(seed)
    found = chance.uniform(0, 1, (count, WIDTH)).astype(np.float32)
    for i, name in enumerate(MEMORY_FEATURES):
        if name.startswith("attribute_"):
            found[:, i] = 0
        if name.startswith("theme_"):
            found[:, i] = -5
    for i in range(count):
        found[i, MEMORY_FEATURES.index(KIND_FEATURES[i % len(KIND_FEATURES)])] = 1
    return found


def changed(name: str, value: float) -> FloatMatrix:
    """Two memories that differ in one feature."""
    two = np.repeat(rows(1), 2, axis=0)
    two[0, MEMORY_FEATURES.index(name)] = value
    return two


def test_every_feature_has_its_words_once() -> None:
    said = [name for names in GROUPS.values() for name in names] + [f"theme_{theme.id}" for theme in THEMES]
    assert sorted(said) == sorted(MEMORY_FEATURES)
    assert {*english.PARTS} == {*GROUPS, "theme"}


@pytest.mark.parametrize("scorer", [HandScorer(), load_scorer()], ids=["by hand", "shipped"])
def test_of_two_that_differ_in_one_thing_that_is_said(scorer: Scorer) -> None:
    near, far = parts_of_day(scorer.memory_parts(changed("anniversary", 0.0)))
    assert {words for words, _ in (*near, *far)} == {"that its day comes round"}
    assert near[0][1] < 0 < far[0][1]
    assert near[0][1] == pytest.approx(-far[0][1], abs=2e-3)


def test_parts_of_the_weights_by_hand_are_the_score() -> None:
    found = hand_memory_parts(rows())
    np.testing.assert_allclose(found.sum(axis=1), hand_memory_scores(rows()), atol=1e-6)
    assert (found[:, MEMORY_FEATURES.index("kind_worth")] > 0).all()


def test_parts_of_the_trees_are_their_sum() -> None:
    """SHAP values and the mean of the trees make the very number that is ranked by."""
    scorer = read_rankers(models_dir() / "ranker")
    ranker, seen = scorer.memory_ranker, rows(40)
    raw = np.log(ranker.scores(seen) / (1 - ranker.scores(seen))) * ranker.spread + ranker.middle
    beside = raw - ranker.contributions(seen).sum(axis=1)
    assert np.ptp(beside) < 1e-2 < np.ptp(raw)
    both = scorer.memory_parts(seen) * (1 + BY_HAND) - BY_HAND * HAND_SLOPE * hand_memory_parts(seen)
    np.testing.assert_allclose(both, ranker.contributions(seen) / ranker.spread, atol=1e-6)


def test_what_was_learnt_of_a_person_has_its_part() -> None:
    weights = np.zeros(len(NAMES))
    weights[NAMES.index("theme_snow")] = 0.8
    scorer = personal_scorer(HandScorer(), as_document(weights, datetime(2026, 1, 1, tzinfo=UTC)))
    snowy, other = parts_of_day(scorer.memory_parts(changed("theme_snow", -1.0)))
    ((words, amount),) = snowy
    assert words == "how much it is about “Snow days”"
    assert amount == pytest.approx(0.8 * 2 / TRUST, abs=0.01)
    assert other[0][1] == -amount


@given(weights=arrays(np.float64, len(NAMES), elements=st.floats(-2, 2)))
def test_parts_of_a_taste_are_the_taste(weights: np.ndarray) -> None:
    np.testing.assert_allclose(
        memory_parts(rows(), weights).sum(axis=1), memory_columns(rows()) @ weights, atol=1e-3
    )


def test_no_more_words_than_can_be_read() -> None:
    day = parts_of_day(load_scorer().memory_parts(rows(12)))
    assert all(0 < len(parts) <= MOST_PARTS for parts in day)
    for parts in day:
        amounts = [abs(amount) for _, amount in parts]
        assert amounts == sorted(amounts, reverse=True) and amounts[-1] >= LEAST


def test_a_lone_memory_stands_beside_none_and_no_day_is_no_parts() -> None:
    assert parts_of_day(HandScorer().memory_parts(rows(1))) == [()]
    assert parts_of_day(np.zeros((0, WIDTH))) == []
    assert load_scorer().memory_parts(rows(0)).shape == (0, WIDTH)
