"""Hours of the clock: 'between 6pm and 9pm', 'at 7:30', 'after 10 pm', 'zwischen 18 und 21 Uhr'."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from photos_ml.planner.dates.ranges import Read
from photos_ml.planner.dates.values import Repeating
from photos_ml.planner.dates.words import Words
from photos_ml.planner.plan import Hours, Recurring

NOON, DAY = 12, 24


class _Time(NamedTuple):
    """A time of day, the token after it, and what made it one."""

    hour: int
    minutes: int
    end: int
    marked: bool
    """With 'am', 'pm', 'o'clock' or minutes; a bare number is a time only beside such a one."""
    half: int | None
    """0 for 'am', 12 for 'pm', None where the words do not say."""

    @property
    def start_hour(self) -> int:
        return self.hour

    @property
    def end_hour(self) -> int:
        """The hour before which it is over: 9:30 needs all of the hour from nine to ten."""
        return self.hour + (self.minutes > 0)


class HoursReader:
    """Reads times of day as hours that recur every day; minutes are widened to whole hours."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def read(self, at: int) -> Read | None:
        """Hours that begin at token `at`, None where there are none."""
        return self._said(at) or self._range(at) or self._open(at) or self._single(at)

    def _said(self, at: int) -> Read | None:
        """'after midnight', 'before dawn', 'around noon'."""
        found = self._words.find(at, "hours said")
        if found and self._words.find(at, "last night"):
            return None  # 'la notte scorsa'
        return _read(found.value[0], found.value[1], found.end) if found else None

    def _range(self, at: int) -> Read | None:
        """'between 6pm and 9pm', 'from 6 to 9pm', '18:00-21:00': the second time says what the first
        leaves out.
        """
        words = self._words
        between = words.find(at, "between")
        lead = between or words.find(at, "from")
        first = self._end_of_range(lead.end if lead else at)
        links = ("and", "to", "hyphen") if between else ("to", "until", "hyphen")
        link = words.lexicon.find_any(words.tokens, first.end, links) if first else None
        second = self._end_of_range(link.end) if link else None
        if first is None or second is None or not (first.marked or second.marked):
            return None
        start = self._before(first, second)
        return _read(start.start_hour, second.end_hour, second.end)

    def _end_of_range(self, at: int) -> _Time | None:
        """A time of the clock, or 'midnight' and 'noon', which beside one are times as well."""
        named = self._words.find(at, "clock word")
        return _Time(named.value, 0, named.end, False, None) if named else self._time(at)

    def _before(self, first: _Time, second: _Time) -> _Time:
        """'6 to 9pm' begins at 18, '10 to 2pm' at 10: the half of the day that lies before the second."""
        if first.half is not None or second.half is None or first.hour > NOON:
            return first
        same = first.hour % NOON + second.half
        return first._replace(hour=same if same < second.hour else first.hour % NOON)

    def _open(self, at: int) -> Read | None:
        """'after 10pm' runs to the end of the day, 'before 8am' from its beginning."""
        for kind in ("since", "after", "until", "before"):
            relation = self._words.find(at, kind)
            time = self._time(self._words.skip(relation.end, "the")) if relation else None
            if time and time.marked:
                late = kind in ("since", "after")
                return _read(time.start_hour, DAY, time.end) if late else _read(0, time.end_hour, time.end)
        return None

    def _single(self, at: int) -> Read | None:
        """'at 5 pm' is the hour from five to six; a bare '9am' says so only where little else is said."""
        words = self._words
        lead = words.find(at, "in")
        time = self._time(words.skip_all(at, "in", "about"))
        if time is None or not time.marked:
            return None
        return _read(time.start_hour, time.start_hour + 1, time.end, strong=lead is not None)

    def _time(self, at: int) -> _Time | None:
        """'6', '6pm', '6:30 pm', '18:00', "5 o'clock", '18 Uhr'."""
        words = self._words
        head = _clock_pattern().fullmatch(words.word(at))
        if head is None:
            return None
        hour, glued, end, minutes = int(head.group(1)), head.group(2), at + 1, 0
        if glued and not words.lexicon.has(glued, "hour mark"):
            return None
        timed = not glued and words.word(end) in (":", ".") and words.joined(end) and words.joined(end + 1)
        tail = _minute_pattern().fullmatch(words.word(end + 1)) if timed else None
        if tail and tail.group(2) and not words.lexicon.has(tail.group(2), "hour mark"):
            tail = None
        if tail and (int(tail.group(1)) >= 60 or (words.word(end) == "." and not tail.group(2))):
            tail = None  # '15.08.2014' is a day
        if tail:
            minutes, glued, end = int(tail.group(1)), tail.group(2), end + 2
        half: int | None = words.lexicon.value(glued, "hour mark") if glued else None
        suffix = words.find(end, "meridiem") if not glued else None
        if suffix:
            half, end = suffix.value, suffix.end
        said = words.find(end, "o'clock") if half is None and not glued else None
        marked = bool(glued or suffix or said or tail)
        if half is not None:
            if not 1 <= hour <= NOON:
                return None
            hour = hour % NOON + half
        end = said.end if said else end
        return _Time(hour, minutes, end, marked, half) if hour <= DAY else None


def _read(start: int, end: int, after: int, *, strong: bool = True) -> Read | None:
    start, end = start % DAY, min(end, DAY)
    if start == end:
        return None
    return Read((Repeating(Recurring(hours=(Hours(start, end),))),), after, strong)


@lru_cache(maxsize=1)
def _clock_pattern() -> re.Pattern[str]:
    return re.compile(r"(\d{1,2})([^\W\d_]*)")


@lru_cache(maxsize=1)
def _minute_pattern() -> re.Pattern[str]:
    return re.compile(r"(\d\d)([^\W\d_]*)")
