"""'before they tore it down in 2017' bounds the days, and none of its words is looked for in the pictures."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photos_ml.planner.context import PlannedQuery
from photos_ml.planner.rules import RulesPlanner
from tests.planner.conftest import KNOWN, NOW

Plan = Callable[..., PlannedQuery]


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("old barn before they sold it in 2017", "until 2016-12-31"),
        ("old barn before he died in march 2015", "until 2015-02-28"),
        ("old barn after we moved in 2014", "since 2015-01-01"),
        ("old barn since we painted it in june 2019", "since 2019-06-01"),
    ],
)
def test_a_clause_with_a_date_is_an_open_end(plan: Plan, query: str, days: str) -> None:
    made = plan(query).plan
    (only,) = made.taken
    bound = f"until {only.end}" if only.start is None else f"since {only.start}"
    assert bound == days
    assert (only.start is None) != (only.end is None)
    assert made.text == "old barn"
    assert made.evidence["taken"] == (query.removeprefix("old barn "),)


@pytest.mark.parametrize(
    "query",
    [
        "tom before breakfast in 2017",
        "the morning before, they sailed in 2017",
        "they sailed in 2017",
        "before we ate, fireworks in rome 2017",
    ],
)
def test_other_words_before_a_date_do_not_bound_it(plan: Plan, query: str) -> None:
    (only,) = plan(query).plan.taken
    assert (only.start, only.end) != (None, None)
    assert str(only.start) == "2017-01-01"
    assert str(only.end) == "2017-12-31"


_RULES = RulesPlanner()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(year=st.integers(2006, 2025), verb=st.sampled_from(["sold it", "left", "cut it down", "had a dog"]))
def test_before_and_after_leave_the_year_out_and_since_does_not(year: int, verb: str) -> None:
    def bound(word: str) -> tuple[str, str]:
        made = _RULES.plan(f"garden {word} we {verb} in {year}", KNOWN, NOW).plan
        return str(made.taken[0].start), str(made.taken[0].end)

    assert bound("before") == ("None", f"{year - 1}-12-31")
    assert bound("after") == (f"{year + 1}-01-01", "None")
    assert bound("since") == (f"{year}-01-01", "None")
