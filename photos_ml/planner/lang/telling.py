"""Which language a query is in, told by its small and frequent words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from photos_ml.planner.lang.base import Language
from photos_ml.planner.lang.strangers import stranger
from photos_ml.planner.tokens import Token

_DIGITS = "0123456789"
_DAY = re.compile(r"([0-9]{1,2})(?:er)?")
YEAR_DIGITS, LAST_DAY = 4, 31
LEAST_MONTH = 4
"""Letters of a month's name that tells a language: shorter ones are other words, as 'set' and 'out'."""
LEAST_MIXED = 2
"""Words of a second language before a query is read in both: one may as well be a name or a loan."""
NEARLY = 1e-6
"""Scores that lie as near as this are equal."""


class Told(NamedTuple):
    """The language of a query, the one that is mixed into it, and whether any word told the first."""

    first: Language
    second: Language | None = None
    sure: bool = True
    stranger: str = ""
    """What the query is in rather than in any language that is read, by its English name."""


class TypedWord(NamedTuple):
    """A folded word, and as it was typed where that has an accent or another letter that English lacks."""

    folded: str
    accented: str = ""
    dated: bool = False
    """Whether it stands as a month's name does, beside a day or a year."""


class Markers:
    """The telling words of several languages; a word of n of them counts for each 1 / n²."""

    def __init__(self, languages: Iterable[Language]) -> None:
        self.languages = tuple(languages)
        self._accented = frozenset(one.code for one in self.languages if one.accents)
        self._codes: dict[str, list[str]] = {}
        for language in self.languages:
            for word in language.markers:
                self._codes.setdefault(word, []).append(language.code)

    def codes(self, word: TypedWord) -> Sequence[str]:
        """The languages that a word is of; one typed with accents is of none that has no accents, and one
        with a day or a year of those that have a month of the name: the 'mars' of 'mars 2024'."""
        if not word.accented:
            codes = self._codes.get(word.folded, [])
            return (self._with_month(word.folded, codes) or codes) if word.dated else codes
        codes = self._codes.get(word.accented) or self._codes.get(word.folded, [])
        return [code for code in codes if code in self._accented]

    def _with_month(self, word: str, codes: Sequence[str]) -> list[str]:
        """As months are spelled: 'marco' is a first name, not 'março'."""
        known = (one for one in self.languages if one.code in codes)
        return [one.code for one in known if word in one.months]

    def scores(self, words: Iterable[TypedWord]) -> dict[str, float]:
        """Code -> how much these words tell it; only those that some word is of."""
        found: dict[str, float] = {}
        for word in words:
            codes = self.codes(word)
            for code in codes:
                found[code] = found.get(code, 0.0) + len(codes) ** -2
        return found


def said(query: str, tokens: Sequence[Token]) -> list[TypedWord]:
    """The words as they tell a language: without a number in front, "l'" apart from what follows."""
    words: list[TypedWord] = []
    dated = [_dated(tokens, at) for at in range(len(tokens))]
    for at, token in enumerate(tokens):
        if True in dated[at + 1 : at + 2] and token.word[0] in _DIGITS:
            continue  # the 'er' of '1er mars' is no word
        typed = query[token.start : token.end].lower()
        accented = "" if typed.isascii() else typed
        small, mark, rest = token.word.partition("'")
        parts = [token.word, small + mark, rest] if mark and rest else [token.word]
        words += [TypedWord(part.lstrip(_DIGITS) or part, accented, dated[at]) for part in parts if part]
    return words


def _dated(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word has a year behind it, or a day before it and no other word behind: '2 mars bars'."""
    if not tokens[at].word.isalpha() or len(tokens[at].word) < LEAST_MONTH:
        return False
    behind = tokens[at + 1].word if at + 1 < len(tokens) else ""
    if behind.isdecimal() and len(behind) == YEAR_DIGITS:
        return True
    day = _DAY.fullmatch(tokens[at - 1].word) if at else None
    return day is not None and 1 <= int(day[1]) <= LAST_DAY and not behind[:1].isalnum()


def tell(
    words: Sequence[TypedWord],
    markers: Markers,
    default: Language,
    country: str = "",
    chosen: Language | None = None,
) -> Told:
    """The language that is chosen, else the one most of the words tell; where none does, the default. A
    second one where several words are of it and of the first they are not.
    """
    scores = markers.scores(words)
    other = stranger([word.folded for word in words], max(scores.values(), default=0.0))
    if not scores or other:
        return Told(chosen or default, sure=False, stranger=other)
    by_code = {language.code: language for language in markers.languages}
    first = chosen or by_code[best(scores, by_code, country, default.code)]
    left = [word for word in words if (codes := markers.codes(word)) and first.code not in codes]
    if len(left) < LEAST_MIXED:
        return Told(first)
    second = by_code[best(markers.scores(left), by_code, country)]
    count = sum(second.code in markers.codes(word) for word in left)
    return Told(first, second if count >= LEAST_MIXED else None)


def best(scores: Mapping[str, float], known: Mapping[str, Language], country: str, default: str = "") -> str:
    """The code with the highest score: of several that have it the one spoken at home, else the default, else
    the earlier of `known`.
    """
    most = max(scores.values())
    equal = [code for code in known if scores.get(code, 0.0) > most - NEARLY]
    at_home = (code for code in equal if country in known[code].countries)
    return next(at_home, default if default in equal else equal[0])
