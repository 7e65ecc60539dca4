"""From a query in plain language to a plan of what to search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from photos_ml.errors import UsageError

if TYPE_CHECKING:
    from photos_ml.planner.context import Planner

PLANNERS = ("auto", "rules", "llm")


def make_planner(name: str = "auto") -> Planner:
    """The planner of this name: 'rules', 'llm', or 'auto' for rules with a language model where it helps."""
    from photos_ml.planner.rules import RulesPlanner

    if name == "rules":
        return RulesPlanner()
    if name not in PLANNERS:
        raise UsageError(f"no such planner: {name}", hint="one of " + ", ".join(PLANNERS))
    return RulesPlanner()
