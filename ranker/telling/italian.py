"""Italian."""

from __future__ import annotations

from photos_ml.ranker.telling.phrases import Phrases, listed
from photos_ml.types import Place

ARTICLES = (
    ("Il ", "al "),
    ("La ", "alla "),
    ("L’", "all’"),
    ("L'", "all’"),
    ("Le ", "alle "),
    ("Gli ", "agli "),
)
"""How a city's article joins: 'all’Avana', 'alla Spezia'."""
AS_CITIES = frozenset("CU MT CY MU SG BH HK MO MC SM".split())
"""Countries that are said as cities are."""
PLURAL = {"US": "negli", "NL": "nei", "PH": "nelle", "AE": "negli", "MV": "alle", "SC": "alle", "BS": "alle"}
SINGULAR = {"GB": "nel", "DO": "nella", "CF": "nella"}


def at(place: Place) -> str:
    """'a Lisbona', 'al Cairo', 'in Toscana', 'negli Stati Uniti'."""
    if place.city:
        joined = (place.city.replace(a, b, 1) for a, b in ARTICLES if place.city.startswith(a))
        return next(joined, f"a {place.city}")
    name, code = place.region or place.country, "" if place.region else place.country_code
    if code in AS_CITIES:
        return f"a {name}"
    return f"{PLURAL.get(code) or SINGULAR.get(code, 'in')} {name}"


