"""Chips: each stands for one piece of the plan, and taking it away leaves the rest."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.app.service.chips import chips_json
from photos_ml.app.service.suggestions import Name, openings, spoken, suggest
from photos_ml.planner.plan import Days, Hours, People, QueryPlan, Recurring

NAMES = st.lists(st.sampled_from(["Anna", "Bob", "Zoë", "Rome"]), max_size=3, unique=True).map(tuple)
PLANS = st.builds(
    QueryPlan,
    text=st.sampled_from(["", "a beach"]),
    without=NAMES,
    taken=st.sampled_from(
        [(), (Days(date(2024, 1, 1), None),), (Days(None, date(2020, 1, 1)), Days(date(2024, 1, 1)))]
    ),
    recurring=st.builds(
        Recurring,
        months=st.sampled_from([(), (6, 7)]),
        weekdays=st.sampled_from([(), (5, 6)]),
        hours=st.sampled_from([(), (Hours(22, 5),)]),
    ),
    places=NAMES,
    people=st.builds(People, all=NAMES, any=NAMES, none=NAMES, only=st.booleans()),
    favorite=st.booleans(),
    min_rating=st.sampled_from([None, 3]),
    order=st.sampled_from(["relevance", "newest"]),
)


@given(PLANS)
def test_taking_a_chip_away_leaves_the_others(plan: QueryPlan) -> None:
    labels = [chip.label for chip in plan.chips()]
    for number, chip in enumerate(chips_json(plan)):
        rest = QueryPlan.from_dict(chip["rest"])
        assert [left.label for left in rest.chips()] == labels[:number] + labels[number + 1 :]


@given(PLANS)
def test_taking_all_chips_away_leaves_nothing(plan: QueryPlan) -> None:
    while chips := chips_json(plan):
        plan = QueryPlan.from_dict(chips[0]["rest"])
    assert not plan


KNOWN = (
    *(Name("Ana María", "person", 5), Name("Zoë", "person", 9), Name("Paris", "place", 7)),
    *(Name("New York", "place", 3), Name("parrot", "thing", 20), Name("last summer", "time", 4)),
    *(Name("parade", "keyword"), Name("Paris 2019", "folder"), Name("Canon EOS R6", "camera", 80)),
)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("par", ["parrot", "Paris", "parade", "Paris 2019"]),
        ("dog last su", ["last summer"]),
        ("eos", ["Canon EOS R6"]),
        ("photos of zoe", []),
        ("photos of zo", ["Zoë"]),
        ("sunset in new y", ["New York"]),
        ("maria", ["Ana María"]),
        ("mar", ["Ana María"]),
        ("xyz", []),
    ],
)
def test_names_that_the_last_words_begin_those_of_most_photos_first(typed: str, names: list[str]) -> None:
    assert [found.name for found in suggest(typed, KNOWN)] == names


def test_a_suggestion_is_a_whole_query() -> None:
    (found,) = suggest("sunset in new y", KNOWN)
    assert (found.query, found.kind) == ("sunset in New York", "place")


def test_a_time_goes_on_from_where_it_began_and_is_offered_once() -> None:
    times = [Name(words, "time", 3) for words in ("last summer", "in summer", "this summer", "last Summer")]
    assert [one.query for one in suggest("last su", times)] == ["last summer"]
    assert [one.query for one in suggest("dog in su", times)] == ["dog in summer"]


@pytest.mark.parametrize(
    ("typed", "chosen", "read"),
    [
        ("le", "", {"en"}),
        ("le", "de", {"en", "de"}),
        ("letz", "", {"en", "de"}),
        ("el perro en ver", "", {"en", "es"}),
        ("snow le", "", {"en"}),
    ],
)
def test_times_are_offered_in_the_language_that_is_typed(typed: str, chosen: str, read: set[str]) -> None:
    assert {language.code for language in spoken(typed, chosen)} == read


def test_openings_are_the_first_names_of_each_kind_and_ideas() -> None:
    found = openings(["a dog"], ["Zoë", "Ana María", "Bo"], iter(["Paris"]))
    assert [(one.query, one.kind) for one in found[:4]] == [
        ("a dog", "latest"), ("Zoë", "person"), ("Ana María", "person"), ("Paris", "place"),
    ]  # fmt: skip
    assert {one.kind for one in found[4:]} == {"idea"}
    assert suggest("  ", KNOWN) == []
