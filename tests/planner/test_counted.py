"""Several of a kind, counted back from today: 'last 2 christmases', 'the past three summers'."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from photos_ml.planner.context import Known
from photos_ml.planner.plan import QueryPlan
from photos_ml.planner.rules import RulesPlanner

NOW = datetime(2026, 11, 21, 10)
KNOWN = Known(people=("Anna",), first=date(1990, 1, 1))


def _plan(query: str, now: datetime = NOW) -> QueryPlan:
    return RulesPlanner().plan(query, KNOWN, now).plan


def _starts(query: str, now: datetime = NOW) -> list[str]:
    return sorted(str(days.start) for days in _plan(query, now).taken)


@pytest.mark.parametrize(
    ("query", "starts"),
    [
        ("last 2 christmases", ["2024-12-24", "2025-12-24"]),
        ("the last three summers", ["2024-06-01", "2025-06-01", "2026-06-01"]),
        ("past couple of winters", ["2024-12-01", "2025-12-01"]),
        ("over the last two weekends", ["2026-11-07", "2026-11-14"]),
        ("last three sundays", ["2026-11-01", "2026-11-08", "2026-11-15"]),
        ("the last two augusts", ["2025-08-01", "2026-08-01"]),
        ("last two new year's eves", ["2024-12-31", "2025-12-31"]),
        ("anna in the past 2 thanksgivings", ["2024-11-28", "2025-11-27"]),
        ("last 2 halloweens", ["2025-10-31", "2026-10-31"]),
    ],
)
def test_each_of_them_is_asked_for(query: str, starts: list[str]) -> None:
    plan = _plan(query)
    assert _starts(query) == starts
    assert not plan.recurring
    assert not plan.text


def test_one_that_has_begun_counts() -> None:
    """As 'last summer' does: the latest that has begun."""
    assert _starts("last two summers", datetime(2026, 6, 3)) == ["2025-06-01", "2026-06-01"]
    assert _starts("last two summers", datetime(2026, 5, 31)) == ["2024-06-01", "2025-06-01"]


def test_a_few_are_as_many_as_a_few_years() -> None:
    assert len(_starts("the last few winters")) == len(range(2022, 2027))


def test_the_evidence_is_all_of_the_words() -> None:
    plan = _plan("anna over the last three summers")
    assert plan.evidence["taken"] == ("over the last three summers",)


@pytest.mark.parametrize("count", ["99", "9999", "0"])
def test_counts_beyond_reason_do_no_harm(count: str) -> None:
    assert len(_plan(f"last {count} summers").taken) <= 60


@pytest.mark.parametrize("query", ["last two trips", "the last three horses", "last 2 birthdays"])
def test_other_things_are_words(query: str) -> None:
    plan = _plan(query)
    assert not plan.filters()
    assert plan.text.startswith("last")


def test_units_of_time_stay_one_stretch() -> None:
    assert len(_plan("last three months").taken) == 1


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("our last night in rome", "last night"),
        ("the last night in rome", "last night"),
        ("my last day at work", "last day at work"),
        ("last day of school", "last day of school"),
        ("the last morning", "last morning"),
    ],
)
def test_the_last_day_of_something_is_not_yesterday(query: str, text: str) -> None:
    plan = _plan(query)
    assert (plan.text, plan.taken) == (text, ())
    assert not plan.recurring


def test_without_an_owner_it_is() -> None:
    assert _starts("last night") == ["2026-11-20"]
    assert _starts("last day of may 2021") == ["2021-05-31"]


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("fourth of july weekend 2022", "2022-07-02 to 2022-07-04"),
        ("memorial day weekend 2022", "2022-05-28 to 2022-05-30"),
        ("july 4th 2022", "2022-07-04"),
        ("4 july 2022", "2022-07-04"),
    ],
)
def test_a_feast_named_by_its_day_has_a_weekend_too(query: str, days: str) -> None:
    assert [str(one) for one in _plan(query).taken] == [days]


@pytest.mark.parametrize("words", ["early one morning", "one early morning", "late one evening"])
def test_one_morning_is_any_morning(words: str) -> None:
    plan = _plan(f"deer on the lawn {words}")
    assert plan.text == "deer on the lawn"
    assert plan.recurring.hours


@pytest.mark.parametrize("words", ["on a sunday", "on a rainy sunday", "a quiet sunday"])
def test_a_sunday_is_any_sunday(words: str) -> None:
    plan = _plan(words)
    assert plan.recurring.weekdays == (6,)
    assert not plan.taken


@pytest.mark.parametrize("words", ["sunday", "on sunday", "last sunday", "a dog on sunday"])
def test_sunday_is_the_last_one(words: str) -> None:
    assert _starts(words) == ["2026-11-15"]
