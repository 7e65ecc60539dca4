"""Which language a query is in, told by its small and frequent words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from photos_ml.planner.lang.base import Language
from photos_ml.planner.lang.strangers import stranger
from photos_ml.planner.tokens import Token

_DIGITS = "0123456789"
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
        """The languages that a word is of; one typed with accents is of none that has no accents."""
        if not word.accented:
            return self._codes.get(word.folded, [])
        codes = self._codes.get(word.accented) or self._codes.get(word.folded, [])
        return [code for code in codes if code in self._accented]

    def scores(self, words: Iterable[TypedWord]) -> dict[str, float]:
        """Code -> how much these words tell it; only those that some word is of."""
        found: dict[str, float] = {}
        for word in words:
            codes = self.codes(word)
            for code in codes:
                found[code] = found.get(code, 0.0) + len(codes) ** -2
        return found


def said(query: str, tokens: Iterable[Token]) -> list[TypedWord]:
    """The words as they tell a language: without a number in front, "l'" apart from what follows."""
    words: list[TypedWord] = []
    for token in tokens:
        typed = query[token.start : token.end].lower()
        accented = "" if typed.isascii() else typed
        small, mark, rest = token.word.partition("'")
        parts = [token.word, small + mark, rest] if mark and rest else [token.word]
        words += [TypedWord(part.lstrip(_DIGITS) or part, accented) for part in parts if part]
    return words


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
