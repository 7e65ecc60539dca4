"""Figures: the examples of the contract, the hand-written queries, and a set with a grammar of its own."""

from __future__ import annotations

import json
import random
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.evaluation.planner import Case, evaluate_planner, field_items, read_cases, token_f1
from photos_ml.errors import UsageError
from photos_ml.planner.context import Known
from photos_ml.planner.plan import QueryPlan
from photos_ml.planner.rules import RulesPlanner

NOW = "2026-11-21T10:00:00+01:00"
KNOWN = Known(
    people=("Nadia", "Oskar", "Lena", "Paul", "Grandpa"),
    places=("Lisbon", "Portugal", "Vienna", "Austria", "Peru", "Home"),
    cameras=("Sony A7 III", "Galaxy S21"),
    folders=("Garden Project", "Scout Camp"),
    first=datetime(2001, 1, 1).date(),
)

PARTS = (
    *("dev", "spoken", "talk", "plain", "fresh", "everyday", "passing", "asked", "later"),
    *("strangers", "doubter", "typed", "test"),
)
"""Rules are made on all but the last, choices between rules and model too; the last is only measured."""
TONGUES = ("es", "fr", "it", "pt", "de")
"""Queries in other languages than English, written before any of them was read but German."""

Part = tuple[str, dict[str, Any]]
WHO: list[Part] = [
    ("of nadia", {"people": {"all": ["Nadia"]}}),
    ("with Oskar and Lena", {"people": {"all": ["Oskar", "Lena"]}}),
    ("of paul or lena", {"people": {"any": ["Paul", "Lena"]}}),
    ("of grandpa alone", {"people": {"all": ["Grandpa"], "only": True}}),
]
WHERE: list[Part] = [
    ("in lisbon", {"places": ["Lisbon"]}),
    ("in Vienna, Austria", {"places": ["Vienna"]}),
    ("near home", {"places": ["Home"]}),
    ("from peru", {"places": ["Peru"]}),
]
WHEN: list[Part] = [
    ("in 2014", {"taken": [{"from": "2014-01-01", "to": "2014-12-31"}]}),
    ("last autumn", {"taken": [{"from": "2026-09-01", "to": "2026-11-30"}]}),
    ("four years ago", {"taken": [{"from": "2022-01-01", "to": "2022-12-31"}]}),
    ("on new year's eve", {"recurring": {"days": [{"from": "12-31", "to": "01-01"}]}}),
    ("between april and june 2016", {"taken": [{"from": "2016-04-01", "to": "2016-06-30"}]}),
    ("after 2020", {"taken": [{"from": "2021-01-01", "to": None}]}),
    ("on wednesdays", {"recurring": {"weekdays": [2]}}),
]
NOT: list[Part] = [
    ("without strangers", {"without": ["strangers"]}),
    ("but no umbrellas", {"without": ["umbrellas"]}),
]
WHAT = ["swimming", "a birthday cake", "red bicycles", "an old tram", "children on a slide", "thick fog"]
LEAD: list[Part] = [
    ("photos showing", {}),
    ("selfies,", {"media": ["selfie"]}),
    ("videos:", {"media": ["video"]}),
    ("please find", {}),
    ("newest pictures of", {"order": "newest"}),
    ("30 photos of", {"limit": 30}),
    ("favourite photos of", {"favorite": True}),
    ("", {}),
]


def generated(count: int, seed: int) -> list[Case]:
    """Cases of a grammar of its own: lead, thing, then any of who, where, when and not in any order."""
    rng = random.Random(seed)
    return [_generated(rng) for _ in range(count)]


def _generated(rng: random.Random) -> Case:
    lead, plan = rng.choice(LEAD)
    what = rng.choice(WHAT)
    parts = [rng.choice(table) for table in (WHO, WHERE, WHEN, NOT) if rng.random() < 0.5]
    rng.shuffle(parts)
    plan = dict(plan) | {"text": what.removeprefix("a ").removeprefix("an ")}
    for _, values in parts:
        plan |= values
    query = " ".join(word for word in (lead, what, *(words for words, _ in parts)) if word)
    return Case(query, datetime.fromisoformat(NOW), KNOWN, QueryPlan.from_dict(plan))


def test_the_contract_by_example(shared_data: Path, rules: RulesPlanner) -> None:
    result = evaluate_planner(rules, shared_data / "nl" / "plans_dev.jsonl")
    assert result["plan_exact"] >= 0.85, result


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("dev", 0.9),
        ("spoken", 0.75),
        ("talk", 0.75),
        ("plain", 0.8),
        ("fresh", 0.75),
        ("everyday", 0.9),
        ("passing", 0.9),
        ("asked", 0.93),
        ("later", 0.93),
        ("strangers", 0.9),
        ("doubter", 0.95),
        ("typed", 0.95),
        ("test", 0.8),
    ],
)
def test_hand_written_queries(name: str, least: float, cases_dir: Path, rules: RulesPlanner) -> None:
    result = evaluate_planner(rules, cases_dir / f"{name}.jsonl")
    assert result["plan_exact"] >= least, result
    assert name in ("strangers", "doubter", "typed") or result["hard"]["cases"] >= 15


