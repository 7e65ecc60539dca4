"""How near a day is to coming round."""

from __future__ import annotations

from datetime import date


def anniversary_days(today: date, then: date) -> int:
    """Days from today to the nearest yearly return of a day, 0 to 183; leap days return on 28 February."""
    returns = [_in_year(then, year) for year in (today.year - 1, today.year, today.year + 1)]
    return min(abs((day - today).days) for day in returns)


def days_since(today: date, then: date) -> int:
    """Days since the last yearly return of a day, 0 to 365."""
    returns = (_in_year(then, year) for year in (today.year - 1, today.year))
    return min(days for day in returns if (days := (today - day).days) >= 0)


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
