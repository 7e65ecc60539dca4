"""What words of time mean before a plan is made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from photos_ml.planner.plan import Days, Hours, Recurring


class Grain(IntEnum):
    """How coarse a period is; a coarser one may give a finer one its year."""

    DAY = 0
    WEEK = 1
    MONTH = 2
    SEASON = 3
    YEAR = 4
    DECADE = 5
    CENTURY = 6


@dataclass(frozen=True, slots=True)
class Fixed:
    """Days of the calendar, both ends included; None is an open end. `hours` narrow the time of day."""

    start: date | None
    end: date | None
    grain: Grain = Grain.DAY
    hours: tuple[Hours, ...] = ()
    part: Yearly | None = field(default=None, compare=False)
    """The part of the year this is one of: 'spring' of 'spring 2018'."""
    weekday: int | None = None
    """0-6 where the words were a bare weekday, which beside other days means every such day."""

    @property
    def closed(self) -> bool:
        return self.start is not None and self.end is not None

    def days(self) -> Days:
        return Days(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Yearly:
    """A part of every year. `in_year` gives its days in one year, None where it has none (29 February).

    `part` is its recurring form; None for a movable feast, which has no fixed days of the year.
    """

    in_year: Callable[[int], tuple[date, date] | None]
    part: Recurring | None
    grain: Grain
    month: int = 0
    """1-12 where it is one whole month, else 0."""

    def anchored(self, year: int) -> Fixed | None:
        ends = self.in_year(year)
        return Fixed(*ends, self.grain, part=self) if ends else None

    def latest(self, today: date, *, back: int = 0) -> Fixed | None:
        """The latest one that has begun, or the one `back` before it; None where that year has none or its
        moon is not reckoned.
        """
        begun = [
            found
            for year in range(today.year, max(0, today.year - back - 10), -1)
            if (found := self.anchored(year)) and found.start and found.start <= today
        ]
        return begun[back] if back < len(begun) else None

    def following(self, today: date) -> Fixed:
        """The first one that has not begun."""
        for year in range(today.year, today.year + 10):
            found = self.anchored(year)
            if found and found.start and found.start > today:
                return found
        return Fixed(date(today.year + 1, 1, 1), None, self.grain)


@dataclass(frozen=True, slots=True)
class Repeating:
    """Weekdays or hours with no calendar days."""

    part: Recurring


Value = Fixed | Yearly | Repeating


@dataclass(frozen=True, slots=True)
class Outside:
    """Days or parts of every year that must not be: 'not in 2020', 'but not in winter', 'except at night'."""

    value: Value


Wish = Value | Outside
"""A time that is wanted, or one that is not."""


@dataclass(frozen=True, slots=True)
class When:
    """The time constraint of a query: a union of days, and recurring parts."""

    taken: tuple[Days, ...] = ()
    recurring: Recurring = field(default_factory=Recurring)
    not_taken: tuple[Days, ...] = ()
    not_recurring: Recurring = field(default_factory=Recurring)

    def __bool__(self) -> bool:
        return bool(self.taken or self.recurring or self.not_taken or self.not_recurring)


def joined(first: Recurring, second: Recurring) -> Recurring:
    """Both constraints: their parts side by side."""
    return Recurring(
        months=_union(first.months, second.months),
        days=_union(first.days, second.days),
        weekdays=_union(first.weekdays, second.weekdays),
        hours=_union(first.hours, second.hours),
    )


def _union(first: tuple[object, ...], second: tuple[object, ...]) -> tuple:  # type: ignore[type-arg]
    return first + tuple(item for item in second if item not in first)
