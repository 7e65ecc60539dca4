"""Filters read from words that may as well be of the picture, and what the encoder is given to look for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from photos_ml.planner.context import Known, PlannedQuery

Plan = Callable[..., PlannedQuery]


@pytest.mark.parametrize(
    ("query", "soft", "seen"),
    [
        ("street at night", ("recurring",), "street at night"),
        ("snow in winter", ("recurring",), "snow in winter"),
        ("christmas dinner", ("recurring",), "christmas dinner"),
        ("paris street", ("places",), "paris street"),
        ("tokyo tower at night", ("recurring", "places"), "tokyo tower at night"),
        ("a dog runs on the grass.", (), "a dog runs on the grass."),
        ("Some food sits in a pot", (), "Some food sits in a pot"),
        ("A bunch of people at night", ("recurring",), "A bunch of people at night"),
        ("a group of photos of dogs at night", ("recurring",), "a group of photos of dogs at night"),
        (
            "a couple of pictures of a cat in winter",
            ("recurring",),
            "a couple of pictures of a cat in winter",
        ),
        ("lots of lights at christmas", ("recurring",), "lots of lights at christmas"),
        ("two photos of a pair of shoes at night", ("recurring",), "photos of a pair of shoes at night"),
        ("Night picture of a car", ("recurring",), "Night picture of a car"),
        ("show me all of the lights at christmas", ("recurring",), "all of the lights at christmas"),
        ("a bunch of people", (), ""),
        ("street in paris", (), ""),
        ("train to paris", ("places",), "train to paris"),
        ("snow in july", (), ""),
        ("dogs on sundays", (), ""),
        ("beach not in summer", (), ""),
        ("at night", (), ""),
        ("please show me dogs", (), ""),
    ],
)
def test_what_may_be_seen(query: str, soft: tuple[str, ...], seen: str, plan: Plan) -> None:
    planned = plan(query)
    assert planned.plan.soft == soft
    assert planned.picture_text == seen


def test_a_chip_taken_off_is_not_soft_any_more(plan: Plan) -> None:
    left = plan("tokyo tower at night").plan.dropping("recurring")
    assert left.soft == ("places",)


def test_a_library_that_knows_no_place_leaves_none_out(plan: Plan, known: Known) -> None:
    for places, soft in (((), ("places",)), (known.places, ())):
        found = plan("street in paris", replace(known, places=places)).plan
        assert (found.places, found.soft) == (("Paris",), soft)
