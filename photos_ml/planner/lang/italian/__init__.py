"""Italian."""

from __future__ import annotations

from photos_ml.planner.lang.base import Endings, Language, Tables, folded, words_in
from photos_ml.planner.lang.italian.small import PHOTOS, SMALL

_MARKERS = """
    a abito acqua ad aereo agli agosto ai al alberi albero all' alla alle almeno altro amiche amici amico
    anni anno aprile archiviate archiviati ascensione assunzione autoritratti autoritratto autoscatti
    autoscatto autunni autunno avvento bagno ballo bambina bambini bambino battesimo befana bello bianco bici
    bicicletta biciclette bosco campagne campo cane cani capelli capodanno cappello carnevale carta cartella
    casa cavallo cena cerca che chiesa ci cielo citta colle compleanno con coppia correre cucina cugini cui
    d' da dal dall' dalla degli dei del dell' della delle di dicembre domani domenica domeniche dopo
    dopodomani dormire dov' e ed edificio epifania era estate estati fa facce famiglia febbraio felice
    ferragosto festa figli figlia figlio filmati filmato filmini filmino finestra fino fiore fiori fiume foto
    fratello fuori gatti gatto gelato gennaio gente gialla giallo giardino gioca giocano giocare giorni
    giorno giovedi gita giugno gli ho ieri il immacolata immagini in inizio insieme inverni inverno l' la
    lago lasagne laurea lavoro le letto liberazione lo luce luglio lunedi macchina madre maggio mai mangiare
    mar marco mare marito martedi marzo matrimonio mattina mazzo mercoledi mese mesi meta mie mio moglie
    montagna montagne mostra mostrami muro natale negli nei nel nell' nella nelle neonato nera nessuno neve
    noi non nonna nonno nostra nostre novembre nuvole o occhiali oggi ogni ognissanti ombrello ottobre padre
    paesaggio paese palla palme panorami panoramica panoramiche parco pasqua pasquetta pentecoste per persona
    pesce piccola piccolo pioggia piscina piu ponte porta porte pranzo preferite preferiti primavera
    primavere prossimo quando questa questo ragazza ragazze ragazzi ragazzo recenti ridere rifiutate
    ringraziamento riprese rossa rosso sabati sabato scartate schermata schermate scorsa scorso scuola sei
    sempre senza sera settembre settimana solo soltanto sono sorella sorride sorriso spiaggia stamani
    stamattina stanotte stasera stelle strada sua sugli sul sull' sulla tante tavola tavolo terrazza torta
    tra tramonto tranne tre treno trova tutte tutti uccelli ultima ultime ultimi ultimo un una uomini uomo
    vacanza vacanze vecchia vecchie vecchio veglione venerdi vento verde vestito viaggio vicino video vigilia
    voce voglio volo volti zia zio
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
    provo regina registro riga riunione saga sale salta salto san santiago serra siano sole sonora
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
    stop_words=folded(SMALL, PHOTOS),
    unseen_words=words_in(
        "viaggio viaggi vacanza vacanze gita visita weekend fine settimana giorno giorni giornata tempo "
        "insieme"
    ),
    ideas=("l'estate scorsa", "a natale", "tramonto", "preferite"),
    times=tuple(
        "oggi,ieri,la settimana scorsa,lo scorso weekend,il mese scorso,l'anno scorso,quest'anno,due anni fa,"
        "cinque anni fa,l'estate scorsa,in estate,in inverno,a natale,a capodanno".split(",")
    ),
)
