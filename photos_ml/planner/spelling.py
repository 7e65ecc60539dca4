"""Words as they are typed to words as the phrase tables have them: 'vidoes', 'arent', 'can u'."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from photos_ml.planner.lang.base import Language
from photos_ml.planner.names import is_typo
from photos_ml.planner.tokens import Token, with_bases

YEAR_DIGITS = 4
MIN_TYPED = 4
"""Letters of a word that is taken for a slip of the finger; of shorter ones too many are other words."""


def respelled(tokens: Sequence[Token], language: Language, is_name: Callable[[str], bool]) -> list[Token]:
    """The tokens with their folded words mended; places in the query stay, so that evidence is verbatim.

    A word of a name this library knows is never touched, nor a plain word that only resembles another.
    A number and its unit become two, and so do a part of the year and its year: '3weeks', 'july2020'.
    Bases are those of the language.
    """
    pieces = [piece for token in tokens for piece in _number_apart(token, language)]
    apart = with_bases(pieces, language.endings.possessive)
    return [_mended(apart, at, language, is_name) for at in range(len(apart))]


def _number_apart(token: Token, language: Language) -> tuple[Token, ...]:
    found = _glued().fullmatch(token.word)
    if found is None or len(token.word) != token.end - token.start:
        return (token,)
    number, unit, part, year = found.groups()
    first, second = (number, unit) if number else (part, year)
    kinds = ("unit",) if number else ("month", "season", "holiday")
    about = len(first) == YEAR_DIGITS and language.lexicon.has(second, "about suffix")
    if not about and not any(language.lexicon.has(second if number else first, kind) for kind in kinds):
        return (token,)
    middle = token.start + len(first)
    return (
        Token(first, token.start, middle, first, token.capital),
        Token(second, middle, token.end, second, capital=False),
    )


@lru_cache(maxsize=1)
def _glued() -> re.Pattern[str]:
    return re.compile(r"([0-9]+)([^\W\d_]{2,})|([^\W\d_]{3,})([0-9]{4})")


def _mended(tokens: Sequence[Token], at: int, language: Language, is_name: Callable[[str], bool]) -> Token:
    token = tokens[at]
    meant = language.lexicon.value(token.word, "shorthand")
    if meant is None and _may_be_slip(token.base, language):
        found = [word for word in language.spelled if is_typo(token.base, word)]
        meant = found[0] if len(found) == 1 else None
    elif meant and len(token.word) == 1 and not _among_words(tokens, at, meant, language):
        meant = None
    if meant is None or is_name(token.base):
        return token
    ending = token.word[len(token.base) :] if token.base != token.word else ""
    return token._replace(word=meant + ending, base=meant)


def _may_be_slip(word: str, language: Language) -> bool:
    return len(word) >= MIN_TYPED and word.isalpha() and word not in language.no_slips | language.spelled


def _among_words(tokens: Sequence[Token], at: int, meant: str, language: Language) -> bool:
    """'arjun n meera', 'can u find'; not 'plan n', nor the 'u' of 'u-bahn'."""
    if not 0 < at < len(tokens) - 1 or tokens[at - 1].end == tokens[at].start:
        return False
    return tokens[at + 1].word.isalnum() and (
        not language.lexicon.has(meant, "subject")
        or language.lexicon.has(tokens[at - 1].word, "asks somebody")
    )
