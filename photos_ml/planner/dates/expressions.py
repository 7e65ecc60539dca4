"""Whole expressions of time in a query: open ends, ranges, lists, and when bare words are a time at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from photos_ml.planner.dates import calendar as cal
from photos_ml.planner.dates.base import Point
from photos_ml.planner.dates.hours import HoursReader
from photos_ml.planner.dates.meaning import Meaning
from photos_ml.planner.dates.points import PointReader
from photos_ml.planner.dates.ranges import RangeReader, Read, weekdays_of
from photos_ml.planner.dates.values import Fixed, Grain, Repeating, Value, Wish, Yearly
from photos_ml.planner.dates.words import Words
from photos_ml.planner.plan import Recurring, YearDays

_DANGLING = frozenset("+-–")
LEAST_MONTH = 29
"""Days of the month beyond are not in every one."""
AROUND = timedelta(days=7)
"""How far 'around this time' reaches."""
MOST_YEARS = 60
"""'christmas 1900-2020' is no list of feasts."""
DATE_KINDS = frozenset(
    (
        *(
            "in",
            "the",
            "since",
            "after",
            "before",
            "until",
            "from",
            "between",
            "to",
            "month",
            "weekday",
            "weekdays",
        ),
        *(
            "season",
            "seasons",
            "holiday",
            "unit",
            "number",
            "tens",
            "some",
            "ordinal",
            "last",
            "this",
            "next",
            "past",
        ),
        *(
            "part",
            "relative day",
            "last night",
            "this daypart",
            "daypart",
            "dayparts",
            "every",
            "decade",
            "thousands",
        ),
        *("century prefix", "on this day", "ago prefix", "before last adjective", "older than", "newer than"),
        *("until now", "year to date", "within", "same day", "this time", "holidays", "amount"),
        *("longer ago than", "less long ago than", "week commencing", "hours said", "decade prefix"),
    )
)
"""Kinds of words an expression of time can begin with, besides digits and an apostrophe."""


class Expression(NamedTuple):
    """Tokens [start, end) and the values they name: their union, or parts of it that combine."""

    start: int
    end: int
    values: tuple[Wish, ...]


class ExpressionReader:
    """Finds every expression of time in the tokens, left to right, longest first."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._today = words.context.today
        self._points = PointReader(words)
        self._ranges = RangeReader(words, self._points)
        self._hours = HoursReader(words)
        self._meaning = Meaning(words)

    def expressions(self) -> Iterator[Expression]:
        """Expressions in order; bare words that only look like a time are left out."""
        at, after_date = 0, False
        while at < len(self._words.tokens):
            found = self._at(at, after_date=after_date) if self._may_begin(at) else None
            if found:
                yield found
                at, after_date = found.end, True
            else:
                at, after_date = at + 1, False

    def whole(self, start: int) -> Expression | None:
        """The expression at `start` with no question whether bare words are meant as a time."""
        found = self._read(start)
        return Expression(start, found.end, found.values) if found else None

    def names_a_thing(self, start: int) -> bool:
        """Whether the time read here only says which thing follows it: 'christmas market', 'winter coat'."""
        found = self._read(start)
        return found is not None and self._meaning.compound(start, found)

    def _may_begin(self, at: int) -> bool:
        word = self._words.word(at)
        if word[0].isdecimal() or word == "'" or self._words.part_code(word):
            return True
        return not DATE_KINDS.isdisjoint(self._words.lexicon.starts(word))

    def _at(self, at: int, *, after_date: bool) -> Expression | None:
        found = self._read(at)
        if found is None or self._numbers_a_thing(at, found):
            return None
        if found.strong or self._meaning.meant(at, found, after_date=after_date):
            return None if self._meaning.compound(at, found) else Expression(at, found.end, found.values)
        days = weekdays_of(found.values[0]) if len(found.values) == 1 else None
        return Expression(at, found.end, (Repeating(Recurring(weekdays=days)),)) if days else None

    def _numbers_a_thing(self, at: int, found: Read) -> bool:
        """'room 2019', 'a 1967 mustang': a bare year that is the number or the make of what it stands by."""
        words = self._words
        if found.end != at + 1 or words.year(at) is None:
            return False
        if words.find(at - 1, "numbered thing"):
            return True
        made = words.find(at - 1, "a") is not None and words.content_follows(found.end)
        shown = ("photo noun", "media", "of a year")
        return made and not words.lexicon.find_any(words.tokens, found.end, shown)

    def _read(self, at: int) -> Read | None:
        on_this_day = self._words.find(at, "on this day")
        if on_this_day:
            return self._on_this_day(on_this_day.end)
        for reader in (
            self._hours.read,
            self._same_day,
            self._same_unit,
            self._nth_of_every_month,
            self._this_time,
            self._to_date,
            self._last_ones,
            self._of_each_year,
            self._between,
            self._from_to,
            self._open,
            self._weekdays_led,
            self._with_preposition,
            self._list,
        ):
            found = reader(at)
            if found:
                return found
        return None

    def _on_this_day(self, at: int) -> Read | None:
        """The day itself every year, or in the one year that follows."""
        same = cal.days_of_year((self._today.month, self._today.day), (self._today.month, self._today.day))
        if same is None:
            return None
        return self._in_year(same, at) or Read((same,), at, True)

    def _same_day(self, at: int) -> Read | None:
        """'same day last year', 'today five years ago': only with a year does it not mean the day itself."""
        found = self._words.find(at, "same day")
        same = cal.days_of_year((self._today.month, self._today.day), (self._today.month, self._today.day))
        return self._in_year(same, found.end) if found and same else None

    def _same_unit(self, at: int) -> Read | None:
        """'this month last year', 'the same week in 2022': where today lies in it, in the year named."""
        words = self._words
        which = words.find(words.skip(at, "the"), "this")
        unit = words.find(which.end, "unit") if which else None
        if unit is None or unit.value not in ("week", "weekend", "month", "quarter", "half"):
            return None
        year = self._points.year_span(words.skip_all(unit.end, "of", "in", "comma"))
        years = year.value.start.year - self._today.year if year else 0
        day = cal.moved(self._today, "year", years) if year else None
        value = cal.unit_span(unit.value, day, 0) if day else None
        return Read((value,), year.end, True) if year and value else None

    def _nth_of_every_month(self, at: int) -> Read | None:
        """'friday the 13th', with no month and no year of its own; 'last friday the 13th'."""
        words = self._words
        last = words.find(at, "last")
        at = last.end if last else at
        weekday = words.find(at, "weekday")
        begin = words.skip_all(weekday.end, "comma", "the") if weekday else at
        day = words.ordinal(begin) if weekday and begin != weekday.end else None
        if weekday is None or day is None or day.value > LEAST_MONTH:
            return None
        if self._points.read(at) and self._points.read(at).end > day.end:  # type: ignore[union-attr]
            return None  # 'tuesday the 5th of march'
        if last:
            latest = cal.latest_weekday_on(self._today, weekday.value[0], day.value)
            return Read((Fixed(latest, latest),), day.end, True) if latest else None
        days = tuple(YearDays(f"{m:02d}-{day.value:02d}", f"{m:02d}-{day.value:02d}") for m in range(1, 13))
        return Read((Repeating(Recurring(days=days, weekdays=weekday.value)),), day.end, True)

    def _this_time(self, at: int) -> Read | None:
        """'this time last year', 'around this time of the year': a week to either side of today."""
        words = self._words
        found = words.find(at, "this time")
        if found is None:
            return None
        first, last = self._today - AROUND, self._today + AROUND
        around = cal.days_of_year((first.month, first.day), (last.month, last.day), Grain.WEEK)
        if around is None:
            return None
        every = words.find(found.end, "of the year")
        if every or words.find(at, "around this time"):
            end = every.end if every else found.end
            return self._in_year(around, end) or Read((around,), end, True)
        return self._in_year(around, found.end)

    def _in_year(self, part: Yearly, at: int) -> Read | None:
        """The part in the one year that is named next, None where none is."""
        year = self._points.year_span(self._words.skip_all(at, "of", "in", "comma"))
        value = part.anchored(year.value.start.year) if year else None
        return Read((value,), year.end, True) if year and value else None

    def _last_ones(self, at: int) -> Read | None:
        """'last 2 christmases', 'over the past three summers', 'last few weekends': each of them."""
        words = self._words
        last = words.lexicon.find_any(words.tokens, words.skip_all(at, "in", "the"), ("last", "past"))
        count = words.number(last.end) if last else None
        found = self._points.latest_ones(count.value, count.end) if count else None
        return Read(found.value, found.end, True) if found else None

    def _of_each_year(self, at: int) -> Read | None:
        """'christmas 2018-2020', 'summers 2018 to 2020': one in each of the years."""
        words = self._words
        part = self._points.each_year(at)
        first = words.year(words.skip(part.end, "from")) if part else None
        link = words.lexicon.find_any(words.tokens, first.end, ("to", "hyphen")) if first else None
        last = words.year(link.end) if link else None
        if part is None or first is None or last is None or not 0 < last.value - first.value < MOST_YEARS:
            return None
        assert isinstance(part.value, Yearly)
        found = tuple(part.value.anchored(year) for year in range(first.value, last.value + 1))
        return Read(tuple(value for value in found if value), last.end, True)

    def _to_date(self, at: int) -> Read | None:
        words = self._words
        found = words.find(at, "year to date")
        if found:
            start = self._today.replace(month=1, day=1)
            return Read((Fixed(start, self._today, Grain.YEAR),), found.end, True)
        return None

    def _between(self, at: int) -> Read | None:
        """'between march and may 2022', 'between 3 and 12 of september'."""
        begin = self._words.find(at, "between")
        if begin is None:
            return None
        return self._ranges.read(begin.end, ("and", "to", "hyphen")) or self._list(begin.end)

    def _from_to(self, at: int) -> Read | None:
        """'from 2018 to 2020', '2018-2020', 'monday to friday', 'april 9th through 17th'."""
        words = self._words
        begin = words.find(words.skip(at, "in"), "from")
        return self._ranges.read(begin.end if begin else at, ("to", "hyphen", "until", "slash"))

    def _open(self, at: int) -> Read | None:
        """'since 2020', 'before last summer', 'until 2012', 'older than two years', 'from 2015 on', '2018
        or later'.
        """
        words = self._words
        begin = words.skip(at, "in")
        now = words.find(begin, "until now")
        if now:
            return Read((Fixed(None, self._today),), now.end, True)
        for kind in ("since", "after", "before", "until"):
            relation = words.find(at, kind) or words.find(begin, kind)
            if relation and not (words.find(begin, "part") and words.find(relation.end, "genitive")):
                return self._since_or_until(kind, relation.end)
        for kind in ("older than", "newer than"):
            relation = words.find(begin, kind)
            if relation:
                return self._compared(kind, relation.end)
        return self._at_least_ago(at) or self._onward(at)

    def _at_least_ago(self, at: int) -> Read | None:
        """'more than five years ago', 'less than a year ago': an open end, which only 'ago' tells from a
        number.
        """
        for kind, meaning in (("longer ago than", "older than"), ("less long ago than", "newer than")):
            relation = self._words.find(at, kind)
            found = self._compared(meaning, relation.end) if relation else None
            if found and self._words.find(found.end - 1, "ago"):
                return found
        return None

    def _since_or_until(self, kind: str, at: int) -> Read | None:
        words = self._words
        if kind == "until" and words.find(at, "now"):
            return None
        kind, at = self._edge(kind, at)
        begin = words.skip_all(at, "in", "the")
        point = self._points.read(begin) or (self._points.this_unit(begin) if begin != at else None)
        if point is None:
            return None
        value = self._pinned(point, kind)
        opened = _opened(kind, value) if value else None
        if opened is None:
            return None
        end = (
            words.find(point.end, "until") or words.find(point.end, "to")
            if kind in ("since", "after")
            else None
        )
        if end and opened.start:
            return self._closing(opened.start, end.end) or Read((opened,), point.end, True)
        after = words.skip(point.end, "onward") if kind == "since" else point.end  # 'dal 2015 in poi'
        return Read((opened,), after, True)

    def _edge(self, kind: str, at: int) -> tuple[str, int]:
        """'before the end of june' is until june, 'after the start of 2019' since 2019."""
        edge = self._words.find(at, "edge")
        if edge is None or (kind, edge.value) == ("since", "end"):
            return kind, at
        early, late = ("before", "since") if edge.value == "start" else ("until", "after")
        return early if kind in ("before", "until") else late, edge.end

    def _closing(self, start: date, at: int) -> Read | None:
        """The second half of 'since 2015 until 2018' or 'since march till now'."""
        now = self._words.find(at, "now")
        if now:
            return Read((Fixed(start, self._today),), now.end, True)
        point = self._points.read(self._words.skip_all(at, "in", "the"))
        value = self._pinned(point, "until") if point else None
        if point is None or value is None or value.end is None or value.end < start:
            return None
        return Read((Fixed(start, value.end),), point.end, True)

    def _pinned(self, point: Point, kind: str) -> Fixed | None:
        """One stretch of days: a part without a year is the latest that has begun; bare dayparts are none."""
        if isinstance(point.value, Fixed):
            return point.value if point.value.closed and not point.value.hours else None
        if isinstance(point.value, Yearly):
            return point.value.latest(self._today)
        return None

    def _compared(self, kind: str, at: int) -> Read | None:
        """'older than two years' is up to this day two years ago; 'newer than 2015' begins in 2016."""
        words = self._words
        count = words.number(at)
        unit = words.find(count.end, "unit") if count else None
        if count and unit and isinstance(count.value, int):
            day = cal.moved(self._today, unit.value, -count.value)
            if day is None:
                return None
            end = words.skip(unit.end, "ago")
            value = Fixed(None, day - timedelta(days=1)) if kind == "older than" else Fixed(day, None)
            return Read((value,), end, True)
        return self._since_or_until("before" if kind == "older than" else "after", at)

    def _onward(self, at: int) -> Read | None:
        words = self._words
        begin = words.skip(at, "from")
        point = self._points.read(begin)
        if point is None:
            return None
        glued = self._dangling(point)
        if glued and (opened := _opened("since", point.value)):  # type: ignore[arg-type]
            return Read((opened,), glued, True)
        last = words.find(point.end, "onward at the end")
        if last and last.end == len(words.tokens) and (opened := self._opened_from(point)):
            return Read((opened,), last.end, True)  # not the 'on' of '2019 on the beach'
        kind = (
            "since"
            if words.find(point.end, "onward")
            else "until"
            if words.find(point.end, "backward")
            else ""
        )
        value = self._pinned(point, kind) if kind else None
        opened = _opened(kind, value) if value else None
        end = words.skip(words.skip(point.end, "onward"), "backward")
        return Read((opened,), end, True) if opened else None

    def _opened_from(self, point: Point) -> Fixed | None:
        value = self._pinned(point, "since")
        return _opened("since", value) if value else None

    def _dangling(self, point: Point) -> int | None:
        """The token after the mark of '2015+' or '2019-', with nothing behind it that it could link."""
        words = self._words
        year = isinstance(point.value, Fixed) and point.value.grain is Grain.YEAR
        if not year or words.word(point.end) not in _DANGLING or not words.joined(point.end):
            return None
        return None if words.joined(point.end + 1) else point.end + 1

    def _weekdays_led(self, at: int) -> Read | None:
        """'du dimanche', 'los lunes': weekdays that a small word makes any of them; not 'le lundi 3 mai'."""
        words = self._words
        days = words.find(at, "weekdays") if words.find(at, "in") or words.find(at, "the") else None
        date_read = self._points.read(words.skip(at, "in")) if days else None
        if days is None or (date_read and date_read.end > days.end):
            return None
        return Read((Repeating(Recurring(weekdays=days.value)),), days.end, True)

    def _with_preposition(self, at: int) -> Read | None:
        """'in july', 'during the summer of 2019', 'over the last five years', 'on sunday', 'from 2022'."""
        words = self._words
        lead = words.lexicon.find_any(words.tokens, at, ("in", "from", "within"))
        if lead is None:
            return None
        begin = words.skip_all(lead.end, "in", "about")
        counted = self._points.within_last(words.skip(begin, "the")) if words.find(at, "within") else None
        if counted:
            return Read((counted.value,), counted.end, True)
        inner = self._between(begin) or self._from_to(begin) or self._list(begin)
        if inner is None:
            return None
        article = words.find(begin, "the")
        strong = inner.strong or self._meaning.said_by_preposition(
            words.word(lead.end - 1), begin, bool(article), inner
        )
        return Read(inner.values, inner.end, strong)

    def _list(self, at: int) -> Read | None:
        """'2018 and 2019', 'june or july 2020', 'saturdays and sundays': the last one's year serves all."""
        words = self._words
        point = self._points.read(at)
        if point is None:
            return None
        points, end = [point], point.end
        while True:
            link = words.skip_all(end, "comma", "and", "or")
            following = self._points.read(words.skip(link, "in")) if link != end else None
            if following is None or not (following.strong or self._twin(points[-1], following)):
                break
            points.append(following)
            end = following.end
        return Read(_sharing_year([p.value for p in points]), end, any(p.strong for p in points))

    def _twin(self, first: Point, second: Point) -> bool:
        """Two weak words that make each other likely: 'spring and autumn', 'march or april'."""
        return type(first.value) is type(second.value)