@pytest.mark.parametrize("name", TONGUES)
def test_queries_in_other_languages(name: str, cases_dir: Path, rules: RulesPlanner) -> None:
    result = evaluate_planner(rules, cases_dir / f"{name}.jsonl")
    assert result["languages"].keys() == {name}
    assert result["languages"][name]["cases"] == result["cases"] >= 60
    assert result["languages"][name]["told"] >= 0.95
    assert result["plan_exact"] >= 0.95, result


@pytest.mark.parametrize(("name", "first_sight"), [("tongues", 0.93), ("abroad", 0.87)])
def test_a_hundred_more_in_other_languages(
    name: str, first_sight: float, cases_dir: Path, rules: RulesPlanner
) -> None:
    """What those that were not exact at first sight asked for was learnt afterwards."""
    result = evaluate_planner(rules, cases_dir / f"{name}.jsonl")
    assert {code: figures["cases"] for code, figures in result["languages"].items()} == dict.fromkeys(
        TONGUES, 20
    )
    assert result["plan_exact"] >= first_sight, result


def test_there_are_enough_hand_written_queries_and_none_is_in_both_parts(cases_dir: Path) -> None:
    parts = [{(case.query, case.now) for case in read_cases(cases_dir / f"{name}.jsonl")} for name in PARTS]
    assert sum(map(len, parts)) == len(set().union(*parts)) >= 650


def test_every_hand_written_plan_is_canonical_and_inside_its_library(cases_dir: Path) -> None:
    for name in PARTS:
        for case in read_cases(cases_dir / f"{name}.jsonl"):
            people = case.plan.people
            assert {*people.all, *people.any, *people.none} <= set(case.known.people), case.query
            assert set(case.plan.folders) <= set(case.known.folders), case.query
            assert case.plan.camera in ("", *case.known.cameras), case.query


def test_generated_queries(rules: RulesPlanner) -> None:
    result = evaluate_planner(rules, generated(500, seed=11))
    assert result["plan_exact"] >= 0.9, result
    assert result["text_f1"] >= 0.95


def test_figures_of_a_planner_that_is_always_right_and_of_one_that_says_nothing() -> None:
    cases = generated(60, seed=3)
    by_query = {case.query: case.plan for case in cases}

    class Told:
        def plan(self, query: str, known: Known, now: datetime) -> Any:
            from photos_ml.planner.context import PlannedQuery

            return PlannedQuery(by_query[query], "told")

    class Silent:
        def plan(self, query: str, known: Known, now: datetime) -> Any:
            from photos_ml.planner.context import PlannedQuery

            return PlannedQuery(QueryPlan(), "silent")

    told, silent = evaluate_planner(Told(), cases), evaluate_planner(Silent(), cases)
    assert told["plan_exact"] == told["text_f1"] == 1.0
    assert all(figures == {"precision": 1.0, "recall": 1.0} for figures in told["fields"].values())
    assert silent["plan_exact"] == silent["text_f1"] == 0.0
    assert silent["fields"]["taken"]["recall"] == 0.0
    assert told["planners"] == {"told": 60}


@pytest.mark.parametrize(
    ("one", "two", "f1"),
    [
        ("", "", 1.0),
        ("a", "", 0.0),
        ("red car", "Red Car", 1.0),
        ("red car", "red bus", 0.5),
        ("a a b", "a b", 0.8),
    ],
)
def test_token_f1(one: str, two: str, f1: float) -> None:
    assert token_f1(one, two) == pytest.approx(f1)
    assert token_f1(two, one) == pytest.approx(f1)


def test_fields_are_counted_value_by_value() -> None:
    plan = QueryPlan.from_dict({"people": {"all": ["A", "B"], "none": ["C"]}, "places": ["X", "Y"]})
    assert len(field_items(plan, "people")) == 3
    assert len(field_items(plan, "places")) == 2
    assert not field_items(plan, "taken")


@pytest.mark.parametrize("line", ["{", "{}", '{"query": "a", "now": "x", "library": {}, "plan": {}}'])
def test_a_bad_line_is_named(line: str, tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    good = {"query": "a", "now": NOW, "library": {}, "plan": {}}
    file.write_text(json.dumps(good) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match="line 2"):
        read_cases(file)


def test_no_file_and_no_cases_are_bad_use(tmp_path: Path, rules: RulesPlanner) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read_cases(tmp_path / "none.jsonl")
    with pytest.raises(UsageError, match="no cases"):
        evaluate_planner(rules, [])


@pytest.mark.parametrize("line", [b"\xa2\xff", b"\x00" * 9, b'"\xed\xa0\x80"'])
def test_a_file_that_is_no_text_is_named(tmp_path: Path, line: bytes) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(b"\n" + line)
    with pytest.raises(UsageError, match="line 2"):
        read_cases(file)


def test_a_query_may_hold_what_parts_lines_elsewhere(tmp_path: Path) -> None:
    good = {"query": "snow\u2028dogs\x85", "now": "2026-11-21T10:00:00+01:00", "library": {}, "plan": {}}
    file = tmp_path / "cases.jsonl"
    file.write_text(json.dumps(good, ensure_ascii=False) + "\r\n", encoding="utf-8")
    assert [case.query for case in read_cases(file)] == [good["query"]]
