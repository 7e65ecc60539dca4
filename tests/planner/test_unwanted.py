"""What a query does not want: nothing it names to be left out may become what is looked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photos_ml.planner.context import PlannedQuery
from photos_ml.planner.dates.outside import without_days, without_parts
from photos_ml.planner.plan import Days, Hours, QueryPlan, Recurring, YearDays

Plan = Callable[..., PlannedQuery]


def _days(*pairs: tuple[str | None, str | None]) -> list[dict[str, str | None]]:
    return [{"from": start, "to": end} for start, end in pairs]


QUERIES: dict[str, dict[str, Any]] = {
    "not at night": {"recurring": {"hours": [{"from": 5, "to": 22}]}},
    "not in winter": {"recurring": {"months": [3, 4, 5, 6, 7, 8, 9, 10, 11]}},
    "summer but not in july": {"recurring": {"months": [6, 8]}},
    "not on weekends": {"recurring": {"weekdays": [0, 1, 2, 3, 4]}},
    "weekends but not at night": {"recurring": {"weekdays": [5, 6], "hours": [{"from": 5, "to": 22}]}},
    "everything before 2015 except christmas": {
        "taken": _days((None, "2014-12-31")),
        "recurring": {"days": [{"from": "12-27", "to": "12-23"}]},
    },
    "except 2020": {"taken": _days((None, "2019-12-31"), ("2021-01-01", None))},
    "since 2015 except 2020": {"taken": _days(("2015-01-01", "2019-12-31"), ("2021-01-01", None))},
    "not 2019 or 2020": {"taken": _days((None, "2018-12-31"), ("2021-01-01", None))},
    "not since 2020": {"taken": _days((None, "2019-12-31"))},
    "nothing from 2020": {"taken": _days((None, "2019-12-31"), ("2021-01-01", None))},
    "nothing with Anna": {"people": {"none": ["Anna"]}},
    "nothing but sky": {"text": "nothing but sky"},
    "nothing in the fridge": {"text": "nothing in the fridge"},
    "anything but selfies": {"without": ["selfies"]},
    "everything except screenshots": {"without": ["screenshots"]},
    "all but videos": {"media": ["photo"]},
    "everyone but mia": {"people": {"none": ["Mia"]}},
    "all of us except ben": {"people": {"none": ["Ben"]}},
    "neither mia nor ben": {"people": {"none": ["Mia", "Ben"]}},
    "no favourites": {"without": ["favourites"]},
    "beach but not favorites": {"text": "beach", "without": ["favorites"]},
    "dogs but not in the Wedding album": {"text": "dogs", "without": ["wedding album"]},
    "no 5 star photos": {"without": ["5 star photos"]},
    "a chapel on the hike, not the one with the tower": {
        "text": "chapel on the hike",
        "without": ["tower"],
    },
    "the boat trip, but not those where i'm seasick": {"text": "boat trip", "without": ["seasick"]},
    "no parking sign": {"text": "no parking sign"},
    "not long ago": {"order": "newest"},
    "not many people": {"text": "not many people"},
    "nicht im Winter": {"recurring": {"months": [3, 4, 5, 6, 7, 8, 9, 10, 11]}},
}


@pytest.mark.parametrize(("query", "wanted"), QUERIES.items())
def test_what_must_not_be(query: str, wanted: dict[str, Any], plan: Plan) -> None:
    found = plan(query).plan
    assert found.same_as(QueryPlan.from_dict(wanted)), found
    assert found.text == wanted.get("text", "")


def test_a_movable_feast_is_cut_out_of_every_year(plan: Plan) -> None:
    taken = plan("not at easter").plan.taken
    assert taken[0].start is None
    assert taken[-1].end is None
    assert Days(date(2023, 4, 11), date(2024, 3, 28)) in taken


unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""How fast the machine is says nothing here."""
DATES = st.dates(date(1990, 1, 1), date(2030, 12, 31))


def _spans(ends: tuple[date, date]) -> Days:
    return Days(min(ends), max(ends))


SPANS = st.tuples(DATES, DATES).map(_spans)


def _holds(spans: tuple[Days, ...] | list[Days], day: date) -> bool:
    return any((one.start or date.min) <= day <= (one.end or date.max) for one in spans)


@unhurried
@given(st.lists(SPANS, min_size=1, max_size=3), st.lists(SPANS, max_size=3), DATES)
def test_a_day_is_kept_where_it_was_wanted_and_not_unwanted(
    taken: list[Days], unwanted: list[Days], day: date
) -> None:
    kept = without_days(taken, unwanted)
    assert _holds(kept, day) == (_holds(taken, day) and not _holds(unwanted, day))


@unhurried
@given(st.lists(SPANS, min_size=1, max_size=3), DATES)
def test_of_all_days_only_the_unwanted_go(unwanted: list[Days], day: date) -> None:
    assert _holds(without_days([], unwanted), day) != _holds(unwanted, day)


def test_nothing_unwanted_is_no_constraint() -> None:
    assert without_days([], []) == ()


YEAR_DAYS = st.dates(date(2000, 1, 1), date(2000, 12, 31))


@unhurried
@given(YEAR_DAYS, YEAR_DAYS, YEAR_DAYS)
def test_other_days_of_the_year_hold_each_day_that_is_not_unwanted(start: date, end: date, day: date) -> None:
    unwanted = YearDays(f"{start:%m-%d}", f"{end:%m-%d}")
    (other,) = without_parts(Recurring(), Recurring(days=(unwanted,))).days
    if (end + timedelta(days=1)).strftime("%m-%d") == unwanted.start:
        return  # all days: nothing can be left, and nothing is claimed
    assert _in_year(other, day) != _in_year(unwanted, day)


def _in_year(days: YearDays, day: date) -> bool:
    said = f"{day:%m-%d}"
    if days.start <= days.end:
        return days.start <= said <= days.end
    return said >= days.start or said <= days.end


@unhurried
@given(st.integers(0, 23), st.integers(1, 24), st.integers(0, 23))
def test_other_hours_hold_each_hour_that_is_not_unwanted(start: int, end: int, hour: int) -> None:
    if start == end % 24 or start == end:
        return
    (other,) = without_parts(Recurring(), Recurring(hours=(Hours(start, end),))).hours
    assert _in_day(other, hour) != _in_day(Hours(start, end), hour)


def _in_day(hours: Hours, hour: int) -> bool:
    if hours.start < hours.end:
        return hours.start <= hour < hours.end
    return hour >= hours.start or hour < hours.end


def test_wishes_that_contradict_each_other_leave_what_was_wanted() -> None:
    part = Recurring(months=(7,))
    assert without_parts(part, part) == part


def test_a_hyphen_before_the_first_word_says_no_too(plan: Plan) -> None:
    assert plan("-people").plan.without == ("people",)
    assert plan("- people").plan.text == "people"


@pytest.mark.parametrize(
    "query", ["non favorite photos", "non-favorite photos", "photos that are not favorites"]
)
def test_what_is_no_favourite_cannot_be_asked_for_and_that_is_said(query: str, plan: Plan) -> None:
    planned = plan(query)
    assert not planned.plan.favorite
    assert "favorite" in planned.plan.without[0]
    assert any("cannot be asked for" in note for note in planned.notes)


def test_non_before_a_word_is_a_word(plan: Plan) -> None:
    assert plan("non alcoholic drinks").plan.text == "non alcoholic drinks"
