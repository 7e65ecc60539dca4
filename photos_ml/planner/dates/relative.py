"""Points of time told from today or from another one: 'two summers ago', 'last 7 days', 'the day after
christmas'.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from photos_ml.planner.dates import calendar as cal
from photos_ml.planner.dates.base import Point, PointBase
from photos_ml.planner.dates.holidays import holiday
from photos_ml.planner.dates.values import Fixed, Grain, Repeating, Value, Yearly
from photos_ml.planner.lexicon import Found
from photos_ml.planner.plan import Hours

FEW = (2, 5)
"""'a few years ago' is any of two to five years back."""
MOST_COUNTED = 60
"""Of 'the last 99 summers' no more are looked up."""
_NIGHT = (Hours(22, 5),)
_EASTER_DAYS, _FRIDAY = 4, 4


def _core(value: Fixed | Yearly) -> Fixed | Yearly:
    """The day a feast of several is counted from: Christmas Day, Easter Sunday; others stay as they are."""
    if isinstance(value, Fixed):
        ends = _core_of((value.start, value.end)) if value.start and value.end else None
        return replace(value, start=ends[0], end=ends[1]) if ends else value
    if value.grain is not Grain.DAY:
        return value

    def in_year(year: int) -> tuple[date, date] | None:
        ends = value.in_year(year)
        return ends and (_core_of(ends) or ends)

    return replace(value, in_year=in_year)


def _core_of(ends: tuple[date, date]) -> tuple[date, date] | None:
    first, last = ends
    if ((first.month, first.day), (last.month, last.day)) == ((12, 24), (12, 26)):
        return first + timedelta(days=1), first + timedelta(days=1)
    easter = (last - first).days + 1 == _EASTER_DAYS and first.weekday() == _FRIDAY and first.month in (3, 4)
    return (last - timedelta(days=1), last - timedelta(days=1)) if easter else None


class RelativePoints(PointBase):
    """Points that need today's date."""

    def _relative_day(self, at: int) -> Point | None:
        if self._of_a_stay(at):
            return None
        found = self._words.find(at, "relative day")
        night = self._words.find(at, "last night")
        if found and not (night and night.end > found.end):
            day = cal.shift_days(self._today, found.value)
            return Point(Fixed(day, day), found.end) if day else None
        if night:
            return Point(Fixed(self._today - timedelta(days=1), self._today, hours=_NIGHT), night.end)
        part = self._words.find(at, "this daypart")
        if part:
            return Point(Fixed(self._today, self._today, hours=(Hours(*part.value),)), part.end)
        return None

    def _of_a_stay(self, at: int) -> bool:
        """'our last night', 'the last day in rome', 'last day of school': not the one before today."""
        words = self._words
        last = words.find(at, "last")
        unit = words.find(last.end, "unit") if last else None
        of = unit and unit.value == "day" and words.find(unit.end, "genitive")
        more = at + 2 < len(words.tokens) and words.find(at - 1, "the")
        return bool(last and (of or more or words.find(at - 1, "owner")))

    def _ago(self, at: int) -> Point | None:
        """'two years ago' is the whole calendar year, 'three weeks ago' the whole week, 'two summers ago'
        a summer.
        """
        words = self._words
        amount = words.find(at, "amount")
        past = words.find(amount.end, "ago") if amount else None
        if amount and past:  # 'half a year ago'
            number, unit = amount.value
            span = cal.unit_span(unit, self._today, -number)
            return Point(span, past.end) if span else None
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
        months = words.find(at, "months")
        if months:
            return Found(cal.months_of_year(months.value), months.end)
        part = self.yearly(at)
        return Found(part.value, part.end) if part else None

    def latest_ones(self, count: object, at: int) -> Found | None:
        """The latest `count` of what is named at a token, newest first; None for units, which are one
        stretch.
        """
        number = FEW[1] if count == "few" else count
        weekend = self._words.find(at, "plural unit")
        thing = Found((5, 6), weekend.end) if weekend else self._counted(at)
        if thing is None or isinstance(thing.value, str) or not isinstance(number, int):
            return None
        each = [self._past(back, thing.value, []) for back in range(1, min(number, MOST_COUNTED) + 1)]
        found = tuple(value for value in each if value)
        return Found(found, thing.end) if found else None

    def _named(self, name: str) -> Yearly | None:
        if name in cal.SEASON_START_MONTH:
            return cal.season(name, southern=self._context.southern)
        return holiday(name, self._context.country)

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
        """'the day after christmas 2020', 'two weeks before easter', 'the weekend of halloween', 'week of
        may 3rd'.
        """
        words = self._words
        commencing = words.find(at, "week commencing")
        if commencing:
            return self._commencing(commencing.end)
        count = words.number(at)
        unit = words.find(count.end if count else at, "unit")
        if unit is None or unit.value not in ("day", "week", "weekend", "month", "year", "fortnight"):
            return None
        if count is None and words.find(at, "plural unit"):
            return None
        relation = self._relation(unit.end)
        if relation is None or (count is None and words.find(unit.end, "before last")):
            return None
        other = self.read(relation.end)
        if other is None or isinstance(other.value, Repeating):
            return None
        if not count and relation.value == "week of" and _is_whole(unit.value, other.value):
            return Point(other.value, other.end)
        if relation.value == "week of" and other.value.grain >= Grain.MONTH and self._some_time(unit):
            return None  # 'a rainy day in november', 'a weekend in june' are any of them
        if isinstance(other.value, Fixed) and other.value.grain > Grain.WEEK and unit.value != "year":
            return None
        value = self._near(other.value, unit.value, relation.value, count.value if count else None)
        return Point(value, other.end) if value else None

    def _near(self, other: Fixed | Yearly, unit: str, relation: str, count: object) -> Value | None:
        """So many units before or after; of a day of every year with no year, those of every year."""
        if relation != "week of" and (count is not None or unit in ("day", "weekend")):
            other = _core(other)
        if isinstance(other, Yearly) and other.grain is Grain.DAY and relation != "week of":
            return self._beside_every(other, unit, relation, count)
        anchor = other if isinstance(other, Fixed) else other.latest(self._today)
        return self._beside(anchor, unit, relation, count) if anchor else None

    def _commencing(self, at: int) -> Point | None:
        """The week of the day that 'w/c' names."""
        other = self.read(self._words.skip(at, "in"))
        if other is None or isinstance(other.value, Repeating) or other.value.grain is not Grain.DAY:
            return None
        day = other.value if isinstance(other.value, Fixed) else other.value.latest(self._today)
        return Point(cal.week_span(day.start), other.end) if day and day.start else None

    def _some_time(self, unit: Found) -> bool:
        return unit.value == "day" or self._words.find(unit.end, "some time in") is not None

    def _relation(self, at: int) -> Found | None:
        for kind in ("before", "after", "week of"):
            found = self._words.find(at, kind)
            if found:
                return Found(kind, found.end)
        return None

    def _beside_every(self, feast: Yearly, unit: str, relation: str, count: object) -> Yearly | None:
        """'the day after christmas', with no year: that of every year."""

        def in_year(year: int) -> tuple[date, date] | None:
            anchor = feast.anchored(year)
            found = self._beside(anchor, unit, relation, count) if anchor else None
            return (found.start, found.end) if found and found.start and found.end else None

        ends = in_year(self._today.year)
        if ends is None:
            return None
        moves = feast.part is None or unit == "weekend"
        first, last = ends
        days = (first.month, first.day), (last.month, last.day)
        even = None if moves else cal.days_of_year(days[0], days[1])
        return Yearly(in_year, even.part if even else None, Grain.DAY)

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
        if unit in ("week", "weekend"):
            return cal.beside(unit, base, sign)
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
        begin = count.end if count and not first else last.end
        hours = words.find(begin, "hours")
        if count is None and past is None and hours is None:
            return None
        if hours and (count is None or isinstance(count.value, int)):  # 'last 24 hours'
            days_back = ((count.value if count else 0) + 23) // 24
            start = cal.shift_days(self._today, -days_back)
            return Point(Fixed(start, self._today), hours.end) if start else None
        unit = words.find(begin, "unit")
        if unit is None or unit.value == "weekend":
            return None
        if count is None and unit.value in ("weekend", "quarter", "decade", "century"):
            return None
        number = 1 if count is None else FEW[1] if count.value == "few" else count.value
        value = cal.trailing(unit.value, number, self._today)
        if value is None:
            return None
        amounts, end = self._further_amounts(unit.end)
        start = value.start
        for further, smaller in amounts:  # 'last 3 months and 2 weeks'
            start = cal.moved(start, smaller, -further) if start else None
        return Point(replace(value, start=start), end) if start else None

    def within_last(self, at: int) -> Point | None:
        """The 'last year' of 'within the last year': the twelve months up to today."""
        last = self._words.find(at, "last")
        unit = self._words.find(last.end, "unit") if last else None
        value = cal.trailing(unit.value, 1, self._today) if unit else None
        return Point(value, unit.end) if unit and value else None

    def _qualified(self, at: int) -> Point | None:
        """'last summer', 'this year', 'this past weekend', 'next month', 'last sunday', 'last christmas'."""
        words = self._words
        which = words.lexicon.find_any(words.tokens, at, ("this", "last", "next")) or self._past_one(at)
        if which is None:
            return self._qualified_behind(at)
        begin = words.skip(which.end, "past", "last")
        step = which.value if begin == which.end or which.value else -1  # 'this past weekend' is the last one
        unit = words.find(begin, "unit")
        if unit and unit.value == "day" and self._of_a_stay(at):
            return None
        found = self._that(begin, step)
        again = words.find(found.end, "which behind") if found else None  # 'ce mois-ci'
        return Point(found.value, again.end) if found and again and again.value == step else found

    def _qualified_behind(self, at: int) -> Point | None:
        """'el verano pasado', 'la semaine prochaine': the word that says which one stands behind."""
        words = self._words
        thing = words.find(at, "unit") or words.find(at, "weekday") or self.yearly(at)
        which = words.find(thing.end, "which behind") if thing else None
        found = self._that(at, which.value) if which else None
        return Point(found.value, which.end) if which and found else None

    def _that(self, at: int, step: int) -> Point | None:
        """The unit, weekday or part of the year at a token: this one (0), the last (-1) or the next."""
        unit = self._words.find(at, "unit")
        if unit:
            value: Value | None = cal.unit_span(unit.value, self._today, step)
            return Point(value, unit.end) if value else None
        weekday = self._words.find(at, "weekday")
        if weekday:
            return Point(self._which_weekday(weekday.value[0], step), weekday.end)
        part = self.yearly(at)
        if part and isinstance(part.value, Yearly):
            found = part.value.following(self._today) if step > 0 else part.value.latest(self._today)
            return Point(found, part.end) if found else None
        return None

    def _past_one(self, at: int) -> Found | None:
        """'past' where it means the last one: 'past wednesday', 'past summer', 'past quarter'; not 'past
        week'.
        """
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

    def this_unit(self, at: int) -> Point | None:
        """'the week', 'month': the one that holds today."""
        unit = self._words.find(at, "unit")
        span = cal.unit_span(unit.value, self._today, 0) if unit and unit.value != "day" else None
        return Point(span, unit.end) if unit and span else None


def _is_whole(unit: str, value: Value) -> bool:
    """'the month of may', 'the month of may 2020': what follows is such a unit itself."""
    if isinstance(value, Yearly):
        return unit == "month" and bool(value.month)
    return isinstance(value, Fixed) and value.grain is {"month": Grain.MONTH, "year": Grain.YEAR}.get(unit)
