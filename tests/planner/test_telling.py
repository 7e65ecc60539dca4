"""Which language a query is in: told by its words, mixed, chosen, or none that is read."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from photos_ml.app.evaluation.planner import read_cases
from photos_ml.planner.context import Known, PlannedQuery
from photos_ml.planner.lang import DEFAULT, language_of, languages, told
from photos_ml.planner.lang.strangers import script_of
from photos_ml.planner.rules import RulesPlanner
from photos_ml.planner.tokens import tokenize

Plan = Callable[..., PlannedQuery]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("fotos de la playa", "es"),
        ("photos de la plage", "fr"),
        ("foto della spiaggia", "it"),
        ("fotos da praia", "pt"),
        ("fotos vom strand", "de"),
        ("photos of the beach", "en"),
        ("l'été dernier", "fr"),
        ("à la mer", "fr"),
        ("autunno 2019", "it"),
        ("sunset", "en"),
    ],
)
def test_a_language_is_told_by_its_words(query: str, code: str) -> None:
    assert language_of(query).code == code


@pytest.mark.parametrize(
    ("query", "text", "days"),
    [
        ("14 mars 2024", "", "2024-03-14"),
        ("mars 2024", "", "2024-03-01 to 2024-03-31"),
        ("1er mars 2024", "", "2024-03-01"),
        ("mars rover 2024", "mars rover", "2024"),
        ("2024 mars", "mars", "2024"),
        ("marco 2024", "marco", "2024"),
    ],
)
def test_a_month_beside_its_day_or_year_tells_the_language(
    query: str, text: str, days: str, plan: Plan
) -> None:
    found = plan(query).plan
    assert (found.text, [str(one) for one in found.taken]) == (text, [days])


@pytest.mark.parametrize(
    ("query", "text"), [("mars", "mars"), ("2 mars bars", "2 mars bars"), ("2 mars", "")]
)
def test_a_day_alone_is_a_months_only_where_no_word_follows(query: str, text: str, plan: Plan) -> None:
    found = plan(query).plan
    assert (found.text, bool(found.recurring.days)) == (text, not text)


def test_what_several_languages_share_is_of_the_one_spoken_at_home() -> None:
    tokens = tokenize("video de 2019")
    codes = {country: told("video de 2019", tokens, country=country).first.code for country in ("ES", "PT")}
    assert codes == {"ES": "es", "PT": "pt"}


@pytest.mark.parametrize(
    ("query", "text", "filters"),
    [
        ("fotos de beach last summer", "beach", ("taken",)),
        ("photos of playa sin gente con Anna", "playa", ("without", "people")),
        ("bilder from last year ohne Ben", "", ("taken", "people")),
    ],
)
def test_two_languages_in_one_query_are_both_read(
    query: str, text: str, filters: tuple[str, ...], plan: Plan
) -> None:
    found = plan(query).plan
    assert (found.text, found.filters()) == (text, filters)


def test_one_word_of_another_language_mixes_nothing() -> None:
    query = "concert at the playa"
    assert told(query, tokenize(query)).second is None


def test_the_language_chosen_is_read_whatever_the_words_tell(plan: Plan, known: Known) -> None:
    query = "autunno 2019"
    spanish = plan(query, replace(known, language="es"))
    assert (spanish.language, spanish.plan.text) == ("es", "autunno")
    italian = plan(query)
    assert (italian.language, italian.plan.text) == ("it", "")


def test_a_query_in_another_language_than_the_chosen_one_is_still_read(plan: Plan, known: Known) -> None:
    found = plan("photos of dogs last summer", replace(known, language="fr"))
    assert found.plan.text == "dogs"
    assert found.plan.taken


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("de hond op het strand van vorig jaar", "Dutch"),
        ("zdjęcia psa na plaży", "Polish"),
        ("собака на пляже", "Cyrillic letters"),
        ("犬と海", "Chinese or Japanese letters"),
        ("hunden på stranden utan snö", "Swedish"),
        ("vakantie", "Dutch"),
        ("honden strand", "Dutch"),
        ("wakacje na Krecie", "Polish"),
    ],
)
def test_a_language_that_is_not_read_is_said_and_which_are(query: str, what: str, plan: Plan) -> None:
    found = plan(query)
    assert found.language == ""
    note = found.notes[-1]
    assert what in note
    assert all(language.name in note for language in languages().values())


def test_letters_that_the_model_reads_are_not_refused(plan: Plan, known: Known) -> None:
    note = plan("пляж", replace(known, letters=True)).notes[-1]
    assert note.startswith("these are Cyrillic letters: what pictures show is understood; times, places")
    assert "understood" not in plan("пляж", known).notes[-1]


def test_a_name_in_other_letters_that_is_known_is_read(plan: Plan, known: Known) -> None:
    found = plan("Маша", replace(known, people=("Маша",)))
    assert (found.language, found.notes) == ("en", ())
    assert found.plan.people.all == ("Маша",)


@pytest.mark.parametrize(
    ("text", "script"), [("", ""), ("été", ""), ("12 ☀", ""), ("собака", "Cyrillic letters")]
)
def test_the_letters_of_a_text(text: str, script: str) -> None:
    assert script_of(text) == script


@pytest.mark.parametrize("code", sorted(set(languages()) - {DEFAULT}))
def test_what_the_calendar_of_a_language_says_tells_it(code: str) -> None:
    """Its months, weekdays, feasts, media of one word: 'janvier 2019', 'favoriten' have no other."""
    lexicon = languages()[code].lexicon
    kinds = (
        *("month", "weekday", "weekdays", "season", "seasons", "holiday", "relative day", "this daypart"),
        *("media", "favorite", "group of people"),
    )
    said = {
        word for word in lexicon.words() if len(word) > 4 and any(lexicon.has(word, kind) for kind in kinds)
    }
    marked = {word for language in languages().values() for word in language.markers}
    assert said
    assert said - marked - languages()[DEFAULT].lexicon.words() == set()


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("gâteau d'anniversaire", "gâteau d'anniversaire"),
        ("l’arbre", "arbre"),
        ("torta nell'erba", "torta nell'erba"),
    ],
)
def test_small_words_that_lost_their_end_stand_apart_and_are_written_as_they_were(
    query: str, text: str, plan: Plan, known: Known
) -> None:
    code = "it" if "erba" in query else "fr"
    assert plan(query, replace(known, language=code)).plan.text == text


def test_a_name_with_an_apostrophe_stays_whole(plan: Plan, known: Known) -> None:
    found = plan("photos de D'Anna à la plage", replace(known, people=("D'Anna",)))
    assert found.plan.people.all == ("D'Anna",)


@pytest.mark.parametrize("code", languages())
def test_what_a_language_offers_to_begin_with_is_read_in_it(code: str, plan: Plan, known: Known) -> None:
    language = languages()[code]
    asked = replace(known, language=code)
    assert language.ideas
    assert any(plan(idea, asked).plan.filters() for idea in language.ideas)
    for when in language.times:
        found = plan(when, asked).plan
        assert (found.text, bool(found.filters())) == ("", True), when


def test_words_of_all_languages_in_any_order_are_read_and_their_evidence_is_verbatim(
    cases_dir: Path, rules: RulesPlanner
) -> None:
    rng = random.Random(5)
    cases = [
        case for code in ("es", "fr", "it", "pt", "de") for case in read_cases(cases_dir / f"{code}.jsonl")
    ]
    words = [word for case in cases for word in case.query.split()]
    for number in range(150):
        case = rng.choice(cases)
        query = " ".join(rng.choices(words, k=1 + number % 9))
        found = rules.plan(query, case.known, case.now).plan
        assert all(piece in query for pieces in found.evidence.values() for piece in pieces), query
