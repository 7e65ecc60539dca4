"""A few words of Esperanto: a whole language to the planner, in one module."""

from __future__ import annotations

from photos_ml.planner.lang.base import Endings, Language, Tables, each, numbered, words_in


def _tables() -> Tables:
    return {
        "month": numbered(
            "januaro", "februaro", "marto", "aprilo", "majo", "junio", "julio", "aŭgusto", "septembro"
        ),
        "season": {"somero": "summer", "vintro": "winter"},
        "holiday": each("kristnasko", "christmas"),
        "relative day": each("hieraŭ", -1),
        "unit": {**each("jaro,jaroj", "year"), **each("tago,tagoj", "day")},
        "number": numbered("unu", "du", "tri"),
        "ago": each("antaŭe"),
        "in": each("en,dum"),
        "of": each("de"),
        "since": each("ekde"),
        "not": each("sen,ne"),
        "nobody": each("sen homoj", "homoj"),
        "not end": each("en,de,dum"),
        "not fluff": each("la"),
        "and": each("kaj"),
        "or": each("aŭ"),
        "stop": each("la,de,en,sur,kun,miaj,kaj"),
        "filler": each("montru al mi,montru"),
        "photo noun": each("fotoj,foto,bildoj"),
        "media": each("filmetoj", "video"),
        "order": each("plej novaj", "newest"),
        "favorite": each("plej ŝatataj"),
        "place lead": each("en"),
    }


LANGUAGE = Language(
    code="eo",
    tables=_tables,
    markers=words_in("en de la kun sen montru fotoj bildoj hundoj ekde plej marto hierau"),
    endings=Endings(ordinal=("a",)),
    day_first=True,
    is_plural=lambda word: word.endswith("oj"),
    singular=lambda word: word.removesuffix("j"),
    stop_words=words_in("la de en sur kun fotoj"),
)
