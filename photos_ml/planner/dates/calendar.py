"""Calendar arithmetic: every function takes its 'today' and returns closed spans of local days."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from photos_ml.planner.dates.values import Fixed, Grain, Yearly
from photos_ml.planner.plan import Recurring, YearDays

SEASON_START_MONTH = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
"""Meteorological seasons of the northern half: three whole months each."""
MIN_YEAR, MAX_YEAR = 1, 9998

_HALF_YEAR = 6
_WEEKDAYS_COME_ROUND = 12 * 12
"""Months within which every day of a month has been every weekday."""


def last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def make_day(year: int, month: int, day: int) -> date | None:
    """None where there is no such day."""
    if not (MIN_YEAR <= year <= MAX_YEAR and 1 <= month <= 12 and 1 <= day <= last_day(year, month)):
        return None
    return date(year, month, day)


def shift_days(day: date, days: int) -> date | None:
    """None beyond the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def shift_months(day: date, months: int) -> date | None:
    """The same day of another month, or its last day where the month is shorter; None beyond the calendar."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not MIN_YEAR <= year <= MAX_YEAR:
        return None
    return date(year, month, min(day.day, last_day(year, month)))


def year_span(year: int, years: int = 1, grain: Grain = Grain.YEAR) -> Fixed | None:
    if not (year >= MIN_YEAR and year + years - 1 <= MAX_YEAR):
        return None
    return Fixed(date(year, 1, 1), date(year + years - 1, 12, 31), grain)


def month_span(year: int, month: int, months: int = 1, grain: Grain = Grain.MONTH) -> Fixed | None:
    if not (MIN_YEAR <= year <= MAX_YEAR - 1):
        return None
    index = year * 12 + month - 1 + months - 1
    end_year, end_month = index // 12, index % 12 + 1
    return Fixed(date(year, month, 1), date(end_year, end_month, last_day(end_year, end_month)), grain)


def week_span(day: date) -> Fixed:
    """The week from Monday to Sunday that holds `day`."""
    monday = day - timedelta(days=day.weekday())
    return Fixed(monday, monday + timedelta(days=6), Grain.WEEK)


def weekend_span(day: date) -> Fixed:
    """Saturday and Sunday of the week that holds `day`."""
    monday = day - timedelta(days=day.weekday())
    return Fixed(monday + timedelta(days=5), monday + timedelta(days=6), Grain.DAY)


def iso_week(year: int, week: int) -> Fixed | None:
    try:
        return week_span(date.fromisocalendar(year, week, 1))
    except ValueError:
        return None


def unit_span(unit: str, today: date, offset: int) -> Fixed | None:
    """The whole calendar unit that lies `offset` units from the one holding `today`."""
    if abs(offset) > 10_000:
        return None
    match unit:
        case "day":
            day = shift_days(today, offset)
            return Fixed(day, day) if day else None
        case "week" | "fortnight" | "weekend":
            day = shift_days(today, 7 * offset * (2 if unit == "fortnight" else 1))
            if day is None:
                return None
            return weekend_span(day) if unit == "weekend" else week_span(day)
        case "month" | "quarter" | "half":
            return _months_span(unit, today, offset)
        case "decade":
            return year_span((today.year // 10 + offset) * 10, 10, Grain.DECADE)
        case "century":
            return year_span((today.year // 100 + offset) * 100, 100, Grain.CENTURY)
        case _:
            return year_span(today.year + offset)


def beside(unit: str, day: date, sign: int) -> Fixed | None:
    """The seven days after `day` (before it where `sign` is -1), or the first weekend wholly after it."""
    first = shift_days(day, sign)
    if first is None:
        return None
    if unit == "week":
        last = shift_days(day, 7 * sign)
        return Fixed(min(first, last), max(first, last), Grain.WEEK) if last else None
    away = (5 - first.weekday()) % 7 if sign > 0 else -((first.weekday() - 6) % 7)
    near = shift_days(first, away)
    far = shift_days(near, sign) if near else None
    return Fixed(min(near, far), max(near, far)) if near and far else None


def _months_span(unit: str, today: date, offset: int) -> Fixed | None:
    months, grain = {"month": (1, Grain.MONTH), "quarter": (3, Grain.SEASON), "half": (6, Grain.SEASON)}[unit]
    start = shift_months(
        today.replace(day=1, month=(today.month - 1) // months * months + 1), offset * months
    )
    return month_span(start.year, start.month, months, grain) if start else None


def trailing(unit: str, count: int, today: date) -> Fixed | None:
    """The last `count` units up to and with today: 'last 7 days' is today and the six days before it."""
    if not 0 < count <= 10_000:
        return None
    if unit in ("quarter", "half"):  # these are parts of the calendar: whole ones
        first, last = unit_span(unit, today, -count), unit_span(unit, today, -1)
        return Fixed(first.start, last.end, Grain.SEASON) if first and last else None
    months = {"month": 1, "year": 12, "decade": 120, "century": 1200}.get(unit)
    if months is None:
        days = {"week": 7, "fortnight": 14, "weekend": 7}.get(unit, 1) * count
        start = shift_days(today, 1 - days)
    else:
        before = shift_months(today, -months * count)
        start = shift_days(before, 1) if before else None
    return Fixed(start, today, Grain.DAY) if start else None


def moved(day: date, unit: str, count: int) -> date | None:
    """The day `count` units after `day` (before, where negative)."""
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}.get(unit)
    if abs(count) > 100_000:
        return None
    if months:
        return shift_months(day, months * count)
    return shift_days(day, count * {"week": 7, "fortnight": 14, "weekend": 7}.get(unit, 1))


def season(name: str, *, southern: bool) -> Yearly:
    """Three whole months that begin in the named year: winter 2020 runs into February 2021."""
    start = SEASON_START_MONTH[name]
    if southern:
        start = (start + _HALF_YEAR - 1) % 12 + 1
    return months_of_year(start, 3, Grain.SEASON)


def months_of_year(start: int, months: int = 1, grain: Grain = Grain.MONTH) -> Yearly:
    """Whole months of every year, from `start` on, over New Year where they do not fit."""

    def in_year(year: int) -> tuple[date, date] | None:
        found = month_span(year, start, months)
        return (found.start, found.end) if found and found.start and found.end else None

    numbers = tuple(sorted((start + k - 1) % 12 + 1 for k in range(months)))
    return Yearly(in_year, Recurring(months=numbers), grain, month=start if months == 1 else 0)


def days_of_year(start: tuple[int, int], end: tuple[int, int], grain: Grain = Grain.DAY) -> Yearly | None:
    """From (month, day) to (month, day) of every year, over New Year where the end is before the start."""
    if not all(make_day(2000, month, day) for month, day in (start, end)):
        return None

    def in_year(year: int) -> tuple[date, date] | None:
        first = make_day(year, *start)
        last = make_day(year + (end < start), *end)
        return (first, last) if first and last else None

    part = Recurring(days=(YearDays("{:02d}-{:02d}".format(*start), "{:02d}-{:02d}".format(*end)),))
    return Yearly(in_year, part, grain)


def long_weekend(ends: tuple[date, date] | None) -> tuple[date, date] | None:
    """A feast with the weekend it lies in or touches: from Thursday to Sunday, or from Saturday to Monday."""
    if ends is None:
        return None
    first, last = ends
    saturday = first + timedelta(days=5 - first.weekday())
    if first.weekday() == 0:
        return saturday - timedelta(days=7), last
    start = first if first.weekday() in (3, 4) else saturday
    return min(start, saturday), max(
        last, saturday + timedelta(days=1)
    ) if first.weekday() >= 3 else saturday + timedelta(days=1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The nth such weekday of a month; counted from its end where `nth` is negative."""
    if nth > 0:
        first = date(year, month, 1)
        day = 1 + (weekday - first.weekday()) % 7 + 7 * (nth - 1)
    else:
        end = date(year, month, last_day(year, month))
        day = end.day - (end.weekday() - weekday) % 7 + 7 * (nth + 1)
    return make_day(year, month, day) if day > 0 else None


