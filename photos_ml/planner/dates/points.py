"""One point or stretch of time: 'july 2019', 'two summers ago', 'the weekend before last', '3rd of may'."""

from __future__ import annotations

from collections.abc import Callable

from photos_ml.planner.dates import calendar as cal
from photos_ml.planner.dates.base import Point
from photos_ml.planner.dates.holidays import holiday
from photos_ml.planner.dates.named import CalendarPoints
from photos_ml.planner.dates.values import Fixed, Repeating, Yearly
from photos_ml.planner.dates.words import Words
from photos_ml.planner.plan import Hours, Recurring

DEEPEST = 12
"""'the day before the day before the day before ...' is read no deeper."""


class PointReader(CalendarPoints):
    """All patterns together; the longest wins."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self._read_at: dict[int, Point | None] = {}
        self._depth = 0
        self._readers: tuple[Callable[[int], Point | None], ...] = (
            self._numeric,
            self._relative_day,
            self._ago,
            self._around_another,
            self._before_last,
            self._nth_of,
            self._day_of_a_month,
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
        """The longest point that begins at `at` (a leading 'the' allowed); the earlier pattern where two
        are as long.
        """
        begin = self._words.skip(at, "the")
        if begin not in self._read_at:
            if self._depth == DEEPEST:
                return None
            self._depth += 1
            self._read_at[begin] = self._longest(begin)
            self._depth -= 1
        return self._read_at[begin]

    def _longest(self, at: int) -> Point | None:
        best: Point | None = None
        for reader in self._readers:
            found = reader(at)
            if found and (best is None or found.end > best.end):
                best = found
        return best

    def _repeating(self, at: int) -> Point | None:
        """'sundays', 'on weekends', 'mornings', 'at night', 'saturday'."""
        words = self._words
        every = words.find(at, "every")
        begin = every.end if every else at
        days = words.find(begin, "weekdays")
        unit = words.find(begin, "unit")
        if unit and words.find(at - 1, "owner") and not words.find(begin, "plural unit"):
            return None  # 'our weekend in vancouver' is one of its own
        of_something = unit and not words.find(begin, "plural unit") and words.find(unit.end, "genitive")
        if days and not of_something:  # 'the weekend of the wedding' is one of its own
            return Point(Repeating(Recurring(weekdays=days.value)), days.end)
        day = words.find(begin, "weekday")
        weak = words.lexicon.has(words.word(begin), "weak weekday") and not words.find(at, "each one")
        if day and ((every and not weak) or words.find(day.end, "dayparts")):
            return Point(Repeating(Recurring(weekdays=day.value)), day.end)
        if day and not weak and self._any_such_day(begin):
            return Point(Repeating(Recurring(weekdays=day.value)), day.end, strong=False)
        if day:
            latest = self._last_weekday(day.value[0])
            value = Fixed(latest, latest, weekday=day.value[0])
            return None if weak else Point(value, day.end, strong=False)
        plural = words.find(begin, "dayparts")
        if plural:
            sure = bool(every) or words.lexicon.has(words.word(begin), "surely dayparts")
            return Point(Repeating(Recurring(hours=(Hours(*plural.value),))), plural.end, strong=sure)
        part = words.find(begin, "daypart")
        if part:
            return Point(Repeating(Recurring(hours=(Hours(*part.value),))), part.end, strong=bool(every))
        yearly = self.yearly(begin) if every else None
        return Point(yearly.value, yearly.end) if yearly else self._plural_yearly(begin, said=bool(every))

    def _any_such_day(self, at: int) -> bool:
        """'a sunday', 'a rainy sunday': no certain one."""
        words = self._words
        return any(words.lexicon.has(words.word(at - back), "a") for back in (1, 2) if at >= back)

    def each_year(self, at: int) -> Point | None:
        """What is told of every year: a feast, or seasons in the plural; a month or season may as well begin
        a range.
        """
        plural = self._plural_yearly(at, said=False)
        named = self._words.find(at, "holiday")
        feast = self.yearly(at) if named else None
        found = plural or (feast if feast and named and feast.end >= named.end else None)
        return found if found and isinstance(found.value, Yearly) else None

    def _plural_yearly(self, at: int, *, said: bool) -> Point | None:
        """'summers in france', 'all christmases'; 'springs' and 'falls' are water unless 'every' or 'past' is
        said.
        """
        words = self._words
        seasons = words.find(at, "seasons")
        if seasons and (said or not words.lexicon.has(words.word(at), "watery seasons")):
            return Point(cal.season(seasons.value, southern=self._context.southern), seasons.end, strong=said)
        named = words.find(at, "holidays")
        feast = holiday(named.value, self._context.country) if named else None
        return Point(feast, named.end) if named and feast else None
