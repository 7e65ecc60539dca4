"""Ranges of time: '2018 to 2020', 'april 9th through 17th', 'between march and may 2022', 'monday to
friday'.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from photos_ml.planner.dates import calendar as cal
from photos_ml.planner.dates.base import Point
from photos_ml.planner.dates.points import PointReader
from photos_ml.planner.dates.values import Fixed, Grain, Repeating, Value, Yearly
from photos_ml.planner.dates.words import Words
from photos_ml.planner.lexicon import Found
from photos_ml.planner.plan import Recurring


class Read(NamedTuple):
    """Values read, the token after them, and whether the words alone make them a time."""

    values: tuple[Value, ...]
    end: int
    strong: bool


class RangeReader:
    """Reads a point, a linking word and another point."""

    def __init__(self, words: Words, points: PointReader) -> None:
        self._words = words
        self._today = words.context.today
        self._points = points

    def read(self, at: int, links: tuple[str, ...]) -> Read | None:
        words = self._words
        left = self._points.read(at)
        found = self._linked(left.value, left.end, links) if left else None
        if found:
            return found
        return self._bare_day_range(words.skip(at, "the"), tuple(link for link in links if link != "slash"))

    def _linked(self, left: Value, at: int, links: tuple[str, ...]) -> Read | None:
        words = self._words
        link = words.lexicon.find_any(words.tokens, at, links)
        if link is None:
            return None
        begin = words.skip_all(link.end, "from", "in")
        now = words.find(begin, "now")
        if now:
            return self._until_now(left, now.end)
        right = self._points.read(begin)
        short = self._short_year(left, begin, link) if right is None or not right.strong else None
        if short:
            return short
        if right is None or (isinstance(left, Fixed) and isinstance(right.value, Repeating)):
            return self._same_month(left, begin)
        value = self._spanning(left, right.value)
        return Read((value,), right.end, True) if value else None

    def _until_now(self, left: Value, at: int) -> Read | None:
        start = (
            left
            if isinstance(left, Fixed)
            else left.latest(self._today)
            if isinstance(left, Yearly)
            else None
        )
        if start is None or start.start is None or start.start > self._today:
            return None
        return Read((Fixed(start.start, self._today),), at, True)

    def _short_year(self, left: Value, at: int, link: Found) -> Read | None:
        """The '20' of '2018-20' or '2018/19'."""
        word = self._words.word(at)
        if not (
            isinstance(left, Fixed) and left.grain is Grain.YEAR and left.start and self._words.joined(at)
        ):
            return None
        if len(word) != 2 or not word.isdecimal() or link.end != at:
            return None
        year = left.start.year // 100 * 100 + int(word)
        if year <= left.start.year or self._words.word(at + 1) in ("-", "/", "."):
            return None
        return Read((Fixed(left.start, date(year, 12, 31), Grain.YEAR),), at + 1, True)

    def _same_month(self, left: Value, at: int) -> Read | None:
        """The second day number of 'april 9th through 17th'."""
        day = self._words.day_number(self._words.skip(at, "the"))
        if day is None or self._words.find(day.end, "unit"):
            return None
        if isinstance(left, Yearly) and left.grain is Grain.DAY:
            first = left.in_year(2000)
            if first is None or first[0] != first[1]:
                return None
            span = cal.days_of_year((first[0].month, first[0].day), (first[0].month, day.value))
            if span is None or day.value < first[0].day:
                return None
            year = self._points.year_span(self._words.skip_all(day.end, "of", "comma", "in"))
            value = span.anchored(year.value.start.year) if year else None
            return Read((value,), year.end, True) if year and value else Read((span,), day.end, True)
        if isinstance(left, Fixed) and left.grain is Grain.DAY and left.start:
            end = cal.make_day(left.start.year, left.start.month, day.value)
            return Read((Fixed(left.start, end),), day.end, True) if end and end >= left.start else None
        return None

    def _bare_day_range(self, at: int, links: tuple[str, ...]) -> Read | None:
        """'9 to 12 of june', '4-22 january 1995': the first day number has no month of its own."""
        words = self._words
        first = words.day_number(at)
        link = words.lexicon.find_any(words.tokens, first.end, links) if first else None
        if first is None or link is None:
            return None
        right = self._points.read(words.skip(link.end, "the")) or self._day_of_month(
            words.skip(link.end, "the")
        )
        value = right.value if right else None
        if right is None:
            return None
        if isinstance(value, Yearly) and value.grain is Grain.DAY:
            last = value.in_year(2000)
            span = (
                cal.days_of_year((last[0].month, first.value), (last[1].month, last[1].day))
                if last and last[0] == last[1] and first.value < last[1].day
                else None
            )
            return Read((span,), right.end, True) if span else None
        if isinstance(value, Fixed) and value.grain is Grain.DAY and value.start == value.end and value.start:
            start = cal.make_day(value.start.year, value.start.month, first.value)
            if start and start < value.start:
                return Read((Fixed(start, value.end),), right.end, True)
        return None

    def _day_of_month(self, at: int) -> Point | None:
        """'22 of this month'."""
        day = self._words.day_number(at)
        month = self._points.read(self._words.skip_all(day.end, "of", "in")) if day else None
        if (
            day is None
            or month is None
            or not isinstance(month.value, Fixed)
            or month.value.grain is not Grain.MONTH
        ):
            return None
        start = month.value.start
        found = cal.make_day(start.year, start.month, day.value) if start else None
        return Point(Fixed(found, found), month.end) if found else None

    def _spanning(self, left: Value, right: Value) -> Value | None:
        """From the start of one to the end of the other; a part without a year takes the other's."""
        days = _weekday_range(left, right)
        if days or isinstance(left, Repeating) or isinstance(right, Repeating):
            return days
        if isinstance(left, Yearly) and isinstance(right, Yearly):
            return _yearly_range(left, right)
        if isinstance(left, Yearly) and isinstance(right, Fixed):
            if right.start is None:
                return None
            first = left.anchored(right.start.year)
            if first and first.start and right.end and first.start > right.end:
                first = left.anchored(right.start.year - 1)
            left = first or right
        if isinstance(right, Yearly) and isinstance(left, Fixed):
            if left.start is None:
                return None
            second = right.anchored(left.start.year)
            if second and second.end and second.end < left.start:
                second = right.anchored(left.start.year + 1)
            right = second or left
        if not (isinstance(left, Fixed) and isinstance(right, Fixed)) or not (left.closed and right.closed):
            return None
        first, second = sorted((left, right), key=lambda fixed: fixed.start or date.min)
        return Fixed(
            first.start, max(first.end or date.min, second.end or date.min), max(left.grain, right.grain)
        )


def _yearly_range(left: Yearly, right: Yearly) -> Yearly | None:
    """'march to may', 'june 3 to june 10', over New Year where the second comes first."""
    first, second = left.in_year(2000), right.in_year(2000)
    if first is None or second is None or left.part is None or right.part is None:
        return None
    start, end = first[0], second[1]
    if left.grain >= Grain.MONTH and right.grain >= Grain.MONTH and left.part.months and right.part.months:
        return cal.months_of_year(start.month, (end.month - start.month) % 12 + 1)
    return cal.days_of_year((start.month, start.day), (end.month, end.day), Grain.WEEK)


def _weekday_range(left: Value, right: Value) -> Repeating | None:
    """'monday to friday' as plural or bare weekdays."""
    days = [weekdays_of(value) for value in (left, right)]
    if None in days:
        return None
    first, last = days[0][0], days[1][-1]  # type: ignore[index]
    return Repeating(Recurring(weekdays=tuple((first + k) % 7 for k in range((last - first) % 7 + 1))))


def weekdays_of(value: Value) -> tuple[int, ...] | None:
    if isinstance(value, Repeating):
        return value.part.weekdays or None
    return (value.weekday,) if isinstance(value, Fixed) and value.weekday is not None else None
