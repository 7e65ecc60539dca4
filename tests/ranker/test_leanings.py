"""What is said is felt at once, and what was learnt can be said in plain words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest

from photos_ml.ranker.learning.feedback import FeedbackEvent, FeedbackKind
from photos_ml.ranker.learning.leanings import STEP, Leanings
from photos_ml.ranker.ranking.taste import NAMES
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.scene.themes import THEMES
from photos_ml.ranker.telling.learnt import learnt_of, words_of
from photos_ml.store.dated import DatedPhoto

MakePhoto = Callable[..., DatedPhoto]
AT = datetime(2026, 6, 12, tzinfo=UTC)
DOGS, SEA, CITY = (0, 1), (2, 3), (4, 5)
MEMORIES = {"dogs": [1, 2], "sea": [3, 4]}


@pytest.fixture
def scene(make_photo: MakePhoto) -> Scene:
    """Two photos each of three things that look nothing alike."""
    photos = [make_photo(i, f"2024-06-1{i}T10:00") for i in range(1, 7)]
    vectors = np.eye(8, dtype=np.float16)[[0, 0, 1, 1, 2, 2]]
    return Scene(
        photos,
        vectors,
        [(-9.0, "")] * 6,
        np.zeros((6, len(THEMES)), np.float32),
        np.zeros(6, np.float32),
        AT.date(),
    )


def said(
    event: FeedbackKind, *, photo: int | None = None, memory: str | None = None, value: float = 1
) -> FeedbackEvent:
    return FeedbackEvent(AT, event, memory, photo, 0, value, "memory:x" if photo is None else "")


def factors(scene: Scene, *events: FeedbackEvent) -> list[float]:
    found = Leanings.of(scene, events, MEMORIES.__getitem__)
    return [found.factor(scene, rows) for rows in (DOGS, SEA, CITY)]


def test_a_favourite_lifts_its_like_at_once_until_it_is_none(scene: Scene) -> None:
    dogs, sea, city = factors(scene, said(FeedbackKind.FAVORITE, photo=1))
    assert dogs == pytest.approx(np.exp(STEP)) and (sea, city) == (1.0, 1.0)
    taken_back = said(FeedbackKind.FAVORITE, photo=1, value=0)
    assert factors(scene, said(FeedbackKind.FAVORITE, photo=1), taken_back) == [1.0, 1.0, 1.0]


def test_less_of_a_memory_lowers_its_siblings(scene: Scene) -> None:
    dogs, sea, city = factors(scene, said(FeedbackKind.LESS, memory="dogs"))
    assert dogs == pytest.approx(np.exp(-STEP)) and (sea, city) == (1.0, 1.0)
    both = factors(scene, said(FeedbackKind.LESS, memory="dogs"), said(FeedbackKind.FAVORITE, photo=3))
    assert both[0] < 1 < both[1] and both[2] == 1


def test_what_is_only_looked_at_moves_nothing(scene: Scene) -> None:
    assert (
        factors(scene, said(FeedbackKind.OPEN, memory="dogs"), said(FeedbackKind.DWELL, photo=1)) == [1.0] * 3
    )
    assert factors(scene, said(FeedbackKind.FAVORITE, photo=99)) == [1.0] * 3, "a photo that is gone"


def test_what_was_learnt_is_said_in_words() -> None:
    weights = np.zeros(len(NAMES))
    for name, weight in (
        ("theme_dogs", 0.4),
        ("memory_attribute_travel", 0.9),
        ("theme_night", -0.3),
        ("theme_snow", 0.01),
    ):
        weights[NAMES.index(name)] = weight
    found = learnt_of(weights)
    assert found.more == (("journeys", 0.9), ("Dogs", 0.4))
    assert found.less == (("After dark", -0.3),)


def test_all_that_is_weighed_has_words_but_the_hours() -> None:
    assert [name for name in NAMES if not words_of(name)] == ["photo_hour_sin", "photo_hour_cos"]
