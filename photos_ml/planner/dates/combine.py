"""Expressions of one query to one constraint: years find their parts, open ends meet, days that no photo can
be of are said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from photos_ml.planner.dates.expressions import Expression
from photos_ml.planner.dates.values import Fixed, Grain, Outside, Repeating, Value, When, Yearly, joined
from photos_ml.planner.plan import Days, Recurring

MOVABLE_YEARS = 60
"""A movable feast of no year is looked up in at most this many years."""


class Combined(NamedTuple):
    """The constraint, the expressions that gave its two halves, and which of them no photo can be of."""

    when: When
    taken_from: tuple[Expression, ...]
    recurring_from: tuple[Expression, ...]
    outside: tuple[tuple[Expression, str], ...]
    """With why; kept in `when` where nothing else is asked, so that they find nothing."""
    not_taken_from: tuple[Expression, ...] = ()
    not_recurring_from: tuple[Expression, ...] = ()


def combine(expressions: Sequence[Expression], today: date, first: date | None) -> Combined:
    """One `When` of all expressions. Days that begin after `today` or end before `first` are said, and left
    out where other days are asked as well.
    """
    named = [(value, expression) for expression in expressions for value in expression.values]
    unwanted = [(value.value, expression) for value, expression in named if isinstance(value, Outside)]
    wanted = [(value, expression) for value, expression in named if not isinstance(value, Outside)]
    pairs = _feasts_within(_closed_up(_anchored(_every_weekday(wanted))), today, first)
    taken: list[Days] = []
    taken_from: list[Expression] = []
    recurring, recurring_from = Recurring(), []
    outside: list[tuple[Expression, str]] = []
    nowhere: list[tuple[Days, Expression]] = []
    for value, expression in pairs:
        days, part = _as_constraint(value, today, first)
        kept = [one for one in days if _outside(one, today, first) is None]
        if days and not kept:
            outside.append((expression, _outside(days[-1], today, first) or ""))
            nowhere += [(one, expression) for one in days]
            continue
        taken.extend(one for one in kept if one not in taken)
        if kept:
            taken_from.append(expression)
        if part:
            recurring = joined(recurring, part)
            recurring_from.append(expression)
    left_out = _left_out(unwanted, today, first)
    if nowhere and not taken:
        taken = list(dict.fromkeys(days for days, _ in nowhere))
        taken_from = [expression for _, expression in nowhere]
    return Combined(
        When(tuple(taken), recurring, left_out.days, left_out.part),
        tuple(taken_from),
        tuple(recurring_from),
        (*outside, *left_out.outside),
        left_out.days_from,
        left_out.part_from,
    )


class _LeftOut(NamedTuple):
    """What must not be: days, parts of every year, what said so, and what no photo can be of."""

    days: tuple[Days, ...]
    part: Recurring
    days_from: tuple[Expression, ...]
    part_from: tuple[Expression, ...]
    outside: tuple[tuple[Expression, str], ...]


def _left_out(unwanted: Sequence[tuple[Value, Expression]], today: date, first: date | None) -> _LeftOut:
    days: list[Days] = []
    days_from: list[Expression] = []
    part, part_from = Recurring(), []
    outside: list[tuple[Expression, str]] = []
    for value, expression in unwanted:
        found, yearly = _as_constraint(value, today, first)
        real = [one for one in found if _outside(one, today, first) is None]
        if found and not real:
            outside.append((expression, _outside(found[-1], today, first) or ""))
        elif found:
            days += [one for one in real if one not in days]
            days_from.append(expression)
        elif yearly:
            part = joined(part, yearly)
            part_from.append(expression)
    return _LeftOut(tuple(days), part, tuple(days_from), tuple(part_from), tuple(outside))


def _as_constraint(value: Value, today: date, first: date | None) -> tuple[list[Days], Recurring]:
    if isinstance(value, Fixed):
        return [value.days()], Recurring(hours=value.hours)
    if isinstance(value, Repeating):
        return [], value.part
    if value.part is not None:
        return [], value.part
    start = max(first.year if first else today.year - MOVABLE_YEARS, today.year - MOVABLE_YEARS)
    found = (value.anchored(year) for year in range(start, today.year + 1))
    return [one.days() for one in found if one and one.start and one.start <= today], Recurring()


def _outside(days: Days, today: date, first: date | None) -> str | None:
    if days.start and days.start > today:
        return "future"
    if days.end and first and days.end < first:
        return "early"
    return None


def _every_weekday(pairs: list[tuple[Value, Expression]]) -> list[tuple[Value, Expression]]:
    """'saturday night last july': beside other days a bare weekday is every such day of them."""
    if all(isinstance(value, Repeating) or _is_weekday(value) for value, _ in pairs):
        return pairs
    return [
        (Repeating(Recurring(weekdays=(value.weekday,))) if _is_weekday(value) else value, expression)  # type: ignore[union-attr,arg-type]
        for value, expression in pairs
    ]


def _is_weekday(value: Value) -> bool:
    return isinstance(value, Fixed) and value.weekday is not None


def _anchored(pairs: list[tuple[Value, Expression]]) -> list[tuple[Value, Expression]]:
    """'christmas in paris 2019': one part of the year and one whole year, apart, belong together."""
    years = [value for value, _ in pairs if isinstance(value, Fixed) and value.grain is Grain.YEAR]
    single = [value for value in years if value.start and value.end and value.start.year == value.end.year]
    parts = [value for value, _ in pairs if isinstance(value, Yearly)]
    fixed = [value for value, _ in pairs if isinstance(value, Fixed)]
    if len(single) != 1 or len(fixed) != 1 or not parts:
        return pairs
    start = single[0].start
    named = [(value.anchored(start.year) if start else None, expression) for value, expression in pairs
             if isinstance(value, Yearly)]  # fmt: skip
    if any(value is None for value, _ in named):
        return pairs
    year_from = next(expression for value, expression in pairs if value is single[0])
    others = [(value, expression) for value, expression in pairs if isinstance(value, Repeating)]
    both = [(value, Expression(e.start, e.end, e.values)) for value, e in named if value]
    return [*both, *_evidence_of(year_from, both), *others]


def _evidence_of(year: Expression, parts: list[tuple[Fixed, Expression]]) -> list[tuple[Value, Expression]]:
    """The year's words are evidence of the same days."""
    return [(parts[0][0], year)]


