"""'Undated', 'without location', 'not rated': facts nobody wrote down are asked for, not things unseen."""

from __future__ import annotations

from datetime import datetime

import pytest

from photos_ml.planner.context import Known
from photos_ml.planner.plan import QueryPlan
from photos_ml.planner.reading import NoPlaces
from photos_ml.planner.rules import RulesPlanner

NOW = datetime(2026, 11, 21, 12)
PLANNER = RulesPlanner(NoPlaces())


def plan(query: str) -> QueryPlan:
    return PLANNER.plan(query, Known(people=("Anna",)), NOW).plan


@pytest.mark.parametrize(
    ("query", "lacks"),
    [
        ("photos without location", ["place"]),
        ("not geotagged", ["place"]),
        ("pictures with no gps", ["place"]),
        ("undated photos", ["date"]),
        ("no date", ["date"]),
        ("without a date and without a location", ["date", "place"]),
        ("unrated", ["rating"]),
        ("videos without rating", ["rating"]),
        ("nobody named", ["people"]),
        ("photos with no people named", ["people"]),
        ("photos without caption", ["caption"]),
        ("fotos ohne datum", ["date"]),
        ("bilder ohne standort", ["place"]),
        ("bilder ohne bewertung", ["rating"]),
    ],
)
def test_facts_that_are_not_known(query: str, lacks: list[str]) -> None:
    found = plan(query)
    assert sorted(found.lacks) == lacks
    assert (found.text, found.without) == ("", ())
    assert all(words in query for words in found.evidence["lacks"])


def test_beside_words_of_the_picture_and_other_filters() -> None:
    found = plan("unrated beach photos with Anna from 2024")
    assert (found.text, found.lacks, found.people.all) == ("beach", ("rating",), ("Anna",))
    assert [str(days) for days in found.taken] == ["2024"]


@pytest.mark.parametrize(
    "query", ["no date palms", "beach without people", "no name tags", "a rating agency"]
)
def test_things_are_still_things(query: str) -> None:
    assert plan(query).lacks == ()


def test_chips_and_round_trip() -> None:
    found = plan("undated photos, not geotagged")
    assert [chip.label for chip in found.chips()] == ["no date", "no location"]
    assert QueryPlan.from_json(found.to_json()) == found
    assert not found.dropping("lacks").lacks


def test_an_unknown_fact_is_no_plan() -> None:
    with pytest.raises(Exception, match="not a valid plan"):
        QueryPlan.from_dict({"lacks": ["colour"]})
