"""German."""

from __future__ import annotations

from photos_ml.planner.lang.base import Endings, Language, Tables, each, words_in
from photos_ml.planner.lang.german.small import PHOTOS, SMALL
from photos_ml.planner.tokens import fold


def _tables() -> Tables:
    from photos_ml.planner.lang.german.tables import tables

    return tables()


_MARKERS = """
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
"""None of them is also an English word: 'die', 'war', 'was', 'album' and 'videos' are not here."""


def _is_plural(word: str) -> bool:
    """'videos', 'selfies': of the words that a plan asks about, those from other languages."""
    return word.endswith("s") and not word.endswith("ss")


LANGUAGE = Language(
    code="de",
    tables=_tables,
    markers=words_in(_MARKERS),
    endings=Endings(
        possessive=("'s", "'"),
        name=("s",),
        decade=("er", "ern", "s"),
    ),
    day_first=True,
    capital_nouns=True,
    is_plural=_is_plural,
    name_words=words_in("mai rose august frank ernst wolf stern blume heide viola"),
    place_words=words_in(
        "essen halle singen baden bad strand urlaub garten see meer berg wald haus schnee regen sonne"
    ),
    common_words=words_in("familie freunde kinder hunde katzen blumen baume berge wolken"),
    stop_words=frozenset(fold(word) for word in (*each(SMALL), *each(PHOTOS))),
    times=tuple(
        phrase.strip()
        for phrase in (
            "heute, gestern, letzte woche, letztes wochenende, letzten monat, letztes jahr, dieses jahr, "
            "vor zwei jahren, vor fünf jahren, letzten sommer, letzten winter, im frühling, im sommer, im "
            "herbst, im winter, an weihnachten, an silvester, an ostern"
        ).split(",")
    ),
    unseen_words=words_in("reise reisen urlaub ferien ausflug besuch wochenende tag tage zeit zusammen"),
)
