"""What is left of a time when another is taken out of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from photos_ml.planner.plan import Days, Hours, Recurring, YearDays

_DAY = timedelta(days=1)
_LEAP_YEAR = 2000
"""Days of the year are counted in one that has all of them."""
MONTHS, WEEKDAYS = range(1, 13), range(7)


def without_days(taken: Sequence[Days], unwanted: Iterable[Days]) -> tuple[Days, ...]:
    """`taken`, or all days where it is empty, less each of `unwanted`; empty where nothing is left."""
    kept = [(one.start or date.min, one.end or date.max) for one in taken] or [(date.min, date.max)]
    for out in unwanted:
        start, end = out.start or date.min, out.end or date.max
        kept = [piece for first, last in kept for piece in _cut(first, last, start, end)]
    return tuple(
        Days(None if first == date.min else first, None if last == date.max else last)
        for first, last in kept
        if (first, last) != (date.min, date.max)
    )


def _cut(first: date, last: date, start: date, end: date) -> Iterable[tuple[date, date]]:
    """What of [first, last] lies outside of [start, end]."""
    if end < first or last < start:
        yield first, last
        return
    if first < start:
        yield first, start - _DAY
    if end < last:
        yield end + _DAY, last


def without_parts(part: Recurring, unwanted: Recurring) -> Recurring:
    """`part` less `unwanted`, kind by kind; a kind that `part` does not limit is limited to all the rest.

    Days and hours are turned round where `part` has none of them, and left alone where it has.
    """
    return Recurring(
        months=_less(part.months, unwanted.months, MONTHS),
        weekdays=_less(part.weekdays, unwanted.weekdays, WEEKDAYS),
        days=part.days or tuple(map(_other_days, unwanted.days)),
        hours=part.hours or tuple(map(_other_hours, unwanted.hours)),
    )


def _less(kept: tuple[int, ...], unwanted: tuple[int, ...], every: range) -> tuple[int, ...]:
    """All of `kept` again where nothing else would be left: two wishes that contradict each other."""
    if not unwanted:
        return kept
    return tuple(one for one in kept or every if one not in unwanted) or kept


def _other_days(days: YearDays) -> YearDays:
    return YearDays(_beside(days.end, _DAY), _beside(days.start, -_DAY))


def _beside(day: str, step: timedelta) -> str:
    return f"{date(_LEAP_YEAR, int(day[:2]), int(day[3:])) + step:%m-%d}"


def _other_hours(hours: Hours) -> Hours:
    return Hours(hours.end % 24, hours.start or 24)
