"""What a plan tells its user, in the language of the app."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from photos_ml.app.service.language import LANGUAGES
from photos_ml.app.service.plan_notes import READ, SAYS, STRANGE, notes_in
from photos_ml.planner.context import Known
from photos_ml.planner.lang import languages
from photos_ml.planner.lang.strangers import _SCRIPTS, _WORDS
from photos_ml.planner.rules import RulesPlanner

NOW = datetime.fromisoformat("2026-11-21T10:00:00+01:00")
KNOWN = Known(("Mia",), ("Berlin",), first=date(2004, 5, 2), last=date(2026, 11, 20), faces=True)


def told(query: str, language: str, known: Known = KNOWN) -> tuple[str, ...]:
    return notes_in(language, RulesPlanner().plan(query, known, NOW).notes)


def test_each_language_says_each_note() -> None:
    assert SAYS.keys() | {"en"} == READ.keys() | {"en"} == STRANGE.keys() | {"en"} == LANGUAGES.keys()
    assert len({frozenset(words) for words in SAYS.values()}) == 1
    strange = _WORDS.keys() | set(_SCRIPTS.values()) | {"other letters"}
    assert all(names.keys() == strange for names in STRANGE.values())
    assert all(names.keys() == languages().keys() for names in READ.values())


@pytest.mark.parametrize(
    ("query", "language", "words"),
    [
        ("sunset in 2031", "de", "„in 2031“ liegt in der Zukunft"),
        ("sunset in 1950", "es", "«in 1950» es anterior a la primera foto"),
        ("garden before we moved to berlin", "it", "non si sa quando fu «before we moved to berlin»"),
        ("when mia was two", "fr", "on ne sait pas quand Mia est né(e) (photos-ml people birth)"),
        ("dogs but not my favorites", "pt", "não é possível pedir fotos que não sejam “my favorites”"),
        ("sea " * 600, "de", "nur die ersten 2000 Zeichen wurden gelesen"),
        ("de hond op het strand van vorig jaar", "de", "das sieht nach Niederländisch aus: Zeiten, Orte"),
        ("собака на пляже", "es", "esto son letras cirílicas: las fechas, los lugares"),
    ],
)
def test_a_note_in_words(query: str, language: str, words: str) -> None:
    (note,) = told(query, language)
    assert note.startswith(words)


def test_the_languages_that_are_read_are_told_by_their_names() -> None:
    (note,) = told("de hond op het strand van vorig jaar", "fr")
    assert note.endswith("en anglais, français, allemand, italien, portugais, espagnol")


def test_what_is_no_note_of_the_planner_stays_as_it_is() -> None:
    assert notes_in("de", ("terms of a model",)) == ("terms of a model",)


@pytest.mark.parametrize("path", ["/api/search", "/api/plan"])
def test_a_search_tells_its_notes_as_the_app_speaks(path: str, client: Any) -> None:
    asked = {"query": "dogs in 1975"}
    said = {code: client.post(path, asked, **{"accept-language": code}).json["told"] for code in LANGUAGES}
    assert said["en"] == ["'in 1975' is before the first photo"]
    assert said["de"] == ["„in 1975“ liegt vor dem ersten Foto"]
    assert len({tuple(one) for one in said.values()}) == len(LANGUAGES)
