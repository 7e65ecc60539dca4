"""A plan in pieces that can each be taken away: what the page shows above the results."""

from __future__ import annotations

from typing import Any

import msgspec

from photos_ml.planner.context import PlannedQuery
from photos_ml.planner.plan import People, QueryPlan, Recurring

_MEMBERS = {
    "recurring": ("months", "days", "weekdays", "hours"),
    "people": ("all", "any", "none", "only"),
}


def chips_json(plan: QueryPlan, query: str = "") -> list[dict[str, Any]]:
    """One object a chip: label, field, span in the query, and the plan that is left without it."""
    numbers: dict[str, int] = {}
    chips = []
    for chip in plan.chips(query):
        number = numbers.get(chip.field, 0)
        numbers[chip.field] = number + 1
        rest = without_piece(plan, chip.field, number).to_dict()
        chips.append({"label": chip.label, "field": chip.field, "span": chip.span, "rest": rest})
    return chips


def without_piece(plan: QueryPlan, field: str, number: int) -> QueryPlan:
    """The plan without the piece that the `number`-th chip of a field stands for."""
    value = getattr(plan, field)
    left: object = None
    if isinstance(value, tuple):
        left = value[:number] + value[number + 1 :]
    elif isinstance(value, Recurring | People):
        left = _without_member(value, _MEMBERS[field], number)
    return msgspec.structs.replace(plan, **{field: left}) if left else plan.dropping(field)


def edited(first: PlannedQuery, plan: dict[str, Any]) -> PlannedQuery:
    """What a query asks for after the user took pieces of its plan away; PlanError where it is no plan."""
    left = QueryPlan.from_dict(plan)
    picture_text = first.picture_text if first.plan.text == left.text else ""
    return PlannedQuery(left, "edited", picture_text=picture_text, language=first.language)


def _without_member(value: Recurring | People, names: tuple[str, ...], number: int) -> Recurring | People:
    """Chips come in the order of the members; `all` and `none` of people have one for each name."""
    for name in names:
        member = getattr(value, name)
        if not member:
            continue
        pieces = len(member) if isinstance(value, People) and name in ("all", "none") else 1
        if number < pieces:
            left = member[:number] + member[number + 1 :] if pieces > 1 else type(member)()
            return msgspec.structs.replace(value, **{name: left})
        number -= pieces
    return value