PHRASES = Phrases(
    months=(
        "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre",
        "ottobre", "novembre", "dicembre",
    ),
    weekdays=("Un lunedì", "Un martedì", "Un mercoledì", "Un giovedì", "Un venerdì", "Un sabato",
    "Una domenica"),
    seasons=("inverno", "primavera", "estate", "autunno"),
    themes={
        "beach": ("In riva al mare", "una spiaggia"), "lake": ("In riva all’acqua", "un lago"),
        "mountain": ("Montagne", "montagne"), "snow": ("Giorni di neve", "neve"),
        "forest": ("Nel bosco", "un sentiero nel bosco"), "desert": ("Deserto", "un deserto"),
        "sunset": ("Luce dorata", "un tramonto"), "night": ("Di notte", "una città di notte"),
        "city": ("In città", "una via di città"), "architecture": ("Edifici", "un vecchio edificio"),
        "flowers": ("In fiore", "fiori"), "food": ("Buona tavola", "cibo in un piatto"),
        "drinks": ("Salute!", "una tazza di caffè"), "dogs": ("Cani", "un cane"),
        "cats": ("Gatti", "un gatto"), "birds": ("Uccelli", "un uccello"),
        "animals": ("Animali", "un animale selvatico"),
        "underwater": ("Sott’acqua", "pesci in un acquario"),
        "children": ("I piccoli", "un bambino che gioca"), "people": ("Insieme", "un gruppo di persone"),
        "party": ("Feste", "una festa con torta"), "christmas": ("Natale", "un albero di Natale"),
        "sport": ("Sport", "gente che fa sport"), "bicycle": ("Su due ruote", "qualcuno in bicicletta"),
        "travel": ("In viaggio", "un treno"), "concert": ("Musica dal vivo", "un concerto su un palco"),
    },
    pets={"dogs": "Vita da cani", "cats": "Vita da gatti"},
    outings={
        "beach": "Una giornata al mare", "lake": "Una giornata in riva all’acqua",
        "mountain": "Una giornata in montagna", "snow": "Una giornata sulla neve",
        "forest": "Una giornata nel bosco", "desert": "Una giornata nel deserto",
        "city": "Una giornata in città", "flowers": "Una giornata tra i fiori",
        "birds": "Una giornata con gli uccelli", "animals": "Una giornata con gli animali",
        "underwater": "Una giornata all’acquario", "sport": "Una giornata di sport",
        "bicycle": "Una giornata in bicicletta", "concert": "Un concerto", "party": "Una festa",
        "night": "Una lunga notte",
    },
    occasions={
        "diwali": "Diwali", "hanukkah": "Hanukkah", "lunar new year": "Capodanno lunare",
        "christmas": "Natale", "christmas eve": "Vigilia di Natale", "new year": "Capodanno",
        "new year's eve": "San Silvestro", "new year's day": "Capodanno", "easter": "Pasqua",
        "halloween": "Halloween", "thanksgiving": "Giorno del Ringraziamento",
        "valentine's day": "San Valentino", "carnival": "Carnevale", "mother's day": "Festa della mamma",
        "father's day": "Festa del papà", "birthday": "Compleanno", "wedding": "Matrimonio",
        "graduation": "Laurea", "christening": "Battesimo",
    },
    learnt={
        "people": "foto con persone", "from_home_log_km": "foto da lontano", "appeal": "belle foto",
        "weekend": "fine settimana", "brightness": "foto luminose",
        "colourfulness": "foto piene di colore", "like_favourites": "ciò che somiglia ai tuoi preferiti",
        "named": "persone con un nome", "evening": "serate", "farthest_log_km": "viaggi lontani",
        "age_years": "ciò che è passato da tempo", "nights": "lunghi viaggi",
        "anniversary": "giorni che ritornano", "one_event": "un solo evento",
        "attribute_yearly": "ciò che torna ogni anno", "attribute_festive": "feste",
        "attribute_across_years": "lo stesso nel corso degli anni", "attribute_compared": "ieri e oggi",
        "attribute_people": "persone", "attribute_company": "più persone insieme",
        "attribute_travel": "viaggi", "attribute_place": "luoghi",
        "attribute_occasion": "singole giornate e viaggi", "attribute_novel": "prime volte",
        "attribute_themed": "ciò che le foto mostrano", "attribute_period": "il meglio di un periodo",
        "attribute_recent": "le ultime settimane", "attribute_span": "ciò che abbraccia una vita",
    },
    parts={
        "photos": "quanto sono belle le foto", "anniversary": "il giorno che ritorna",
        "ago": "quanto tempo è passato", "away": "quanto lontano e a lungo da casa", "people": "chi c’è",
        "favorites": "preferiti e foto simili", "variety": "quanto è vario",
        "hours": "l’ora e il giorno della settimana", "kind": "che tipo di ricordo è",
        "theme": "quanto riguarda «{}»",
    },
    says={
        "about": "{what}: {about}",
        "day": "1º {month}|{n} {month}", "days": "{first}–{last} {month}", "date": "{day} {year}",
        "month": "{month} {year}", "season": "{season} {year}", "ago": "un anno fa|{n} anni fa",
        "today": "Oggi, {ago}", "week": "Questa settimana, {ago}", "on_this_day": "In questo giorno",
        "through_years": "{name} nel corso degli anni", "of": "{what} di {name}",
        "trip_then": "Viaggio, {month}", "weekend_then": "Fine settimana, {month}",
        "weekend": "Un fine settimana {at}, {month}", "count_days": "{n} giorno|{n} giorni",
        "day_at": "Una giornata {at}", "day_out": "Una gita", "first_time": "Prima volta {at}",
        "together": "Insieme, {years}", "best_month": "Il meglio del mese",
        "best_season": "Il meglio della stagione", "best_year": "Il meglio del {year}",
        "then_and_now": "Ieri e oggi", "day_with": "Una giornata con {people}",
        "weekday": "{weekday} di {month}", "first_years": "I primi {n} anni di {name}",
        "growing": "{name}, da {first} a {n} anni", "aged": "{name} a {n} anno|{name} a {n} anni",
        "pet": "Vita da animale", "every": "Ogni {month}", "wish": "Come richiesto",
        "recent": "I momenti migliori degli ultimi giorni",
        "why.taken_on": "scattate il giorno {day} {years}",
        "why.earlier_years": "{occasion} di altri anni",
        "why.written": "{occasion}, come è scritto con le foto|"
        "{occasion} in {n} anni, come è scritto con le foto",
        "why.best_of": "il meglio: {period}", "why.last_days": "gli ultimi {n} giorni",
        "why.days_away": "{n} giorno lontano da casa|{n} giorni lontano da casa",
        "why.km_away": "fino a {n} km", "why.day_out": "una gita, a {n} km da casa",
        "why.first_photos": "le prime foto: {name}",
        "why.same_place": "lo stesso luogo, un anno dopo|lo stesso luogo, {n} anni dopo",
        "why.photos_of": "{n} foto di {people}",
        "why.photos_showing": "{n} foto che mostrano {shows} o qualcosa di simile",
        "why.named": "{n} foto di uno stesso momento, che hai chiamato «{asked}»",
        "why.seen": "{n} foto di uno stesso momento che mostrano che cosa fu",
        "why.there": "c’erano {people}", "why.in_years": "{person} in {n} anni",
        "why.pictures_of": "{n} foto di {name}",
        "why.again": "quasi la stessa immagine, {month} di {n} anni", "why.asked": "hai chiesto «{asked}»",
        "why.this_week": "questa settimana un anno fa|questa settimana {n} anni fa",
        "early": "inizio {month}", "middle": "metà {month}", "late": "fine {month}",
        "look_back": "Uno sguardo indietro",
        "why.stop": "{n} foto di una tappa di un viaggio",
        "why.around": "scattate in questi giorni, {years}",
        "why.photos_from": "{n} foto: {name}",
        "why.one_time": "{n} foto di uno stesso momento",
        "why.favorites": "{n} delle foto è tra i preferiti|{n} delle foto sono tra i preferiti",
    },
    at=at,
    joined=listed("e"),
)  # fmt: skip
