"""A language is a module of the languages' folder, and nothing else."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from photos_ml.planner import lang
from photos_ml.planner.context import PlannedQuery
from photos_ml.planner.lang.base import Language
from photos_ml.search.words import content_words

SHIPPED = ["en", "fr", "de", "it", "pt", "es"]
TONGUES = Path(__file__).parent / "tongues"

Plan = Callable[..., PlannedQuery]

QUERIES: dict[str, dict[str, Any]] = {
    "hundoj sen neĝo en marto 2020": {
        "text": "hundoj",
        "without": ["neĝo"],
        "taken": [{"from": "2020-03-01", "to": "2020-03-31"}],
    },
    "montru al mi fotojn de Anna hieraŭ": {
        "text": "fotojn",
        "people": {"all": ["Anna"]},
        "taken": [{"from": "2026-11-20", "to": "2026-11-20"}],
    },
    "plej novaj bildoj de Mia sen Tom ekde 2021": {
        "people": {"all": ["Mia"], "none": ["Tom"]},
        "taken": [{"from": "2021-01-01", "to": None}],
        "order": "newest",
    },
    "bildoj de la 3a de majo 2019": {"taken": [{"from": "2019-05-03", "to": "2019-05-03"}]},
    "filmetoj kun hundoj en vintro 2020": {
        "text": "hundoj",
        "media": ["video"],
        "taken": [{"from": "2020-12-01", "to": "2021-02-28"}],
    },
}


def _esperanto() -> Language:
    spec = importlib.util.spec_from_file_location("esperanto", TONGUES / "esperanto.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    language: Language = module.LANGUAGE
    return language


def _planned(plan: Plan, query: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(plan(query).plan.to_json())
    found.pop("evidence", None)
    return found


@pytest.fixture
def registered() -> Iterator[None]:
    lang.register(_esperanto())
    yield
    lang.forget("eo")


@pytest.fixture
def laid_in_the_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if the module lay beside English and German."""
    monkeypatch.setattr(lang, "__path__", [*lang.__path__, str(TONGUES)])
    lang._shipped.cache_clear()
    yield
    lang._shipped.cache_clear()


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize(("query", "said"), QUERIES.items())
def test_a_language_registered_is_planned_in(plan: Plan, query: str, said: dict[str, Any]) -> None:
    assert _planned(plan, query) == said


@pytest.mark.usefixtures("laid_in_the_folder")
@pytest.mark.parametrize(("query", "said"), QUERIES.items())
def test_a_language_in_the_folder_is_planned_in(plan: Plan, query: str, said: dict[str, Any]) -> None:
    assert list(lang.languages()) == [*SHIPPED, "eo"]
    assert _planned(plan, query) == said


@pytest.mark.usefixtures("registered")
def test_search_leaves_out_its_small_words() -> None:
    assert content_words("la hundoj en la parko kun Anna") == ["hundoj", "parko", "anna"]


@pytest.mark.usefixtures("registered")
def test_the_others_are_read_as_before(plan: Plan) -> None:
    assert _planned(plan, "dogs without snow in march 2020") == {
        "text": "dogs",
        "without": ["snow"],
        "taken": [{"from": "2020-03-01", "to": "2020-03-31"}],
    }
    assert lang.language_of("Hunde im Schnee").code == "de"


def test_a_language_that_is_not_there_is_not_understood(plan: Plan) -> None:
    lang.register(_esperanto())
    lang.forget("eo")
    assert list(lang.languages()) == SHIPPED
    assert _planned(plan, "hundoj sen neĝo en marto 2020")["text"] == "hundoj sen neĝo en marto"


def test_a_word_tells_its_language_with_a_number_glued_to_it() -> None:
    assert lang.language_of("strandfeste der 90er").code == "de"
    assert lang.language_of("nach 18uhr").code == "de"
    assert lang.language_of("2019").code == "en"
    assert lang.language_of("90er").code == "de"
