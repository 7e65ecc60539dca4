"""The nth week, weekday or month of a stretch of days, and thirds of parts of the year."""

from __future__ import annotations

from datetime import date, timedelta

from photos_ml.planner.dates import calendar as cal
from photos_ml.planner.dates.values import Fixed, Grain, Yearly
from photos_ml.planner.plan import Recurring


def nth_in(whole: Fixed, thing: object, order: int, length: int) -> Fixed | None:
    """The nth unit or weekday of a closed span; -1 is its last."""
    if whole.start is None or whole.end is None or order == 0:
        return None
    if isinstance(thing, tuple):
        return _nth_weekday_in(whole.start, whole.end, thing[0], order)
    match thing:
        case "day":
            start = (
                whole.start + timedelta(days=order - 1)
                if order > 0
                else whole.end - timedelta(days=length - 1)
            )
            return _inside(whole, Fixed(start, cal.shift_days(start, length - 1)))
        case "week" | "weekend" | "fortnight":
            return _nth_week_in(whole, str(thing), order, length)
        case "half" if whole.grain is Grain.MONTH:
            middle = whole.start.replace(day=15)
            first, second = Fixed(whole.start, middle), Fixed(middle + timedelta(days=1), whole.end)
            return {1: first, 2: second, -1: second}.get(order)
        case "month" | "quarter" | "half":
            months = {"month": 1, "quarter": 3, "half": 6}[str(thing)]
            grain = Grain.MONTH if thing == "month" else Grain.SEASON
            total = (whole.end.year - whole.start.year) * 12 + whole.end.month - whole.start.month + 1
            offset = (order - 1) * months if order > 0 else total - months * length
            start_month = cal.shift_months(whole.start.replace(day=1), offset)
            if start_month is None or not 0 <= offset < total:
                return None
            return cal.month_span(start_month.year, start_month.month, months * length, grain)
        case _:
            return None


def _nth_weekday_in(start: date, end: date, weekday: int, order: int) -> Fixed | None:
    if order > 0:
        day = start + timedelta(days=(weekday - start.weekday()) % 7 + 7 * (order - 1))
    else:
        day = end - timedelta(days=(end.weekday() - weekday) % 7)
    return Fixed(day, day) if start <= day <= end else None


def _nth_week_in(whole: Fixed, unit: str, order: int, length: int) -> Fixed | None:
    """Weeks belong to the span that holds their Thursday (as in ISO 8601); weekends to the one with their
    Saturday.
    """
    if whole.start is None or whole.end is None:
        return None
    marker = 5 if unit == "weekend" else 3
    found = _nth_weekday_in(whole.start, whole.end, marker, order)
    if found is None or found.start is None:
        return None
    if unit == "weekend":
        return cal.weekend_span(found.start)
    weeks = (2 if unit == "fortnight" else 1) * length
    week = cal.week_span(found.start)
    if week.start is None or week.end is None:
        return None
    extra = timedelta(days=7 * (weeks - 1))
    return (
        Fixed(week.start, week.end + extra, Grain.WEEK)
        if order > 0
        else Fixed(week.start - extra, week.end, Grain.WEEK)
    )


def _inside(whole: Fixed, found: Fixed) -> Fixed | None:
    if None in (whole.start, whole.end, found.start, found.end):
        return None
    return found if whole.start <= found.start and found.end <= whole.end else None  # type: ignore[operator]


def part_of_year(yearly: Yearly, part: str) -> Yearly:
    """The third of a part of every year: 'early june' of every year."""

    def in_year(year: int) -> tuple[date, date] | None:
        whole = yearly.anchored(year)
        cut = cal.part_of(whole, part) if whole else None
        return (cut.start, cut.end) if cut and cut.start and cut.end else None

    ends = in_year(2001)
    if ends is None:
        return yearly
    first, last = ends
    even = cal.days_of_year((first.month, first.day), (last.month, last.day), Grain.WEEK)
    recurring = even.part if even else yearly.part
    whole_months = yearly.grain is Grain.SEASON
    if whole_months:
        recurring = Recurring(months=(first.month,))
    return Yearly(in_year, recurring, Grain.MONTH if whole_months else Grain.WEEK)
