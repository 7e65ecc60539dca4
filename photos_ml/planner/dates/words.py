"""The small words of time: numbers, ordinals, years, decades, and where a preposition ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from photos_ml.planner.lang.base import Language
from photos_ml.planner.lexicon import Found, Lexicon
from photos_ml.planner.tokens import Token, is_word

FIRST_YEAR, LAST_YEAR = 1800, 2199
"""A bare number outside is not read as a year: photography begins in 1826."""


MOST_SKIPPED = 8
"""No more small words stand between two words of one time; of 'of of of of ...' none is one."""


class DateContext(NamedTuple):
    """What dates are worked out against: the user's wall-clock day, and where home is."""

    today: date
    southern: bool = False
    country: str = ""
    day_first: bool = False
    """3/4/2020 is 3 April."""


class Words:
    """Tokens of one query seen through one language; `at` is always a token index."""

    def __init__(self, tokens: Sequence[Token], language: Language, context: DateContext) -> None:
        self.lexicon = language.lexicon
        self.tokens = [_bare(tokens, k, self.lexicon) for k in range(len(tokens))]
        self._endings = language.endings
        self.context = context
        self._content: dict[int, bool] = {}

    def word(self, at: int) -> str:
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def find(self, at: int, kind: str) -> Found | None:
        return self.lexicon.find(self.tokens, at, kind)

    def skip(self, at: int, *kinds: str) -> int:
        """The token after an optional phrase of these kinds."""
        found = self.lexicon.find_any(self.tokens, at, kinds)
        return found.end if found else at

    def skip_all(self, at: int, *kinds: str) -> int:
        """The token after as many phrases of these kinds as there are, up to a few."""
        for _ in range(MOST_SKIPPED):
            after = self.skip(at, *kinds)
            if after == at:
                break
            at = after
        return at

    def joined(self, at: int) -> bool:
        """Whether token `at` touches the one before it, as in '2019-05'."""
        return 0 < at < len(self.tokens) and self.tokens[at].start == self.tokens[at - 1].end

    def number(self, at: int) -> Found | None:
        """A whole number below ten thousand, in digits or words: 12, 'twenty-one', 'a couple of'."""
        word = self.word(at)
        if word.isdecimal() and len(word) <= 4:
            return Found(int(word), at + 1)
        some = self.find(at, "some")
        if some:
            return some
        return self._spelled(at)

    def ordinal(self, at: int) -> Found | None:
        """'3rd', 'third', 'twenty-first'; also '3.' where the language writes ordinals so."""
        match = _ordinal_pattern(self._endings.ordinal).fullmatch(self.word(at))
        if match:
            return Found(int(match.group(1)), at + 1)
        if self.word(at).isdecimal() and self.find(at + 1, "ordinal dot") and self.joined(at + 1):
            return Found(int(self.word(at)), at + 2)
        single = self.find(at, "ordinal")
        if single:
            return single
        tens = self.find(at, "tens")
        if tens:
            units = self.find(self.skip(tens.end, "hyphen"), "ordinal")
            if units and units.value < 10:
                return Found(tens.value + units.value, units.end)
        return None

    def day_number(self, at: int) -> Found | None:
        """1 to 31, as a number or an ordinal."""
        found = self.ordinal(at) or self.number(at)
        if found and isinstance(found.value, int) and 1 <= found.value <= 31:
            return found
        return None

    def month_and_day(self, at: int) -> Found | None:
        """Month and day written as one: 'oct2', 'dec31'."""
        word = self.word(at)
        name = word.rstrip("0123456789")
        day = word[len(name) :]
        if not (name and 1 <= len(day) <= 2 and self.lexicon.has(name, "month") and 1 <= int(day) <= 31):
            return None
        month = self.lexicon.value(name, "month")
        return Found((month, int(day)), at + 1)

    def part_code(self, word: str) -> tuple[int, int] | None:
        """Which part of a year, and how many months it has: 'q3' gives (3, 3), 'h1' gives (1, 6)."""
        parts = self.lexicon.value(word[:1], "part code")
        number = word[1:]
        if not parts or len(number) != 1 or not number.isdecimal() or not 1 <= int(number) <= parts:
            return None
        return int(number), 12 // parts

    def year(self, at: int, *, loose: bool = False) -> Found | None:
        """A calendar year: 2019, 'nineteen ninety six', '’19'; with `loose` also two bare digits."""
        word = self.word(at)
        if word.isdecimal() and len(word) == 4:
            known = FIRST_YEAR <= int(word) <= LAST_YEAR and not self.find(at + 1, "measure")
            return Found(int(word), at + 1) if known else None
        if word == "'" and self._two_digits(at + 1) and self.joined(at + 1):
            return Found(self.full_year(int(self.word(at + 1))), at + 2)
        if loose and self._two_digits(at):
            return Found(self.full_year(int(word)), at + 1)
        return self.spelled_year(at)

    def decade(self, at: int) -> Found | None:
        """First year of 'the 90s', '1990s', "'80s", 'nineties', 'nineteen eighties'."""
        named_so = self._decade_behind(at)
        if named_so:
            return named_so
        begin = at + 1 if self.word(at) == "'" else at
        match = _decade_pattern(self._endings.decade).fullmatch(self.word(begin))
        if match:
            century, tens = match.group(1), int(match.group(2))
            if century:
                return Found(int(century) * 100 + tens * 10, begin + 1)
            return Found(self._decade_start(tens * 10), begin + 1)
        apart = self._decade_apart(begin)
        if apart:
            return apart
        century_word = self.find(at, "century prefix")
        named = self.find(century_word.end if century_word else at, "decade")
        if named:
            start = named.value % 100 + century_word.value * 100 if century_word else named.value
            return Found(start, named.end)
        return None

    def _decade_behind(self, at: int) -> Found | None:
        """'años 90', "anni '80", 'années soixante': with a word for the decade in front of its number; 'los
        90' where an article alone says so, and no thing that is counted follows."""
        prefix = self.find(at, "decade prefix")
        begin = prefix.end if prefix else at
        begin += self.word(begin) == "'"
        tens = self.find(begin, "tens")
        word = self.word(begin)
        number = tens.value if tens else int(word) if word.isdecimal() and word.endswith("0") else 0
        end = tens.end if tens else begin + 1
        if prefix is None and (not self.find(at - 1, "decade article") or self.content_follows(end)):
            return None
        if number in range(20, 100, 10) or (prefix and number == 10):
            return Found(self._decade_start(number), end)
        return Found(number, end) if prefix and FIRST_YEAR <= number <= LAST_YEAR else None

    def _decade_apart(self, at: int) -> Found | None:
        """'90 s', '1990 s': with a space in it; '30 s' may as well be seconds."""
        word = self.word(at)
        if not (word.isdecimal() and word.endswith("0") and self.find(at + 1, "decade ending")):
            return None
        if len(word) == 2:
            return Found(self._decade_start(int(word)), at + 2) if word >= "70" else None
        known = len(word) == 4 and FIRST_YEAR <= int(word) <= LAST_YEAR
        return Found(int(word), at + 2) if known else None

    def _decade_start(self, tens: int) -> int:
        this_century = self.context.today.year // 100 * 100
        return (
            this_century + tens
            if this_century + tens <= self.context.today.year
            else this_century - 100 + tens
        )

    def _two_digits(self, at: int) -> bool:
        word = self.word(at)
        return len(word) == 2 and word.isdecimal()

    def full_year(self, two_digits: int) -> int:
        """The latest such year that has begun: 69 is 1969, 18 is 2018."""
        year = self.context.today.year // 100 * 100 + two_digits
        return year if year <= self.context.today.year else year - 100

    def _spelled(self, at: int) -> Found | None:
        tens = self.find(at, "tens")
        if tens:
            units = self.find(self.skip(tens.end, "hyphen"), "number")
            if units and 0 < units.value < 10:
                return Found(tens.value + units.value, units.end)
            return tens
        return self.find(at, "number")

    def spelled_year(self, at: int) -> Found | None:
        """'nineteen ninety six', 'twenty nineteen', 'two thousand and five', 'nineteen zero one'."""
        thousands = self.find(at, "thousands")
        if thousands:
            rest = self._spelled(self.skip(thousands.end, "and"))
            if rest and rest.value < 100:
                return Found(thousands.value + rest.value, rest.end)
            return thousands
        first = self._century_words(at)
        if first is None:
            return None
        second = self.skip(first.end, "hyphen")
        zero = self.find(second, "zero")
        rest = self._spelled(zero.end if zero else second)
        if rest and (10 <= rest.value <= 99 or (zero and rest.value < 10)):
            return Found(first.value * 100 + rest.value, rest.end)
        return None

    def _century_words(self, at: int) -> Found | None:
        """'eighteen', 'nineteen', 'twenty': only these begin a spelled year."""
        found = self.find(at, "number") or self.find(at, "tens")
        return found if found and 17 <= found.value <= 20 and self.word(at).isalpha() else None

    def content_follows(self, at: int) -> bool:
        """Whether the token names something: a word that is neither small nor about time."""
        if at not in self._content:
            small = at >= len(self.tokens) or not is_word(self.tokens[at])
            self._content[at] = not (small or self.lexicon.find_any(self.tokens, at, SMALL_KINDS))
        return self._content[at]


