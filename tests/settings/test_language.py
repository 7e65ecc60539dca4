"""The language of the app: chosen, else what the browser asks for, else what the system speaks."""

from __future__ import annotations

import contextvars
from pathlib import Path

import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.choices import change_settings
from photos_ml.app.service.language import ask_in, best_of, region_of, system_language
from photos_ml.errors import UsageError


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en;q=0.5, pt-BR;q=0.8", "pt"),
        ("nl,fr;q=0.3", "fr"),
        ("fr;q=0, it;q=0.1", "it"),
        ("es;q=high, en", "en"),
        ("*", ""),
        ("", ""),
        (",;=,de", "de"),
    ],
)
def test_a_browser_says_what_it_likes_best(accepted: str, code: str) -> None:
    assert best_of(accepted) == code


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "it_IT"}, "it"),
        ({"LANGUAGE": "nl:pt_BR:en", "LANG": "de_DE"}, "pt"),
        ({"LANG": "ja_JP.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
    ],
)
def test_a_system_says_what_it_speaks(environment: dict[str, str], code: str) -> None:
    assert system_language(environment) == code


def test_what_is_chosen_comes_before_the_browser_and_it_before_the_system(tmp_path: Path) -> None:
    def asked() -> None:
        with Context(tmp_path) as context:
            assert context.language == "en"
            ask_in("es-MX")
            assert context.language == "es"
            change_settings(context, app_language="de")
            assert context.language == "de"
            with pytest.raises(UsageError, match="nothing is shown"):
                change_settings(context, app_language="nl")

    contextvars.copy_context().run(asked)


@pytest.mark.parametrize(
    ("accepted", "language", "region"),
    [
        ("en-US,en;q=0.9", "en", "US"),
        ("de-AT,en-GB;q=0.8,en;q=0.7", "en", "GB"),
        ("en;q=0.5,en-gb", "en", "GB"),
        ("en", "en", ""),
        ("zh-Hant-TW", "zh", "TW"),
        ("de-DE", "en", ""),
        ("en-US;q=0", "en", ""),
    ],
)
def test_the_region_is_that_of_the_tag_that_is_liked_best(accepted: str, language: str, region: str) -> None:
    assert region_of(accepted, language) == region
