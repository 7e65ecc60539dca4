"""Languages: each is one module or package of this folder that has a `LANGUAGE`; the grammar is shared."""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module

from photos_ml.planner.lang.base import Language
from photos_ml.planner.lang.strangers import script_of
from photos_ml.planner.lang.telling import Markers, Told, said, tell
from photos_ml.planner.tokens import Token, tokenize
from photos_ml.saying import Saying

DEFAULT = "en"
"""What a query is taken for that tells no language; also the language of the tags of pictures."""
_SHARED = ("base", "telling", "strangers")

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


def told(query: str, tokens: Sequence[Token], *, country: str = "", chosen: str = "") -> Told:
    """The language of a query and the one mixed into it. `chosen` is the first one where it is understood;
    `country` decides between languages that share all telling words.
    """
    known = languages()
    words, markers = said(query, tokens), _markers(tuple(known.values()))
    return tell(words, markers, known[DEFAULT], country, known.get(chosen))


def not_read(found: Told, left: str, *, seen: bool = False) -> Saying | None:
    """What to tell of a query that is in no language that is read, or whose words that are `left` are in no
    letters of one; None where there is nothing to tell. `seen`: what pictures show is understood in them.
    """
    script = script_of(left)
    if not (script or (found.stranger and left)):
        return None
    what, sort = f"this looks like {found.stranger}", "stranger"
    if script:
        what, sort = f"these are {script}" + (": what pictures show is understood" if seen else ""), "letters"
    known = ", ".join(language.name or language.code for language in languages().values())
    words = f"{what}{';' if script and seen else ':'} times, places, names and 'without' are read in {known}"
    sort += "_seen" if script and seen else ""
    return Saying(sort, words, what=script or found.stranger, known=tuple(languages()))


def language_of(text: str) -> Language:
    """The language of a text: the one that `told` puts first."""
    return told(text, tokenize(text)).first


@lru_cache(maxsize=4)
def _markers(known: tuple[Language, ...]) -> Markers:
    return Markers(known)


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Language]:
    names = (found.name for found in pkgutil.iter_modules(__path__) if found.name not in _SHARED)
    found: list[Language] = [import_module(f"{__name__}.{name}").LANGUAGE for name in names]
    return {language.code: language for language in sorted(found, key=lambda one: one.code != DEFAULT)}
