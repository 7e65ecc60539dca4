"""First names that are also plain words: the person where the words around say so, the thing elsewhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Literal

import pytest

from photos_ml.planner.context import Known, PlannedQuery

Plan = Callable[..., PlannedQuery]
KNOWN = Known(people=("Rose", "Hunter", "Faith", "Ivy", "Dev", "Nora", "Max", "Grace"))


@pytest.mark.parametrize(
    ("query", "people"),
    [
        ("my brother hunter on a swing", ("Hunter",)),
        ("her friend rose in a canoe", ("Rose",)),
        ("nora teaching hunter to swim", ("Nora", "Hunter")),
        ("nora hugging ivy", ("Nora", "Ivy")),
        ("nora and ivy baking", ("Nora", "Ivy")),
        ("nora, ivy and rose dancing", ("Nora", "Ivy", "Rose")),
        ("portrait of rose", ("Rose",)),
        ("a video of faith", ("Faith",)),
        ("wedding of grace", ("Grace",)),
        ("dev looking up", ("Dev",)),
        ("nora and dev", ("Nora", "Dev")),
    ],
)
def test_somebody(query: str, people: tuple[str, ...], plan: Plan) -> None:
    assert plan(query, KNOWN).plan.people.all == people


@pytest.mark.parametrize(
    "query",
    [
        "leap of faith",
        "a bed of rose petals",
        "the grace of a heron",
        "bow hunter in the woods",
        "dev server error",
        "screenshot of the dev server error",
        "wall of ivy",
        "grace of a heron in flight",
        "a rose",
    ],
)
def test_nobody(query: str, plan: Plan) -> None:
    planned = plan(query, KNOWN).plan
    assert not planned.people
    assert planned.text


@pytest.mark.parametrize("cue", ["everyone but", "everyone except", "all of us but", "nora without"])
def test_who_is_left_out_is_somebody(cue: str, plan: Plan) -> None:
    found = plan(f"{cue} max", KNOWN).plan
    assert found.people.none == ("Max",)
    assert not found.without


@pytest.mark.parametrize(
    ("query", "text"),
    [("either nora or max", ""), ("either side of the road", "either side of the road")],
)
def test_either_is_no_word_of_the_picture_beside_names(query: str, text: str, plan: Plan) -> None:
    assert plan(query, KNOWN).plan.text == text


def test_a_list_of_people_ends_where_a_thing_begins(plan: Plan) -> None:
    found = plan("nora and rose petals", KNOWN).plan
    assert (found.people.all, found.text) == (("Nora",), "rose petals")


def test_a_capital_makes_a_name_of_the_word_behind_of(plan: Plan) -> None:
    assert plan("the laughter of Grace at dinner", KNOWN).plan.people.all == ("Grace",)
    assert not plan("the laughter of grace at dinner", KNOWN).plan.people


@pytest.mark.parametrize("praise", ["good", "nice", "decent", "really nice"])
def test_a_good_picture_is_no_picture_of_something_good(praise: str, plan: Plan) -> None:
    found = plan(f"i need a {praise} picture of nora", KNOWN).plan
    assert (found.people.all, found.text) == (("Nora",), "")


def test_praise_of_what_is_seen_stays(plan: Plan) -> None:
    assert plan("nora with good cake", KNOWN).plan.text == "good cake"


def test_nobody_else_may_stand_behind_a_comma(plan: Plan) -> None:
    people = plan("nora and max, nobody else", KNOWN).plan.people
    assert (people.all, people.only) == (("Nora", "Max"), True)


@pytest.mark.parametrize("query", ["growing up", "nora growing up", "ben moving out"])
def test_a_verb_keeps_its_particle(query: str, plan: Plan) -> None:
    assert plan(query, KNOWN).plan.text.split()[-1] in ("up", "out")


def test_who_holds_the_camera_films_and_who_is_seen_with_one_does_not(plan: Plan) -> None:
    assert plan("we took a video of nora", KNOWN).plan.media == ("video",)
    assert plan("girl who took a video of the band", KNOWN).plan.media == ("video",)
    assert not plan("boy taking a video", KNOWN).plan.media


def test_only_may_be_said_twice(plan: Plan) -> None:
    found = plan("just nora and max, nobody else", KNOWN).plan
    assert (found.people.only, found.text) == (True, "")
    assert len(found.evidence["people"]) == 4


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_names_are_read_in_any_unicode_form(plan: Plan, form: Literal["NFC", "NFD", "NFKC", "NFKD"]) -> None:
    known = Known(people=("Zoë",), places=("Zürich", "Łódź"))
    asked = unicodedata.normalize(form, "Zoë in Zürich")
    found = plan(asked, known).plan
    assert (found.people.all, found.places, found.text) == (("Zoë",), ("Zürich",), "")
    assert all(piece in asked for pieces in found.evidence.values() for piece in pieces)
