"""A draft as it is told: years of the photos chosen, and covers that are its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pytest

from photos_ml.ranker.candidates.candidate import Candidate, MemoryFacts, MemoryKind, Reason
from photos_ml.ranker.candidates.kinds import KINDS
from photos_ml.ranker.ranking.features import FEATURE_NAMES
from photos_ml.ranker.ranking.score import MemoryDraft
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.scene.themes import THEMES
from photos_ml.ranker.telling.telling import Ranked, memory_of
from photos_ml.store.dated import DatedPhoto

MakePhoto = Callable[..., DatedPhoto]
TODAY = date(2026, 11, 21)
BIRDS = next(i for i, theme in enumerate(THEMES) if theme.id == "birds")


@pytest.fixture
def scene(make_photo: MakePhoto) -> Scene:
    """Five photos of one day in five years, nothing alike."""
    photos = [make_photo(i + 1, f"{2020 + i}-11-21T10:00") for i in range(5)]
    shares = np.zeros((5, len(THEMES)), np.float32)
    vectors = np.eye(5, 16, dtype=np.float16)
    return Scene(photos, vectors, [(-2.0, "")] * 5, shares, np.zeros(5, np.float32), TODAY)


def ranked(kind: MemoryKind, subject: str, rows: Sequence[int], best: int, **facts: str) -> Ranked:
    about = MemoryFacts(date(2020, 11, 21), date(2024, 11, 21), **facts)  # type: ignore[arg-type]
    why = (Reason("taken_on", years=(2020,)) if kind.id == "on_this_day" else Reason("last_days", 7),)
    candidate = Candidate(kind, subject, tuple(range(5)), about, why)
    seen = {row: np.zeros(len(FEATURE_NAMES), np.float32) for row in rows}
    scores = {row: 0.9 if row == best else 0.5 for row in rows}
    return Ranked(0.5, MemoryDraft(candidate, tuple(rows), scores, seen), (("how long ago it was", 0.2),))


def test_years_are_those_of_the_photos_told(scene: Scene) -> None:
    found = memory_of(scene, ranked(KINDS["on_this_day"], "day:11-21", (1, 3), 1), 0)
    assert (found.title, found.subtitle) == ("On this day", "2021–2023")
    assert found.why == ("taken on 21 November 2021 and 2023",)
    person = memory_of(scene, ranked(KINDS["person"], "person:Ann", (2, 3), 2, people=("Ann",)), 0)  # type: ignore[arg-type]
    assert (person.title, person.subtitle, person.why) == ("Ann", "2022–2023", ("the last 7 days",))


def test_of_one_year_left_it_is_so_many_years_ago(scene: Scene) -> None:
    found = memory_of(scene, ranked(KINDS["on_this_day"], "day:11-21", (4,), 4), 0)
    assert (found.title, found.subtitle) == ("2 years ago today", "21 November 2024")


def test_a_trip_keeps_its_days_whatever_is_told_of_it(scene: Scene) -> None:
    found = memory_of(scene, ranked(KINDS["trip"], "trip:2020-11-21", (1, 2), 1), 0)
    assert "21 November" in found.subtitle


def test_a_cover_of_the_day_is_no_cover_again_if_there_is_another(scene: Scene) -> None:
    one = ranked(KINDS["person"], "person:Ann", (0, 1, 2), 1)
    assert memory_of(scene, one, 0).cover == 2
    other = memory_of(scene, one, 0, {2}).cover
    assert other in {1, 3}
    assert memory_of(scene, one, 0, {1, 2, 3}).cover == 2


def test_a_theme_is_covered_by_what_is_surely_of_it(scene: Scene) -> None:
    """The best picture of all may be the one that was mistaken for a bird."""
    scene.shares[:, BIRDS] = (0.9, 0.41, 0.8, 0.7, 0.45)
    found = memory_of(scene, ranked(KINDS["theme"], "theme:birds", (0, 1, 2, 3, 4), 1, theme="birds"), 0)
    assert found.cover in {1, 3, 4}
    named_alike = memory_of(scene, ranked(KINDS["person"], "person:birds", (0, 1, 2), 1), 0)
    assert named_alike.cover == 2


def test_a_theme_needs_more_photos_than_a_person() -> None:
    assert KINDS["theme"].min_photos > KINDS["person"].min_photos > KINDS["on_this_day"].min_photos


def test_what_was_seen_and_what_set_it_apart_are_kept(scene: Scene) -> None:
    one = ranked(KINDS["person"], "person:Ann", (0, 1), 1)
    found = memory_of(scene, one, 0)
    assert found.parts == one.parts
    assert [photo for photo, _ in found.photos] == [1, 2]
    assert len(found.photo_features) == 2 and len(found.photo_features[0]) == len(FEATURE_NAMES)
    assert found.id == memory_of(scene, one, 0).id != memory_of(scene, one, 1).id
