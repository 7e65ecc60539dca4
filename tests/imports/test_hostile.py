"""Exports that were damaged, or made to do harm: an import ends in words, and keeps nothing unsound."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.exporting import export_json
from photos_ml.app.service.importing import import_from
from photos_ml.errors import UsageError
from photos_ml.indexer.imports import takeout
from photos_ml.indexer.imports.plain_yaml import read_yaml
from photos_ml.indexer.imports.record import ForeignLibrary, PhotoRecord
from photos_ml.indexer.imports.soundness import is_sound
from photos_ml.indexer.imports.taking import MOST_NAMES, take
from photos_ml.provenance import Field
from photos_ml.store import Library
from photos_ml.store.repair import is_whole
from tests.imports.conftest import NAMES
from tests.torture.imports import fuzzed

UNSOUND: list[tuple[Field, Any]] = [
    (Field.DATE, {"local": "2019-13-45", "offset_minutes": None, "source": "user", "precision": "day"}),
    (Field.DATE, {"local": "2019-05-04T00:00:00.000", "offset_minutes": 99999, "source": "user"}),
    (Field.DATE, 7),
    (Field.PLACE, {"position": [91.0, 0.0, None], "place": None}),
    (Field.PLACE, {"position": [float("nan"), 0.0, None], "place": None}),
    (Field.PLACE, {"position": None, "place": ["Oslo", 7, "", ""]}),
    (Field.TITLE, ["no text"]),
    (Field.CAPTION, "half of a pair: \ud800"),
    (Field.RATING, 9),
    (Field.RATING, True),
    (Field.KEYWORD, "x" * 300),
    (Field.KEYWORD, "a\0b"),
    (Field.PERSON, ["Anna", [0.1, 0.1, 0.1]]),
    (Field.PERSON, "Anna"),
    (Field.FAVORITE, "yes"),
    (Field.KIND, "unicorn"),
]


@pytest.mark.parametrize(("field", "said"), UNSOUND)
def test_what_is_no_value_of_its_field_is_left_out_and_said(
    library: Library, field: Field, said: object
) -> None:
    reading = ForeignLibrary("import:photos-ml")
    facts = {(field, "x" if field in (Field.KEYWORD, Field.PERSON) else ""): json.dumps(said)}
    reading.records = [PhotoRecord(NAMES[0], {**facts, (Field.HIDDEN, ""): "true"})]
    done = take(library, reading)
    assert done.facts == {"hidden": 1}
    assert done.problems == ["IMG_1.jpg: 1 of what is said cannot be kept"]
    assert is_whole(library.database)
    library.photos.get([1, 2])


def test_what_is_a_value_is_kept_and_that_there_is_none() -> None:
    assert all(is_sound(field, "null") for field in Field)
    assert is_sound(Field.PERSON, '["Anna", null]')
    assert is_sound(Field.KIND, '"photo"')
    assert is_sound(Field.PLACE, '{"position": [59.9, 10.7, 12.5], "place": ["Oslo", "", "Norway", "NO"]}')


def test_a_photo_keeps_no_more_names_than_files_may_say(library: Library) -> None:
    reading = ForeignLibrary("import:photos-ml")
    words = {(Field.KEYWORD, f"w{n}"): json.dumps(f"w{n}") for n in range(5000)}
    caption = {(Field.CAPTION, ""): json.dumps("x" * 50_000)}
    reading.records = [PhotoRecord(NAMES[0], words | caption, albums=tuple(map(str, range(5000))))]
    done = take(library, reading)
    assert done.facts == {"keyword": MOST_NAMES, "caption": 1}
    assert done.albums == MOST_NAMES
    assert len(library.photos.get([1])[1].metadata.caption) == 10_000


@pytest.mark.parametrize(
    "text", ["[]", '{"format": "photos-ml library", "version": 1}', '"\\ud800"', "[" * 9000]
)
def test_documents_of_ours_that_lack_what_they_should_have(
    library: Library, tmp_path: Path, text: str
) -> None:
    (tmp_path / "x.json").write_text(text)
    with Context(library.folder) as context:
        try:
            assert import_from(context, "photos-ml", tmp_path / "x.json").changes == 0
        except UsageError as error:
            assert error.hint


def test_a_zip_that_unpacks_to_more_than_any_export_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(takeout, "MAX_RECORDS_BYTES", 3000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        for number in range(9):
            record = {"title": f"{number}.jpg", "photoTakenTime": {"timestamp": "1"}, "x": "0" * 800}
            bomb.writestr(f"../../{number}.jpg.json", json.dumps(record))
    found = takeout.read(tmp_path)
    assert len(found.records) == 3
    assert found.problems == ["bomb.zip: holds more records than any export does"]
    assert [path.name for path in tmp_path.parent.glob("*.json")] == []


def test_lists_in_yaml_are_read_in_linear_time() -> None:
    assert len(read_yaml("Photos:\n" + "- UID: a\n" * 30_000)["Photos"]) == 30_000


def test_a_cut_of_the_torture(library: Library, tmp_path: Path) -> None:
    with Context(library.folder) as context:
        export_json(context, [1, 2, 3, 4], tmp_path / "ours.json")
    assert fuzzed(library.folder, tmp_path, range(6)) == {}