def _opened(kind: str, value: Fixed) -> Fixed | None:
    """since and until include the named days, before and after do not."""
    if value.start is None or value.end is None:
        return None
    match kind:
        case "since":
            return Fixed(value.start, None, value.grain)
        case "until":
            return Fixed(None, value.end, value.grain)
        case "after":
            start = cal.shift_days(value.end, 1)
            return Fixed(start, None, value.grain) if start else None
        case _:
            end = cal.shift_days(value.start, -1)
            return Fixed(None, end, value.grain) if end else None


def _sharing_year(values: list[Value]) -> tuple[Value, ...]:
    """Parts without a year in front of one with a year take it: 'june and july 2020'."""
    if isinstance(values[0], Fixed) and values[0].part:  # 'spring 2018 and 2019' is two springs
        part = values[0].part
        values = [part.anchored(_year_of(value)) or value if _year_of(value) else value for value in values]
    last = values[-1]
    if not (isinstance(last, Fixed) and last.start and last.grain in (Grain.DAY, Grain.MONTH, Grain.SEASON)):
        return tuple(values)
    year = last.start.year
    return tuple((value.anchored(year) or value) if isinstance(value, Yearly) else value for value in values)


def _year_of(value: Value) -> int:
    """The one calendar year a value is, 0 where it is something else."""
    if isinstance(value, Fixed) and value.start and value.grain is Grain.YEAR:
        return value.start.year
    return 0
