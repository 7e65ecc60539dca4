"""The language model of this machine that may reword titles of memories."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from photos_ml.errors import UsageError

if TYPE_CHECKING:
    from photos_ml.planner.llm.engine import Engine
    from photos_ml.ranker.telling.reword import Complete


def local_model() -> Complete:
    """The model PHOTOS_ML_LLM names, else the shipped one without the planner's adapter; loaded when needed.

    UsageError where it is switched off; PlanError says what is missing.
    """
    from photos_ml.planner.llm.marker import MODEL_VARIABLE

    named = os.environ.get(MODEL_VARIABLE, "")
    if named == "off":
        raise UsageError(
            f"the language model is off ({MODEL_VARIABLE}=off)", hint="make them without --reword"
        )
    return _engine(named).complete


def _engine(named: str) -> Engine:
    from photos_ml.planner.llm.endpoint import EndpointEngine, is_address
    from photos_ml.planner.llm.engine import LlamaEngine
    from photos_ml.planner.llm.weights import default_weights, user_weights

    if is_address(named):
        return EndpointEngine(named)
    if named:
        return LlamaEngine(user_weights(Path(named)))
    return LlamaEngine(replace(default_weights(), adapter=None))
