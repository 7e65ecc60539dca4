"""A person's own ranker: what is learnt from groups, when it is taken, and what of it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photos_ml.ndcg import ndcg
from photos_ml.ranker.learning.personal import (
    FEWEST_EVENTS,
    VERSION,
    PersonalScorer,
    RankedThing,
    TrainingGroup,
    as_document,
    personal_scorer,
    read_document,
    train_personal,
)
from photos_ml.ranker.learning.preference import MOST_PROPENSITY, Comparison, fit, propensity
from photos_ml.ranker.ranking.features import FEATURE_NAMES
from photos_ml.ranker.ranking.score import MEMORY_FEATURES
from photos_ml.ranker.ranking.scorer import HandScorer
from photos_ml.ranker.ranking.taste import NAMES, memory_columns, photo_columns, plain_tastes
from photos_ml.types import FloatMatrix

NOW = datetime(2026, 1, 1, tzinfo=UTC)
COLD = HandScorer()
SNOW = FEATURE_NAMES.index("theme_snow")


def photos(seed: int, count: int = 12) -> FloatMatrix:
    """Made-up photos, some of them of snow."""
    chance = np.random.default_rng(seed)
    rows = np.full((count, len(FEATURE_NAMES)), np.nan, np.float32)
    rows[:, [FEATURE_NAMES.index(n) for n in FEATURE_NAMES if n.startswith("theme_")]] = 0.01
    rows[:, SNOW] = np.where(chance.random(count) < 0.4, 0.8, 0.01)
    rows[:, FEATURE_NAMES.index("sharpness")] = chance.normal(5.5, 0.3, count)
    return rows


def group(day: int, *, of_snow: float = 1.0, noise: float = 0.0) -> TrainingGroup:
    """A day on which photos of snow were favourites, with a chance to be none."""
    rows, chance = photos(day), np.random.default_rng(1000 + day)
    gains = np.where(rows[:, SNOW] > 0.5, 2.0 * of_snow, 0.0) * (chance.random(len(rows)) >= noise)
    return TrainingGroup(RankedThing.PHOTO, NOW + timedelta(days=day), rows, gains, np.arange(len(rows)))


GROUPS = [group(day, noise=0.3) for day in range(12)]


def quality(document: bytes | None) -> float:
    scorer = personal_scorer(COLD, document)
    unseen = [photos(500 + i) for i in range(20)]
    return float(
        np.mean([ndcg((rows[:, SNOW] > 0.5).astype(np.int64), scorer.photos(rows)) for rows in unseen])
    )


def test_what_is_liked_is_learnt_and_ranks_what_was_not_shown() -> None:
    outcome = train_personal(GROUPS, COLD)
    assert outcome.document is not None and outcome.after > outcome.before
    assert quality(outcome.document) > 0.95 > 0.75 > quality(None)
    weights = read_document(outcome.document)
    assert weights is not None
    assert NAMES[int(np.argmax(weights))] == "theme_snow"


def test_what_is_not_wanted_sinks() -> None:
    outcome = train_personal([group(day, of_snow=-1.0) for day in range(12)], COLD)
    assert quality(outcome.document) < quality(None) - 0.2


def test_the_same_lessons_in_any_order_give_the_same_bytes() -> None:
    assert train_personal(GROUPS[::-1], COLD).document == train_personal(GROUPS, COLD).document


def test_too_little_feedback_changes_nothing() -> None:
    few = train_personal(GROUPS[:1], COLD)
    assert few.document is None and "too little" in few.reason
    none = train_personal([], COLD)
    assert none.document is None and none.events == 0 < FEWEST_EVENTS


def test_what_foretells_nothing_is_not_taken() -> None:
    """Likings that turn round every day."""
    turning = [group(day, of_snow=1.0 if day % 2 else -1.0) for day in range(24)]
    outcome = train_personal(turning, COLD)
    assert outcome.document is None and "did not foretell" in outcome.reason


def test_a_model_in_use_stays_where_the_new_one_is_no_better() -> None:
    """One that knows the taste for sure is not replaced by one that has to learn it from three days."""
    sure = np.zeros(len(NAMES))
    sure[NAMES.index("theme_snow")] = 3.0
    used = as_document(sure, NOW - timedelta(days=1))
    assert train_personal(GROUPS[:3], COLD, used).document is None
    assert train_personal(GROUPS[:6], COLD).document is not None


def test_likings_that_go_together_are_learnt_together() -> None:
    """Nobody was shown mountains: that who likes snow likes them too is what the prior says."""
    tastes = plain_tastes()
    at = [NAMES.index(f"theme_{name}") for name in ("snow", "mountain")]
    tastes[at[0], at[1]] = tastes[at[1], at[0]] = 0.8 * tastes[at[0], at[0]]

    class Knowing(HandScorer):
        pass

    Knowing.tastes = tastes
    alone, together = (read_document(train_personal(GROUPS, c).document or b"") for c in (COLD, Knowing()))
    assert alone is not None and together is not None
    assert alone[at[1]] == pytest.approx(0, abs=1e-4) and together[at[1]] > 0.1


def test_documents_round_trip_and_damaged_ones_are_left_aside() -> None:
    weights = np.linspace(-1, 1, len(NAMES))
    document = as_document(weights, NOW)
    again = read_document(document)
    assert again is not None
    np.testing.assert_allclose(again, weights, atol=1e-5)
    assert isinstance(personal_scorer(COLD, document), PersonalScorer)
    other_version = document.replace(b'"version": %d' % VERSION, b'"version": 99')
    for damaged in (b"", b"{}", b"[1]", document[:-9], other_version):
        assert read_document(damaged) is None
        assert personal_scorer(COLD, damaged) is COLD


def test_without_weights_the_order_of_the_shipped_rankers_stays() -> None:
    rows = photos(3)
    moved = PersonalScorer(COLD, np.zeros(len(NAMES))).photos(rows)
    np.testing.assert_allclose(moved, COLD.photos(rows), atol=1e-5)


def test_columns_of_photos_and_memories_share_their_likings() -> None:
    rows = np.zeros((1, len(MEMORY_FEATURES)), np.float32)
    assert photo_columns(photos(0)).shape[1] == memory_columns(rows).shape[1] == len(NAMES)
    assert np.isfinite(photo_columns(photos(0))).all()
    snow = NAMES.index("theme_snow")
    two = photos(1, 2)
    two[:, SNOW] = (0.8, 0.01)
    assert photo_columns(two)[0, snow] > photo_columns(two)[1, snow] + 1


def compared(gains: Sequence[float], positions: Sequence[int] | None = None) -> Comparison:
    count = len(gains)
    columns = np.eye(count, 4)
    where = np.array(positions if positions is not None else [0] * count)
    return Comparison.of(columns, np.zeros(count), np.array(gains, float), where)


def test_a_deed_far_down_counts_more_than_the_same_at_the_top() -> None:
    """The inverse of the chance of being looked at, bounded."""
    top = fit([compared([1, 0, 0, 0], [0, 1, 2, 3])], np.eye(4))
    deep = fit([compared([0, 0, 0, 1], [0, 1, 2, 3])], np.eye(4))
    assert deep[3] > top[0] > 0
    assert compared([1], [10**6]).weights.tolist() == [MOST_PROPENSITY]
    assert propensity(np.array([0, 1])).tolist() == [1.0, pytest.approx(1 / np.log2(3))]


@given(gains=st.lists(st.sampled_from([-2.0, 0.0, 1.0, 3.0]), min_size=2, max_size=4))
@settings(max_examples=40)
def test_fitting_lowers_the_loss_and_never_turns_a_pair_round(gains: list[float]) -> None:
    one = compared(gains)
    weights = fit([one], np.eye(4))
    assert one.loss(weights) <= one.loss(np.zeros(4)) + 1e-9
    for i, better in enumerate(gains):
        for j, worse in enumerate(gains):
            if better > worse:
                assert weights[i] > weights[j]


def test_nothing_compared_is_nothing_learnt() -> None:
    assert fit([], np.eye(3)).tolist() == [0, 0, 0]
    flat = compared([1, 1, 1])
    assert flat.loss(np.ones(4)) == 0.0 and fit([flat], np.eye(4)).tolist() == [0, 0, 0, 0]


def test_a_narrow_prior_holds_weights_back() -> None:
    one = compared([1, 0, 0])
    narrow, wide = (fit([one], np.eye(4) * spread**2)[0] for spread in (0.05, 1.0))
    assert 0 < narrow < wide
