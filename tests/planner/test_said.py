"""What people type: orders, numbers, names and places in the forms in which they are said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from photos_ml.planner.context import Known, PlannedQuery
from photos_ml.planner.lang import language_of
from photos_ml.planner.plan import QueryPlan

Plan = Callable[..., PlannedQuery]

QUERIES: dict[str, dict[str, Any]] = {
    "3 latest screenshots": {"media": ["screenshot"], "order": "newest", "limit": 3},
    "newest videos first": {"media": ["video"], "order": "newest"},
    "last photos": {"order": "newest"},
    "new pictures of ben": {"people": {"all": ["Ben"]}, "order": "newest"},
    "new car": {"text": "new car"},
    "first photos of mia": {"people": {"all": ["Mia"]}, "order": "oldest"},
    "first photo of mia": {"people": {"all": ["Mia"]}, "order": "oldest", "limit": 1},
    "the 3 best photos of mia": {"people": {"all": ["Mia"]}, "limit": 3},
    "20 random photos": {"limit": 20},
    "ten or so pictures of cats": {"text": "cats", "limit": 10},
    "photos i like": {"favorite": True},
    "rejected": {"media": ["rejected"]},
    "rejected photos of mia": {"media": ["rejected"], "people": {"all": ["Mia"]}},
    "archived pictures": {"media": ["archived"]},
    "rated 4 or more": {"min_rating": 4},
    "4 or more people": {"text": "4 or more people"},
    "photos with both mia and ben": {"people": {"all": ["Mia", "Ben"]}},
    "mia and ben together": {"people": {"all": ["Mia", "Ben"]}},
    "family together at the table": {"text": "family together at the table"},
    "how many photos of ben do i have": {"people": {"all": ["Ben"]}},
    'photos with text "sale"': {"exact": ["sale"]},
    'the sign that said "no vacancy" outside the motel': {
        "exact": ["no vacancy"],
        "text": "sign outside the motel",
    },
    "may and june": {"recurring": {"months": [5, 6]}},
    "may and ben": {"people": {"all": ["May", "Ben"]}},
    "from april to may": {"recurring": {"months": [4, 5]}},
    "walking through the park": {"text": "walking through the park"},
    "through norway by train": {"text": "train", "places": ["Norway"]},
    "in the UK": {"places": ["United Kingdom"]},
    "photos from the US": {"places": ["United States"]},
    "give us the photos": {},
    "the soup we had in berlin": {"text": "soup", "places": ["Berlin"]},
    "what was that cafe called in berlin": {"text": "cafe", "places": ["Berlin"]},
    "lunch in berlin": {"text": "lunch", "places": ["Berlin"]},
    "roast turkey": {"text": "roast turkey"},
    "turkey in turkey": {"text": "turkey", "places": ["Turkey"]},
    "china plates": {"text": "china plates"},
    "netherlands 2019": {
        "places": ["The Netherlands"],
        "taken": [{"from": "2019-01-01", "to": "2019-12-31"}],
    },
}


@pytest.mark.parametrize(("query", "wanted"), QUERIES.items())
def test_as_it_is_said(query: str, wanted: dict[str, Any], plan: Plan) -> None:
    found = plan(query).plan
    assert found.same_as(QueryPlan.from_dict(wanted)), found
    assert found.text == wanted.get("text", "")


def test_a_first_name_may_lack_its_apostrophe(plan: Plan) -> None:
    known = Known(people=("Tom Baker", "Rose Miller"))
    assert plan("toms birthday", known).plan.people.all == ("Tom Baker",)
    assert not plan("roses in the garden", known).plan.people


@pytest.mark.parametrize("query", ["before we moved to Rome", "until i moved to rome"])
def test_a_time_that_is_not_known_filters_nothing_and_is_said(query: str, plan: Plan) -> None:
    planned = plan(query)
    assert planned.plan.text == query.lower()
    assert not planned.plan.filters()
    assert any("is not known" in note for note in planned.notes)


def test_a_photo_of_where_one_arrived_is_still_from_there(plan: Plan) -> None:
    assert plan("after we landed in rome").plan.places == ("Rome",)


@pytest.mark.parametrize(
    "query", ["newest videos first", "wedding album", "videos of mia", "die hard poster", "war memorial"]
)
def test_words_that_two_languages_share_are_english(query: str) -> None:
    assert language_of(query).code == "en"


@pytest.mark.parametrize("query", ["Heiligabend", "Pfingsten 2023", "am Wochenende", "die Bilder vom Strand"])
def test_words_that_only_german_has_are_german(query: str) -> None:
    assert language_of(query).code == "de"


def test_a_feast_of_every_year_is_one_chip(plan: Plan) -> None:
    found = plan("mother's day").plan
    assert len(found.taken) > 10
    chips = [chip for chip in found.chips("mother's day") if chip.field == "taken"]
    assert len(chips) == 1
    assert chips[0].label.startswith(f"{len(found.taken)} times")
    assert chips[0].evidence == ("mother's day",)


@pytest.mark.parametrize("typed", ["Ærø", "Aero"])
def test_a_folder_by_the_letters_of_the_keyboard(typed: str, plan: Plan) -> None:
    known = Known(folders=("Ærø",))
    assert plan(f"photos in {typed}", known).plan.folders == ("Ærø",)
