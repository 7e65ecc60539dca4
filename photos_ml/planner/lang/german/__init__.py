"""German."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from photos_ml.planner.lang.base import Endings, Language, Tables, folded, words_in
from photos_ml.planner.lang.german.small import PHOTOS, SMALL

_DOTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def _tables() -> Tables:
    from photos_ml.planner.lang.german.tables import tables

    return {kind: {**phrases, **_without_dots(phrases)} for kind, phrases in tables().items()}


def _without_dots(phrases: Mapping[str, Any]) -> dict[str, Any]:
    """The phrases as typed on a keyboard that has no umlauts: 'fruehling', 'maerz'."""
    plain = {phrase.translate(_DOTS): value for phrase, value in phrases.items()}
    return {phrase: value for phrase, value in plain.items() if phrase not in phrases}


_MARKERS = """
    ab abend abendessen abends achtziger advent adventszeit alle allein alleine allerheiligen als alteste
    altesten anfang archiviert archivierte auch auf aufnahmen aus ausser baum baume bei beim berge bild
    bilder bildschirmfoto bildschirmfotos bis blau blaue blauen blumen brille brucke bruder daheim das dem
    den der des deutschland dezember dienstag dienstage dienstagen dienstags diese diesem diesen dieses
    donnerstag donnerstage donnerstagen donnerstags dorf draussen drei dreikoenigstag dreikonigstag drinnen
    ein eine einem einen einer eis ende er ersten essen esstisch fahrrad fahrrader familie fasching fasnacht
    fastnacht favorisierte favorisierten favoriten feber februar filme finde fluss foto fotos frau frauen
    freitag freitage freitagen freitags freund freunde freundin fronleichnam fruehjahr fruehling fruehlings
    fruhjahr fruhling fruhlings fruhstuck funf garten geburtstag geburtstagskuchen gelb gelbe gesicht
    gesichter gestern grosse grossen grun grune gruppenbild gruppenbilder gruppenfoto gruppenfotos haar haus
    hause heiligabend herbst herbsts heute himmel himmelfahrt hochstens hochzeit hund ich im immer in ins ist
    jaenner jahr jahre jahren janner januar juli junge jungen juni karfreitag karneval katze kein keine
    keinen kerzen kinder kirche kleine kleinen kuche kuchen lachen lacht laufen letzte letztem letzten
    letzter letztes licht lieblingsbilder lieblingsfotos livefotos madchen maerz mai martinstag marz mauer
    meer mehr mein meine meiner menschen mindestens mit mitte mittwoch mittwoche mittwochen mittwochs montag
    montage montagen montags morgen morgens mutter muttertag nach nachmittag nacht nachts neue neueste
    neuesten neujahr neunziger nicht nie nikolaus nikolaustag nur oder ohne oktober oma onkel opa ordner
    ostermontag ostern osterreich ostersonntag osterwochenende osterzeit panoramabilder panoramen pferd
    pfingsten platz regen reise rosenmontag rote roten rotes samstag samstage samstagen samstags schnee
    schwarz schwarze schwester sechziger seit sie siebziger silvester sind sohn sommer sommern sommers
    sommerzeit sonnabend sonnabende sonnabenden sonnabends sonne sonnenuntergang sonntag sonntage sonntagen
    sonntags spielen spielplatz spielt stadt sterne strand strasse suche sylvester tante taufe tiere tisch
    tochter tur turm uber ubermorgen uebermorgen uhr und uns unser unsere unserer unter unterwegs urlaub
    urlaubsfotos valentinstag vater vatertag vergangenen verschneite verworfen verworfene video vogel vom von
    vor vorgestern vorletzten wald wandern wann waren wasser weihnacht weihnachten weihnachtszeit weisse
    weissen weisses weniger wer werktagen werktags wiese wiesn winter wintern wir wo wochenende wochenenden
    wochenends wochentags wolken zeig zeige zu zug zuhause zum zur zwei zwischen
"""
"""None of them is also an English word: 'die', 'war', 'was', 'album' and 'videos' are not here."""


_PLACE_WORDS = """
    adler andreas angeles ann bad baden bar bau bay berg bergen central charlotte date david davis derby
    diana elizabeth ende essen gardens garten george gerat halle haus jackson jersey jordan julia kanton
    karin klang landen lander leiden leo male man martin mary meer mercedes michael mission mitte mobile
    monster nice nord normal olympia orange patrick paul pool regen roman san schnee see siegen singen sonne
    south store strand sud taylor trat trier turen ungern union urlaub van victoria wald werder west zahle
    zug
"""
"""Place names that are also plain words, or names of people."""


_COMMON_WORDS = """
    andere baume berge blumen familie freunde hunde katzen kein kinder links lisa lucke mann marine marke
    rente roman rufen sofa villa wolken
"""
"""Plain words a small typo must not turn into a name."""


def _is_plural(word: str) -> bool:
    """'videos', 'selfies', 'bilder': of the words that a plan asks about."""
    return (word.endswith("s") and not word.endswith("ss")) or word in ("bilder", "aufnahmen", "panoramen")


LANGUAGE = Language(
    code="de",
    name="Deutsch",
    countries=words_in("DE AT CH LI LU"),
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
    place_words=words_in(_PLACE_WORDS),
    common_words=words_in(_COMMON_WORDS),
    stop_words=folded(SMALL, PHOTOS),
    ideas=("letzten sommer", "an weihnachten", "sonnenuntergang", "favoriten"),
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
