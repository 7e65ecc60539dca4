"""Feedback is kept as it was given; undone, forgotten, and read back with what was seen at the time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photos_ml.store import Library
from photos_ml.store.feedback import (
    FeatureNames,
    Feedback,
    FeedbackEvent,
    FeedbackKind,
    FrozenMemory,
    FrozenPhoto,
    PersonalModel,
)

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
EVENTS = st.builds(
    FeedbackEvent,
    at=st.integers(0, 10**6).map(lambda s: NOW + timedelta(seconds=s)),
    event=st.sampled_from(FeedbackKind),
    memory=st.none() | st.text(max_size=20),
    position=st.none() | st.integers(0, 500),
    value=st.floats(0, 1e6),
    subject=st.text(max_size=30),
)


def opened(memory: str = "m") -> FeedbackEvent:
    return FeedbackEvent(NOW, FeedbackKind.OPEN, memory)


NAMES = FeatureNames("s1", ("best", "mean"), ("sharpness", "noise"))


def frozen(memory: str, photos: list[int], **changes: Any) -> FrozenMemory:
    seen = tuple(FrozenPhoto(photo, i, (photo / 4, np.nan)) for i, photo in enumerate(photos))
    return replace(
        FrozenMemory(memory, date(2026, 11, 21), 0, "trip", "trip:x", "s1", (1.0, 0.5), seen), **changes
    )


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(EVENTS, max_size=6))
def test_events_come_back_as_they_were(library: Library, events: list[FeedbackEvent]) -> None:
    feedback = Feedback(library.database)
    feedback.clear()
    ids = [feedback.add(event) for event in events]
    assert ids == sorted(set(ids))
    assert feedback.events() == [replace(e, id=i) for e, i in zip(events, ids, strict=True)]
    for i, known in enumerate(ids):
        assert len(feedback.events(after=known)) == len(ids) - i - 1


def test_the_last_of_some_kinds(library: Library) -> None:
    feedback, kinds = Feedback(library.database), (FeedbackKind.OPEN, FeedbackKind.HIDE)
    assert feedback.last(kinds) is None
    feedback.add(opened("a"))
    feedback.add(FeedbackEvent(NOW, FeedbackKind.SHOWN, "b", position=1))
    last = feedback.last(kinds)
    assert last is not None and last.memory == "a"
    assert feedback.last((FeedbackKind.HIDE,)) is None
    feedback.remove(last.id)
    assert feedback.last(kinds) is None
    assert [event.event for event in feedback.events()] == [FeedbackKind.SHOWN]


def test_a_photo_that_is_deleted_takes_its_feedback_along(shelf: Any, library: Library) -> None:
    photo, feedback = shelf.add(), Feedback(library.database)
    feedback.add(FeedbackEvent(NOW, FeedbackKind.SHARE, "m", photo, 3))
    feedback.freeze([frozen("m", [photo])], NAMES)
    library.database.execute("DELETE FROM files")
    library.database.execute("DELETE FROM photos WHERE id = ?", (photo,))
    assert feedback.events() == []
    assert [memory.photos for memory in feedback.frozen()] == [()]


def test_what_was_seen_comes_back_in_order_and_only_where_it_has_names(shelf: Any, library: Library) -> None:
    photos, feedback = [shelf.add("a.jpg"), shelf.add("b.jpg")], Feedback(library.database)
    second, first = frozen("m2", photos, rank=1), frozen("m1", photos[::-1])
    feedback.freeze([second, first, frozen("unnamed", [], signature="s0")], NAMES)
    found = list(feedback.frozen())
    assert [memory.memory for memory in found] == ["m1", "m2"]
    assert [photo.photo for photo in found[0].photos] == photos[::-1]
    np.testing.assert_array_equal(found[1].photos[0].features, second.photos[0].features)
    feedback.freeze([frozen("m1", [])], NAMES)
    assert feedback.feature_names()["s1"] == NAMES
    assert [len(memory.photos) for memory in feedback.frozen()] == [0, 2]


def test_models_go_back_to_the_one_before(library: Library) -> None:
    feedback = Feedback(library.database)
    one = PersonalModel("photos", NOW, 5, b"one", "{}")
    two = replace(one, upto=9, document=b"two", report='{"ndcg": 0.7}')
    feedback.put_model(one)
    feedback.put_model(two)
    assert feedback.model("photos") == two
    assert feedback.model("memories") is None
    assert feedback.drop_models(knowing=6) == 1
    assert feedback.model("photos") == one


def test_forgetting_leaves_nothing(shelf: Any, library: Library) -> None:
    feedback = Feedback(library.database)
    feedback.freeze([frozen("m", [shelf.add()])], NAMES)
    feedback.put_model(PersonalModel("photos", NOW, 5, b"one", "{}"))
    feedback.add(opened())
    assert feedback.clear() == 1
    for table in ("memory_feedback", "frozen_memories", "frozen_photos", "personal_models"):
        assert library.database.scalar(f"SELECT count(*) FROM {table}") == 0
