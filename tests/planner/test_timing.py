"""What `eval planner` says of a language model: how often it was asked, and how long that took."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from photos_ml.app.evaluation.planner import TimedMarker, evaluate_named
from photos_ml.planner import make_planner
from photos_ml.planner.auto import BUDGET_S
from photos_ml.planner.context import Known
from photos_ml.planner.once import MarkerOnce
from photos_ml.planner.spans import Marking, SpanMarker

NOW = "2026-11-21T10:00:00+01:00"
SHORT = ("sunset", "beach", "anna in rome")
LONG = ("so there was this evening when the whole gang had come over for food", "what did they all eat there")


class Budgets:
    """Marks nothing, gives up on what it is told to, and keeps the budgets it was given."""

    name = "tester"

    def __init__(self, silent_on: str = "") -> None:
        self.budgets: list[float] = []
        self._silent_on = silent_on

    def mark(self, query: str, known: Known, now: datetime, budget_s: float) -> Marking | None:
        self.budgets.append(budget_s)
        return None if query == self._silent_on else Marking(())


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    file = tmp_path / "cases.jsonl"
    lines = [{"query": query, "now": NOW, "library": {}, "plan": {}} for query in (*SHORT, *LONG)]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


def once(marker: SpanMarker | None) -> MarkerOnce:
    return MarkerOnce(lambda: marker)


def test_auto_asks_about_sentences_alone(cases: Path) -> None:
    marker = Budgets(silent_on=LONG[1])
    result = evaluate_named("auto", cases, once(marker))
    assert result["cases"] == len(SHORT) + len(LONG)
    assert (result["llm"]["asked"], result["llm"]["unanswered"]) == (len(LONG), 1)
    assert 0 <= result["llm"]["p50_ms"] <= result["llm"]["p95_ms"]
    assert marker.budgets == [BUDGET_S] * len(LONG)


def test_llm_asks_about_each_with_the_budget_it_is_given(cases: Path) -> None:
    marker = Budgets()
    result = evaluate_named("llm", cases, once(marker), budget_s=7.0)
    warm = 1
    assert result["llm"]["asked"] == len(SHORT) + len(LONG) + warm
    assert set(marker.budgets) == {7.0}


@pytest.mark.parametrize(("name", "marker"), [("rules", Budgets()), ("auto", None), ("llm", None)])
def test_without_a_model_there_are_no_figures_of_one(
    name: str, marker: SpanMarker | None, cases: Path
) -> None:
    result = evaluate_named(name, cases, once(marker))
    assert "llm" not in result
    assert result["planners"] == {"rules": len(SHORT) + len(LONG)}


def test_a_single_answer_has_no_percentiles() -> None:
    timed = TimedMarker(Budgets())
    assert timed.figures() == {"asked": 0, "unanswered": 0, "p50_ms": None, "p95_ms": None}
    timed.mark("a", Known(), datetime.fromisoformat(NOW), 1.0)
    assert timed.figures()["p95_ms"] is None


def test_a_budget_of_ones_own_reaches_the_marker() -> None:
    marker = Budgets()
    make_planner("llm", once(marker), budget_s=0.25).plan("sunset", Known(), datetime.fromisoformat(NOW))
    assert marker.budgets == [0.25]
