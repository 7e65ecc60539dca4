"""Kinds beyond days and journeys: events at home, growing up, pets, little patterns, this week, wishes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest

from photos_ml.ranker.candidates.asked import asked_for
from photos_ml.ranker.candidates.candidate import Candidate
from photos_ml.ranker.candidates.kinds import KINDS
from photos_ml.ranker.candidates.names import own_name
from photos_ml.ranker.scene.scene import Birth, Scene
from photos_ml.ranker.scene.themes import THEMES
from photos_ml.ranker.telling.titles import title_of
from photos_ml.store.dated import DatedPhoto

MakePhoto = Callable[..., DatedPhoto]
TODAY = date(2026, 6, 12)
THEME = {theme.id: number for number, theme in enumerate(THEMES)}


def scene_of(photos: Sequence[DatedPhoto], looks: Sequence[int] = (), theme: str = "") -> Scene:
    """Photos of the same number in `looks` are alike, the others different; all of them show `theme`."""
    ordered = sorted(photos, key=lambda photo: (photo.local, photo.id))
    vectors = np.eye(64, dtype=np.float16)[list(looks) or list(range(len(ordered)))]
    shares = np.zeros((len(ordered), len(THEMES)), np.float32)
    if theme:
        shares[:, THEME[theme]] = 0.9
    nothing = np.zeros(len(ordered), np.float32)
    return Scene(ordered, vectors, [(-9.0, "")] * len(ordered), shares, nothing, TODAY)


def found(scene: Scene, kind: str) -> list[Candidate]:
    return list(KINDS[kind].candidates(scene))


def titles(scene: Scene, kind: str) -> list[tuple[str, str]]:
    return [title_of(one, TODAY) for one in found(scene, kind)]


def of_a_day(make_photo: MakePhoto, count: int, day: str = "2025-05-03", **said: Any) -> list[DatedPhoto]:
    return [make_photo(i, f"{day}T14:{i:02d}", **said) for i in range(1, count + 1)]


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("2025-05-03 Mia's school play", "Mia's school play"),
        ("03 Aquarium, Leo turns 7", "Aquarium, Leo turns 7"),
        ("Grandma_90 2024-05-01", "Grandma 90"),
        *((plain, "") for plain in ("2025", "05", "DCIM", "100APPLE", "Camera Uploads", "May 2025", "IMG")),
    ],
)
def test_a_folder_names_an_event_where_it_says_something(folder: str, name: str) -> None:
    assert own_name(folder) == name


def test_an_event_without_a_position_is_called_as_its_folder_is(make_photo: MakePhoto) -> None:
    play = of_a_day(make_photo, 4, folder="/p/2025/05 Mia's school play")
    assert titles(scene_of(play), "event") == [("Mia's school play", "3 May 2025")]
    assert not found(scene_of(play[:2]), "event")
    years = [make_photo(9, "2021-01-01T10:00", folder="/p/2025/05 Mia's school play"), *play]
    assert not found(scene_of(years), "event"), "what holds years says nothing of a day"


def test_an_album_names_it_too_and_nothing_is_said_of_an_event_of_which_nothing_is_known(
    make_photo: MakePhoto,
) -> None:
    assert titles(scene_of(of_a_day(make_photo, 3, albums=("Choir",))), "event") == [("Choir", "3 May 2025")]
    assert not found(scene_of(of_a_day(make_photo, 9)), "event")


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ({"people": ("Ann", "Ben")}, "A day with Ann & Ben"),
        ({"tags": ("academic gown",), "people": ("Mia",)}, "Mia’s graduation"),
        ({"tags": ("wedding",)}, "Wedding"),
    ],
)
def test_who_was_there_and_what_they_wore_make_an_event(
    make_photo: MakePhoto, said: dict[str, Any], title: str
) -> None:
    assert titles(scene_of(of_a_day(make_photo, 6, **said)), "event") == [(title, "3 May 2025")]


def test_one_cake_is_no_birthday(make_photo: MakePhoto) -> None:
    photos = of_a_day(make_photo, 12)
    cakes = [make_photo(i, f"2025-05-03T15:{i:02d}", tags=("birthday cake",)) for i in (20, 21, 22)]
    assert not found(scene_of([*photos, *cakes]), "event")


def test_what_the_model_saw_of_an_event_is_told_on_its_day(make_photo: MakePhoto) -> None:
    wedding = of_a_day(make_photo, 5, "2024-06-12", tags=("wedding dress",))
    assert titles(scene_of(wedding), "holiday") == [("Wedding", "2 years ago, 12 June 2024")]


@pytest.mark.parametrize(
    ("born", "title"),
    [
        (None, "Leo through the years"),
        (date(2018, 9, 1), "Leo, from 4 to 6"),
        (date(2023, 1, 1), "Leo’s first 2 years"),
    ],
)
def test_somebody_grows_up(make_photo: MakePhoto, born: date | None, title: str) -> None:
    photos = [make_photo(i, f"{2020 + i}-05-01T10:00", people=("Leo",)) for i in (3, 4, 5)]
    scene = scene_of(photos)
    scene.births = {"leo": Birth(born, to_the_day=True)} if born else {}
    assert titles(scene, "growing") == [(title, "2023–2025")]
    assert not found(scene_of(photos[:2]), "growing")


def test_a_birthday_needs_nobody_to_write_of_it_where_the_birth_is_known(make_photo: MakePhoto) -> None:
    photos = [make_photo(i, f"{2022 + i}-06-1{i}T10:00", people=("Leo",)) for i in (1, 2)]
    scene = scene_of(photos)
    scene.births = {"leo": Birth(date(2018, 6, 11), to_the_day=True)}
    assert titles(scene, "holiday") == [("Leo’s birthday through the years", "2023–2024")]
    vague = scene_of(photos)
    vague.births = {"leo": Birth(date(2018, 6, 1), to_the_day=False)}
    assert not found(vague, "holiday")


def test_a_pet_has_the_name_that_is_written_with_it(make_photo: MakePhoto) -> None:
    named = [make_photo(i, f"202{i}-02-01T10:00", keywords=("cat", "Miso")) for i in (2, 3)]
    scene = scene_of([*named, make_photo(4, "2024-03-01T10:00", words="Miso’s rock")], theme="cats")
    assert titles(scene, "pet") == [("Miso", "2022–2024")]
    other = scene_of([make_photo(i, f"202{i}-02-01T10:00", keywords=("Rome",)) for i in (2, 3, 4)])
    assert not found(other, "pet")


def test_an_animal_that_is_at_home_again_and_again_is_a_pet(make_photo: MakePhoto) -> None:
    photos = [make_photo(i, f"2024-0{i}-01T10:00") for i in range(1, 9)]
    shown = scene_of([*photos, make_photo(9, "2025-01-01T10:00")], [*[0] * 8, 1], "dogs")
    assert titles(shown, "pet") == [("A dog’s life", "2024")]
    assert not found(scene_of(photos, theme="dogs"), "pet"), "eight that look nothing alike"


def test_the_same_picture_in_a_month_of_three_years_is_a_little_pattern(make_photo: MakePhoto) -> None:
    trees = [make_photo(i, f"202{i}-12-2{i}T18:00", people=("Ann",)) for i in (1, 2, 3)]
    others = [make_photo(10 + i, f"202{i}-12-03T18:00") for i in (1, 2, 3)]
    (one,) = found(scene_of([*trees, *others], [1, 0, 2, 0, 3, 0]), "pattern")
    assert title_of(one, TODAY) == ("Every December: Ann", "2021–2023")
    assert len(one.rows) == 3
    assert not found(scene_of([*trees[:2], *others], [1, 0, 2, 0, 3]), "pattern")


def test_this_week_a_year_ago_is_told_apart_from_other_years(make_photo: MakePhoto) -> None:
    last = [make_photo(i, f"2025-06-{6 + i:02d}T10:00") for i in range(1, 6)]
    before = [make_photo(10 + i, f"2023-06-{6 + i:02d}T10:00") for i in range(1, 6)]
    later = make_photo(20, "2025-06-13T10:00")
    told = titles(scene_of([*last, *before, later]), "week")
    assert told == [
        ("3 years ago this week", "7–11 June 2023"),
        ("A year ago this week", "7–11 June 2025"),
    ]


def test_a_week_over_the_new_year_is_one(make_photo: MakePhoto) -> None:
    days = ("2024-12-29", "2024-12-31", "2025-01-01", "2025-01-02")
    scene = scene_of([make_photo(i, f"{day}T10:00") for i, day in enumerate(days)])
    scene.today = date(2026, 1, 2)
    assert [title_of(one, scene.today)[0] for one in found(scene, "week")] == ["A year ago this week"]


def test_a_wish_is_called_as_it_was_asked(make_photo: MakePhoto) -> None:
    scene = scene_of(of_a_day(make_photo, 3, people=("Leo",)))
    one = asked_for(scene, "our beach days with Leo", [0, 1, 2])
    assert title_of(one, TODAY) == ("Our beach days with Leo", "3 May 2025")
    assert (one.facts.people, one.subject) == (("Leo",), "wish:our beach days with leo")
    assert not found(scene, "wish"), "nobody asked"
