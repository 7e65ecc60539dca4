"""German."""

from __future__ import annotations

from photos_ml.ranker.telling.phrases import Phrases, listed
from photos_ml.types import Place

WITH_ARTICLE = {
    "CH": "in der", "TR": "in der", "SK": "in der", "UA": "in der", "MN": "in der", "DO": "in der",
    "CF": "in der", "CI": "in der", "NL": "in den", "US": "in den", "AE": "in den", "PH": "auf den",
    "MV": "auf den", "SC": "auf den", "BS": "auf den", "KY": "auf den", "FO": "auf den", "IR": "im",
    "IQ": "im", "LB": "im", "YE": "im", "OM": "im", "SD": "im", "SN": "im", "TD": "im", "VA": "im",
    "GB": "im", "MT": "auf", "CY": "auf", "CU": "auf", "LK": "in", "IS": "auf", "MG": "auf", "MU": "auf",
}  # fmt: skip
"""Countries that have an article, or are islands."""
REGIONS = {
    "Toskana": "in der", "Lombardei": "in der", "Bretagne": "in der", "Normandie": "in der",
    "Steiermark": "in der", "Saarland": "im", "Tessin": "im", "Wallis": "im", "Waadt": "in der",
    "Aargau": "im", "Thurgau": "im", "Jura": "im", "Burgenland": "im", "Aostatal": "im", "Piemont": "im",
    "Abruzzen": "in den", "Marken": "in den", "Baskenland": "im", "Sizilien": "auf", "Sardinien": "auf",
    "Korsika": "auf", "Kreta": "auf", "Hawaii": "auf", "Madeira": "auf", "Bali": "auf", "Azoren": "auf den",
    "Balearische Inseln": "auf den", "Kanarische Inseln": "auf den",
}  # fmt: skip
DATIVE = {
    "Balearische Inseln": "Balearischen Inseln", "Kanarische Inseln": "Kanarischen Inseln",
    "Vereinigte Staaten": "Vereinigten Staaten", "Niederlande": "Niederlanden",
    "Vereinigte Arabische Emirate": "Vereinigten Arabischen Emiraten", "Philippinen": "Philippinen",
    "Dominikanische Republik": "Dominikanischen Republik", "Färöer": "Färöern",
    "Zentralafrikanische Republik": "Zentralafrikanischen Republik",
    "Vereinigtes Königreich": "Vereinigten Königreich",
    "Elfenbeinküste": "Elfenbeinküste",
}  # fmt: skip


def at(place: Place) -> str:
    """'in Lissabon', 'in der Toskana', 'in den Niederlanden'."""
    name = place.city or place.region or place.country
    if place.city:
        return f"in {name}"
    before = REGIONS.get(name, "in") if place.region else WITH_ARTICLE.get(place.country_code, "in")
    return f"{before} {DATIVE.get(name, name)}"


