"""The engine's promises, kept by a runtime that only pretends."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from photos_ml.errors import PlanError
from photos_ml.planner.llm import engine as engine_module
from photos_ml.planner.llm.engine import LlamaEngine
from photos_ml.planner.llm.weights import Weights

Event = dict[str, Any]
PRETENDED = Weights(Path("none.gguf"), None, "pretended")


class Runtime:
    """Gives one token after the other, until it is told to stop or has no more."""

    def __init__(self, tokens: list[str], finish: str = "stop") -> None:
        self._tokens = tokens
        self._finish = finish
        self.given = 0
        self.go_on = threading.Event()
        self.go_on.set()

    def handle_completions(self, request: Event, heard: Callable[[Event], bool]) -> None:
        for token in self._tokens:
            self.go_on.wait()
            self.given += 1
            if heard({"choices": [{"text": token, "finish_reason": None}]}):
                return
        heard({"choices": [{"text": "", "finish_reason": self._finish}]})


def engine_over(runtime: Any, monkeypatch: pytest.MonkeyPatch) -> LlamaEngine:
    monkeypatch.setattr(engine_module, "_server", lambda weights, threads: runtime)
    return LlamaEngine(PRETENDED)


def test_the_tokens_are_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_over(Runtime(["who ", "mia"]), monkeypatch)
    assert engine.complete("", "", 10) == "who mia"


def test_an_answer_that_was_cut_off_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_over(Runtime(["who ", "mia"], finish="length"), monkeypatch)
    assert engine.complete("", "", 10) is None


def test_a_completion_past_its_budget_ends_with_its_next_token(monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = Runtime(["a"] * 1000)
    engine = engine_over(runtime, monkeypatch)
    runtime.go_on.clear()
    assert engine.complete("", "", 0.05) is None
    assert engine.complete("", "", 0.05) is None, "the first one is still at it"
    runtime.go_on.set()
    engine.close()
    assert runtime.given == 1


def test_what_the_runtime_raises_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def handle_completions(self, request: Event, heard: Callable[[Event], bool]) -> None:
            raise RuntimeError("context is full")

    engine = engine_over(Broken(), monkeypatch)
    with pytest.raises(PlanError, match="context is full"):
        engine.complete("", "", 10)
    with pytest.raises(PlanError):
        engine.complete("", "", 10)


def test_what_is_no_answer_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        def handle_completions(self, request: Event, heard: Callable[[Event], bool]) -> None:
            heard({"error": {"message": "grammar not understood"}})

    with pytest.raises(PlanError):
        engine_over(Refusing(), monkeypatch).complete("", "", 10)


def test_a_closed_engine_lets_go_of_its_model_and_may_be_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    runtimes = [Runtime(["b"]), Runtime(["a"])]
    kept = weakref.ref(runtimes[-1])
    monkeypatch.setattr(engine_module, "_server", lambda weights, threads: runtimes.pop())
    engine = LlamaEngine(PRETENDED)
    assert engine.complete("", "", 10) == "a"
    engine.close()
    gc.collect()
    assert kept() is None
    assert engine.complete("", "", 10) == "b"


def test_an_engine_nobody_has_any_more_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model takes some 300 MB; the end of the process, which closes all, must not be what keeps it."""
    engine = engine_over(Runtime(["a"]), monkeypatch)
    assert engine.complete("", "", 10) == "a"
    kept = weakref.ref(engine)
    del engine
    for thread in threading.enumerate():
        if thread.name == "photos-ml-llm":
            thread.join(5)
    gc.collect()
    assert kept() is None
