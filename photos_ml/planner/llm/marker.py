"""The language model as a marker: prompt, constrained completion, and a reader that trusts nothing."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from photos_ml.planner.context import Known
from photos_ml.planner.llm.endpoint import EndpointEngine, is_address
from photos_ml.planner.llm.engine import Engine, LlamaEngine
from photos_ml.planner.llm.form import MAX_WORDS, grammar, read
from photos_ml.planner.llm.prompt import INSTRUCTIONS, instructed_prompt, tuned_prompt
from photos_ml.planner.llm.weights import NOTICE, NotInstalledError, default_weights, user_weights
from photos_ml.planner.spans import Marking
from photos_ml.planner.tokens import is_word, tokenize

MAX_CHARS = 400
MODEL_VARIABLE = "PHOTOS_ML_LLM"


class LlmMarker:
    """Implements SpanMarker.

    Every span is a run of the query's own words; all else the model says is dropped.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.name = "llm"
        self.model = engine.name
        self.notice = NOTICE if engine.tuned else ""
        """What the model's licence asks to be shown to who uses it."""

    def mark(self, query: str, known: Known, now: datetime, budget_s: float) -> Marking | None:
        """None for queries too long or without words, and when time runs out; PlanError when it fails."""
        if len(query) > MAX_CHARS or budget_s <= 0:
            return None
        tokens = tokenize(query)
        if len(tokens) > MAX_WORDS or not any(is_word(token) for token in tokens):
            return None
        prompt = (tuned_prompt if self._engine.tuned else instructed_prompt)(query, tokens, known)
        output = self._engine.complete(prompt, grammar(query, tokens), budget_s)
        return None if output is None else read(output, query, tokens)


def load() -> LlmMarker | None:
    """The model PHOTOS_ML_LLM names (a .gguf file, a local address, or 'off'), else the shipped one.

    None where it is off or the extra is not installed; PlanError where a model the user named cannot be used.
    """
    named = os.environ.get(MODEL_VARIABLE, "")
    if named == "off":
        return None
    if named:
        return load_marker(named)
    try:
        return load_marker()
    except NotInstalledError:
        return None


def load_marker(
    model: str | Path | None = None, *, cache: Path | None = None, threads: int | None = None
) -> LlmMarker:
    """The shipped model, a .gguf file, or 'http://127.0.0.1:...#model'; loaded when this returns.

    PlanError says what is missing: the extra, the file, or an address that is not of this machine.
    """
    if model is not None and is_address(str(model)):
        return LlmMarker(EndpointEngine(str(model)))
    weights = default_weights(cache) if model is None else user_weights(Path(model))
    engine = LlamaEngine(weights, threads=threads)
    engine.load()
    if not engine.tuned:
        engine.prepare(INSTRUCTIONS)
    return LlmMarker(engine)
