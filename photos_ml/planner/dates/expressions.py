"""Whole expressions of time in a query: open ends, ranges, lists, and when bare words are a time at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from photos_ml.planner.dates import calendar as cal
from photos_ml.planner.dates.points import Point, PointReader
from photos_ml.planner.dates.values import Fixed, Grain, Repeating, Value, Yearly
from photos_ml.planner.dates.words import Words
from photos_ml.planner.lexicon import Found
from photos_ml.planner.plan import Recurring
from photos_ml.planner.tokens import is_word

DATE_KINDS = frozenset(
    (
        *("in", "the", "since", "after", "before", "until", "from", "between", "to", "month", "weekday", "weekdays"),
        *("season", "seasons", "holiday", "unit", "number", "tens", "some", "ordinal", "last", "this", "next", "past"),
        *("part", "relative day", "last night", "this daypart", "daypart", "dayparts", "every", "decade", "thousands"),
        *("century prefix", "on this day", "ago prefix", "before last adjective", "older than", "newer than"),
        *("until now", "year to date", "within"),
    )
)
"""Kinds of words an expression of time can begin with, besides digits and an apostrophe."""


@dataclass(frozen=True, slots=True)
class Expression:
    """Tokens [start, end) and the values they name: their union, or parts of it that combine."""

    start: int
    end: int
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    values: tuple[Value, ...]
    end: int
    strong: bool


class ExpressionReader:
    """Finds every expression of time in the tokens, left to right, longest first."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._today = words.clock.today
        self._points = PointReader(words)

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

    def _may_begin(self, at: int) -> bool:
        word = self._words.word(at)
        if word[0].isdecimal() or word == "'" or (len(word) == 2 and word[0] in "qh"):
            return True
        return not DATE_KINDS.isdisjoint(self._words.lexicon.starts(word))

    def _at(self, at: int, *, after_date: bool) -> Expression | None:
        found = self._read(at)
        if found is None:
            return None
        if found.strong or self._meant(at, found, after_date=after_date):
            return None if self._compound(at, found) else Expression(at, found.end, found.values)
        days = _weekdays(found.values[0]) if len(found.values) == 1 else None
        return Expression(at, found.end, (Repeating(Recurring(weekdays=days)),)) if days else None

    def _read(self, at: int) -> _Read | None:
        on_this_day = self._words.find(at, "on this day")
        if on_this_day:
            return self._on_this_day(on_this_day.end)
        for reader in (self._to_date, self._between, self._from_to, self._open, self._with_preposition, self._list):
            found = reader(at)
            if found:
                return found
        return None

    def _on_this_day(self, at: int) -> _Read | None:
        """The day itself every year, or in the one year that follows."""
        same = cal.days_of_year((self._today.month, self._today.day), (self._today.month, self._today.day))
        if same is None:
            return None
        year = self._points.year_span(self._words.skip_all(at, "of", "in", "comma"))
        value = same.anchored(year.value.start.year) if year else None
        return _Read((value,), year.end, True) if year and value else _Read((same,), at, True)

    def _to_date(self, at: int) -> _Read | None:
        words = self._words
        found = words.find(at, "year to date")
        if found:
            start = self._today.replace(month=1, day=1)
            return _Read((Fixed(start, self._today, Grain.YEAR),), found.end, True)
        return None

    def _between(self, at: int) -> _Read | None:
        """'between march and may 2022', 'between 3 and 12 of september'."""
        begin = self._words.find(at, "between")
        if begin is None:
            return None
        return self._range(begin.end, ("and", "to", "hyphen")) or self._list(begin.end)

    def _from_to(self, at: int) -> _Read | None:
        """'from 2018 to 2020', '2018-2020', 'monday to friday', 'april 9th through 17th'."""
        words = self._words
        begin = words.find(words.skip(at, "in"), "from")
        return self._range(begin.end if begin else at, ("to", "hyphen", "until", "slash"))

    def _range(self, at: int, links: tuple[str, ...]) -> _Read | None:
        words = self._words
        left = self._points.read(at)
        found = self._linked(left.value, left.end, links) if left else None
        if found:
            return found
        return self._bare_day_range(words.skip(at, "the"), tuple(link for link in links if link != "slash"))

    def _linked(self, left: Value, at: int, links: tuple[str, ...]) -> _Read | None:
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
        return _Read((value,), right.end, True) if value else None

    def _until_now(self, left: Value, at: int) -> _Read | None:
        start = left if isinstance(left, Fixed) else left.latest(self._today) if isinstance(left, Yearly) else None
        if start is None or start.start is None or start.start > self._today:
            return None
        return _Read((Fixed(start.start, self._today),), at, True)

    def _short_year(self, left: Value, at: int, link: Found) -> _Read | None:
        """The '20' of '2018-20' or '2018/19'."""
        word = self._words.word(at)
        if not (isinstance(left, Fixed) and left.grain is Grain.YEAR and left.start and self._words.joined(at)):
            return None
        if len(word) != 2 or not word.isdecimal() or link.end != at:
            return None
        year = left.start.year // 100 * 100 + int(word)
        if year <= left.start.year or self._words.word(at + 1) in ("-", "/", "."):
            return None
        return _Read((Fixed(left.start, date(year, 12, 31), Grain.YEAR),), at + 1, True)

    def _same_month(self, left: Value, at: int) -> _Read | None:
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
            return _Read((value,), year.end, True) if year and value else _Read((span,), day.end, True)
        if isinstance(left, Fixed) and left.grain is Grain.DAY and left.start:
            end = cal.make_day(left.start.year, left.start.month, day.value)
            return _Read((Fixed(left.start, end),), day.end, True) if end and end >= left.start else None
        return None

    def _bare_day_range(self, at: int, links: tuple[str, ...]) -> _Read | None:
        """'9 to 12 of june', '4-22 january 1995': the first day number has no month of its own."""
        words = self._words
        first = words.day_number(at)
        link = words.lexicon.find_any(words.tokens, first.end, links) if first else None
        if first is None or link is None:
            return None
        right = self._points.read(words.skip(link.end, "the")) or self._day_of_month(words.skip(link.end, "the"))
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
            return _Read((span,), right.end, True) if span else None
        if isinstance(value, Fixed) and value.grain is Grain.DAY and value.start == value.end and value.start:
            start = cal.make_day(value.start.year, value.start.month, first.value)
            if start and start < value.start:
                return _Read((Fixed(start, value.end),), right.end, True)
        return None

    def _day_of_month(self, at: int) -> Point | None:
        """'22 of this month'."""
        day = self._words.day_number(at)
        month = self._points.read(self._words.skip_all(day.end, "of", "in")) if day else None
        if day is None or month is None or not isinstance(month.value, Fixed) or month.value.grain is not Grain.MONTH:
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
        return Fixed(first.start, max(first.end or date.min, second.end or date.min), max(left.grain, right.grain))

    def _open(self, at: int) -> _Read | None:
        """'since 2020', 'before last summer', 'until 2012', 'older than two years', 'from 2015 on', '2018 or later'."""
        words = self._words
        begin = words.skip(at, "in")
        for kind in ("since", "after", "before", "until"):
            relation = words.find(begin, kind)
            if relation:
                return self._since_or_until(kind, relation.end)
        now = words.find(begin, "until now")
        if now:
            return _Read((Fixed(None, self._today),), now.end, True)
        for kind in ("older than", "newer than"):
            relation = words.find(begin, kind)
            if relation:
                return self._compared(kind, relation.end)
        return self._onward(at)

    def _since_or_until(self, kind: str, at: int) -> _Read | None:
        words = self._words
        if kind == "until" and words.find(at, "now"):
            return None
        point = self._points.read(words.skip_all(at, "in", "the"))
        if point is None:
            return None
        value = self._pinned(point, kind)
        opened = _opened(kind, value) if value else None
        if opened is None:
            return None
        end = words.find(point.end, "until") or words.find(point.end, "to") if kind in ("since", "after") else None
        if end and opened.start:
            return self._closing(opened.start, end.end) or _Read((opened,), point.end, True)
        return _Read((opened,), point.end, True)

    def _closing(self, start: date, at: int) -> _Read | None:
        """The second half of 'since 2015 until 2018' or 'since march till now'."""
        now = self._words.find(at, "now")
        if now:
            return _Read((Fixed(start, self._today),), now.end, True)
        point = self._points.read(self._words.skip_all(at, "in", "the"))
        value = self._pinned(point, "until") if point else None
        if point is None or value is None or value.end is None or value.end < start:
            return None
        return _Read((Fixed(start, value.end),), point.end, True)

    def _pinned(self, point: Point, kind: str) -> Fixed | None:
        """One stretch of days: a part without a year is the latest that has begun; bare dayparts are none."""
        if isinstance(point.value, Fixed):
            return point.value if point.value.closed and not point.value.hours else None
        if isinstance(point.value, Yearly):
            return point.value.latest(self._today)
        return None

    def _compared(self, kind: str, at: int) -> _Read | None:
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
            return _Read((value,), end, True)
        return self._since_or_until("before" if kind == "older than" else "after", at)

    def _onward(self, at: int) -> _Read | None:
        words = self._words
        begin = words.skip(at, "from")
        point = self._points.read(begin)
        if point is None:
            return None
        kind = "since" if words.find(point.end, "onward") else "until" if words.find(point.end, "backward") else ""
        value = self._pinned(point, kind) if kind else None
        opened = _opened(kind, value) if value else None
        end = words.skip(words.skip(point.end, "onward"), "backward")
        return _Read((opened,), end, True) if opened else None

    def _with_preposition(self, at: int) -> _Read | None:
        """'in july', 'during the summer of 2019', 'over the last five years', 'on sunday', 'from 2022'."""
        words = self._words
        lead = words.lexicon.find_any(words.tokens, at, ("in", "from", "within"))
        if lead is None:
            return None
        begin = words.skip_all(lead.end, "in", "about")
        inner = self._between(begin) or self._from_to(begin) or self._list(begin)
        if inner is None:
            return None
        article = words.find(begin, "the")
        strong = inner.strong or self._said_by_preposition(words.word(lead.end - 1), begin, bool(article), inner)
        return _Read(inner.values, inner.end, strong)

    def _said_by_preposition(self, preposition: str, at: int, article: bool, inner: _Read) -> bool:
        words = self._words
        lexicon = words.lexicon
        word = words.word(words.skip(at, "the"))
        if lexicon.has(word, "weak month"):
            return not article and lexicon.has(preposition, "before month") and not words.content_follows(inner.end)
        if lexicon.has(word, "daypart") or lexicon.has(word, "dayparts"):
            wanted = ("before daypart",) if not article else ("before the daypart",)
            return any(lexicon.has(preposition, kind) for kind in wanted) and not words.content_follows(inner.end)
        if lexicon.has(word, "season"):
            return not (words.content_follows(inner.end) and not article)
        if isinstance(inner.values[0], Repeating):
            return not words.find(at, "a")
        return True

    def _list(self, at: int) -> _Read | None:
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
        return _Read(_sharing_year([p.value for p in points]), end, any(p.strong for p in points))

    def _twin(self, first: Point, second: Point) -> bool:
        """Two weak words that make each other likely: 'spring and autumn', 'march or april'."""
        return type(first.value) is type(second.value)

    def _meant(self, at: int, found: _Read, *, after_date: bool) -> bool:
        """Whether bare words such as 'may', 'summer' or 'morning' are a time, by what stands around them."""
        words = self._words
        lexicon, first = words.lexicon, words.word(at)
        alone = self._alone(at, found.end)
        if lexicon.has(first, "weak month") or lexicon.has(first, "weak season"):
            return alone or (len(found.values) > 1)
        if alone or (after_date and not words.find(at - 1, "the")):
            return True
        if words.content_follows(found.end) or words.lexicon.find_any(words.tokens, at - 1, ("a", "owner", "with")):
            return False
        if lexicon.has(first, "daypart") or lexicon.has(first, "dayparts"):
            return at == 0 or not self._content_before(at)
        return not lexicon.find(words.tokens, at - 1, "season adjective")

    def _content_before(self, at: int) -> bool:
        words = self._words
        before = [k for k in range(at) if is_word(words.tokens[k])]
        return bool(before) and words.content_follows(before[-1])

    def _alone(self, start: int, end: int) -> bool:
        """Nothing but small words around."""
        rest = (*range(start), *range(end, len(self._words.tokens)))
        return not any(self._words.content_follows(k) for k in rest)

    def _compound(self, at: int, found: _Read) -> bool:
        """'christmas tree', 'easter egg', 'summer dress', '70s party': the thing, not the time."""
        words = self._words
        last = words.word(found.end - 1)
        if words.decade(found.end - 1) and words.find(found.end, "decade thing"):
            return True
        if last.isdecimal() or len(found.values) > 1:
            return False
        festive = next((k for k in range(found.end - 1, at - 1, -1) if words.find(k, "festive")), None)
        if festive is not None and words.find(found.end, words.find(festive, "festive").value):  # type: ignore[union-attr]
            return True
        bare = isinstance(found.values[0], Yearly) and words.lexicon.has(last, "season")
        return bool(bare and words.find(found.end, "seasonal thing"))


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
    days = [_weekdays(value) for value in (left, right)]
    if None in days:
        return None
    first, last = days[0][0], days[1][-1]  # type: ignore[index]
    return Repeating(Recurring(weekdays=tuple((first + k) % 7 for k in range((last - first) % 7 + 1))))


def _weekdays(value: Value) -> tuple[int, ...] | None:
    if isinstance(value, Repeating):
        return value.part.weekdays or None
    return (value.weekday,) if isinstance(value, Fixed) and value.weekday is not None else None


def _sharing_year(values: list[Value]) -> tuple[Value, ...]:
    """Parts without a year in front of one with a year take it: 'june and july 2020'."""
    if isinstance(values[0], Fixed) and values[0].part:  # 'spring 2018 and 2019' is two springs
        part = values[0].part
        years = (value.start.year if isinstance(value, Fixed) and value.start and value.grain is Grain.YEAR else 0
                 for value in values)  # fmt: skip
        values = [(part.anchored(year) or value) if year else value for value, year in zip(values, years, strict=True)]
    last = values[-1]
    if not (isinstance(last, Fixed) and last.start and last.grain in (Grain.DAY, Grain.MONTH, Grain.SEASON)):
        return tuple(values)
    year = last.start.year
    return tuple((value.anchored(year) or value) if isinstance(value, Yearly) else value for value in values)
