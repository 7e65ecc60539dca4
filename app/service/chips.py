"""A plan in pieces that can each be taken away: what the page shows above the results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from photos_ml.app.service.chip_labels import ChipLabels, as_typed, labels_in
from photos_ml.app.service.context import Context
from photos_ml.app.service.wording import place_words
from photos_ml.planner.context import PlannedQuery
from photos_ml.planner.plan import MANY_STRETCHES, Chip, People, QueryPlan, Recurring
from photos_ml.search.lacking import together

_PARTS_OF_YEARS = ("months", "days", "weekdays", "hours")
_MEMBERS = {
    "recurring": _PARTS_OF_YEARS,
    "not_recurring": _PARTS_OF_YEARS,
    "people": ("all", "any", "none", "only"),
}


def chips_of(context: Context, plan: QueryPlan, query: str = "") -> list[dict[str, Any]]:
    """The same in the language of the app."""
    return chips_json(plan, query, _labels(context))


def chips_json(plan: QueryPlan, query: str = "", labels: ChipLabels | None = None) -> list[dict[str, Any]]:
    """One object a chip: label, field, span in the query, and the plan that is left without it. `labels`: of
    another language than English."""
    numbers: dict[str, int] = {}
    chips = []
    for chip, label in labelled(plan, query, labels):
        number = numbers.get(chip.field, 0)
        numbers[chip.field] = number + 1
        rest = without_piece(plan, chip.field, number).to_dict()
        chips.append({"label": label, "field": chip.field, "span": chip.span, "rest": rest})
    return chips


def labelled(plan: QueryPlan, query: str, labels: ChipLabels | None) -> Iterator[tuple[Chip, str]]:
    """The chips of a plan and what is shown of them; what the picture shows as it was typed."""
    chips, said = plan.chips(query), as_typed_in(plan, query)
    if labels is None:
        return zip(chips, (chip.label for chip in said.chips()), strict=True)
    fields = dict.fromkeys(chip.field for chip in chips)
    return zip(chips, (label for name in fields for label in labels.of(said, name)), strict=True)


def as_typed_in(plan: QueryPlan, query: str) -> QueryPlan:
    """The plan with what the picture shows, and what it does not, in the capitals of the query."""
    without = tuple(as_typed(words, query) for words in plan.without)
    return msgspec.structs.replace(plan, text=as_typed(plan.text, query), without=without)


def lacking_in(context: Context, lacking: tuple[str, ...], plan: QueryPlan) -> list[str]:
    """What no photo fits, as the chips of the plan say it in the language of the app."""
    labels = _labels(context)
    if not lacking or labels is None:
        return list(lacking)
    shown: dict[str, str] = {}
    for name in plan.filters():
        pairs = [(chip.label, label) for chip, label in labelled(plan, "", labels) if chip.field == name]
        shown.update(pairs)
        shown[together([english for english, _ in pairs])] = labels.together(label for _, label in pairs)
    return [shown.get(label, label) for label in lacking]


def without_piece(plan: QueryPlan, field: str, number: int) -> QueryPlan:
    """The plan without the piece that the `number`-th chip of a field stands for."""
    value = getattr(plan, field)
    left: object = None
    if field == "taken" and len(value) > MANY_STRETCHES:
        return plan.dropping(field)  # one chip stands for all of them
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


def _labels(context: Context) -> ChipLabels | None:
    return labels_in(context.language, place_words(context))


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
