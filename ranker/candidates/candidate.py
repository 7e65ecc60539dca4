"""What a memory could be about: a kind, a subject, the photos it may draw on, and the evidence for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from photos_ml.types import Place


class MemoryKind(StrEnum):
    """Kinds of memories, as in the JSON."""

    ON_THIS_DAY = "on_this_day"
    HOLIDAY = "holiday"
    TRIP = "trip"
    DAY_OUT = "day_out"
    FIRST_TIME = "first_time"
    PERSON = "person"
    TOGETHER = "together"
    THEME = "theme"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    THEN_AND_NOW = "then_and_now"
    RECENT = "recent"


@dataclass(frozen=True, slots=True)
class Facts:
    """What titles and reasons may say; '' and () where it does not apply."""

    first: date
    last: date
    places: tuple[Place, ...] = ()
    """In the order visited."""
    home_country: str = ""
    people: tuple[str, ...] = ()
    theme: str = ""
    period: str = ""
    """'July', 'summer', 'Christmas'."""
    anniversary_days: int | None = None
    """Days between today and the nearest anniversary of what happened."""
    nights: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A memory that could be made: rows of a scene, chosen from later."""

    kind: MemoryKind
    subject: str
    """The same for the same trip, person or theme on any day: what cool-downs go by."""
    rows: tuple[int, ...]
    facts: Facts
    why: tuple[str, ...]


def anniversary_days(today: date, then: date) -> int:
    """Days from today to the nearest yearly return of a day, 0 to 183; leap days return on 28 February."""
    returns = [_in_year(then, year) for year in (today.year - 1, today.year, today.year + 1)]
    return min(abs((day - today).days) for day in returns)


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def span(days: Sequence[date]) -> tuple[date, date]:
    """First and last of one or more days."""
    return min(days), max(days)
