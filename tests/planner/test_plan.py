"""The plan as a value: JSON both ways, canonical form, equality, labels and chips."""

from __future__ import annotations

import json
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.errors import PlanError
from photos_ml.planner.plan import MEDIA, Days, Hours, People, QueryPlan, Recurring, YearDays, json_schema

DAY = st.dates(date(1800, 1, 1), date(2200, 1, 1))
RANGES = st.one_of(
    st.builds(lambda one, two: Days(min(one, two), max(one, two)), DAY, DAY),
    st.builds(lambda one: Days(one, None), DAY),
    st.builds(lambda one: Days(None, one), DAY),
)
NAMES = st.lists(st.text("abcdé ", min_size=1, max_size=6), max_size=3).map(tuple)
MONTH_DAY = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda day: day.strftime("%m-%d"))
RECURRING = st.builds(
    Recurring,
    months=st.lists(st.integers(1, 12), max_size=3).map(tuple),
    days=st.lists(st.builds(YearDays, MONTH_DAY, MONTH_DAY), max_size=2).map(tuple),
    weekdays=st.lists(st.integers(0, 6), max_size=3).map(tuple),
    hours=st.lists(st.sampled_from([Hours(5, 12), Hours(22, 5)]), max_size=2).map(tuple),
)
PLANS = st.builds(
    QueryPlan,
    text=st.text("abc ", max_size=8),
    without=NAMES,
    taken=st.lists(RANGES, max_size=3).map(tuple),
    recurring=RECURRING,
    places=NAMES,
    people=st.builds(People, all=NAMES, any=NAMES, none=NAMES, only=st.booleans()),
    media=st.lists(st.sampled_from(MEDIA), max_size=3).map(tuple),
    camera=st.text("abc", max_size=3),
    folders=NAMES,
    exact=NAMES,
    favorite=st.booleans(),
    min_rating=st.none() | st.integers(1, 5),
    order=st.sampled_from(["relevance", "newest", "oldest"]),
    limit=st.none() | st.integers(1, 100),
)


@given(PLANS)
def test_json_round_trip(plan: QueryPlan) -> None:
    assert QueryPlan.from_json(plan.to_json()) == plan


@given(PLANS)
def test_canonical_form_is_stable_and_means_the_same(plan: QueryPlan) -> None:
    canonical = plan.canonical()
    assert canonical.canonical() == canonical
    assert canonical.same_as(plan)


@given(PLANS)
def test_order_and_repetition_of_lists_do_not_matter(plan: QueryPlan) -> None:
    again = msgspec.structs.replace(plan, places=plan.places[::-1] * 2, taken=plan.taken[::-1])
    assert plan.same_as(again)


@given(PLANS)
def test_dropping_every_chip_leaves_everything(plan: QueryPlan) -> None:
    while chips := plan.chips():
        plan = plan.dropping(chips[0].field)
    assert not plan
    assert str(plan) == "everything"


def test_json_names_are_those_of_the_contract() -> None:
    plan = QueryPlan(
        taken=(Days(date(2020, 1, 1), None),),
        recurring=Recurring(days=(YearDays("12-24", "12-26"),), hours=(Hours(22, 5),)),
    )
    assert json.loads(plan.to_json()) == {
        "taken": [{"from": "2020-01-01", "to": None}],
        "recurring": {"days": [{"from": "12-24", "to": "12-26"}], "hours": [{"from": 22, "to": 5}]},
    }


def test_an_empty_plan_is_an_empty_object() -> None:
    assert QueryPlan().to_json() == "{}"
    assert QueryPlan.from_json("{}") == QueryPlan()


def test_schema_names_every_field() -> None:
    properties = json_schema()["$defs"]["QueryPlan"]["properties"]
    assert set(properties) == set(QueryPlan.__struct_fields__)


@pytest.mark.parametrize(
    "source",
    [
        "[]",
        "{",
        '{"min_rating": 6}',
        '{"limit": 0}',
        '{"taken": [{"from": null, "to": null}]}',
        '{"taken": [{"from": "2020-02-01", "to": "2020-01-01"}]}',
        '{"taken": [{"from": "2021-02-29", "to": null}]}',
        '{"recurring": {"months": [13]}}',
        '{"recurring": {"weekdays": [7]}}',
        '{"recurring": {"days": [{"from": "02-30", "to": "03-01"}]}}',
        '{"recurring": {"days": [{"from": "2-3", "to": "03-01"}]}}',
        '{"recurring": {"hours": [{"from": 5, "to": 5}]}}',
        '{"media": ["painting"]}',
        '{"order": "best"}',
        '{"text": 5}',
    ],
)
def test_what_is_not_a_plan_is_refused_in_one_line(source: str) -> None:
    with pytest.raises(PlanError) as caught:
        QueryPlan.from_json(source)
    assert "\n" not in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("plan", "label"),
    [
        (QueryPlan(text="snow", places=("Norway",)), "snow · Norway"),
        (QueryPlan(taken=(Days(date(2019, 1, 1), date(2019, 12, 31)),)), "2019"),
        (QueryPlan(taken=(Days(date(2018, 1, 1), date(2020, 12, 31)),)), "2018 to 2020"),
        (QueryPlan(taken=(Days(None, date(2014, 12, 31)),)), "until 2014-12-31"),
        (QueryPlan(people=People(all=("Anna",), none=("Tom",), only=True)), "Anna · not Tom · nobody else"),
        (QueryPlan(people=People(any=("Anna", "Ben"))), "Anna or Ben"),
        (QueryPlan(favorite=True, min_rating=4, limit=3), "favorites · 4 stars or more · at most 3"),
        (QueryPlan(without=("people",), order="oldest"), "no people · oldest first"),
        (QueryPlan(recurring=Recurring(months=(6, 7), weekdays=(6,))), "every Jun, Jul · on Sunday"),
    ],
)
def test_one_line_for_people(plan: QueryPlan, label: str) -> None:
    assert str(plan) == label


def test_chips_point_at_their_words() -> None:
    query = "anna in Rome"
    plan = QueryPlan(
        places=("Rome",), people=People(all=("Anna",)), evidence={"people": ("anna",), "places": ("Rome",)}
    )
    spans = {chip.field: chip.span for chip in plan.chips(query)}
    assert spans == {"people": (0, 4), "places": (8, 12)}


def test_an_unknown_field_cannot_be_dropped() -> None:
    with pytest.raises(PlanError, match="no such field"):
        QueryPlan().dropping("colour")
