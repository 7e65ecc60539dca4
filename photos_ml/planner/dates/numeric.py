"""Dates written in digits: 2019-05-03, 3.5.2019, 5/3/2019, 03-May-2019, 20190503, 2019-05, 05/2019."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from photos_ml.planner.dates.calendar import days_of_year, make_day, month_span
from photos_ml.planner.dates.values import Fixed
from photos_ml.planner.dates.words import FIRST_YEAR, LAST_YEAR, Words
from photos_ml.planner.lexicon import Found

SHORTEST_MONTH, LONGEST_MONTH = 28, 31
_SEPARATORS = frozenset("-/.–")


class _Part(NamedTuple):
    """One piece between separators: its number, how many digits it has, and whether it is a month's name."""

    value: int
    digits: int
    named: bool

    @property
    def is_year(self) -> bool:
        return self.digits == 4 and FIRST_YEAR <= self.value <= LAST_YEAR


def read_numeric(words: Words, at: int) -> Found | None:
    """A date in digits that begins at token `at`; its parts touch and share one separator."""
    word = words.word(at)
    if word.isdecimal() and len(word) == 8:
        year = int(word[:4])
        day = make_day(year, int(word[4:6]), int(word[6:]))
        return Found(Fixed(day, day), at + 1) if day and FIRST_YEAR <= year <= LAST_YEAR else None
    separator = words.word(at + 1)
    if separator not in _SEPARATORS or not separator:
        return _in_a_row(words, at)
    if not (words.joined(at + 1) and words.joined(at + 2)):
        return _spaced(words, at)
    parts, end = _parts(words, at, separator)
    if len(parts) == 3:
        day = _three(words, parts, separator)
        return Found(Fixed(day, day), end) if day else _without_such_a_day(words, parts, separator, end)
    return _month_and_year(parts, end) if len(parts) == 2 else None


def read_month_and_day(words: Words, at: int) -> Found | None:
    """'4/22': a day of every year, where the context says that it is a date at all."""
    if words.word(at + 1) != "/" or not (words.joined(at + 1) and words.joined(at + 2)):
        return None
    parts, end = _parts(words, at, "/")
    if len(parts) != 2 or any(part.named or part.digits > 2 for part in parts):
        return None
    first, second = (part.value for part in parts)
    orders = (
        [(second, first), (first, second)] if words.context.day_first else [(first, second), (second, first)]
    )
    for month, day in orders:
        value = days_of_year((month, day), (month, day))
        if value:
            return Found(value, end)
    return None


def _in_a_row(words: Words, at: int) -> Found | None:
    """'2016 10 16': year, month and day with only spaces between."""
    parts = [_part(words, at + k) for k in range(3)]
    year, month, day = parts
    if year is None or month is None or day is None or not year.is_year:
        return None
    if month.named or day.named or 4 in (month.digits, day.digits):
        return None
    found = make_day(year.value, month.value, day.value)
    return Found(Fixed(found, found), at + 3) if found else None


def _spaced(words: Words, at: int) -> Found | None:
    """'2016 - 11', '11 / 2016': only a month and a year can be told with spaces between."""
    first, second = _part(words, at), _part(words, at + 2)
    if words.word(at + 1) not in "-/" or first is None or second is None or first.named or second.named:
        return None
    if words.word(at + 3) in _SEPARATORS and words.word(at + 3):
        return None
    return _month_and_year([first, second], at + 3)


def _parts(words: Words, at: int, separator: str) -> tuple[list[_Part], int]:
    parts: list[_Part] = []
    end = at
    while len(parts) < 3:
        part = _part(words, end)
        if part is None:
            break
        parts.append(part)
        end += 1
        if words.word(end) != separator or not (words.joined(end) and words.joined(end + 1)):
            break
        end += 1
    complete = not parts or words.word(end - 1) != separator
    return parts, end if complete else end - 1


def _part(words: Words, at: int) -> _Part | None:
    word = words.word(at)
    if word.isdecimal() and len(word) in (1, 2, 4):
        return _Part(int(word), len(word), named=False)
    month = words.find(at, "month")
    return _Part(month.value, 0, named=True) if month and month.end == at + 1 else None


def _three(words: Words, parts: list[_Part], separator: str) -> date | None:
    named = [part for part in parts if part.named]
    if len(named) > 1:
        return None
    first, second, third = parts
    if named:
        numbers = [part for part in parts if not part.named]
        year, day = numbers if numbers[0].digits == 4 else numbers[::-1]
        return make_day(_year(words, year), named[0].value, day.value) if day.digits <= 2 else None
    if first.digits == 4:
        return make_day(first.value, second.value, third.value) or make_day(
            first.value, third.value, second.value
        )
    if first.digits > 2 or second.digits > 2 or third.digits < 2:
        return None
    orders = [(first.value, second.value), (second.value, first.value)]
    if words.context.day_first or separator == ".":
        orders.reverse()
    days = (make_day(_year(words, third), month, day) for month, day in orders)
    return next((day for day in days if day), None)


def _without_such_a_day(words: Words, parts: list[_Part], separator: str, end: int) -> Found | None:
    """'31.04.2023', '2023-02-30': the month that has no such day, whole."""
    year = 0 if parts[0].digits == 4 else 2
    days = range(SHORTEST_MONTH, LONGEST_MONTH + 1)
    shortened = [
        part._replace(value=SHORTEST_MONTH) if k != year and part.value in days else part
        for k, part in enumerate(parts)
    ]
    day = _three(words, shortened, separator)
    span = month_span(day.year, day.month) if day else None
    return Found(span, end) if span else None


def _year(words: Words, part: _Part) -> int:
    return part.value if part.digits == 4 else words.full_year(part.value)


def _month_and_year(parts: list[_Part], end: int) -> Found | None:
    year, month = parts if parts[0].is_year else parts[::-1]
    if not year.is_year or year.named or month.digits == 4 or not 1 <= month.value <= 12:
        return None
    span = month_span(year.value, month.value)
    return Found(span, end) if span else None
