"""From a query in plain language to a plan of what to search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from photos_ml.errors import UsageError

if TYPE_CHECKING:
    from photos_ml.planner.context import Planner
    from photos_ml.planner.once import MarkerOnce
    from photos_ml.planner.spans import SpanMarker

PLANNERS = ("auto", "rules", "llm")


def make_planner(
    name: str = "auto",
    marker: MarkerOnce | None = None,
    *,
    budget_s: float | None = None,
    waits: bool = True,
) -> Planner:
    """The planner of this name: 'rules', 'llm', or 'auto' for rules with a language model where it helps.

    `marker` is the model to share with other planners; without it the planner loads one of its own.
    `budget_s`: how long it is waited for, other than usual. `waits`: whether 'auto' waits for its load.
    """
    if name == "rules":
        from photos_ml.planner.rules import RulesPlanner

        return RulesPlanner()
    if name not in PLANNERS:
        raise UsageError(f"no such planner: {name}", hint="one of " + ", ".join(PLANNERS))
    from photos_ml.planner.auto import BUDGET_S, AutoPlanner, LlmPlanner

    if name == "auto":
        return AutoPlanner(marker or load_marker, budget_s=budget_s or BUDGET_S, waits=waits)
    return LlmPlanner(marker or load_marker, budget_s=budget_s or BUDGET_S)


def load_marker() -> SpanMarker | None:
    """The language model that marks words, or None where its runtime or its weights are not installed."""
    try:
        from photos_ml.planner.llm import load
    except ImportError:
        return None
    return load()
