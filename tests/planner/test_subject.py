"""What is stripped as politeness never empties a query of its subject; what numbers a thing is no filter."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from photos_ml.planner.context import PlannedQuery

Plan = Callable[..., PlannedQuery]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("computer", "computer"),
        ("computer on a messy desk", "computer on a messy desk"),
        ("computer, show me dogs", "dogs"),
        ("hey google find boats", "boats"),
        ("alexa show me the garden", "garden"),
        ("please", "please"),
        ("show me", "show me"),
        ("two shots of espresso", "two shots of espresso"),
        ("three pictures on the wall", "three pictures on the wall"),
        ("room 2019", "room 2019"),
        ("a 1967 mustang", "1967 mustang"),
        ("the cottage where we stayed", "cottage"),
        ("wifi password someone sent me", "wifi password"),
    ],
)
def test_the_subject_stays(query: str, text: str, plan: Plan) -> None:
    found = plan(query).plan
    assert found.text == text
    assert not found.filters()


@pytest.mark.parametrize("query", ["photos", "show me everything", "all my photos", "alle fotos"])
def test_the_whole_library_can_be_asked_for(query: str, plan: Plan) -> None:
    assert not plan(query).plan


@pytest.mark.parametrize("query", ["that time we stayed in paris", "trip to paris", "our weekend in paris"])
def test_beside_a_place_a_trip_says_nothing(query: str, plan: Plan) -> None:
    found = plan(query).plan
    assert (found.places, found.filters(), found.text) == (("Paris",), ("places",), "")


def test_the_last_time_is_the_newest(plan: Plan) -> None:
    assert plan("when was i last in paris").plan.order == "newest"
    assert plan("when did we last see tom").plan.people.all == ("Tom",)


@pytest.mark.parametrize("query", ["what we ate in Paris", "what i ate last week"])
def test_what_is_asked_for_is_no_filler(query: str, plan: Plan) -> None:
    assert plan(query).plan.text == "ate"
    assert plan("the pizza we ate in Paris").plan.text == "pizza"