def _feasts_within(
    pairs: list[tuple[Value, Expression]], today: date, first: date | None
) -> list[tuple[Value, Expression]]:
    """'easter since 2015': a movable feast beside other days is each one of those days."""
    spans = [(value, expression) for value, expression in pairs if isinstance(value, Fixed)]
    feasts = [one for one in pairs if isinstance(one[0], Yearly) and one[0].part is None]
    if not spans or not feasts or len(spans) + len(feasts) < len(pairs):
        return pairs
    within: list[tuple[Value, Expression]] = []
    for value, expression in feasts:
        for days in _as_constraint(value, today, first)[0]:
            inside = [e for span, e in spans if _touches(days, span)]
            within += [(Fixed(days.start, days.end), one) for one in (expression, *inside) if inside]
    return within or pairs


def _touches(days: Days, span: Fixed) -> bool:
    begun = span.end is None or days.start is None or days.start <= span.end
    return begun and (span.start is None or days.end is None or days.end >= span.start)


def _closed_up(pairs: list[tuple[Value, Expression]]) -> list[tuple[Value, Expression]]:
    """'since 2015 ... before 2018', apart: one range with both ends."""
    fixed = [(value, expression) for value, expression in pairs if isinstance(value, Fixed)]
    if len(fixed) != 2:
        return pairs
    starts = [value for value, _ in fixed if value.end is None]
    ends = [value for value, _ in fixed if value.start is None]
    if len(starts) != 1 or len(ends) != 1:
        return pairs
    start, end = starts[0].start, ends[0].end
    if start is None or end is None or start > end:
        return pairs
    closed = Fixed(start, end)
    return [(closed if isinstance(value, Fixed) else value, expression) for value, expression in pairs]
