"""What a memory could be about, and what it is called: celebrations, days, trips, days out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.ranker.candidates.candidate import Candidate, MemoryFacts, MemoryKind
from photos_ml.ranker.candidates.celebrations import LAG_DAYS, celebrations
from photos_ml.ranker.candidates.kinds import KINDS, all_candidates
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.scene.themes import THEMES
from photos_ml.ranker.telling import english
from photos_ml.ranker.telling.titles import title_of
from photos_ml.store.dated import DatedPhoto
from photos_ml.types import Place

MakePhoto = Callable[..., DatedPhoto]
TODAY = date(2026, 6, 12)
ROME = Place("Rome", "Lazio", "Italy", "IT")
NAPLES = Place("Naples", "Campania", "Italy", "IT")
GENEVA = Place("Geneva", "Geneva", "Switzerland", "CH")
BOSTON = Place("Boston", "Massachusetts", "United States", "US")
STATES = tuple(Place(f"Town {s}", s, "United States", "US") for s in ("Ohio", "Iowa", "Utah", "Nevada"))


def scene_of(photos: Sequence[DatedPhoto], today: date = TODAY) -> Scene:
    """A scene of photos that all look different."""
    ordered = sorted(photos, key=lambda photo: (photo.local, photo.id))
    vectors = np.eye(len(ordered), 64, dtype=np.float16)
    shares = np.zeros((len(ordered), len(THEMES)), np.float32)
    appeal = np.zeros(len(ordered), np.float32)
    return Scene(ordered, vectors, [(-9.0, "a document")] * len(ordered), shares, appeal, today)


def _celebrated(scene: Scene) -> list[Candidate]:
    return list(celebrations(scene, KINDS["holiday"]))


def ids(scene: Scene, candidate: Candidate) -> list[int]:
    return [scene.photos[row].id for row in candidate.rows]


WRITTEN = [
    ({"folder": "/p/2024/Leo turns 7"}, "Leo’s birthday"),
    ({"words": "Leo's 7th birthday"}, "Leo’s birthday"),
    ({"keywords": ("Birthday", "cake"), "people": ("Ann",)}, "Ann’s birthday"),
    ({"keywords": ("birthday",)}, "Birthday"),
    ({"name": "b-day_12.jpg"}, "Birthday"),
    ({"words": "Omas Geburtstag"}, "Birthday"),
    ({"folder": "/p/Wedding in Rome"}, "Wedding"),
    ({"words": "Mia's graduation"}, "Mia’s graduation"),
]


@pytest.mark.parametrize(("written", "title"), WRITTEN)
def test_what_is_written_makes_a_celebration(
    make_photo: MakePhoto, written: dict[str, Any], title: str
) -> None:
    told = [make_photo(i, f"2024-06-12T1{i}:00", **written) for i in (1, 2)]
    other = make_photo(9, "2024-06-12T19:00")
    scene = scene_of([*told, other])
    (found,) = _celebrated(scene)
    assert (found.kind, title_of(found, date(2026, 6, 12))[0]) == (KINDS["holiday"], title)
    assert ids(scene, found) == [1, 2]


@pytest.mark.parametrize(
    "written",
    [
        {"folder": "/p/Birthday archive/2024"},
        {"words": "a turn of the road"},
        {"name": "turns.jpg"},
        {"keywords": ("anniversary",)},
    ],
)
def test_what_is_written_of_something_else_does_not(make_photo: MakePhoto, written: dict[str, Any]) -> None:
    assert not _celebrated(scene_of([make_photo(i, "2024-06-12T10:00", **written) for i in (1, 2)]))


@pytest.mark.parametrize(("day", "found"), [(12, True), (14, True), (11, False), (15, False)])
def test_a_celebration_is_remembered_from_its_day_on(make_photo: MakePhoto, day: int, found: bool) -> None:
    photos = [make_photo(i, "2024-06-12T10:00", keywords=("birthday",)) for i in (1, 2)]
    assert bool(_celebrated(scene_of(photos, date(2026, 6, day)))) is found
    assert 0 <= day - 12 <= LAG_DAYS or not found


def test_a_birthday_takes_the_same_person_in_other_years(make_photo: MakePhoto) -> None:
    ann = {"people": ("Ann",)}
    scene = scene_of(
        [
            make_photo(1, "2022-06-13T10:00", **ann),
            make_photo(2, "2023-06-12T10:00", keywords=("birthday",), **ann),
            make_photo(3, "2024-06-12T10:00", people=("Ben",)),
            make_photo(4, "2025-06-20T10:00", **ann),
        ]
    )
    (found,) = (one for one in all_candidates(scene) if one.kind is KINDS["holiday"])
    assert ids(scene, found) == [1, 2]
    assert title_of(found, TODAY) == ("Ann’s birthday through the years", "2022–2023")


def test_two_birthdays_on_one_day_are_two(make_photo: MakePhoto) -> None:
    photos = [make_photo(i, "2024-06-12T10:00", words="Ann's birthday") for i in (1, 2)]
    photos += [make_photo(i, "2024-06-11T10:00", words="Ben turns 3") for i in (3, 4)]
    assert [found.facts.people for found in _celebrated(scene_of(photos))] == [("Ann",), ("Ben",)]


def test_a_celebration_stands_for_its_day(make_photo: MakePhoto) -> None:
    photos = [make_photo(i, f"2024-06-12T1{i}:00", words="Ann's birthday") for i in (1, 2)]
    kinds = [found.kind for found in all_candidates(scene_of([*photos, make_photo(3, "2024-06-12T20:00")]))]
    assert kinds == [KINDS["holiday"]]
    more = [make_photo(i, f"2024-06-12T0{i}:00") for i in range(3, 9)]
    kinds = [found.kind for found in all_candidates(scene_of([*photos, *more]))]
    assert kinds[:2] == [KINDS["holiday"], KINDS["on_this_day"]]


def trip(places: tuple[Place, ...], first: str = "2024-06-08", last: str = "2024-06-16") -> tuple[str, str]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    facts = MemoryFacts(begin, end, places, home_country="US", nights=(end - begin).days)
    return title_of(Candidate(KINDS["trip"], "t", (0,), facts, ()), TODAY)


@pytest.mark.parametrize(
    ("places", "title"),
    [
        ((), "Trip in June 2024"),
        ((ROME,), "Rome, June 2024"),
        ((ROME, NAPLES), "Italy, June 2024"),
        ((ROME, GENEVA), "Italy & Switzerland, June 2024"),
        ((GENEVA, BOSTON), "Geneva, June 2024"),
        (STATES, "Ohio to Nevada, June 2024"),
    ],
)
def test_a_trip_has_the_smallest_name_that_holds_it(places: tuple[Place, ...], title: str) -> None:
    assert trip(places) == (title, "9 days, 8–16 June")


@pytest.mark.parametrize(
    ("first", "last", "title", "subtitle"),
    [
        ("2024-06-14", "2024-06-16", "A weekend in Rome, June 2024", "3 days, 14–16 June"),
        ("2024-06-15", "2024-06-16", "A weekend in Rome, June 2024", "2 days, 15–16 June"),
        ("2024-06-11", "2024-06-13", "Rome, June 2024", "3 days, 11–13 June"),
        ("2024-06-29", "2024-07-04", "Rome, June 2024", "6 days, 29 June to 4 July"),
    ],
)
def test_weekends_are_called_so(first: str, last: str, title: str, subtitle: str) -> None:
    assert trip((ROME,), first, last) == (title, subtitle)


@pytest.mark.parametrize(
    ("theme", "places", "expected"),
    [
        ("beach", (BOSTON,), ("A day by the sea", "Boston, 12 June 2024")),
        ("", (BOSTON,), ("A day in Boston", "12 June 2024")),
        ("", (), ("A day out", "12 June 2024")),
    ],
)
def test_a_day_out_is_called_by_what_it_was(
    theme: str, places: tuple[Place, ...], expected: tuple[str, str]
) -> None:
    facts = MemoryFacts(date(2024, 6, 12), date(2024, 6, 12), places, theme=theme)
    assert title_of(Candidate(KINDS["day_out"], "o", (0,), facts, ()), TODAY) == expected


def test_outings_are_themes() -> None:
    assert {*english.OUTINGS} <= {theme.id for theme in THEMES} == {*english.THEMES}


PLACES = st.lists(st.sampled_from((ROME, NAPLES, GENEVA, BOSTON, *STATES)), max_size=5, unique=True)
DAYS = st.dates(date(2019, 1, 1), date(2025, 12, 31))


@given(kind=st.sampled_from([*KINDS.values()]), places=PLACES, first=DAYS, length=st.integers(0, 400))
def test_every_kind_has_a_title_without_a_gap(
    kind: MemoryKind, places: list[Place], first: date, length: int
) -> None:
    last = date.fromordinal(first.toordinal() + length)
    if kind.id in ("first_time", "stop", "place"):  # there is none without a place
        places = [ROME, *places]
    facts = MemoryFacts(
        first, last, tuple(places), people=("Ann",), theme="mountain", occasion="christmas", nights=length
    )
    for text in title_of(Candidate(kind, "s", (0,), facts, ()), date(2027, 1, 1)):
        assert text and text == text.strip()
        assert "  " not in text and ", ," not in text and "None" not in text


@pytest.mark.parametrize("lon", [(10.0, 10.0), (179.9999, -179.9999), (180.0, -180.0)])
def test_the_date_line_parts_no_spot(make_photo: MakePhoto, lon: tuple[float, float]) -> None:
    photos = [
        make_photo(number, f"{2020 + 3 * number}-06-01T12:00", lat=-16.8, lon=there)
        for number, there in enumerate(lon)
    ]
    scene = scene_of(photos)
    scene.vectors[:] = scene.vectors[0]
    (found,) = KINDS["then_and_now"].candidates(scene)
    assert ids(scene, found) == [0, 1]