SMALL_KINDS = (
    *("in", "stop", "filler", "photo noun", "since", "until", "before", "after", "from", "to", "between"),
    *(
        "and",
        "or",
        "not",
        "not last",
        "month",
        "season",
        "daypart",
        "dayparts",
        "holiday",
        "weekday",
        "weekdays",
        "this",
        "last",
        "media",
    ),
)
"""Kinds of words that may follow a word of time without being what it describes."""


def _bare(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Token:
    """ "yesterday's lunch", "this year's trip": a word of time without its possessive.

    It stays where a phrase has it, as "mother's day" and "new year's eve" do.
    """
    token = tokens[at]
    if token.word == token.base:
        return token
    qualified = at > 0 and any(lexicon.has(tokens[at - 1].word, kind) for kind in ("this", "last", "next"))
    if (qualified and lexicon.has(token.base, "unit")) or not lexicon.starts(token.word):
        return token._replace(word=token.base) if lexicon.starts(token.base) else token
    return token


@lru_cache(maxsize=8)
def _ordinal_pattern(endings: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(\d{{1,2}})(?:{_either(endings)})")


@lru_cache(maxsize=8)
def _decade_pattern(endings: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(1[89]|20)?(\d)0(?:{_either(endings)})")


def _either(endings: tuple[str, ...]) -> str:
    """A pattern of one of these; of nothing at all where there is none."""
    return "|".join(map(re.escape, endings)) or r"(?!)"
