"""Points of time by the calendar: months, seasons, holidays, days, years, decades, with a year or without."""

from __future__ import annotations

from photos_ml.planner.dates import calendar as cal
from photos_ml.planner.dates.base import Point
from photos_ml.planner.dates.holidays import holiday
from photos_ml.planner.dates.nth import nth_in, part_of_year
from photos_ml.planner.dates.numeric import read_month_and_day, read_numeric
from photos_ml.planner.dates.relative import RelativePoints
from photos_ml.planner.dates.values import Fixed, Grain, Repeating, Yearly
from photos_ml.planner.lexicon import Found

_LEAP_FREE = 2001
_BEFORE_EVENING = ((5, 12), (12, 17))


class CalendarPoints(RelativePoints):
    """Points that name their days."""

    def yearly(self, at: int) -> Point | None:
        """A month, season, holiday or day of the year that names no year."""
        words = self._words
        named = words.find(at, "holiday")
        day = self._day_of_year(at)
        if day and not (named and named.end >= day.end):
            return day
        month = words.find(at, "month")
        if month and not (named and named.end > month.end):
            weak = words.lexicon.has(words.word(at), "weak month")
            return Point(cal.months_of_year(month.value), words.skip(month.end, "dot"), not weak)
        season = words.find(at, "season")
        if season:
            value = cal.season(season.value, southern=self._context.southern)
            return Point(value, season.end, strong=False)
        feast = holiday(self._feast_named(named), self._context.country) if named else None
        return self._festive(feast, named.end) if named and feast else None

    def _feast_named(self, named: Found) -> str:
        """The morning of a new year is that of its first day."""
        part = self._words.find(named.end, "daypart")
        morning = part is not None and part.value in _BEFORE_EVENING
        return "new year's day" if morning and named.value == "new year's eve" else str(named.value)

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

    def _part(self, at: int) -> Point | None:
        """'early june', 'mid 2019', 'the end of last year', 'late 90s'."""
        words = self._words
        part = words.find(at, "part")
        if part is None or words.find(at, "unit"):
            return None  # the 'fin' of 'fin de semana'
        begin = words.skip_all(part.end, "hyphen", "of", "the")
        inner = self.read(begin) or self.this_unit(begin)
        if inner is None or isinstance(inner.value, Repeating):
            return None
        if isinstance(inner.value, Fixed):
            return Point(cal.part_of(inner.value, part.value), inner.end) if inner.value.grain else None
        yearly = inner.value
        if yearly.grain < Grain.MONTH:
            return None
        return Point(part_of_year(yearly, part.value), inner.end)

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
        part = self._words.part_code(code)
        if part is None:
            return None
        number, months = part
        yearly = cal.months_of_year((number - 1) * months + 1, months, Grain.SEASON)
        if year_first:
            value = yearly.anchored(year_first.value)
            return Point(value, begin + 1) if value else None
        latest = yearly.latest(self._today)
        return self._with_year(yearly, begin + 1) or (Point(latest, begin + 1) if latest else None)

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
        """A part of the year with its year: 'july 2019', 'christmas last year', '3 may 2020', 'summer of
        69'.
        """
        words = self._words
        year = words.year(at)
        if year:
            return self._after_year(year.value, words.skip_all(year.end, "comma", "hyphen", "the"))
        weekday = words.find(at, "weekday")
        begin = words.skip_all(weekday.end, "comma", "the") if weekday else at
        digits = read_month_and_day(words, begin) if weekday else None
        part = Point(*digits) if digits else self.yearly(begin)
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
        found = nth_in(whole, unit.value, nth.value, 1)
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
        begin = (
            words.skip(at, "holiday suffix") if part.grain is Grain.SEASON else at
        )  # 'summer holidays 2016'
        link = words.skip_all(begin, "of", "comma", "in")
        link = words.skip(link, "hyphen") if words.joined(link) else link
        loose = part.grain in (Grain.MONTH, Grain.SEASON) or bool(words.find(at, "genitive"))
        year = self.year_span(link, loose=loose)
        if year is None:
            return None
        weekend = words.find(year.end, "unit") if part.grain is Grain.DAY and not part.part else None
        if weekend and weekend.value == "weekend":  # 'labor day 2021 weekend'
            ends = cal.long_weekend(part.in_year(year.value.start.year))
            return Point(Fixed(*ends), weekend.end) if ends else None
        value = part.anchored(year.value.start.year)
        if value is None:
            return None
        return Point(value, self._second_year(part, year))

    def _second_year(self, part: Yearly, year: Found) -> int:
        """The token after '/20' in 'winter 2019/20', which says again what the season's own end says."""
        words = self._words
        slash = words.skip(year.end, "hyphen", "slash")
        crosses = part.part is not None and any(days.end < days.start for days in part.part.days)
        if not (part.grain is Grain.SEASON or crosses) or slash == year.end:
            return year.end
        text, following = words.word(slash), year.value.start.year + 1
        return slash + 1 if text in (str(following), str(following)[2:]) else year.end

    def _yearly(self, at: int) -> Point | None:
        return self.yearly(at)

    def _day_of_a_month(self, at: int) -> Point | None:
        """'the 15th of last month', 'the 3rd of this month'."""
        day = self._words.ordinal(at)
        link = self._words.find(day.end, "genitive") if day else None
        month = self._qualified(link.end) if link else None
        if day is None or month is None or not isinstance(month.value, Fixed) or month.value.start is None:
            return None
        if month.value.grain is not Grain.MONTH:
            return None
        found = cal.make_day(month.value.start.year, month.value.start.month, day.value)
        return Point(Fixed(found, found), month.end) if found else None

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
            if day is None or (words.joined(begin + 1) and words.word(begin + 1) in (":", "%")):
                return None
            return self._month_day(month.value, day.value, day.end)
        glued = words.month_and_day(at)
        if glued:
            month_no, day_no = glued.value
            return self._month_day(month_no, day_no, glued.end)
        unit = words.find(at, "unit")  # the 'dia' of 'dia 12 de março'
        day = words.day_number(unit.end if unit and unit.value == "day" else at)
        if day is None:
            return None
        month = words.find(words.skip_all(day.end, "of", "dot", "hyphen"), "month")
        return self._month_day(month.value, day.value, words.skip(month.end, "dot")) if month else None

    def _month_day(self, month: int, day: int, end: int) -> Point:
        """A day of every year; the whole month where it has no such day: '31 april'."""
        value = cal.days_of_year((month, day), (month, day))
        return Point(value or cal.months_of_year(month), end)

    def _festive(self, feast: Yearly, at: int) -> Point:
        """With words that widen it ('christmas time', 'easter holidays') or mean the days off around it."""
        weekend = self._words.find(at, "unit")
        if weekend and weekend.value == "weekend":
            return Point(
                Yearly(lambda year: cal.long_weekend(feast.in_year(year)), None, Grain.DAY), weekend.end
            )
        return Point(feast, self._words.skip(at, "holiday suffix"))

    def _year(self, at: int) -> Point | None:
        found = self.year_span(at)
        return Point(found.value, found.end) if found else None

    def _nth_of(self, at: int) -> Point | None:
        """'first week of june 2019', 'last weekend of may', 'second sunday of march 2020', 'third quarter
        of 2016'.
        """
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
        every = self._first_days(order, thing.value, length, link.end if link else thing.end)
        if every:
            return every
        whole = self._whole(link.end if link else thing.end)
        if whole is None:
            return None
        value = nth_in(whole.value, thing.value, order, length)
        return Point(value, whole.end) if value else None

    def _first_days(self, order: int, thing: object, length: int, at: int) -> Point | None:
        """'first week of july', 'last week of august', with no year: its first or last seven days, always."""
        month = self._words.find(at, "month")
        if month is None or (order, thing, length) not in ((1, "week", 1), (-1, "week", 1)):
            return None
        if self._with_year(cal.months_of_year(month.value), month.end):
            return None
        last = cal.last_day(_LEAP_FREE, month.value)
        days = (1, 7) if order > 0 else (last - 6, last)
        value = cal.days_of_year((month.value, days[0]), (month.value, days[1]), Grain.WEEK)
        return Point(value, month.end) if value else None

    def _whole(self, at: int) -> Found | None:
        """A month, season, year, decade or century that something is counted in."""
        words = self._words
        begin = words.skip(at, "the")
        for reader in (self._dated, self._qualified, self._yearly, self._year, self._decade, self._century):
            found = reader(begin)
            if found and isinstance(found.value, Yearly) and found.value.grain >= Grain.MONTH:
                latest = found.value.latest(self._today)
                return Found(latest, found.end) if latest else None
            if found and isinstance(found.value, Fixed) and found.value.grain >= Grain.MONTH:
                return Found(found.value, found.end)
        article = begin != at or words.find(at - 1, "the") is not None
        this = self.this_unit(begin) if article else None  # 'the first quarter of the year'
        return Found(this.value, this.end) if this else None
