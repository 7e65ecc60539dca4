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

_GERMAN = """
    abends advent alle allein alleine alteste altesten auch auf aufnahmen aus bei beim berge bild bilder
    bis das dem den der des dezember diese diesem diesen dieses drei ein eine einem einen einer er ersten
    familie fasching februar finde freunde fronleichnam fruhling funf garten gestern heiligabend herbst
    heute himmelfahrt hund ich im in ins ist jahr jahre jahren januar juli juni karfreitag karneval katze
    kein keine keinen letzte letztem letzten letzter letztes lieblingsbilder lieblingsfotos mai marz meer
    mein meine meiner mit morgens muttertag nach nachts neueste neuesten neujahr nicht nikolaus nur oder
    ohne oktober ordner ostermontag ostern ostersonntag pfingsten rosenmontag schnee seit sie silvester
    sind sommer sterne strand suche uhr und unser unsere urlaub vatertag vergangenen vom von vor
    vorgestern vorletzten waren weihnachten wir wo wochenende wochenenden zeig zeige zum zur zwei zwischen
"""
_ENGLISH = """
    a after ago an and at before between by christmas fall find for from in last me my no not of on or
    our photos pics pictures show since spring summer the this to until winter with without year years
"""
_MARKERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {"de": frozenset(_GERMAN.split()), "en": frozenset(_ENGLISH.split())}
)
"""Folded words that tell a language; a word shared by two tells nothing. None of the German ones is also an
English word: 'die', 'war', 'was', 'album' and 'videos' are not here."""


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
