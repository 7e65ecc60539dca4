"""Memories as the five other languages tell them, and back from how they are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from photos_ml.ranker.candidates.candidate import MemoryFacts, Reason
from photos_ml.ranker.telling import english
from photos_ml.ranker.telling.language import MODULES, learnt_in, memory_in, phrases
from photos_ml.ranker.telling.learnt import Learnt
from photos_ml.ranker.telling.memory import Memory, Story, as_kept, from_kept
from photos_ml.types import Place

TODAY = date(2025, 8, 8)
LISBON = Place("Lisbon", "Lisbon", "Portugal", "PT")
PORTO = Place("Porto", "Porto", "Portugal", "PT")
SINTRA = Place("Sintra", "Lisbon", "Portugal", "PT")
CALLED = {"de": "Lissabon", "es": "Lisboa", "fr": "Lisbonne", "it": "Lisbona", "pt": "Lisboa"}
FACTS = MemoryFacts(date(2024, 8, 3), date(2024, 8, 11), (LISBON,), home_country="DE", nights=8)


def in_language(place: Place, language: str) -> Place:
    return replace(place, city=CALLED[language]) if place == LISBON else place


def told(kind: str, facts: MemoryFacts, *reasons: Reason) -> Memory:
    return Memory(
        "1", kind, "", "", "", 0.5, (), 1, ((1, 0.5), (2, 0.5), (3, 0.5)), told=Story(TODAY, facts, reasons)
    )


def title(kind: str, language: str, **facts: object) -> str:
    changed = replace(FACTS, **facts)  # type: ignore[arg-type]
    return memory_in(told(kind, changed), language, lambda place: in_language(place, language)).title


@pytest.mark.parametrize("language", MODULES)
def test_a_language_says_all_that_english_says(language: str) -> None:
    words = phrases(language)
    assert words is not None
    assert words.themes.keys() == english.THEMES.keys() and words.outings.keys() == english.OUTINGS.keys()
    assert words.learnt.keys() == english.LEARNT.keys() and words.parts.keys() == english.PARTS.keys()
    facts = replace(FACTS, people=("Ann", "Leo"), theme="beach", occasion="christmas", name="August")
    for kind in english.TITLES:
        said, more = words.title(kind, facts, TODAY)
        assert said and more and "{" not in said + more
    for reason in english.REASONS:
        for count in (1, 3):
            why = Reason(reason, count, "month" if reason == "best_of" else "Porto", (2022, 2023))
            assert "{" not in words.reason(why, facts, TODAY)


@pytest.mark.parametrize(
    ("language", "summer", "trip"),
    [
        ("de", "Sommer 2024", "August 2024 in Lissabon"),
        ("es", "Verano de 2024", "Agosto de 2024 en Lisboa"),
        ("fr", "Été 2024", "Août 2024 à Lisbonne"),
        ("it", "Estate 2024", "Agosto 2024 a Lisbona"),
        ("pt", "Verão de 2024", "Agosto de 2024 em Lisboa"),
    ],
)
def test_titles_are_as_a_person_would_put_them(language: str, summer: str, trip: str) -> None:
    assert title("season", language) == summer
    assert title("trip", language) == trip


@pytest.mark.parametrize(
    ("language", "kind", "facts", "said"),
    [
        ("de", "on_this_day", {}, "Vor einem Jahr in Lissabon"),
        ("de", "day_out", {"places": (Place("", "Toskana", "Italien", "IT"),)}, "Ein Tag in der Toskana"),
        ("de", "day_out", {"places": (Place("", "", "Niederlande", "NL"),)}, "Ein Tag in den Niederlanden"),
        ("es", "week", {}, "Esta semana hace un año"),
        ("es", "growing", {"people": ("Ana",), "born": date(2021, 1, 1)}, "Ana con 3 años"),
        ("fr", "holiday", {"people": ("Anna",), "occasion": "birthday"}, "Anniversaire d’Anna"),
        ("fr", "first_time", {"places": (Place("Le Caire", "", "Égypte", "EG"),)}, "Première fois au Caire"),
        ("fr", "day_out", {"places": (Place("", "", "Portugal", "PT"),)}, "Une journée au Portugal"),
        ("fr", "pattern", {"name": "August", "theme": "beach"}, "Chaque mois d’août : Au bord de la mer"),
        ("it", "trip", {"places": (LISBON, SINTRA)}, "Lisbona e Sintra, agosto 2024"),
        ("it", "first_time", {"places": (Place("L’Avana", "", "Cuba", "CU"),)}, "Prima volta all’Avana"),
        ("pt", "first_time", {"places": (PORTO,)}, "Pela primeira vez no Porto"),
        ("pt", "day_out", {"places": (Place("", "", "Brasil", "BR"),)}, "Um dia no Brasil"),
    ],
)  # fmt: skip
def test_articles_and_numbers_are_right(
    language: str, kind: str, facts: dict[str, object], said: str
) -> None:
    assert title(kind, language, **facts) == said


def test_a_winter_is_of_two_years() -> None:
    winter = {"first": date(2024, 12, 24), "last": date(2025, 1, 6)}
    assert title("season", "de", **winter) == "Winter 2024/25"
    assert title("season", "es", first=date(2025, 2, 1)) == "Invierno de 2024/25"


def test_a_memory_is_told_in_any_language_when_it_is_read_again() -> None:
    made = told(
        "trip", replace(FACTS, born=date(1990, 1, 1)), Reason("first_photos", name="Lisbon", years=(2024,))
    )
    kept = from_kept(as_kept(made, TODAY, 0), {1, 2, 3})
    assert kept is not None and kept.told == made.told
    german = memory_in(kept, "de", lambda place: in_language(place, "de"))
    assert german.subtitle == "9 Tage, 3.–11. August" and german.why == ("die ersten Fotos aus Lissabon",)
    assert memory_in(kept, "en", lambda place: place) is kept
    before = replace(kept, told=None)
    assert memory_in(before, "de", lambda place: place) is before, "kept in English alone"


def test_what_was_learnt_is_said_in_a_language() -> None:
    learnt = Learnt((("Dogs", 0.5), ("weekends", 0.2)), (("what photos show", -0.1),))
    assert learnt_in(learnt, "fr") == Learnt(
        (("Chiens", 0.5), ("les week-ends", 0.2)), (("ce que montrent les photos", -0.1),)
    )
    assert learnt_in(learnt, "en") is learnt
