"""Clauses of time: 'before they tore it down in 2017' bounds the days, and shows nothing."""

from __future__ import annotations

from datetime import timedelta

from photos_ml.planner.dates.expressions import Expression
from photos_ml.planner.dates.values import Fixed
from photos_ml.planner.reading import Draft, Reading
from photos_ml.planner.spans import SpanRole
from photos_ml.planner.tokens import is_word
from photos_ml.saying import Saying

LONGEST = 7
"""Tokens between 'before' and its date; further apart they hardly belong together."""
_DAY = timedelta(days=1)


def find_clauses(draft: Draft) -> None:
    """Turn the one date of 'before he died in 2015' into an open end, the clause being its evidence."""
    for reading in draft.with_role(SpanRole.WHEN):
        found = _clause_before(draft, reading.start)
        bounded = _bounded(reading, found[1]) if found else None
        if found and bounded:
            draft.remove(reading)
            value = Expression(found[0], reading.end, (bounded,))
            draft.add(found[0], reading.end, SpanRole.WHEN, value)


def find_undated_clauses(draft: Draft) -> None:
    """'before we moved to berlin', with no date: when that was is not known, and the photos are not from
    there; the words stay as they are.
    """
    for reading in draft.with_role(SpanRole.WHERE):
        found = _clause_before(draft, reading.start)
        if found and draft.find(found[0], "undated"):
            draft.remove(reading)
            draft.add(found[0], reading.end, SpanRole.WHAT)
            clause = draft.quote(found[0], reading.end)
            draft.notes.append(Saying("undated", f"when '{clause}' is not known: left as words", text=clause))


def _clause_before(draft: Draft, end: int) -> tuple[int, str] | None:
    """Where a clause that runs up to token `end` begins, and its conjunction; no comma or name lies in it."""
    for at in range(end - 1, max(-1, end - LONGEST), -1):
        if draft.role(at) is not None or not is_word(draft.tokens[at]):
            return None
        conjunction = draft.find(at, "clause")
        if conjunction and at + 1 < end and draft.find(at + 1, "clause subject"):
            return at, str(conjunction.value)
    return None


def _bounded(reading: Reading, conjunction: str) -> Fixed | None:
    """The stretch that the conjunction leaves of a closed one; None for a date that is no single stretch."""
    values = reading.value.values if isinstance(reading.value, Expression) else ()
    value = values[0] if len(values) == 1 else None
    if not isinstance(value, Fixed) or value.start is None or value.end is None:
        return None
    if conjunction == "before":
        return Fixed(None, value.start - _DAY)
    return Fixed(value.end + _DAY if conjunction == "after" else value.start, None)
