"""A plan's constraints as a filter over the library."""

from __future__ import annotations

from photos_ml.planner.plan import QueryPlan
from photos_ml.search.filter import filter_of
from photos_ml.store import PhotoFilter
from photos_ml.types import Kind, Media, Place

PLACES = {
    1: Place("Bergen", "Vestland", "Norway", "NO"),
    2: Place("Oslo", "Oslo", "Norway", "NO"),
    3: Place("Paris", "Île-de-France", "France", "FR"),
}
CONTINENTS = {"Norway": "Europe", "France": "Europe"}


def contains(name: str, place: Place) -> bool:
    return CONTINENTS.get(place.country) == name


def made(**fields: object) -> PhotoFilter:
    return filter_of(QueryPlan.from_dict(fields), PLACES, contains)


def test_an_empty_plan_constrains_nothing() -> None:
    assert not made()
    assert not made(text="a dog", exact=["IMG"], without=["people"], order="newest", limit=3)


def test_days_keep_their_open_ends() -> None:
    taken = [{"from": "2024-06-01", "to": "2024-08-31"}, {"from": None, "to": "2012-12-31"}]
    assert made(taken=taken).days == (("2024-06-01", "2024-08-31"), (None, "2012-12-31"))


def test_recurring_parts() -> None:
    recurring = {
        "months": [6, 7],
        "days": [{"from": "12-24", "to": "12-26"}],
        "weekdays": [5, 6],
        "hours": [{"from": 22, "to": 5}],
    }
    found = made(recurring=recurring)
    assert (found.months, found.year_days, found.weekdays, found.hours) == (
        (6, 7),
        (("12-24", "12-26"),),
        (5, 6),
        ((22, 5),),
    )


def test_what_must_not_be_is_one_wish_each() -> None:
    found = made(
        not_taken=[{"from": "2020-01-01", "to": "2020-12-31"}],
        not_recurring={"weekdays": [5, 6], "hours": [{"from": 22, "to": 5}]},
        not_places=["Europe"],
    )
    assert found.none_of == (
        PhotoFilter(days=(("2020-01-01", "2020-12-31"),)),
        PhotoFilter(weekdays=(5, 6), hours=((22, 5),)),
        PhotoFilter(places=("Europe",), place_ids=(1, 2, 3)),
    )
    assert not (found.days or found.weekdays or found.places)


def test_soft_fields_let_through_what_lacks_the_fact() -> None:
    found = made(recurring={"months": [6]}, places=["Europe"], soft=["recurring"])
    assert found.lenient == ("date",)


def test_media_and_kinds_are_told_apart() -> None:
    found = made(media=["video", "selfie", "raw"])
    assert found.media == (Media.VIDEO,)
    assert found.kinds == (Kind.SELFIE, Kind.RAW)


def test_a_continent_becomes_the_places_in_it() -> None:
    found = made(places=["Europe"])
    assert found.places == ("Europe",)
    assert found.place_ids == (1, 2, 3)
    assert made(places=["Asia"]).place_ids == ()


def test_everything_else_is_passed_on() -> None:
    found = made(
        people={"all": ["Anna"], "any": ["Ben"], "none": ["Tom"], "only": True},
        camera="Canon",
        folders=["Wedding"],
        favorite=True,
        min_rating=4,
    )
    assert found == PhotoFilter(
        people_all=("Anna",),
        people_any=("Ben",),
        people_none=("Tom",),
        people_only=True,
        camera="Canon",
        folders=("Wedding",),
        favorite=True,
        min_rating=4,
    )
