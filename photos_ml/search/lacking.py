"""What a query asks for that no photo has: why nothing was found."""

from __future__ import annotations

from collections.abc import Callable

from photos_ml.planner.plan import QueryPlan

NO_FILTERS = frozenset({"exact", "without", "order", "limit"})
"""Fields that leave out no photo by themselves."""


def lacking(plan: QueryPlan, count: Callable[[QueryPlan], int]) -> tuple[str, ...]:
    """Labels of the conditions that no photo fits, each taken by itself; `count`: how many fit a plan."""
    found: list[str] = []
    asked = [name for name in plan.filters() if name not in NO_FILTERS]
    for name in asked:
        alone = QueryPlan.from_dict({name: plan.to_dict()[name]})
        if not count(alone):
            found += [chip.label for chip in alone.chips()]
    return tuple(found)
