"""Languages: each one is a module of phrase tables; the grammar is shared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from photos_ml.planner.lang.base import Language
from photos_ml.planner.tokens import Token


def _english() -> Language:
    from photos_ml.planner.lang.english import english

    return english()


def _german() -> Language:
    from photos_ml.planner.lang.german import german

    return german()


LANGUAGES: Mapping[str, Callable[[], Language]] = MappingProxyType({"en": _english, "de": _german})
"""ISO 639 code -> the language, built on first use. The first one is the default."""

_MARKERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "de": frozenset(
            (
                *("in an und oder der die das den dem des ein eine einen einem einer mit ohne im am zum zur auf aus von vom".split()),
                *("bei beim vor nach seit bis zwischen letzten letzte letztes letzter letztem diesen diese dieses diesem".split()),
                *("nicht kein keine keinen bilder fotos zeige zeig alle heute gestern jahr jahre jahren sommer herbst".split()),
                *("fruhling weihnachten ostern silvester januar februar marz mai juni juli oktober dezember".split()),
                *("videos vorgestern wochenende morgens abends nachts unser unsere mein meine meiner und neueste".split()),
                *("alteste neuesten altesten lieblingsfotos lieblingsbilder strand urlaub ordner album".split()),
            )
        ),
        "en": frozenset(
            (
                *("and or the a an with without in on at of from to by for last this my our show me find photos pictures".split()),
                *("pics since until before after between not no year years ago summer spring winter fall christmas".split()),
            )
        ),
    }
)
"""Folded words that tell a language; a word shared by two tells nothing."""


def detect(tokens: Sequence[Token]) -> Language:
    """The language most of the telling words belong to; the default where none or as many tell another."""
    best, most = "en", 0
    for code in LANGUAGES:
        words = _MARKERS.get(code, frozenset())
        others = frozenset().union(*(known for other, known in _MARKERS.items() if other != code))
        count = sum(token.word in words and token.word not in others for token in tokens)
        if count > most:
            best, most = code, count
    return LANGUAGES[best]()
