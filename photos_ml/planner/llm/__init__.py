"""A small language model on this machine that says which words of a query are what. It invents no value."""

from photos_ml.planner.llm.marker import MODEL_VARIABLE, LlmMarker, load, load_marker
from photos_ml.planner.llm.weights import NOTICE

__all__ = ["MODEL_VARIABLE", "NOTICE", "LlmMarker", "load", "load_marker"]