def latest_weekday_on(today: date, weekday: int, day: int) -> date | None:
    """The latest date before today that is such a weekday and such a day of its month."""
    months = (shift_months(today.replace(day=1), -back) for back in range(_WEEKDAYS_COME_ROUND))
    days = (make_day(month.year, month.month, day) for month in months if month)
    return next((found for found in days if found and found < today and found.weekday() == weekday), None)


def part_of(span: Fixed, part: str) -> Fixed:
    """The early, mid or late third of a closed span: days 1-10, 11-20 and 21-end of a month, else whole
    months or days.
    """
    if span.start is None or span.end is None:
        return span
    index = {"early": 0, "mid": 1, "late": 2}[part]
    one_month = (span.start.year, span.start.month) == (span.end.year, span.end.month)
    if span.grain is Grain.MONTH and one_month:
        first, last = ((1, 10), (11, 20), (21, span.end.day))[index]
        return Fixed(span.start.replace(day=first), span.start.replace(day=last), Grain.WEEK)
    if span.grain >= Grain.MONTH:
        months = (span.end.year - span.start.year) * 12 + span.end.month - span.start.month + 1
        cuts = [round(months * k / 3) for k in range(4)]
        if span.grain >= Grain.DECADE:  # whole years: the early 90s are 1990-1993
            cuts = [round(months / 12 * k / 3 + 0.17) * 12 for k in range(3)] + [months]
        start = shift_months(span.start, cuts[index])
        after = shift_months(span.start, cuts[index + 1])
        return Fixed(start, after - timedelta(days=1) if after else span.end, Grain.MONTH)
    length = (span.end - span.start).days + 1
    cuts = [round(length * k / 3) for k in range(4)]
    return Fixed(
        span.start + timedelta(days=cuts[index]),
        span.start + timedelta(days=max(cuts[index + 1] - 1, cuts[index])),
    )