PHRASES = Phrases(
    months=(
        *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September"),
        *("Oktober", "November", "Dezember"),
    ),
    weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    seasons=("Winter", "Frühling", "Sommer", "Herbst"),
    themes={
        "beach": ("Am Meer", "einen Strand"), "lake": ("Am Wasser", "einen See"),
        "mountain": ("Berge", "Berge"), "snow": ("Schneetage", "Schnee"),
        "forest": ("Im Wald", "einen Waldweg"), "desert": ("Wüste", "eine Wüste"),
        "sunset": ("Goldenes Licht", "einen Sonnenuntergang"), "night": ("Bei Nacht", "eine Stadt bei Nacht"),
        "city": ("In der Stadt", "eine Straße in der Stadt"),
        "architecture": ("Bauwerke", "ein altes Gebäude"),
        "flowers": ("In voller Blüte", "Blumen"), "food": ("Gutes Essen", "Essen auf einem Teller"),
        "drinks": ("Zum Wohl", "eine Tasse Kaffee"), "dogs": ("Hunde", "einen Hund"),
        "cats": ("Katzen", "eine Katze"), "birds": ("Vögel", "einen Vogel"),
        "animals": ("Tiere", "ein wildes Tier"), "underwater": ("Unter Wasser", "Fische im Aquarium"),
        "children": ("Die Kleinen", "ein spielendes Kind"), "people": ("Beisammen", "eine Gruppe von Leuten"),
        "party": ("Feste", "ein Fest mit Kuchen"), "christmas": ("Weihnachten", "einen Weihnachtsbaum"),
        "sport": ("Sport", "Leute beim Sport"), "bicycle": ("Auf zwei Rädern", "jemanden auf dem Fahrrad"),
        "travel": ("Unterwegs", "einen Zug"), "concert": ("Livemusik", "ein Konzert auf einer Bühne"),
    },
    pets={"dogs": "Ein Hundeleben", "cats": "Ein Katzenleben"},
    outings={
        "beach": "Ein Tag am Meer", "lake": "Ein Tag am Wasser", "mountain": "Ein Tag in den Bergen",
        "snow": "Ein Tag im Schnee", "forest": "Ein Tag im Wald", "desert": "Ein Tag in der Wüste",
        "city": "Ein Tag in der Stadt", "flowers": "Ein Tag zwischen Blumen",
        "birds": "Ein Tag bei den Vögeln",
        "animals": "Ein Tag bei den Tieren", "underwater": "Ein Tag im Aquarium",
        "sport": "Ein sportlicher Tag",
        "bicycle": "Ein Tag auf dem Rad", "concert": "Ein Konzert", "party": "Ein Fest",
        "night": "Eine lange Nacht",
    },
    occasions={
        "diwali": "Diwali", "hanukkah": "Chanukka", "lunar new year": "Mondneujahr",
        "christmas": "Weihnachten", "christmas eve": "Heiligabend", "new year": "Neujahr",
        "new year's eve": "Silvester", "new year's day": "Neujahr", "easter": "Ostern",
        "halloween": "Halloween",
        "thanksgiving": "Thanksgiving", "valentine's day": "Valentinstag", "carnival": "Karneval",
        "mother's day": "Muttertag", "father's day": "Vatertag", "birthday": "Geburtstag",
        "wedding": "Hochzeit", "graduation": "Abschlussfeier", "christening": "Taufe",
    },
    learnt={
        "people": "Fotos mit Menschen", "from_home_log_km": "Fotos aus der Ferne", "appeal": "schöne Fotos",
        "weekend": "Wochenenden", "brightness": "helle Fotos", "colourfulness": "farbige Fotos",
        "like_favourites": "was deinen Favoriten ähnelt", "named": "Menschen mit Namen", "evening": "Abende",
        "farthest_log_km": "weite Reisen", "age_years": "was lange her ist", "nights": "lange Reisen",
        "anniversary": "Tage, die sich jähren", "one_event": "einzelne Ereignisse",
        "attribute_yearly": "was jedes Jahr wiederkehrt", "attribute_festive": "Feste",
        "attribute_across_years": "dasselbe über die Jahre", "attribute_compared": "damals und heute",
        "attribute_people": "Menschen", "attribute_company": "mehrere zusammen", "attribute_travel": "Reisen",
        "attribute_place": "Orte", "attribute_occasion": "einzelne Tage und Reisen",
        "attribute_novel": "erste Male", "attribute_themed": "was Fotos zeigen",
        "attribute_period": "das Beste einer Zeit", "attribute_recent": "die letzten Wochen",
        "attribute_span": "was ein Leben umspannt",
    },
    parts={
        "photos": "wie gut die Fotos sind", "anniversary": "dass sich der Tag jährt",
        "ago": "wie lange es her ist",
        "away": "wie weit und wie lange von zu Hause fort", "people": "wer darin ist",
        "favorites": "Favoriten und Fotos, die ihnen ähneln", "variety": "wie abwechslungsreich es ist",
        "hours": "Tageszeit und Wochentag", "kind": "was für ein Rückblick es ist",
        "theme": "wie sehr es um „{}“ geht",
    },
    says={
        "about": "{what}: {about}",
        "day": "{n}. {month}", "days": "{first}.–{last}. {month}", "date": "{day} {year}",
        "month": "{month} {year}", "season": "{season} {year}",
        "ago": "vor einem Jahr|vor {n} Jahren", "today": "Heute {ago}", "week": "Diese Woche {ago}",
        "on_this_day": "An diesem Tag", "through_years": "{name} im Lauf der Jahre",
        "of": "{what} von {name}",
        "trip_then": "Reise im {month}", "weekend_then": "Wochenende im {month}",
        "weekend": "Ein Wochenende {at}, {month}", "count_days": "{n} Tag|{n} Tage",
        "day_at": "Ein Tag {at}", "day_out": "Ein Ausflug", "first_time": "Zum ersten Mal {at}",
        "together": "Zusammen, {years}", "best_month": "Das Beste des Monats",
        "best_season": "Das Beste der Jahreszeit", "best_year": "Das Beste aus {year}",
        "then_and_now": "Damals und heute", "day_with": "Ein Tag mit {people}",
        "weekday": "Ein {weekday} im {month}", "first_years": "Die ersten {n} Jahre von {name}",
        "growing": "{name} von {first} bis {n} Jahren", "aged": "{name} mit {n} Jahr|{name} mit {n} Jahren",
        "pet": "Ein Tierleben", "every": "Jeden {month}", "wish": "Wie gewünscht",
        "recent": "Höhepunkte der letzten Zeit",
        "why.taken_on": "aufgenommen am {day} {years}", "why.earlier_years": "{occasion} in früheren Jahren",
        "why.written": "{occasion}, so steht es bei den Fotos|"
        "{occasion} in {n} Jahren, so steht es bei den Fotos",
        "why.best_of": "das Beste aus {period}", "why.last_days": "die letzten {n} Tage",
        "why.days_away": "{n} Tag fern von zu Hause|{n} Tage fern von zu Hause",
        "why.km_away": "bis zu {n} km entfernt",
        "why.day_out": "ein Ausflug, {n} km von zu Hause", "why.first_photos": "die ersten Fotos aus {name}",
        "why.same_place": "derselbe Ort, ein Jahr später|derselbe Ort, {n} Jahre später",
        "why.photos_of": "{n} Fotos von {people}",
        "why.photos_showing": "{n} Fotos, die {shows} oder Ähnliches zeigen",
        "why.named": "{n} Fotos derselben Zeit, von dir „{asked}“ genannt",
        "why.seen": "{n} Fotos derselben Zeit, die zeigen, was es war", "why.there": "{people} waren dabei",
        "why.in_years": "{person} in {n} Jahren", "why.pictures_of": "{n} Fotos von {name}",
        "why.again": "fast dasselbe Bild, im {month} von {n} Jahren",
        "why.asked": "du hast „{asked}“ gewünscht",
        "why.this_week": "diese Woche vor einem Jahr|diese Woche vor {n} Jahren",
        "early": "Anfang {month}", "middle": "Mitte {month}", "late": "Ende {month}",
        "look_back": "Ein Rückblick",
        "why.stop": "{n} Foto von einer Station einer Reise|{n} Fotos von einer Station einer Reise",
        "why.around": "aufgenommen in diesen Tagen {years}",
        "why.photos_from": "{n} Foto aus {name}|{n} Fotos aus {name}",
        "why.one_time": "{n} Foto derselben Zeit|{n} Fotos derselben Zeit",
        "why.favorites": "{n} der Fotos ist ein Favorit|{n} der Fotos sind Favoriten",
    },
    at=at,
    joined=listed("und"),
)  # fmt: skip
