"""A few words of Danish: months, without, since, yesterday."""

from __future__ import annotations

from photos_ml.planner.lang.base import Endings, Language, Tables, each, numbered, words_in


def _tables() -> Tables:
    return {
        "month": numbered(
            *("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september"),
            *("oktober", "november", "december"),
        ),
        "season": {"forår": "spring", "sommer": "summer", "efterår": "autumn", "vinter": "winter"},
        "holiday": each("jul", "christmas"),
        "relative day": {**each("i dag", 0), **each("i går", -1)},
        "unit": {**each("år", "year"), **each("dag,dage", "day"), **each("måned,måneder", "month")},
        "number": numbered("en", "to", "tre", "fire", "fem"),
        "ago": each("siden"),
        "in": each("i,om"),
        "since": each("siden"),
        "not": each("uden,ikke,ingen"),
        "not end": each("i,på,med,fra"),
        "and": each("og"),
        "or": each("eller"),
        "stop": each("den,det,de,en,et,i,på,med,af,fra,og,mine,vores"),
        "filler": each("vis mig,find"),
        "photo noun": each("billeder,billede,fotos,foto"),
        "media": each("videoer,video", "video"),
        "order": each("nyeste", "newest"),
        "place lead": each("i,fra"),
    }


LANGUAGE = Language(
    code="da",
    tables=_tables,
    markers=words_in("uden og af vores billeder billede marts maj aret forar efterar ikke nyeste vis"),
    endings=Endings(possessive=("s",), ordinal=(".",), decade=("erne",)),
    day_first=True,
    stop_words=words_in("den det de en et i pa med af fra og"),
)
