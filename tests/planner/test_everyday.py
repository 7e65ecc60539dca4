"""What people ask in passing: names that are words, feasts, cameras by their nicknames."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from photos_ml.planner.context import Known, PlannedQuery
from photos_ml.planner.plan import QueryPlan

Plan = Callable[..., PlannedQuery]

KNOWN = Known(
    people=("Ivy", "Jack", "Pop", "Will", "Summer", "Nadia"),
    places=("Munich", "Germany", "Bath", "Home"),
    cameras=("Fujifilm X-T5", "Galaxy S23", "DJI Air 3"),
    folders=("Garden Club",),
)

PEOPLE: dict[str, dict[str, Any]] = {
    "ivy school play": {"people": {"all": ["Ivy"]}, "text": "school play"},
    "jack u9s rugby": {"people": {"all": ["Jack"]}, "text": "u9s rugby"},
    "ivy on the wall": {"text": "wall", "people": {"all": ["Ivy"]}},
    "ivy leaves": {"text": "ivy leaves"},
    "pop corn machine": {"text": "pop corn machine"},
    "photo of will asleep on the sofa": {"people": {"all": ["Will"]}, "text": "asleep on the sofa"},
    "the one where pop is dancing": {"people": {"all": ["Pop"]}, "text": "dancing"},
    "nadia and ivy together by the lake": {"people": {"all": ["Nadia", "Ivy"]}, "text": "lake"},
    "that video of jack falling off the board": {
        "people": {"all": ["Jack"]},
        "media": ["video"],
        "text": "falling off the board",
    },
    "a photo of ivy growing on a wall": {"text": "ivy growing on a wall"},
    "in the garden, ivy on her bike": {"people": {"all": ["Ivy"]}, "text": "garden bike"},
    "nadia w/ braces": {"people": {"all": ["Nadia"]}, "text": "braces"},
    "not ivy": {"people": {"none": ["Ivy"]}},
    "nadia w/o jack": {"people": {"all": ["Nadia"], "none": ["Jack"]}},
    "jack the dog in the snow": {"people": {"all": ["Jack"]}, "text": "dog in the snow"},
    "jacks birthday": {"people": {"all": ["Jack"]}, "text": "birthday"},
    "ivys on the wall": {"text": "ivys on the wall"},
    "nadia and ivy leaves": {"people": {"all": ["Nadia"]}, "text": "ivy leaves"},
    "summer football": {"text": "summer football"},
}

ASKED: dict[str, dict[str, Any]] = {
    "can u find that one photo of nadia, think it was march 2022": {
        "people": {"all": ["Nadia"]},
        "taken": [{"from": "2022-03-01", "to": "2022-03-31"}],
    },
    "i am not able to find the picture of the boat pls help": {"text": "boat"},
    "hope you can find the ring photos": {"text": "ring"},
    "will you find me the boat pics": {"text": "boat"},
    "one photo of nadia": {"people": {"all": ["Nadia"]}, "limit": 1},
    "the very first photos of nadia": {"people": {"all": ["Nadia"]}, "order": "oldest"},
    "pics that arent of food": {"without": ["food"]},
    "everything from home except the videos": {"places": ["Home"], "media": ["photo"]},
    "tagged 5 stars": {"min_rating": 5},
    "3 star and above": {"min_rating": 3},
    "will you marry me sign": {"text": "will you marry me sign"},
    "the weekend of the wedding": {"text": "weekend of the wedding"},
    "boats from exactly one year ago today": {
        "text": "boats",
        "taken": [{"from": "2025-11-21", "to": "2025-11-21"}],
    },
    "boats, sometime between 2012 and 2015": {
        "text": "boats",
        "taken": [{"from": "2012-01-01", "to": "2015-12-31"}],
    },
}

GROUNDED: dict[str, dict[str, Any]] = {
    "fuji pictures of the old town": {"camera": "Fujifilm X-T5", "text": "old town"},
    "my samsung photos": {"camera": "Galaxy S23"},
    "clicked with the air 3": {"camera": "DJI Air 3"},
    "videos over munich": {"media": ["video"], "places": ["Munich"]},
    "beer in münchen": {"places": ["Munich"], "text": "beer"},
    "leaning over": {"text": "leaning over"},
}


@pytest.mark.parametrize(("query", "wanted"), (PEOPLE | ASKED | GROUNDED).items())
def test_plans(query: str, wanted: dict[str, Any], plan: Plan) -> None:
    found = plan(query, KNOWN).plan
    assert found.same_as(QueryPlan.from_dict(wanted)), found
    assert found.text == wanted.get("text", "")


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("mothering sunday 2022", "2022-03-27", "2022-03-27"),
        ("remembrance sunday 2023", "2023-11-12", "2023-11-12"),
        ("may bank holiday 2024", "2024-05-06", "2024-05-06"),
        ("august bank holiday 2024", "2024-08-26", "2024-08-26"),
        ("world book day 2024", "2024-03-07", "2024-03-07"),
        ("maundy thursday 2023", "2023-04-06", "2023-04-06"),
        ("over the holidays 2022", "2022-12-24", "2023-01-01"),
        ("new years eve 2023/24", "2023-12-31", "2024-01-01"),
        ("dussehra 2022", "2022-10-05", "2022-10-05"),
        ("ganesh chaturthi 2023", "2023-09-19", "2023-09-19"),
        ("second half of july 2021", "2021-07-16", "2021-07-31"),
        ("the first half of february 2023", "2023-02-01", "2023-02-15"),
        ("the second half of 2019", "2019-07-01", "2019-12-31"),
    ],
)
def test_days(words: str, first: str, last: str, plan: Plan) -> None:
    found = plan(words, KNOWN).plan
    assert [(str(days.start), str(days.end)) for days in found.taken] == [(first, last)]
    assert not found.text


def test_a_feast_is_asked_of_years_nobody_has_reckoned(plan: Plan) -> None:
    taken = plan("onam", KNOWN).plan.taken
    assert taken
    assert all(days.start and days.start.year >= 2001 for days in taken)


def test_parts_of_the_day_and_of_the_year(plan: Plan) -> None:
    assert plan("misty mornings", KNOWN).plan.recurring.hours
    assert plan("spring and autumn walks", KNOWN).plan.recurring.months == (3, 4, 5, 9, 10, 11)
    assert not plan("spring and summer dresses", KNOWN).plan.recurring
    assert not plan("a night out", KNOWN).plan.recurring


@pytest.mark.parametrize("query", ["max chewing the sofa", "great puppy", "stack of books", "a silly clerk"])
def test_a_plain_word_is_no_name_with_a_slip_in_it(query: str, plan: Plan) -> None:
    known = Known(people=("Sofia", "Greta", "Poppy", "Brooks", "Sally", "Clark"))
    assert not plan(query, known).plan.people
