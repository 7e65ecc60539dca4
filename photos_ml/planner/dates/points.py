"""One point or stretch of time: 'july 2019', 'two summers ago', 'the weekend before last', '3rd of may'."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from photos_ml.planner.dates import calendar as cal
from photos_ml.planner.dates.holidays import holiday
from photos_ml.planner.dates.numeric import read_month_and_day, read_numeric
from photos_ml.planner.dates.values import Fixed, Grain, Repeating, Value, Yearly
from photos_ml.planner.dates.words import Words
from photos_ml.planner.lexicon import Found
from photos_ml.planner.plan import Hours, Recurring

FEW = (2, 5)
"""'a few years ago' is any of two to five years back."""
_NIGHT = (Hours(22, 5),)


class Point(NamedTuple):
    """What was read, the token after it, and whether the words alone make it a time ('may' alone do not)."""

    value: Value
    end: int
    strong: bool = True


class PointReader:
    """Reads one point of time at a token. Every method gives None where its pattern is not there."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._clock = words.clock
        self._today = words.clock.today
        self._readers: tuple[Callable[[int], Point | None], ...] = (
            self._numeric,
            self._relative_day,
            self._ago,
            self._around_another,
            self._before_last,
            self._nth_of,
            self._trailing,
            self._qualified,
            self._part,
            self._decade,
            self._century,
            self._quarter,
            self._week_number,
            self._dated,
            self._yearly,
            self._year,
            self._repeating,
        )

    def read(self, at: int) -> Point | None:
        """The longest point that begins at `at` (a leading 'the' allowed); the earlier pattern where two are as long."""
        begin = self._words.skip(at, "the")
        best: Point | None = None
        for reader in self._readers:
            found = reader(begin)
            if found and (best is None or found.end > best.end):
                best = found
        return best

    def yearly(self, at: int) -> Point | None:
        """A month, season, holiday or day of the year that names no year."""
        words = self._words
        day = self._day_of_year(at)
        if day:
            return day
        named = words.find(at, "holiday")
        month = words.find(at, "month")
        if month and not (named and named.end > month.end):
            weak = words.lexicon.has(words.word(at), "weak month")
            return Point(cal.months_of_year(month.value), words.skip(month.end, "dot"), not weak)
        season = words.find(at, "season")
        if season:
            value = cal.season(season.value, southern=self._clock.southern)
            return Point(value, season.end, strong=False)
        value = holiday(named.value, self._clock.country) if named else None
        return self._festive(value, named.end) if named and value else None

    def year_span(self, at: int, *, loose: bool = False) -> Found | None:
        """A whole year: 2019, 'the year 2019', 'last year', 'two years ago', 'the year before last'."""
        words = self._words
        at = words.skip(at, "the")
        named = words.find(at, "unit")
        if named and named.value == "year":
            year = words.year(named.end)
            if year:
                return self._year_found(year)
        year = words.year(at, loose=loose)
        if year:
            return self._year_found(year)
        for reader in (self._ago, self._before_last, self._qualified):
            found = reader(at)
            if found and isinstance(found.value, Fixed) and found.value.grain is Grain.YEAR:
                return Found(found.value, found.end)
        return None

    def _year_found(self, year: Found) -> Found | None:
        span = cal.year_span(year.value)
        return Found(span, year.end) if span else None

    def _numeric(self, at: int) -> Point | None:
        found = read_numeric(self._words, at)
        if found:
            return Point(found.value, found.end)
        bare = read_month_and_day(self._words, at)
        return Point(bare.value, bare.end, strong=False) if bare else None

    def _relative_day(self, at: int) -> Point | None:
        found = self._words.find(at, "relative day")
        if found:
            day = cal.shift_days(self._today, found.value)
            return Point(Fixed(day, day), found.end) if day else None
        night = self._words.find(at, "last night")
        if night:
            return Point(Fixed(self._today - timedelta(days=1), self._today, hours=_NIGHT), night.end)
        part = self._words.find(at, "this daypart")
        if part:
            return Point(Fixed(self._today, self._today, hours=(Hours(*part.value),)), part.end)
        return None

    def _ago(self, at: int) -> Point | None:
        """'two years ago' is the whole calendar year, 'three weeks ago' the whole week, 'two summers ago' a summer."""
        words = self._words
        prefix = words.find(at, "ago prefix")
        count = self._count(prefix.end if prefix else at)
        if count is None:
            return None
        thing = self._counted(count.end)
        if thing is None:
            return None
        amounts, end = self._further_amounts(thing.end)
        suffix = words.find(end, "ago")
        if not (prefix or suffix):
            return None
        end = suffix.end if suffix else end
        same_day = words.find(end, "to the day")
        if same_day and isinstance(thing.value, str) and isinstance(count.value, int):
            day = cal.moved(self._today, thing.value, -count.value)
            return Point(Fixed(day, day), same_day.end) if day else None
        value = self._past(count.value, thing.value, amounts)
        return Point(value, end) if value else None

    def _count(self, at: int) -> Found | None:
        """A number, 'few', or the ends of 'two or three' and '2-3'."""
        words = self._words
        first = words.number(at)
        link = words.lexicon.find_any(words.tokens, first.end, ("or", "to", "hyphen")) if first else None
        second = words.number(link.end) if link else None
        if first and second and isinstance(first.value, int) and isinstance(second.value, int):
            return Found((first.value, second.value), second.end) if first.value < second.value else None
        return first

    def _counted(self, at: int) -> Found | None:
        """What is counted: a unit, or a part of the year or week."""
        words = self._words
        unit = words.find(at, "unit")
        if unit:
            return unit
        weekday = words.find(at, "weekday") or words.find(at, "weekdays")
        if weekday:
            return weekday
        yearly = words.find(at, "seasons") or words.find(at, "holidays")
        if yearly:
            return Found(self._named(yearly.value), yearly.end)
        part = self.yearly(at)
        return Found(part.value, part.end) if part else None

    def _named(self, name: str) -> Yearly | None:
        if name in cal.SEASON_START_MONTH:
            return cal.season(name, southern=self._clock.southern)
        return holiday(name, self._clock.country)

    def _further_amounts(self, at: int) -> tuple[list[tuple[int, str]], int]:
        """', 21 days' or 'and 2 days' after a first amount."""
        amounts: list[tuple[int, str]] = []
        while True:
            count = self._words.number(self._words.skip_all(at, "comma", "and"))
            unit = self._words.find(count.end, "unit") if count else None
            if count is None or unit is None or not isinstance(count.value, int):
                return amounts, at
            amounts.append((count.value, unit.value))
            at = unit.end

    def _past(self, count: object, thing: object, more: list[tuple[int, str]]) -> Value | None:
        ends = FEW if count == "few" else count
        if isinstance(ends, tuple) and isinstance(thing, str):
            late, early = (cal.unit_span(thing, self._today, -number) for number in ends)
            return Fixed(early.start, late.end, early.grain) if early and late else None
        number = count if isinstance(count, int) else FEW[0]
        if isinstance(thing, str):
            return self._units_ago([(number, thing), *more])
        if isinstance(thing, Yearly):
            return thing.latest(self._today, back=min(max(number, 1), 200) - 1)
        if isinstance(thing, tuple):
            day = cal.shift_days(self._last_weekday(thing[0]), -7 * (number - 1))
            last = cal.shift_days(day, len(thing) - 1) if day else None
            return Fixed(day, last) if day else None
        return None

    def _units_ago(self, amounts: list[tuple[int, str]]) -> Fixed | None:
        if len(amounts) == 1:
            number, unit = amounts[0]
            if unit in ("decade", "century"):  # 'a decade ago' is ten years ago, not the last round ten
                unit, number = "year", number * (10 if unit == "decade" else 100)
            return cal.unit_span(unit, self._today, -number)
        day: date | None = self._today
        for number, unit in amounts:
            day = cal.moved(day, unit, -number) if day else None
        return Fixed(day, day) if day else None

    def _last_weekday(self, weekday: int) -> date:
        """The latest such day before today."""
        return self._today - timedelta(days=(self._today.weekday() - weekday - 1) % 7 + 1)

    def _around_another(self, at: int) -> Point | None:
        """'the day after christmas 2020', 'two weeks before easter', 'the weekend of halloween', 'week of may 3rd'."""
        words = self._words
        count = words.number(at)
        unit = words.find(count.end if count else at, "unit")
        if unit is None or unit.value not in ("day", "week", "weekend", "month", "year", "fortnight"):
            return None
        relation = self._relation(unit.end)
        if relation is None or (count is None and words.find(unit.end, "before last")):
            return None
        other = self.read(relation.end)
        if other is None or isinstance(other.value, Repeating):
            return None
        if isinstance(other.value, Fixed) and other.value.grain > Grain.WEEK and unit.value != "year":
            return None
        if unit.value == "month" and isinstance(other.value, Yearly) and other.value.month and not count:
            return Point(other.value, other.end)  # 'the month of may'
        anchor = other.value if isinstance(other.value, Fixed) else other.value.latest(self._today)
        value = self._beside(anchor, unit.value, relation.value, count.value if count else None)
        return Point(value, other.end) if value else None

    def _relation(self, at: int) -> Found | None:
        for kind in ("before", "after", "week of"):
            found = self._words.find(at, kind)
            if found:
                return Found(kind, found.end)
        return None

    def _beside(self, anchor: Fixed, unit: str, relation: str, count: object) -> Fixed | None:
        if anchor.start is None or anchor.end is None:
            return None
        if relation == "week of":
            span = cal.unit_span(unit, anchor.start, 0)
            return span if count is None else None
        sign = 1 if relation == "after" else -1
        base = anchor.end if sign > 0 else anchor.start
        if isinstance(count, int):
            day = cal.moved(base, unit, sign * count)
            return Fixed(day, day) if day else None
        if unit == "day":
            day = cal.shift_days(base, sign)
            return Fixed(day, day) if day else None
        return cal.unit_span(unit, base, sign)

    def _before_last(self, at: int) -> Point | None:
        """'the summer before last', and one-word forms ('vorletzten Sommer')."""
        words = self._words
        adjective = words.find(at, "before last adjective")
        thing = self._counted(adjective.end if adjective else at)
        if thing is None:
            return None
        suffix = words.find(thing.end, "before last")
        if not (adjective or suffix):
            return None
        value = self._past(2, thing.value, [])
        return Point(value, suffix.end if suffix else thing.end) if value else None

    def _trailing(self, at: int) -> Point | None:
        """'last 7 days', 'past week', 'last couple of months', '3 previous weeks'."""
        words = self._words
        first = words.number(at)
        after_first = first.end if first else at
        past = words.find(after_first, "past")
        last = past or words.find(after_first, "last")
        if last is None:
            return None
        count = first or words.number(last.end)
        if count is None and past is None:
            return None
        unit = words.find(count.end if count and not first else last.end, "unit")
        if unit is None or unit.value == "weekend":
            return None
        if count is None and unit.value in ("weekend", "quarter", "decade", "century"):
            return None
        number = 1 if count is None else FEW[1] if count.value == "few" else count.value
        value = cal.trailing(unit.value, number, self._today)
        return Point(value, unit.end) if value else None

    def _qualified(self, at: int) -> Point | None:
        """'last summer', 'this year', 'this past weekend', 'next month', 'last sunday', 'last christmas'."""
        words = self._words
        which = words.lexicon.find_any(words.tokens, at, ("this", "last", "next")) or self._past_one(at)
        if which is None:
            return None
        begin = words.skip(which.end, "past", "last")
        step = which.value if begin == which.end or which.value else -1  # 'this past weekend' is the last one
        unit = words.find(begin, "unit")
        if unit:
            value: Value | None = cal.unit_span(unit.value, self._today, step)
            return Point(value, unit.end) if value else None
        weekday = words.find(begin, "weekday")
        if weekday:
            return Point(self._which_weekday(weekday.value[0], step), weekday.end)
        part = self.yearly(begin)
        if part and isinstance(part.value, Yearly):
            ahead = step > 0
            return Point(part.value.following(self._today) if ahead else part.value.latest(self._today), part.end)
        return None

    def _past_one(self, at: int) -> Found | None:
        """'past' where it means the last one: 'past wednesday', 'past summer', 'past quarter'; not 'past week'."""
        past = self._words.find(at, "past")
        unit = self._words.find(past.end, "unit") if past else None
        if past is None or (unit and unit.value not in ("weekend", "quarter", "half", "decade", "century")):
            return None
        return Found(-1, past.end)

    def _which_weekday(self, weekday: int, step: int) -> Fixed:
        if step < 0:
            day = self._last_weekday(weekday)
        else:
            monday = self._today - timedelta(days=self._today.weekday() - 7 * step)
            day = monday + timedelta(days=weekday)
        return Fixed(day, day)

    def _nth_of(self, at: int) -> Point | None:
        """'first week of june 2019', 'last weekend of may', 'second sunday of march 2020', 'third quarter of 2016'."""
        words = self._words
        nth = words.ordinal(at)
        last = None if nth else words.find(at, "last")
        if nth is None and last is None:
            return None
        order = nth.value if nth else -1
        begin = nth.end if nth else last.end if last else at
        count = words.number(begin)
        length = count.value if count and isinstance(count.value, int) else 1
        thing = words.lexicon.find_any(words.tokens, count.end if count else begin, ("unit", "weekday"))
        if thing is None:
            return None
        link = words.find(thing.end, "of")
        whole = self._whole(link.end if link else thing.end)
        if whole is None:
            return None
        value = _nth_in(whole.value, thing.value, order, length)
        return Point(value, whole.end) if value else None

    def _whole(self, at: int) -> Found | None:
        """A month, season, year, decade or century that something is counted in."""
        begin = self._words.skip(at, "the")
        for reader in (self._dated, self._qualified, self._yearly, self._year, self._decade, self._century):
            found = reader(begin)
            if found and isinstance(found.value, Yearly) and found.value.grain >= Grain.MONTH:
                return Found(found.value.latest(self._today), found.end)
            if found and isinstance(found.value, Fixed) and found.value.grain >= Grain.MONTH:
                return Found(found.value, found.end)
        this = self._this_unit(begin) if begin != at else None  # 'the first quarter of the year'
        return Found(this.value, this.end) if this else None

    def _part(self, at: int) -> Point | None:
        """'early june', 'mid 2019', 'the end of last year', 'late 90s'."""
        words = self._words
        part = words.find(at, "part")
        if part is None:
            return None
        begin = words.skip_all(part.end, "hyphen", "of", "the")
        inner = self.read(begin) or self._this_unit(begin)
        if inner is None or isinstance(inner.value, Repeating):
            return None
        if isinstance(inner.value, Fixed):
            return Point(cal.part_of(inner.value, part.value), inner.end) if inner.value.grain else None
        yearly = inner.value
        if yearly.grain < Grain.MONTH:
            return None
        return Point(_part_of_year(yearly, part.value), inner.end)

    def _this_unit(self, at: int) -> Point | None:
        """'the week', 'month': the one that holds today."""
        unit = self._words.find(at, "unit")
        span = cal.unit_span(unit.value, self._today, 0) if unit and unit.value != "day" else None
        return Point(span, unit.end) if unit and span else None

    def _decade(self, at: int) -> Point | None:
        found = self._words.decade(at)
        if found is None or self._words.find(at - 1, "age owner"):
            return None
        span = cal.year_span(found.value, 10, Grain.DECADE)
        end = self._words.skip(found.end, "decade suffix")
        return Point(span, end) if span else None

    def _century(self, at: int) -> Point | None:
        nth = self._words.ordinal(at)
        unit = self._words.find(nth.end, "unit") if nth else None
        if nth is None or unit is None or unit.value != "century" or not 1 <= nth.value <= 99:
            return None
        span = cal.year_span(max(1, (nth.value - 1) * 100), 100, Grain.CENTURY)
        return Point(span, unit.end) if span else None

    def _quarter(self, at: int) -> Point | None:
        """'Q3 2019', '2019 Q3', 'H1 2016', 'Q2' of the year that has begun it."""
        words = self._words
        year_first = words.year(at)
        begin = words.skip(year_first.end, "hyphen") if year_first else at
        code = words.word(begin)
        if year_first is None and len(code) == 6 and code[:4].isdecimal():  # '2016h2'
            year_first, code = Found(int(code[:4]), begin), code[4:]
        if len(code) != 2 or code[0] not in "qh" or code[1] not in ("1234" if code[0] == "q" else "12"):
            return None
        months = 3 if code[0] == "q" else 6
        yearly = cal.months_of_year((int(code[1]) - 1) * months + 1, months, Grain.SEASON)
        if year_first:
            value = yearly.anchored(year_first.value)
            return Point(value, begin + 1) if value else None
        return self._with_year(yearly, begin + 1) or Point(yearly.latest(self._today), begin + 1)

    def _week_number(self, at: int) -> Point | None:
        """'week 23 of 2018', 'week 23' of this year."""
        words = self._words
        unit = words.find(at, "unit")
        number = words.number(unit.end) if unit and unit.value == "week" else None
        if number is None or not isinstance(number.value, int) or not 1 <= number.value <= 53:
            return None
        year = self.year_span(words.skip(number.end, "of"))
        of = year.value.start.year if year else self._today.year
        span = cal.iso_week(of, number.value)
        return Point(span, year.end if year else number.end) if span else None

    def _dated(self, at: int) -> Point | None:
        """A part of the year with its year: 'july 2019', 'christmas last year', '3 may 2020', 'summer of 69'."""
        words = self._words
        year = words.year(at)
        if year:
            return self._after_year(year.value, words.skip_all(year.end, "comma", "hyphen", "the"))
        weekday = words.find(at, "weekday")
        begin = words.skip_all(weekday.end, "comma", "the") if weekday else at
        part = self.yearly(begin)
        if part is None or not isinstance(part.value, Yearly):
            return None
        dated = self._with_year(part.value, part.end)
        if dated or not weekday:
            return dated
        if part.value.grain is not Grain.DAY:
            return None
        return Point(self._on_weekday(part.value, weekday.value[0]), part.end)

    def _after_year(self, year: int, at: int) -> Point | None:
        """'2016 november', '2016, the third quarter'."""
        part = self.yearly(at)
        if part and isinstance(part.value, Yearly) and part.value.month:
            value = part.value.anchored(year)
            return Point(value, part.end) if value else None
        nth = self._words.ordinal(at)
        unit = self._words.find(nth.end, "unit") if nth else None
        whole = cal.year_span(year)
        if nth is None or unit is None or unit.value not in ("quarter", "half", "month") or whole is None:
            return None
        found = _nth_in(whole, unit.value, nth.value, 1)
        return Point(found, unit.end) if found else None

    def _on_weekday(self, part: Yearly, weekday: int) -> Fixed | Yearly:
        """'tue may 9': the latest 9 May that was a Tuesday."""
        for year in range(self._today.year, self._today.year - 12, -1):
            found = part.anchored(year)
            if found and found.start and found.start <= self._today and found.start.weekday() == weekday:
                return found
        return part

    def _with_year(self, part: Yearly, at: int) -> Point | None:
        words = self._words
        link = words.skip_all(at, "of", "comma", "in")
        link = words.skip(link, "hyphen") if words.joined(link) else link
        loose = part.grain in (Grain.MONTH, Grain.SEASON) or words.word(at) == "of"
        year = self.year_span(link, loose=loose)
        if year is None:
            return None
        value = part.anchored(year.value.start.year)
        if value is None:
            return None
        return Point(value, self._second_year(part, year))

    def _second_year(self, part: Yearly, year: Found) -> int:
        """The token after '/20' in 'winter 2019/20', which says again what the season's own end says."""
        words = self._words
        slash = words.skip(year.end, "hyphen", "slash")
        if part.grain is not Grain.SEASON or slash == year.end:
            return year.end
        text, following = words.word(slash), year.value.start.year + 1
        return slash + 1 if text in (str(following), str(following)[2:]) else year.end

    def _yearly(self, at: int) -> Point | None:
        return self.yearly(at)

    def _day_of_year(self, at: int) -> Point | None:
        """'july 4th', '4 july', 'the 3rd of march'; a bare number over 31 or a year is none."""
        words = self._words
        month = words.find(at, "month")
        if month:
            begin = words.skip_all(words.skip(month.end, "dot"), "comma", "the")
            if words.spelled_year(begin):
                return None
            if begin == month.end and words.joined(begin):
                begin = words.skip(begin, "hyphen", "slash")  # 'oct-2', 'oct/2'
            day = words.day_number(begin)
            if day is None or words.joined(begin + 1) and words.word(begin + 1) in (":", "%"):
                return None
            return self._month_day(month.value, day.value, day.end)
        glued = words.month_and_day(at)
        if glued:
            return self._month_day(*glued.value, glued.end)
        day = words.day_number(at)
        if day is None:
            return None
        month = words.find(words.skip_all(day.end, "of", "dot", "hyphen"), "month")
        return self._month_day(month.value, day.value, words.skip(month.end, "dot")) if month else None

    def _month_day(self, month: int, day: int, end: int) -> Point | None:
        value = cal.days_of_year((month, day), (month, day))
        return Point(value, end) if value else None

    def _festive(self, feast: Yearly, at: int) -> Point:
        """With words that widen it ('christmas time', 'easter holidays') or mean the days off around it."""
        weekend = self._words.find(at, "unit")
        if weekend and weekend.value == "weekend":
            return Point(Yearly(lambda year: cal.long_weekend(feast.in_year(year)), None, Grain.DAY), weekend.end)
        return Point(feast, self._words.skip(at, "holiday suffix"))

    def _year(self, at: int) -> Point | None:
        found = self.year_span(at)
        return Point(found.value, found.end) if found else None

    def _repeating(self, at: int) -> Point | None:
        """'sundays', 'on weekends', 'mornings', 'at night', 'saturday'."""
        words = self._words
        every = words.find(at, "every")
        begin = every.end if every else at
        days = words.find(begin, "weekdays")
        if days:
            return Point(Repeating(Recurring(weekdays=days.value)), days.end)
        day = words.find(begin, "weekday")
        if day and (every or words.find(day.end, "dayparts")):
            return Point(Repeating(Recurring(weekdays=day.value)), day.end)
        if day:
            latest = self._last_weekday(day.value[0])
            weak = words.lexicon.has(words.word(begin), "weak weekday")
            value = Fixed(latest, latest, weekday=day.value[0])
            return None if weak else Point(value, day.end, strong=False)
        plural = words.find(begin, "dayparts")
        if plural:
            return Point(Repeating(Recurring(hours=(Hours(*plural.value),))), plural.end, strong=bool(every))
        part = words.find(begin, "daypart")
        if part:
            return Point(Repeating(Recurring(hours=(Hours(*part.value),))), part.end, strong=bool(every))
        if every:
            yearly = self.yearly(begin)
            return Point(yearly.value, yearly.end) if yearly else None
        return None


def _nth_in(whole: Fixed, thing: object, order: int, length: int) -> Fixed | None:
    """The nth unit or weekday of a closed span; -1 is its last."""
    if whole.start is None or whole.end is None or order == 0:
        return None
    if isinstance(thing, tuple):
        return _nth_weekday_in(whole.start, whole.end, thing[0], order)
    match thing:
        case "day":
            start = whole.start + timedelta(days=order - 1) if order > 0 else whole.end - timedelta(days=length - 1)
            return _inside(whole, Fixed(start, cal.shift_days(start, length - 1)))
        case "week" | "weekend" | "fortnight":
            return _nth_week_in(whole, str(thing), order, length)
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
    """Weeks belong to the span that holds their Thursday (as in ISO 8601); weekends to the one with their Saturday."""
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
    return Fixed(week.start, week.end + extra, Grain.WEEK) if order > 0 else Fixed(week.start - extra, week.end, Grain.WEEK)


def _inside(whole: Fixed, found: Fixed) -> Fixed | None:
    if None in (whole.start, whole.end, found.start, found.end):
        return None
    return found if whole.start <= found.start and found.end <= whole.end else None  # type: ignore[operator]


def _part_of_year(yearly: Yearly, part: str) -> Yearly:
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
