"""Words of time against a fixed clock: the date table row by row, and what lies around it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from photos_ml.planner.context import Known
from photos_ml.planner.dates.calendar import last_day, nth_weekday, shift_months, trailing
from photos_ml.planner.dates.holidays import holiday, names
from photos_ml.planner.plan import QueryPlan
from photos_ml.planner.rules import RulesPlanner

NOW = datetime(2026, 11, 21, 10)
EVERY = Known(first=date(1900, 1, 1))


def _plan(query: str, now: datetime = NOW, known: Known = EVERY) -> QueryPlan:
    return RulesPlanner().plan(query, known, now).plan


def _taken(query: str, now: datetime = NOW, known: Known = EVERY) -> str:
    days = _plan(query, now, known).taken
    return " ".join(f"{one.start or ''}..{one.end or ''}" for one in days)


def _recurring(query: str) -> object:
    plan = _plan(query)
    assert not plan.taken
    return plan.to_dict().get("recurring")


TABLE = {
    "today": "2026-11-21..2026-11-21",
    "yesterday": "2026-11-20..2026-11-20",
    "last 7 days": "2026-11-15..2026-11-21",
    "past week": "2026-11-15..2026-11-21",
    "this week": "2026-11-16..2026-11-22",
    "last week": "2026-11-09..2026-11-15",
    "last weekend": "2026-11-14..2026-11-15",
    "this weekend": "2026-11-21..2026-11-22",
    "this month": "2026-11-01..2026-11-30",
    "last month": "2026-10-01..2026-10-31",
    "last year": "2025-01-01..2025-12-31",
    "this year": "2026-01-01..2026-12-31",
    "last summer": "2026-06-01..2026-08-31",
    "this spring": "2026-03-01..2026-05-31",
    "last winter": "2025-12-01..2026-02-28",
    "summer 2019": "2019-06-01..2019-08-31",
    "winter 2020": "2020-12-01..2021-02-28",
    "two years ago": "2024-01-01..2024-12-31",
    "ten years ago": "2016-01-01..2016-12-31",
    "on this day last year": "2025-11-21..2025-11-21",
    "last July": "2026-07-01..2026-07-31",
    "this July": "2026-07-01..2026-07-31",
    "Christmas 2021": "2021-12-24..2021-12-26",
    "New Year's Eve 2022": "2022-12-31..2023-01-01",
    "Easter 2023": "2023-04-07..2023-04-10",
    "Thanksgiving last year": "2025-11-27..2025-11-27",
    "since 2020": "2020-01-01..",
    "since March": "2026-03-01..",
    "before 2015": "..2014-12-31",
    "after June 2019": "2019-07-01..",
    "until 2012": "..2012-12-31",
    "between March and May 2022": "2022-03-01..2022-05-31",
    "2018 to 2020": "2018-01-01..2020-12-31",
    "the 90s": "1990-01-01..1999-12-31",
}
BEYOND = {
    "two summers ago": "2025-06-01..2025-08-31",
    "the summer before last": "2025-06-01..2025-08-31",
    "the weekend before last": "2026-11-07..2026-11-08",
    "3 weeks ago": "2026-10-26..2026-11-01",
    "3 days ago": "2026-11-18..2026-11-18",
    "a couple of months ago": "2026-09-01..2026-09-30",
    "two or three years ago": "2023-01-01..2024-12-31",
    "five years ago today": "2021-11-21..2021-11-21",
    "1 month, 21 days ago": "2026-09-30..2026-09-30",
    "mid 2019": "2019-05-01..2019-08-31",
    "early 2018": "2018-01-01..2018-04-30",
    "late june 2019": "2019-06-21..2019-06-30",
    "early 90s": "1990-01-01..1993-12-31",
    "summer of 69": "1969-06-01..1969-08-31",
    "summer '18": "2018-06-01..2018-08-31",
    "winter 2019/20": "2019-12-01..2020-02-29",
    "21st century": "2000-01-01..2099-12-31",
    "the nineties": "1990-01-01..1999-12-31",
    "nineteen ninety six": "1996-01-01..1996-12-31",
    "twenty nineteen": "2019-01-01..2019-12-31",
    "august two thousand and fifteen": "2015-08-01..2015-08-31",
    "Q3 2019": "2019-07-01..2019-09-30",
    "first week of june 2019": "2019-06-03..2019-06-09",
    "second sunday of may 2020": "2020-05-10..2020-05-10",
    "first weekend of october 2021": "2021-10-02..2021-10-03",
    "week 23 of 2018": "2018-06-04..2018-06-10",
    "the week of july 4th 2019": "2019-07-01..2019-07-07",
    "the day after christmas 2020": "2020-12-26..2020-12-26",
    "two weeks before easter 2023": "2023-03-26..2023-03-26",
    "march 3rd 2020": "2020-03-03..2020-03-03",
    "3 march 2020": "2020-03-03..2020-03-03",
    "the 3rd of march, 2020": "2020-03-03..2020-03-03",
    "2020-03-03": "2020-03-03..2020-03-03",
    "3.3.2020": "2020-03-03..2020-03-03",
    "13/5/2015": "2015-05-13..2015-05-13",
    "05-aug-2016": "2016-08-05..2016-08-05",
    "20161016": "2016-10-16..2016-10-16",
    "2019-05": "2019-05-01..2019-05-31",
    "05/2019": "2019-05-01..2019-05-31",
    "9 to 12 of june 2018": "2018-06-09..2018-06-12",
    "april 9th through 17th 2016": "2016-04-09..2016-04-17",
    "nov 18-dec 19, 2015": "2015-11-18..2015-12-19",
    "between november and february 2020": "2019-11-01..2020-02-29",
    "2018/19": "2018-01-01..2019-12-31",
    "june and july 2020": "2020-06-01..2020-06-30 2020-07-01..2020-07-31",
    "spring 2018 and 2019": "2018-03-01..2018-05-31 2019-03-01..2019-05-31",
    "since 2015 until 2018": "2015-01-01..2018-12-31",
    "from march to today": "2026-03-01..2026-11-21",
    "from 2015 onwards": "2015-01-01..",
    "2018 or later": "2018-01-01..",
    "older than 2 years": "..2024-11-20",
    "in the last 5 years": "2021-11-22..2026-11-21",
    "last 2 quarters": "2026-04-01..2026-09-30",
    "two sundays ago": "2026-11-08..2026-11-08",
    "last sunday": "2026-11-15..2026-11-15",
    "last christmas": "2025-12-24..2025-12-26",
    "3 christmases ago": "2023-12-24..2023-12-26",
    "mother's day 2022": "2022-05-08..2022-05-08",
    "chinese new year 2020": "2020-01-25..2020-01-27",
    "diwali 2023": "2023-11-12..2023-11-12",
    "eid 2024": "2024-04-10..2024-04-10",
    "labor day weekend 2021": "2021-09-04..2021-09-06",
    "christmas in paris 2019": "2019-12-24..2019-12-26",
}
RECURRING = {
    "on this day": {"days": ({"from": "11-21", "to": "11-21"},)},
    "July": {"months": (7,)},
    "in summer": {"months": (6, 7, 8)},
    "on weekends": {"weekdays": (5, 6)},
    "on Sundays": {"weekdays": (6,)},
    "at Christmas": {"days": ({"from": "12-24", "to": "12-26"},)},
    "Halloween": {"days": ({"from": "10-31", "to": "10-31"},)},
    "morning": {"hours": ({"from": 5, "to": 12},)},
    "afternoon": {"hours": ({"from": 12, "to": 17},)},
    "evening": {"hours": ({"from": 17, "to": 22},)},
    "night": {"hours": ({"from": 22, "to": 5},)},
    "june to august": {"months": (6, 7, 8)},
    "november to february": {"months": (1, 2, 11, 12)},
    "early june": {"days": ({"from": "06-01", "to": "06-10"},)},
    "monday to friday": {"weekdays": (0, 1, 2, 3, 4)},
    "sunday mornings": {"weekdays": (6,), "hours": ({"from": 5, "to": 12},)},
    "summer nights": {"months": (6, 7, 8), "hours": ({"from": 22, "to": 5},)},
    "4th of july": {"days": ({"from": "07-04", "to": "07-04"},)},
    "from june 3 to june 10": {"days": ({"from": "06-03", "to": "06-10"},)},
    "the month of may": {"months": (5,)},
}


@pytest.mark.parametrize(("words", "days"), [*TABLE.items(), *BEYOND.items()])
def test_days(words: str, days: str) -> None:
    assert _taken(words) == days
    assert _plan(words).evidence["taken"]


@pytest.mark.parametrize(("words", "part"), RECURRING.items())
def test_parts_of_every_year(words: str, part: object) -> None:
    assert _recurring(words) == part


@pytest.mark.parametrize(
    "words",
    [
        "christmas tree",
        "summer dress",
        "may flowers",
        "protest march",
        "starry night",
        "the night sky",
        "fall colors",
        "in his 20s",
        "1000 people",
        "easter egg",
        "spring onions",
        "second hand",
        "70s party",
        "sun on the sea",
        "hot spring",
    ],
)
def test_words_that_only_look_like_a_time(words: str) -> None:
    plan = _plan(words)
    assert not plan.taken
    assert not plan.recurring
    assert plan.text


@pytest.mark.parametrize(
    ("words", "why", "start"),
    [
        ("next summer", "in the future", date(2027, 6, 1)),
        ("2031", "in the future", date(2031, 1, 1)),
        ("1850", "before the first photo", date(1850, 1, 1)),
        ("christmas 1850", "before the first photo", date(1850, 12, 24)),
        ("before 1850", "before the first photo", None),
        ("1850 and 1851", "before the first photo", date(1850, 1, 1)),
    ],
)
def test_days_of_no_photo_stay_and_are_said(words: str, why: str, start: date | None) -> None:
    planned = RulesPlanner().plan(words, EVERY, NOW)
    assert planned.plan.taken[0].start == start
    assert planned.plan.evidence["taken"]
    assert why in planned.notes[0]


def test_days_of_no_photo_are_left_out_beside_others() -> None:
    planned = RulesPlanner().plan("2019 or 1850", EVERY, NOW)
    assert [days.start for days in planned.plan.taken] == [date(2019, 1, 1)]
    assert "before the first photo" in planned.notes[0]


def test_a_weekday_beside_other_days_is_every_such_day() -> None:
    plan = _plan("saturday night last july")
    assert plan.recurring.weekdays == (5,)
    assert len(plan.taken) == 1


def test_seasons_turn_round_in_the_south() -> None:
    south = Known(southern=True, first=date(1900, 1, 1))
    assert _taken("summer 2019", known=south) == "2019-12-01..2020-02-29"
    assert _taken("last winter", known=south) == "2026-06-01..2026-08-31"


@pytest.mark.parametrize(
    ("country", "words", "days"),
    [
        ("", "mother's day 2022", "2022-05-08..2022-05-08"),
        ("GB", "mother's day 2022", "2022-03-27..2022-03-27"),
        ("DE", "father's day 2022", "2022-05-26..2022-05-26"),
        ("CA", "thanksgiving 2021", "2021-10-11..2021-10-11"),
        ("", "3/4/2020", "2020-03-04..2020-03-04"),
        ("GB", "3/4/2020", "2020-04-03..2020-04-03"),
    ],
)
def test_countries_differ(country: str, words: str, days: str) -> None:
    assert _taken(words, known=Known(country=country, first=date(1900, 1, 1))) == days


def test_a_movable_feast_without_a_year_is_that_of_every_year_of_the_library() -> None:
    plan = _plan("easter", known=Known(first=date(2024, 1, 1)))
    assert [str(one) for one in plan.taken] == [
        "2024-03-29 to 2024-04-01",
        "2025-04-18 to 2025-04-21",
        "2026-04-03 to 2026-04-06",
    ]


def test_the_day_is_that_of_the_users_zone() -> None:
    late = datetime.fromisoformat("2026-11-21T23:59:00-08:00")
    assert _taken("today", late) == "2026-11-21..2026-11-21"


@pytest.mark.parametrize(
    "today", [date(2024, 2, 29), date(2023, 12, 31), date(2024, 1, 1), date(2023, 3, 31)]
)
@pytest.mark.parametrize(
    "words", ["last month", "two months ago", "a year ago", "last 3 months", "this week", "last winter"]
)
def test_edges_of_months_and_years_never_fail(today: date, words: str) -> None:
    plan = _plan(words, datetime(today.year, today.month, today.day))
    assert len(plan.taken) == 1
    start, end = plan.taken[0].start, plan.taken[0].end
    assert start
    assert end
    assert start <= end


@pytest.mark.parametrize("name", sorted(names()))
def test_every_holiday_falls_in_its_year(name: str) -> None:
    feast = holiday(name)
    assert feast
    found = feast.anchored(2023)
    assert found
    assert found.start
    assert found.end
    assert found.start.year == 2023
    assert found.start <= found.end


@pytest.mark.parametrize(
    "words",
    [
        "0 years ago",
        "99999 weeks ago",
        "february 30 2020",
        "9999",
        "week 99 of 2019",
        "32/13/2020",
        "last 99999 years",
        "the 45th of may",
        "2020-13-45",
        "between and",
        "since",
        "from to",
    ],
)
def test_nonsense_makes_no_date_and_no_error(words: str) -> None:
    plan = _plan(words)
    assert all(one.start is None or one.start.year <= 2026 for one in plan.taken)


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("31.04.2023", "2023-04-01..2023-04-30"),
        ("2022-02-29", "2022-02-01..2022-02-28"),
        ("02/30/2021", "2021-02-01..2021-02-28"),
        ("31-sep-2020", "2020-09-01..2020-09-30"),
        ("30 february 2019", "2019-02-01..2019-02-28"),
        ("31. Juni 2021", "2021-06-01..2021-06-30"),
        ("31 de noviembre de 2020", "2020-11-01..2020-11-30"),
    ],
)
def test_a_day_that_its_month_has_not_is_the_whole_month(words: str, month: str) -> None:
    plan = _plan(words)
    assert _taken(words) == month
    assert (plan.text, plan.evidence["taken"]) == ("", (words,))


def test_a_day_that_no_month_has_in_a_year_is_no_year() -> None:
    assert _recurring("february 30") == {"months": (2,)}


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("last friday the 13th", "2026-11-13..2026-11-13"),
        ("letzten Freitag den 13.", "2026-11-13..2026-11-13"),
        ("last saturday the 21st", "2026-03-21..2026-03-21"),  # not the day it is asked on
        ("last sunday the 29th", "2026-03-29..2026-03-29"),
    ],
)
def test_the_last_weekday_that_was_such_a_day(words: str, day: str) -> None:
    assert _taken(words) == day


def test_calendar_arithmetic() -> None:
    assert shift_months(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert shift_months(date(1, 1, 1), -1) is None
    assert last_day(2023, 2) == 28
    assert nth_weekday(2023, 11, 3, 4) == date(2023, 11, 23)
    assert nth_weekday(2023, 5, 0, -1) == date(2023, 5, 29)
    assert nth_weekday(2023, 2, 0, 5) is None
    week = trailing("week", 1, date(2026, 11, 21))
    assert week
    assert week.start == date(2026, 11, 15)
