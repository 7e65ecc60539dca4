"""German, the second language: the same grammar over another lexicon."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from photos_ml.planner.context import PlannedQuery
from photos_ml.planner.lang import language_of, languages

Plan = Callable[..., PlannedQuery]


def _days(start: str | None, end: str | None) -> list[dict[str, str | None]]:
    return [{"from": start, "to": end}]


QUERIES: dict[str, dict[str, Any]] = {
    "Bilder von Anna am Strand letzten Sommer": {
        "text": "strand",
        "people": {"all": ["Anna"]},
        "taken": _days("2026-06-01", "2026-08-31"),
    },
    "zeig mir Fotos aus Norwegen vor zwei Jahren": {
        "places": ["Norway"],
        "taken": _days("2024-01-01", "2024-12-31"),
    },
    "Weihnachten 2019 ohne Tom": {"people": {"none": ["Tom"]}, "taken": _days("2019-12-24", "2019-12-26")},
    "die Bilder vom 3. März 2020": {"taken": _days("2020-03-03", "2020-03-03")},
    "zwischen März und Mai 2022": {"taken": _days("2022-03-01", "2022-05-31")},
    "Hunde im Schnee seit 2020": {"text": "hunde im schnee", "taken": _days("2020-01-01", None)},
    "Blumen vor 2015": {"text": "blumen", "taken": _days(None, "2014-12-31")},
    "Mia oder Ben im Garten": {"text": "garten", "people": {"any": ["Mia", "Ben"]}},
    "neueste Fotos mit meinem Pixel 7": {"order": "newest", "camera": "Pixel 7"},
    "Sonnenuntergang aber keine Menschen": {"text": "sonnenuntergang", "without": ["menschen"]},
    "im Ordner Work": {"folders": ["Work"]},
    "nur Mia": {"people": {"all": ["Mia"], "only": True}},
    "Berge an Ostern 2021": {"text": "berge", "taken": _days("2021-04-02", "2021-04-05")},
    "gestern": {"taken": _days("2026-11-20", "2026-11-20")},
    "vorletzten Sommer": {"taken": _days("2025-06-01", "2025-08-31")},
    "Selfies und Videos von Mia": {"media": ["selfie", "video"], "people": {"all": ["Mia"]}},
    "Wandern im Herbst": {"text": "wandern", "recurring": {"months": [9, 10, 11]}, "soft": ["recurring"]},
    "5 Sterne Bilder mit Anna": {"min_rating": 5, "people": {"all": ["Anna"]}},
}


@pytest.mark.parametrize(("query", "said"), QUERIES.items())
def test_german_queries(plan: Plan, query: str, said: dict[str, Any]) -> None:
    found = json.loads(plan(query).plan.to_json())
    found.pop("evidence", None)
    assert found == said


@pytest.mark.parametrize(
    ("query", "code"),
    [("photos of the dog in winter", "en"), ("Fotos vom Hund im Winter", "de"), ("sunset", "en"), ("", "en")],
)
def test_the_language_is_told_by_its_small_words(query: str, code: str) -> None:
    assert language_of(query).code == code


@pytest.mark.parametrize("code", languages())
def test_every_language_has_what_the_grammar_needs(code: str) -> None:
    lexicon = languages()[code].lexicon
    for kind in (
        "month",
        "weekday",
        "season",
        "unit",
        "since",
        "until",
        "between",
        "and",
        "or",
        "not",
        "stop",
        "media",
    ):
        assert lexicon.kinds() >= {kind}, (code, kind)


@pytest.mark.parametrize(
    ("query", "order"),
    [("letzte 10 bilder", "newest"), ("die ersten 10 fotos", "oldest"), ("neueste 10 fotos", "newest")],
)
def test_so_many_of_the_latest(query: str, order: str, plan: Callable[..., PlannedQuery]) -> None:
    found = plan(query).plan
    assert (found.order, found.limit, found.text) == (order, 10, "")
