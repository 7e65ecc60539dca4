"""Italian."""

from __future__ import annotations

from photos_ml.planner.lang.base import Endings, Language, Tables, each, words_in
from photos_ml.planner.lang.italian.small import PHOTOS, SMALL
from photos_ml.planner.tokens import fold

_MARKERS = """
    a ad agosto al all' alla altro amiche amici anni anno aprile ascensione assunzione autunno avvento
    bambina bambini bambino befana cane cani capodanno carnevale cartella casa cena cerca che ci compleanno
    con cui d' da dal dall' dalla degli dei del dell' della delle di dicembre domani domenica dopo
    dopodomani dov' dove due e ed epifania era estate fa febbraio ferragosto festa fino fiori foto fuori
    gatti gatto gennaio gente giorni giorno giovedi giugno gli ho ieri il immacolata immagini in inverno l'
    la le liberazione lo luglio lunedi macchina maggio mare martedi marzo mattina mercoledi mese mesi mie
    mio montagna montagne mostra mostrami natale nel nell' nella nelle nessuno neve non nonna nonno nostra
    nostre novembre o oggi ogni ognissanti ottobre palme pasqua pasquetta pentecoste per piu preferite
    preferiti primavera prossimo quando questa questo recenti ringraziamento sabato schermate scorsa scorso
    sei senza sera settembre settimana solo sono spiaggia stasera stelle sul sull' sulla tra tramonto tranne
    tre trova tutte tutti ultima ultime ultimi ultimo un una vacanza vacanze vecchie veglione venerdi
    viaggio video vigilia voglio zia zio
"""
"""None of them is also an English word, but for 'in' and 'video'."""


def _tables() -> Tables:
    from photos_ml.planner.lang.italian import frame, time

    return {**frame.tables(), **time.tables()}


_PLACE_WORDS = """
    ama amano amare americana amici angeles ann arabi bagno banda bando bar barry basti bella bello bensi
    bimbo bosco brava campana campi campo cane casa castel castello celle cena central centrale centro
    chiesa colombo coro corona costanza costi date david davis delta derby diana elizabeth estate famiglia
    faro festa fili fiore fiori fiume fontana gare gary gatto george giardino gode guarda indie jackson
    julia lago largo latina latte leo macchina maio male man mare martin mary massa matura mercedes meriti
    metro michael mito mobile montagna montagne monte moro museo nelson neve nord palma pane parco pare
    parla pasto patrick paul pensa peste pianura piazza piscina ponte porto potenza pranzo prato principe
    provo regina registro riga riunione saga sale salta salto san santa santiago serra siano sole sonora
    sorriso south spiaggia stadi store strada sud tanta tavola tema terra torre urla valle van vino vinto
    vista vittoria voi volta west
"""
"""Place names that are also plain words, or names of people."""


_COMMON_WORDS = """
    albergo albero amici andare calo cane cara caro carta estate famiglia festa fiori gamma gatto giovani
    gomma latte laurea leone luce mafia magia maio marcia mare marine marino marito mattina mattino meteo
    montagna morta neve pero pietra pietre polo poter potra ricordo romani serio sofa spiaggia tavola villa
"""
"""Plain words a small typo must not turn into a name."""


def _is_plural(word: str) -> bool:
    """'foto', 'video' and 'selfie' are one or many: many, as they are asked for."""
    return word.endswith(("i", "e")) or word in ("foto", "video", "selfie", "screenshot")


LANGUAGE = Language(
    code="it",
    name="Italiano",
    countries=words_in("IT SM VA CH"),
    tables=_tables,
    markers=words_in(_MARKERS),
    elided={
        "l": "lo",
        "un": "una",
        "d": "di",
        "c": "ci",
        "dov": "dove",
        "dell": "della",
        "all": "alla",
        "dall": "dalla",
        "nell": "nella",
        "sull": "sulla",
        "quest": "questa",
        "quell": "quella",
    },
    endings=Endings(ordinal=("o", "a")),
    day_first=True,
    is_plural=_is_plural,
    name_words=words_in(
        "rosa luce stella alba aurora perla gemma viola margherita fiore bianca serena chiara grazia gioia "
        "felice santo leone pietra olivo iris celeste azzurra"
    ),
    place_words=words_in(_PLACE_WORDS),
    common_words=words_in(_COMMON_WORDS),
    stop_words=frozenset(fold(word) for word in (*each(SMALL), *each(PHOTOS))),
    unseen_words=words_in(
        "viaggio viaggi vacanza vacanze gita visita weekend fine settimana giorno giorni giornata tempo "
        "insieme"
    ),
    times=tuple(
        "oggi,ieri,la settimana scorsa,lo scorso weekend,il mese scorso,l'anno scorso,quest'anno,due anni fa,"
        "cinque anni fa,l'estate scorsa,in estate,in inverno,a natale,a capodanno".split(",")
    ),
)
