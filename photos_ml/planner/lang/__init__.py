"""Languages: each is one module or package of this folder that has a `LANGUAGE`; the grammar is shared."""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module

from photos_ml.planner.lang.base import Language
from photos_ml.planner.tokens import Token, tokenize

DEFAULT = "en"
"""What a query is taken for that tells no language; also the language of the tags of pictures."""
_CONTRACT = "base"
_DIGITS = "0123456789"

_registered: dict[str, Language] = {}


def languages() -> dict[str, Language]:
    """ISO 639 code -> language: those of this folder, the default one first, and those registered."""
    return {**_shipped(), **_registered}


def register(language: Language) -> None:
    """Let one more language be understood, or another one in the place of a shipped one."""
    _registered[language.code] = language


def forget(code: str) -> None:
    """Take back what `register` did; nothing where it did nothing."""
    _registered.pop(code, None)


def default() -> Language:
    return languages()[DEFAULT]


def detect(tokens: Sequence[Token]) -> Language:
    """The language most of the telling words belong to; the default where none or as many tell another.

    A word that two languages share tells nothing; one with a number before it tells what it does without it.
    """
    known = languages()
    said = [token.word.lstrip(_DIGITS) or token.word for token in tokens]
    best, most = known[DEFAULT], 0
    for language in known.values():
        others = [other.markers for other in known.values() if other is not language]
        count = sum(word in language.markers and not any(word in one for one in others) for word in said)
        if count > most:
            best, most = language, count
    return best


def language_of(text: str) -> Language:
    """The language of a text, as `detect` tells it."""
    return detect(tokenize(text))


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Language]:
    names = (found.name for found in pkgutil.iter_modules(__path__) if found.name != _CONTRACT)
    found: list[Language] = [import_module(f"{__name__}.{name}").LANGUAGE for name in names]
    return {language.code: language for language in sorted(found, key=lambda one: one.code != DEFAULT)}
