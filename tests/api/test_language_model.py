"""The service and its language model: one for all, loaded beside the first answers, its terms shown once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.choices import change_settings
from photos_ml.app.service.planners import TERMS_SHOWN
from photos_ml.app.service.planning import plan_query
from photos_ml.planner.context import Known
from photos_ml.planner.once import LOADING, MarkerOnce
from photos_ml.planner.spans import Marking, SpanMarker, SpanRole, spans_of

TERMS = "terms of the model"
SENTENCE = "could somebody tell me what on earth was going on with those donkeys back then"


class Marker:
    """Marks the donkeys as the only thing to see."""

    name = "llm"
    notice = TERMS

    def mark(self, query: str, known: Known, now: datetime, budget_s: float) -> Marking | None:
        pairs = [("tell", SpanRole.OTHER), ("somebody", SpanRole.OTHER), ("donkeys", SpanRole.WHAT)]
        return Marking(spans_of(pairs, query))


def _loaded() -> MarkerOnce:
    """As `serve` has it once its load is over: a query alone loads none."""
    once = MarkerOnce(Marker)
    once.get()
    return once


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """An empty library whose user wants the model asked where it may help."""
    with Context(tmp_path / "library") as context:
        context.library(create=True)
        change_settings(context, planner="auto")
    return tmp_path / "library"


@pytest.fixture
def context(library: Path) -> Iterator[Context]:
    with Context(library) as opened:
        opened.planners.marker = _loaded()
        yield opened


def test_the_terms_are_shown_once_a_library(context: Context, library: Path) -> None:
    assert TERMS not in plan_query(context, "sunset").notes
    assert plan_query(context, SENTENCE).notes[-1] == TERMS
    assert TERMS not in plan_query(context, SENTENCE).notes
    with Context(library) as again:
        again.planners.marker = _loaded()
        planned = plan_query(again, SENTENCE)
        assert (planned.planner, TERMS in planned.notes) == ("rules+llm", False)
        assert again.library().setting(TERMS_SHOWN) == TERMS


def test_a_model_with_other_terms_shows_them_too(context: Context) -> None:
    context.library().set_setting(TERMS_SHOWN, "terms of another one")
    assert TERMS in plan_query(context, SENTENCE).notes


def test_one_model_serves_every_planner(library: Path) -> None:
    loads = []

    def load() -> SpanMarker | None:
        loads.append(1)
        return Marker()

    with Context(library) as context:
        context.planners.marker = MarkerOnce(load)
        for planner in ("auto", "llm", "auto", "rules"):
            plan_query(context, SENTENCE, planner=planner)
    assert len(loads) == 1


def test_a_first_answer_does_not_wait_for_the_model(library: Path) -> None:
    held = threading.Event()

    def load() -> SpanMarker | None:
        held.wait(60)
        return Marker()

    with Context(library) as context:
        context.planners.marker = MarkerOnce(load)
        context.planners.start("auto")
        first = plan_query(context, SENTENCE)
        assert (first.planner, first.working[-1]) == ("rules", LOADING)
        held.set()
        context.planners.close()
        assert plan_query(context, SENTENCE).planner == "rules+llm"


def test_nobody_is_asked_but_the_rules_until_it_is_chosen(tmp_path: Path) -> None:
    with Context(tmp_path / "library") as context:
        context.library(create=True)
        context.planners.marker = _loaded()
        assert plan_query(context, SENTENCE).planner == "rules"
        assert plan_query(context, SENTENCE, planner="llm").planner == "llm"


def test_nothing_is_loaded_for_the_rules(library: Path) -> None:
    def load() -> SpanMarker | None:
        raise AssertionError("loaded")

    with Context(library) as context:
        context.planners.marker = MarkerOnce(load)
        context.planners.start("rules")
        assert plan_query(context, SENTENCE, planner="rules").planner == "rules"
