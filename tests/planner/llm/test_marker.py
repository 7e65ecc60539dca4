"""The marker around any engine: what it asks, when it does not ask, and what it makes of any answer."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.errors import PlanError
from photos_ml.planner.context import Known
from photos_ml.planner.llm import NOTICE, LlmMarker
from photos_ml.planner.llm.engine import within
from photos_ml.planner.llm.form import MAX_WORDS
from photos_ml.planner.llm.marker import MAX_CHARS
from photos_ml.planner.resolve import resolve_spans
from photos_ml.planner.spans import SpanMarker, SpanRole

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
KNOWN = Known(people=("Mia",), places=("Rome",))


class Saying:
    """An engine that says one thing, or fails."""

    name = "saying"

    def __init__(self, answer: str | Exception | None, *, tuned: bool = True) -> None:
        self.answer = answer
        self.tuned = tuned
        self.asked: list[tuple[str, str]] = []

    def complete(self, prompt: str, grammar: str, budget_s: float) -> str | None:
        self.asked.append((prompt, grammar))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_marks_what_the_engine_says() -> None:
    marker: SpanMarker = LlmMarker(Saying("who mia\nwhere rome\n"))
    marking = marker.mark("mia in rome", KNOWN, NOW, 1)
    assert marking is not None
    assert [(span.start, span.end, span.role) for span in marking.spans] == [
        (0, 3, SpanRole.WHO),
        (7, 11, SpanRole.WHERE),
    ]


def test_the_marks_resolve_to_a_plan() -> None:
    query = "you know the one where mia ate snails, rome it was"
    marking = LlmMarker(Saying("who mia\nwhat ate snails\nwhere rome\n")).mark(query, KNOWN, NOW, 1)
    assert marking is not None
    plan = resolve_spans(query, marking.spans, KNOWN, NOW).plan
    assert (plan.text, plan.places) == ("ate snails", ("Rome",))
    assert plan.people.all == ("Mia",)


def test_a_tuned_model_is_asked_shortly_and_any_other_at_length() -> None:
    tuned, other = Saying(""), Saying("", tuned=False)
    for engine in (tuned, other):
        LlmMarker(engine).mark("mia in rome", KNOWN, NOW, 1)
    assert tuned.asked[0][0] == " mia in rome\n mia who, rome where\n"
    assert other.asked[0][0].startswith("Mark the parts")
    assert tuned.asked[0][1] == other.asked[0][1]


def test_the_terms_are_shown_with_the_model_they_belong_to() -> None:
    assert LlmMarker(Saying("")).notice == NOTICE
    assert LlmMarker(Saying("", tuned=False)).notice == ""


@pytest.mark.parametrize(
    "query",
    ["", "   ", "...", "🎂🎂", "\x00\x01", "a" * (MAX_CHARS + 1), "a " * (MAX_WORDS + 1), "x" * 10_000],
)
def test_not_every_query_is_asked(query: str) -> None:
    engine = Saying("what a\n")
    assert LlmMarker(engine).mark(query, KNOWN, NOW, 1) is None
    assert engine.asked == []


@pytest.mark.parametrize("budget_s", [0.0, -1.0])
def test_without_time_nothing_is_asked(budget_s: float) -> None:
    engine = Saying("what a\n")
    assert LlmMarker(engine).mark("a cat", KNOWN, NOW, budget_s) is None
    assert engine.asked == []


def test_an_engine_without_an_answer_gives_no_marks() -> None:
    assert LlmMarker(Saying(None)).mark("a cat", KNOWN, NOW, 1) is None


def test_an_engine_that_fails_says_why() -> None:
    with pytest.raises(PlanError, match="out of memory"):
        LlmMarker(Saying(PlanError("out of memory"))).mark("a cat", KNOWN, NOW, 1)


@given(st.text(max_size=80), st.text(max_size=200))
def test_nothing_an_engine_says_becomes_more_than_the_query(query: str, answer: str) -> None:
    marking = LlmMarker(Saying(answer)).mark(query, KNOWN, NOW, 1)
    for span in marking.spans if marking else ():
        assert span.of(query)
        assert span.of(query) in query


@given(
    st.lists(st.sampled_from(["who Mia", "where Paris", "when 1999", "what cat", "not Rome", "camera Nikon"]))
)
def test_an_engine_cannot_add_people_places_or_dates(lines: list[str]) -> None:
    query = "show me a cat on the sofa"
    marking = LlmMarker(Saying("\n".join(lines))).mark(query, KNOWN, NOW, 1)
    assert marking is not None
    plan = resolve_spans(query, marking.spans, KNOWN, NOW).plan
    assert plan.filters() == ()


def test_a_call_within_its_time_is_answered() -> None:
    assert within(5, lambda: "done") == "done"


def test_a_call_that_takes_longer_is_left() -> None:
    release = threading.Event()

    def slow() -> str:
        release.wait(5)
        return "late"

    began = time.monotonic()
    assert within(0.05, slow) is None
    assert time.monotonic() - began < 2
    release.set()


def test_a_call_that_fails_says_so() -> None:
    def failing() -> str:
        raise PlanError("no memory")

    with pytest.raises(PlanError, match="no memory"):
        within(5, failing)
