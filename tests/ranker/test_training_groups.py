"""What is learnt from: gains by what was done, positions and features as they were shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.ranker.learning.feedback import FeedbackEvent, FeedbackKind, FrozenMemory, FrozenPhoto
from photos_ml.ranker.learning.personal import RankedThing, TrainingGroup
from photos_ml.ranker.learning.training_groups import training_groups_of

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
DAY = date(2026, 11, 21)
PHOTOS = (10, 20, 30)


def memory(name: str, rank: int, day: date = DAY) -> FrozenMemory:
    photos = tuple(FrozenPhoto(photo, i, (float(photo), 1.0)) for i, photo in enumerate(PHOTOS))
    return FrozenMemory(name, day, rank, "trip", name, "s", (float(rank), 0.5, 0.25), photos)


SHOWN = [memory("a", 0), memory("b", 1), memory("c", 2)]


def did(
    kind: FeedbackKind, name: str = "b", photo: int | None = None, value: float = 1.0, minute: int = 0
) -> FeedbackEvent:
    return FeedbackEvent(NOW + timedelta(minutes=minute), kind, name, photo, value=value)


def of(target: RankedThing, *events: FeedbackEvent) -> TrainingGroup:
    (found,) = [group for group in training_groups_of(events, SHOWN) if group.target is target]
    return found


def test_without_feedback_there_is_nothing_to_learn() -> None:
    assert training_groups_of([], SHOWN) == []
    assert training_groups_of([did(FeedbackKind.OPEN, "unknown")], SHOWN) == []


def test_a_memory_is_judged_beside_those_of_its_day() -> None:
    group = of(RankedThing.MEMORY, did(FeedbackKind.OPEN, minute=5), did(FeedbackKind.SHOWN, "a", minute=3))
    assert group.gains.tolist() == [0.0, 1.0, 0.0]
    assert group.positions.tolist() == [0, 1, 2]
    np.testing.assert_array_equal(group.features, [m.features for m in SHOWN])
    assert group.at == NOW + timedelta(minutes=3)


def test_a_day_on_which_nothing_was_done_teaches_nothing() -> None:
    shown = [*SHOWN, memory("x", 0, DAY + timedelta(days=1)), memory("y", 1, DAY + timedelta(days=1))]
    assert len(training_groups_of([did(FeedbackKind.OPEN)], shown)) == 1


@pytest.mark.parametrize(
    ("events", "gain"),
    [
        ([did(FeedbackKind.FAVORITE), did(FeedbackKind.OPEN)], 2.0),
        ([did(FeedbackKind.SHARE), did(FeedbackKind.HIDE)], -2.0),
        ([did(FeedbackKind.FAVORITE), did(FeedbackKind.FAVORITE, value=0)], 0.0),
        ([did(FeedbackKind.DWELL, value=15)], 0.5),
        ([did(FeedbackKind.DWELL, value=15), did(FeedbackKind.DWELL, value=600)], 1.0),
        ([did(FeedbackKind.LESS)], -2.0),
        ([did(FeedbackKind.SHOWN)], 0.0),
        ([did(FeedbackKind.DWELL, photo=10, value=1)], 1.0),
        ([did(FeedbackKind.HIDE), did(FeedbackKind.SHARE, photo=10)], -2.0),
    ],
)
def test_what_interactions_are_worth(events: list[FeedbackEvent], gain: float) -> None:
    assert of(RankedThing.MEMORY, *events).gains[1] == gain


def test_photos_are_judged_beside_those_of_their_memory() -> None:
    group = of(
        RankedThing.PHOTO,
        did(FeedbackKind.FAVORITE, photo=20),
        did(FeedbackKind.HIDE, photo=30),
        did(FeedbackKind.DWELL, photo=10, value=4),
    )
    assert group.gains.tolist() == [0.5, 2.0, -2.0]
    assert group.features[:, 0].tolist() == [10, 20, 30]
    assert group.positions.tolist() == [0, 1, 2]


EVENTS = st.lists(
    st.builds(
        did,
        st.sampled_from(FeedbackKind),
        st.sampled_from("abz"),
        st.none() | st.sampled_from((*PHOTOS, 99)),
        st.floats(0, 100),
        st.integers(0, 60),
    ),
    max_size=12,
)


@given(events=EVENTS)
def test_lessons_come_by_time_and_hold_together(events: list[FeedbackEvent]) -> None:
    found = training_groups_of(events, SHOWN)
    assert [group.at for group in found] == sorted(group.at for group in found)
    for group in found:
        assert len(group.features) == len(group.gains) == len(group.positions) >= 2
        assert np.isfinite(group.gains).all()
        assert np.abs(group.gains).max() <= 3
