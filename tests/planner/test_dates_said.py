"""Stretches of time in the words in which people say them: edges, amounts, one in each of several years."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from photos_ml.planner.context import Known, PlannedQuery
from photos_ml.planner.plan import QueryPlan
from photos_ml.planner.rules import RulesPlanner

Plan = Callable[..., PlannedQuery]


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("before the end of june 2019", None, "2019-06-30"),
        ("until the end of 2019", None, "2019-12-31"),
        ("before the start of 2019", None, "2018-12-31"),
        ("after the end of 2019", "2020-01-01", None),
        ("after the beginning of march 2019", "2019-03-01", None),
        ("till date", None, "2026-11-21"),
        ("more than 5 years ago", None, "2021-11-20"),
        ("less than a year ago", "2025-11-21", None),
        ("within the last year", "2025-11-22", "2026-11-21"),
        ("last 24 hours", "2026-11-20", "2026-11-21"),
        ("past 48 hours", "2026-11-19", "2026-11-21"),
        ("last hour", "2026-11-21", "2026-11-21"),
        ("half a year ago", "2026-05-01", "2026-05-31"),
        ("a year and a half ago", "2025-05-01", "2025-05-31"),
        ("last 3 months and 2 weeks", "2026-08-08", "2026-11-21"),
        ("2weeks ago", "2026-11-02", "2026-11-08"),
        ("last 3months", "2026-08-22", "2026-11-21"),
        ("the 15th of last month", "2026-10-15", "2026-10-15"),
        ("2016 10 16", "2016-10-16", "2016-10-16"),
        ("90 s", "1990-01-01", "1999-12-31"),
        ("1980 s", "1980-01-01", "1989-12-31"),
        ("w/c 4 may 2020", "2020-05-04", "2020-05-10"),
        ("the week starting on 4 may 2020", "2020-05-04", "2020-05-10"),
        ("labor day 2021 weekend", "2021-09-04", "2021-09-06"),
        ("the first quarter of the year", "2026-01-01", "2026-03-31"),
        ("sunday 7/4", "2021-07-04", "2021-07-04"),
        ("earlier this year", "2026-01-01", "2026-12-31"),
        ("since the beginning of the year", "2026-01-01", None),
        ("the whole of 2019", "2019-01-01", "2019-12-31"),
        ("the month of may 2020", "2020-05-01", "2020-05-31"),
        ("july2020", "2020-07-01", "2020-07-31"),
        ("2008ish", "2008-01-01", "2008-12-31"),
        ("approximately 2008", "2008-01-01", "2008-12-31"),
    ],
)
def test_one_stretch_as_people_say_it(words: str, start: str | None, end: str | None) -> None:
    found = _taken(words)
    assert found == [(start, end)]


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("christmas 2018-2020", [2018, 2019, 2020]),
        ("easter 2021 to 2022", [2021, 2022]),
        ("summers 2018 to 2020", [2018, 2019, 2020]),
    ],
)
def test_one_in_each_of_the_years(words: str, years: list[int]) -> None:
    assert [int(str(start)[:4]) for start, _ in _taken(words)] == years


@pytest.mark.parametrize("words", ["any year but 2020", "apart from 2020", "every year except 2020"])
def test_all_but_one_year(words: str, plan: Plan) -> None:
    found = plan(words).plan
    assert [str(days) for days in found.not_taken] == ["2020"]
    assert not found.taken


def test_no_number_is_taken_for_hours_or_a_decade() -> None:
    assert not _taken("over 5 people")
    assert not _taken("more than 5 years")
    assert not _taken("30 s")


def _taken(words: str) -> list[tuple[str | None, str | None]]:
    plan = RulesPlanner().plan(words, Known(), datetime(2026, 11, 21, 10)).plan
    return [tuple(str(day) if day else None for day in (one.start, one.end)) for one in plan.taken]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("words", "hours"), [("at 7 in the morning", (7, 8)), ("between 8 and 10 in the evening", (20, 22))]
)
def test_parts_of_the_day_tell_which_half(words: str, hours: tuple[int, int]) -> None:
    plan = RulesPlanner().plan(words, Known(), datetime(2026, 11, 21, 10)).plan
    assert [(one.start, one.end) for one in plan.recurring.hours] == [hours]
    assert not plan.text


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("all the easters since 2023", [2023, 2024, 2025, 2026]),
        ("thanksgiving between 2012 and 2014", [2012, 2013, 2014]),
        ("mother's day after 2023", [2024, 2025, 2026]),
    ],
)
def test_a_movable_feast_within_other_days(words: str, years: list[int]) -> None:
    plan = RulesPlanner().plan(words, Known(), datetime(2026, 11, 21, 10)).plan
    assert [days.start.year for days in plan.taken if days.start] == years
    assert plan.evidence["taken"]


@pytest.mark.parametrize(
    ("words", "month", "weekdays"),
    [
        ("a rainy day in november", 11, ()),
        ("a weekend in june", 6, (5, 6)),
        ("long weekend in may", 5, (5, 6)),
    ],
)
def test_some_day_of_a_month_is_any_of_them(words: str, month: int, weekdays: tuple[int, ...]) -> None:
    plan = RulesPlanner().plan(words, Known(), datetime(2026, 11, 21, 10)).plan
    assert not plan.taken
    assert plan.recurring.months == (month,)
    assert plan.recurring.weekdays == weekdays


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("this month last year", "2025-11-01", "2025-11-30"),
        ("the same week in 2022", "2022-11-21", "2022-11-27"),
        ("the day after christmas 2021", "2021-12-26", "2021-12-26"),
        ("the weekend before easter 2024", "2024-03-23", "2024-03-24"),
        ("2015+", "2015-01-01", None),
        ("2019-", "2019-01-01", None),
        ("2015 or later", "2015-01-01", None),
        ("from june 2024 on", "2024-06-01", None),
        ("2019 on the beach", "2019-01-01", "2019-12-31"),
        ("pre-2010", None, "2009-12-31"),
    ],
)
def test_compound_days(words: str, start: str, end: str | None) -> None:
    assert _taken(words) == [(start, end)]


@pytest.mark.parametrize(
    ("words", "recurring"),
    [
        ("day after christmas", {"days": [{"from": "12-26", "to": "12-26"}]}),
        (
            "new year's morning",
            {"days": [{"from": "01-01", "to": "01-01"}], "hours": [{"from": 5, "to": 12}]},
        ),
        ("first week of july", {"days": [{"from": "07-01", "to": "07-07"}]}),
        ("last week of august", {"days": [{"from": "08-25", "to": "08-31"}]}),
        ("after midnight", {"hours": [{"from": 0, "to": 5}]}),
        ("around noon", {"hours": [{"from": 11, "to": 14}]}),
        ("nach mitternacht", {"hours": [{"from": 0, "to": 5}]}),
    ],
)
def test_days_and_hours_of_every_year(words: str, recurring: dict[str, object], plan: Plan) -> None:
    found = plan(words).plan
    assert found.recurring == QueryPlan.from_dict({"recurring": recurring}).recurring
    assert not found.text


def test_friday_the_13th_is_any(plan: Plan) -> None:
    found = plan("friday the 13th").plan
    assert found.recurring.weekdays == (4,)
    assert [chip.label for chip in found.chips()] == ["on day 13 of a month", "on Friday"]
