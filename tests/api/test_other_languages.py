"""What is read without the pages' own scripts: who is not let in, pages in a file, reasons of failures."""

from __future__ import annotations

from typing import Any

import pytest

from photos_ml.app.service.failure_words import reason_in
from photos_ml.app.service.language import LANGUAGES
from photos_ml.app.service.memory_page import PAGE_HEADS
from photos_ml.indexer.reasons import Cause, cause_of

OTHERS = [code for code in LANGUAGES if code != "en"]
VALUES = "kind share width height mib limit megapixels what extra package seconds signal code error words"
SAID = {"en": "not signed in", "de": "nicht angemeldet", "es": "no ha iniciado", "fr": "pas connecté"}
SAID |= {"it": "non è connesso", "pt": "não tem sessão"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_not_let_in_reads_why_in_their_language(stranger: Any, language: str) -> None:
    asked = {"Accept": "text/html", "Accept-Language": f"{language}-XX;q=0.9,ru"}
    page = stranger.get("/", **asked).body.decode()
    assert SAID[language] in page and f'<html lang="{language}">' in page
    assert "<code>photos-ml open</code>" in page and "{" not in page.partition("</style>")[2]
    used = stranger.get("/open?key=x", **asked).body.decode()
    assert SAID[language] not in used and f'<html lang="{language}">' in used


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_there_in_every_language(language: str) -> None:
    values = dict.fromkeys(VALUES.split(), "7")
    for cause in Cause:
        reason = cause.format(**values)
        for kept in (reason, f"{reason} (copy it again from where it came)"):
            assert cause_of(kept) is not None and cause_of(kept)[0] is cause, kept  # type: ignore[index]
        told = reason_in(language, f"{reason} (copy it again)")
        assert "{" not in told and "(" not in told
        assert told.count("7") == reason.count("7")
        assert (told == reason) is (language == "en"), reason
    assert reason_in(language, "of a package of another") == "of a package of another"


@pytest.mark.parametrize("language", OTHERS)
def test_failures_are_told_in_the_language_of_the_browser(client: Any, language: str) -> None:
    (failure,) = client.get("/api/failures", **{"Accept-Language": language}).json
    (english,) = client.get("/api/failures", **{"Accept-Language": "en"}).json
    assert failure["reason"] == english["reason"] and english["words"] in english["reason"]
    assert failure["words"] != english["words"]


@pytest.mark.parametrize("language", OTHERS)
def test_a_page_in_a_file_speaks_the_language_of_the_app(client: Any, language: str) -> None:
    asked = {"form": "page", "photos": [1, 2, 3], "title": "Test"}
    page = client.post("/api/export", asked, **{"Accept-Language": language}).body.decode()
    english = client.post("/api/export", asked, **{"Accept-Language": "en"}).body.decode()
    assert f'<html lang="{language}">' in page and '<html lang="en">' in english
    assert "1 June 2024" in english and "1 June 2024" not in page
    assert page.encode().startswith(PAGE_HEADS) and english.encode().startswith(PAGE_HEADS), "known again"
