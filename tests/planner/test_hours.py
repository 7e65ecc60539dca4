"""Hours of the clock, and the words of time that are told from today's own day of the year."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photos_ml.planner.context import PlannedQuery
from photos_ml.planner.plan import Hours, QueryPlan
from photos_ml.planner.rules import RulesPlanner
from tests.planner.conftest import KNOWN, NOW

Plan = Callable[..., PlannedQuery]

HOURS = {
    "photos taken between 6pm and 9pm": [(18, 21)],
    "between 6 and 9pm": [(18, 21)],
    "6-9pm": [(18, 21)],
    "from 10 to 2pm": [(10, 14)],
    "from 9am to 12pm": [(9, 12)],
    "between 10pm and 2am": [(22, 2)],
    "18:00-21:30": [(18, 22)],
    "at 5pm": [(17, 18)],
    "at 12am": [(0, 1)],
    "around 6:30 p.m.": [(18, 19)],
    "at 5 o'clock": [(5, 6)],
    "at 07:30": [(7, 8)],
    "after 10 pm": [(22, 24)],
    "before 8am": [(0, 8)],
    "until 9:30am": [(0, 10)],
    "zwischen 18 und 21 Uhr": [(18, 21)],
    "um 18 Uhr am See": [(18, 19)],
    "nach 22 Uhr": [(22, 24)],
    "9pm to midnight": [(21, 24)],
    "between noon and 3pm": [(12, 15)],
    "22 Uhr bis Mitternacht": [(22, 24)],
}


@pytest.mark.parametrize(("query", "hours"), HOURS.items())
def test_hours_of_the_clock(query: str, hours: list[tuple[int, int]], plan: Plan) -> None:
    found = plan(query).plan
    assert found.recurring.hours == tuple(Hours(*pair) for pair in hours)
    assert found.text in ("", "see")
    assert not found.taken


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("9am meeting whiteboard", "9am meeting whiteboard"),
        ("sunrise at 6am", "sunrise"),
        ("3:2 score", "3 2 score"),
        ("room 13:99", "room 13 99"),
        ("5 cats and 9 dogs", "5 cats and 9 dogs"),
        ("before 13am", "before 13am"),
    ],
)
def test_what_is_left_of_words_beside_numbers(query: str, text: str, plan: Plan) -> None:
    assert plan(query).plan.text == text


def test_a_ratio_is_no_number_of_photos(plan: Plan) -> None:
    assert plan("16:9 screenshot").plan.limit is None


def test_a_day_in_digits_is_no_time_of_day(plan: Plan) -> None:
    assert not plan("15.08.2014").plan.recurring
    assert plan("15.08.2014").plan.taken


def test_hours_combine_with_days(plan: Plan) -> None:
    found = plan("between 2pm and 5pm on sundays in berlin").plan
    assert found.recurring.weekdays == (6,)
    assert found.recurring.hours == (Hours(14, 17),)
    assert found.places == ("Berlin",)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 24), st.integers(0, 59))
def test_every_range_of_the_clock_is_read(a: int, b: int, c: int, d: int) -> None:
    query = f"between {a:02d}:{b:02d} and {c:02d}:{d:02d}"
    found = _PLANNER.plan(query, KNOWN, NOW).plan
    end = min(c + (d > 0), 24)
    if a % 24 == end % 24:
        return  # no hours, or all of them
    assert found.recurring.hours == (Hours(a, end),)
    assert found.evidence["recurring"] == (query,)


_PLANNER = RulesPlanner()

SAME_DAY = {
    "same day last year": [("2025-11-21", "2025-11-21")],
    "this day last year": [("2025-11-21", "2025-11-21")],
    "today last year": [("2025-11-21", "2025-11-21")],
    "today 5 years ago": [("2021-11-21", "2021-11-21")],
    "heute vor einem Jahr": [("2025-11-21", "2025-11-21")],
    "today": [("2026-11-21", "2026-11-21")],
    "this time last year": [("2025-11-14", "2025-11-28")],
    "around this time two years ago": [("2024-11-14", "2024-11-28")],
    "last year around this time": [("2025-11-14", "2025-11-28")],
    "the week after easter 2023": [("2023-04-11", "2023-04-17")],
    "the week before christmas 2025": [("2025-12-17", "2025-12-23")],
    "the weekend after easter 2026": [("2026-04-11", "2026-04-12")],
    "the weekend before christmas 2021": [("2021-12-18", "2021-12-19")],
    "the weekend before christmas 2022": [("2022-12-17", "2022-12-18")],
    "summer holidays 2016": [("2016-06-01", "2016-08-31")],
    "winter break 2020": [("2020-12-01", "2021-02-28")],
    "beginning of this year": [("2026-01-01", "2026-04-30")],
    "beginning in 2019": [("2019-01-01", None)],
}


@pytest.mark.parametrize(("query", "days"), SAME_DAY.items())
def test_days_told_from_another_day(query: str, days: list[tuple[str, str | None]], plan: Plan) -> None:
    wanted = QueryPlan.from_dict({"taken": [{"from": start, "to": end} for start, end in days]})
    assert plan(query).plan.taken == wanted.taken
    assert plan(query).plan.text == ""


@pytest.mark.parametrize(
    ("query", "recurring", "text"),
    [
        ("summers in france", {"months": [6, 7, 8]}, ""),
        ("winters at home", {"months": [1, 2, 12]}, ""),
        ("every spring", {"months": [3, 4, 5]}, ""),
        ("hot springs", None, "hot springs"),
        ("springs", None, "springs"),
        ("all christmases", {"days": [{"from": "12-24", "to": "12-26"}]}, ""),
        ("weekends in summer", {"months": [6, 7, 8], "weekdays": [5, 6]}, ""),
        ("summer weekends", {"months": [6, 7, 8], "weekdays": [5, 6]}, ""),
        ("this time of year", {"days": [{"from": "11-14", "to": "11-28"}]}, ""),
        ("this time with glasses", None, "time with glasses"),
        ("the march in berlin", None, "march"),
        ("we all sat on the pier", None, "sat on the pier"),
    ],
)
def test_parts_of_every_year(query: str, recurring: object, text: str, plan: Plan) -> None:
    found = plan(query).plan
    assert found.to_dict().get("recurring") == _as_months(recurring)
    assert found.text == text
    assert not found.taken


def _as_months(recurring: object) -> object:
    return None if recurring is None else QueryPlan.from_dict({"recurring": recurring}).to_dict()["recurring"]
