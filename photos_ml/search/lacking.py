"""What a query asks for that no photo has: why nothing was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from photos_ml.planner.plan import QueryPlan

NO_FILTERS = frozenset({"exact", "without", "order", "limit"})
"""Fields that leave out no photo by themselves."""


def lacking(plan: QueryPlan, count: Callable[[QueryPlan], int]) -> tuple[str, ...]:
    """Labels of the conditions that no photo fits, each taken by itself; of those that photos fit one by one
    and none fits all, all together. `count`: how many fit a plan."""
    found: list[str] = []
    asked = [name for name in plan.filters() if name not in NO_FILTERS]
    for name in asked:
        value = plan.to_dict()[name]
        whole = QueryPlan.from_dict({name: value})
        if count(whole):
            continue
        labels = [chip.label for chip in whole.chips()]
        alone = [QueryPlan.from_dict({name: part}) for part in _parts(name, value)]
        if len(alone) > 1:
            lacked = [chip.label for part in alone if not count(part) for chip in part.chips()]
            labels = lacked or [together(labels)]
        found += labels
    return tuple(found)


def together(labels: Sequence[str]) -> str:
    """Conditions that photos fit one by one and none fits all."""
    return f"{' and '.join(labels)} together"


def _parts(name: str, value: Any) -> Iterator[Any]:
    """Conditions of a field that all hold at once, one by one; the members of a union are one condition."""
    if name == "people":
        for list_name in ("all", "none"):
            yield from ({list_name: [person]} for person in value.get(list_name, ()))
        yield from ({other: value[other]} for other in ("any", "only") if other in value)
    elif name in ("recurring", "not_recurring"):
        yield from ({part: members} for part, members in value.items())
    elif name == "lacks":
        yield from ([fact] for fact in value)
