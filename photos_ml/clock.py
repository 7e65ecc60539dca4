"""The time, as a dependency: everything that needs 'now' is given a clock."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

FIRST_YEAR, LAST_YEAR = 1900, 2200


def can_be_today(day: date) -> bool:
    """Whether one may ask as of this day: 'ten years ago' and 'next week' are days of the calendar, too."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


class Clock(Protocol):
    """Tells the current moment, with its UTC offset."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock in the machine's time zone."""

    def now(self) -> datetime:
        return datetime.now().astimezone()


class FixedClock:
    """Always the same moment; a naive one is read as local wall-clock time."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment if moment.tzinfo else moment.astimezone()

    def now(self) -> datetime:
        return self._moment
