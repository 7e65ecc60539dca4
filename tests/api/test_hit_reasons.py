"""Why a photo is a hit, in the language of the app."""

from __future__ import annotations

import copy
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.hit_reasons import SAYS, _said
from photos_ml.app.service.language import LANGUAGES
from photos_ml.app.service.search import search_photos
from photos_ml.saying import Saying
from photos_ml.search.written_places import where_written
from photos_ml.store import PhotoRow, Status
from photos_ml.types import DateSource, Metadata, Place, Precision, Taken

LISBON = Place("Lisbon", "Lisbon", "Portugal", "PT")


def said(why: str, language: str) -> str:
    return _said(why, language, lambda place: place, {"dog": "Hund"}.get)  # type: ignore[arg-type]


def taken(precision: Precision, source: DateSource = DateSource.EXIF) -> Saying:
    return Saying("taken", "", taken=Taken(datetime(2024, 8, 3, 9, 5), None, source, precision))


def test_each_language_says_each_reason() -> None:
    kinds = {frozenset(words) for words in SAYS.values()}
    assert len(kinds) == 1 and SAYS.keys() | {"en"} == LANGUAGES.keys()


@pytest.mark.parametrize(
    ("why", "language", "words"),
    [
        (Saying("looks", "", text="Hund", share="90%"), "de", "sieht aus wie „Hund“ (90%)"),
        (Saying("tagged", "", tag="dog", share="90%"), "de", "erkannt: Hund (90%)"),
        (taken(Precision.MINUTE), "de", "aufgenommen: 3. August 2024, 09:05"),
        (taken(Precision.DAY), "es", "fecha: 3 de agosto de 2024"),
        (taken(Precision.MONTH), "fr", "date : août 2024"),
        (taken(Precision.YEAR), "it", "data: 2024"),
        (taken(Precision.DAY, DateSource.MTIME), "pt", "talvez 3 de agosto de 2024: a data do arquivo"),
        (Saying("in", "", place=LISBON), "it", "luogo: Lisbon, Portugal"),
        (Saying("in_caption", "", text="Rome"), "de", "„Rome“ steht in der Beschreibung"),
        (Saying("in_file_name", "", text="Rome"), "fr", "« Rome » est dans le nom du fichier"),
        ("in no table", "de", "in no table"),
    ],
)
def test_a_reason_in_words(why: str, language: str, words: str) -> None:
    assert said(why, language) == words


@pytest.mark.parametrize("where", ["keywords", "caption", "file_name", "folder"])
def test_where_a_place_is_written_is_said_in_each_language(where: str) -> None:
    metadata = Metadata(
        keywords=("Rome",) if where == "keywords" else (),
        caption="in Rome" if where == "caption" else "",
    )
    name = "in Rome.jpg" if where == "file_name" else "a.jpg"
    path = Path("/Rome" if where == "folder" else "/photos", name)
    why = where_written(PhotoRow(1, path, Status.PRESENT, "", metadata, 0, True), ("rome",))
    assert why is not None and why.what == f"in_{where}"
    assert all("rome" in said(why, language) for language in SAYS)


def test_a_reason_is_copied_whole() -> None:
    why = taken(Precision.DAY)
    again = copy.deepcopy(why)
    assert (again, again.what, again.facts) == (why, why.what, why.facts)


def test_a_search_tells_its_reasons_as_the_app_speaks(client: Any) -> None:
    query = {"query": "June 2024"}
    english = client.post("/api/search", query).json["hits"][0]["why"]
    german = client.post("/api/search", query, **{"accept-language": "de"}).json["hits"][0]["why"]
    assert english[0].startswith("taken ") and german[0].startswith("aufgenommen: ")


@pytest.mark.parametrize(
    ("accepted", "day"), [("en-US,en", "June 1, 2024"), ("en-GB,en", "1 June 2024"), ("en", "June 1, 2024")]
)
def test_english_days_are_as_the_browser_writes_them(accepted: str, day: str, client: Any) -> None:
    found = client.post("/api/search", {"query": "June 2024"}, **{"accept-language": accepted}).json["hits"]
    assert found[0]["why"][0] == f"taken on {day} at 12:00"


def test_who_asks_without_a_browser_is_told_the_day_first(library: Path) -> None:
    with Context(library) as context:
        (hit, *_) = search_photos(context, "June 2024", planner="rules").hits
    assert hit.why[0] == "taken on 1 June 2024 at 12:00"
