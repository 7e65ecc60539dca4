"""Our own document: all that a library knew, to be the same again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from photos_ml.errors import UsageError
from photos_ml.indexer.imports.documents import MAX_BYTES
from photos_ml.indexer.imports.record import NONSENSE, ForeignLibrary, PhotoRecord, first_bytes, one_record
from photos_ml.indexer.imports.soundness import is_name
from photos_ml.provenance import NONE, Facts, Field, import_of
from photos_ml.store.paths import name_key

FORMAT = "photos-ml library"
VERSION = 1
LONGEST_QUERY = 500
_LISTS = (Field.KEYWORD, Field.PERSON, Field.TAG)


def read(path: Path) -> ForeignLibrary:
    """What `export json` wrote. UsageError for anything else, or for one of a newer program."""
    try:
        document = json.loads(first_bytes(path, MAX_BYTES))
        version = document["version"] if document["format"] == FORMAT else 0
    except (OSError, *NONSENSE) as error:
        hint = "give a file that photos-ml export json wrote"
        raise UsageError(f"{path} is no library of ours", hint=hint) from error
    if version > VERSION:
        raise UsageError(f"{path} was made by a newer photos-ml", hint="install that version")
    albums: dict[str, dict[str, float]] = {}
    reading = ForeignLibrary(import_of("photos-ml"))
    for album in _listed(document, "albums"):
        with one_record(reading, "an album"):
            _take_album(album, albums, reading)
    for photo in _listed(document, "photos"):
        with one_record(reading, "a photo"):
            reading.records.append(_record(photo, albums.get(photo["path"], {})))
    return reading


def _listed(document: dict[str, Any], what: str) -> list[Any]:
    found = document.get(what)
    return found if isinstance(found, list) else []


def _take_album(album: dict[str, Any], albums: dict[str, dict[str, float]], reading: ForeignLibrary) -> None:
    name, query = album["name"], album["query"]
    if not is_name(name) or not (query is None or is_name(query, LONGEST_QUERY)):
        raise ValueError("no name of an album")
    if query is not None:
        reading.searches[name] = query
    for at, photo in enumerate(album["photos"]):
        albums.setdefault(photo, {})[name] = float(at)


def _record(photo: dict[str, Any], albums: Mapping[str, float]) -> PhotoRecord:
    facts: Facts = {}
    for field in Field:
        said = photo["facts"].get(field.value)
        if field in _LISTS:
            facts |= {(field, name_key(_name(one))): _json(one) for one in said or ()}
        else:
            facts[field, ""] = _json(said)
    guessed = facts[Field.DATE, ""] != NONE and photo["facts"]["date"]["source"] in ("mtime", "guess")
    if guessed:  # the file says so itself, or its neighbours do
        del facts[Field.DATE, ""]
    if not isinstance(photo["path"], str) or not isinstance(photo["content"], str):
        raise TypeError("no photo")
    return PhotoRecord(
        photo["path"],
        facts,
        albums=tuple(albums),
        positions=albums,
        content=photo["content"],
        complete=True,
    )


def _name(said: Any) -> str:
    return str(said if isinstance(said, str) else said[0])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
