"""Words as they are typed to words as the phrase tables have them: 'vidoes', 'arent', 'can u'."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from photos_ml.planner.lang.base import Language
from photos_ml.planner.names import is_typo
from photos_ml.planner.tokens import Token

MIN_TYPED = 4
"""Letters of a word that is taken for a slip of the finger; of shorter ones too many are other words."""


def respelled(tokens: Sequence[Token], language: Language, is_name: Callable[[str], bool]) -> list[Token]:
    """The tokens with their folded words mended; places in the query stay, so that evidence is verbatim.

    A word of a name this library knows is never touched, nor a plain word that only resembles another.
    A number and its unit become two: '3weeks'.
    """
    apart = [piece for token in tokens for piece in _number_apart(token, language)]
    return [_mended(apart, at, language, is_name) for at in range(len(apart))]


def _number_apart(token: Token, language: Language) -> tuple[Token, ...]:
    unit = token.word.lstrip("0123456789")
    digits = len(token.word) - len(unit)
    if not (digits and len(unit) > 1 and language.lexicon.has(unit, "unit") and token.word.isascii()):
        return (token,)
    middle = token.start + digits
    number = Token(token.word[:digits], token.start, middle, token.word[:digits], capital=False)
    return number, Token(unit, middle, token.end, unit, capital=False)


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
    return tokens[at + 1].word.isalpha() and (
        not language.lexicon.has(meant, "subject")
        or language.lexicon.has(tokens[at - 1].word, "asks somebody")
    )
