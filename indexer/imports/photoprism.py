"""PhotoPrism: the YAML that it keeps of photos and albums (`storage/sidecar`, `storage/albums`)."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from photos_ml.errors import UsageError
from photos_ml.indexer.imports.documents import moment
from photos_ml.indexer.imports.plain_yaml import read_yaml
from photos_ml.indexer.imports.record import (
    ANY_SUFFIX,
    ForeignLibrary,
    PhotoRecord,
    files_below,
    first_bytes,
    one_record,
)
from photos_ml.indexer.imports.saying import date_fact, flag_fact, keyword_facts, place_fact, text_fact
from photos_ml.indexer.metadata.dates import on_earth
from photos_ml.provenance import Facts, Field, import_of
from photos_ml.types import DateSource, Taken

MAX_BYTES = 1 << 20
_BY_PERSON = ("manual", "batch")
"""What it calls the source of a value that was typed."""


def read(path: Path) -> ForeignLibrary:
    """The storage folder, or a part of it. UsageError where none of it is PhotoPrism's."""
    reading = ForeignLibrary(import_of("photoprism"))
    photos: dict[str, tuple[Path, dict[str, Any]]] = {}
    albums: dict[str, list[str]] = defaultdict(list)
    for file in files_below(path, (".yml", ".yaml")):
        try:
            found = read_yaml(first_bytes(file, MAX_BYTES).decode("utf-8", "replace"))
        except (OSError, ValueError) as error:
            reading.problems.append(f"{file.name}: {' '.join(str(error).split())[:120]}")
            continue
        inside = found.get("Photos")
        if isinstance(inside, list) and found.get("Type", "album") == "album":
            for one in inside:
                if isinstance(one, dict):
                    albums[str(one.get("UID", ""))].append(str(found.get("Title", file.stem)))
        elif "UID" in found and ("TakenAt" in found or "OriginalName" in found or "Title" in found):
            photos[str(found["UID"])] = file, found
    base = path if path.is_dir() else path.parent
    for key, (file, found) in photos.items():
        with one_record(reading, file.name):
            reading.records.append(_record(file.relative_to(base), found, tuple(albums.get(key, ()))))
    if not reading.records:
        raise UsageError(f"{path} holds nothing of PhotoPrism", hint="give its folder storage")
    return reading


def _record(file: Path, found: dict[str, Any], albums: tuple[str, ...]) -> PhotoRecord:
    """The sidecar is called like the photo, without its suffix, in a folder of the same name."""
    details = found.get("Details")
    more: dict[str, Any] = details if isinstance(details, dict) else {}
    facts: Facts = text_fact(Field.TITLE, str(found.get("Title", "")) if _typed(found, "TitleSrc") else "")
    caption = str(found.get("Caption", found.get("Description", "")))
    facts |= text_fact(Field.CAPTION, caption)
    facts |= keyword_facts(str(more.get("Keywords", "")).split(",") if _typed(more, "KeywordsSrc") else ())
    facts |= flag_fact(Field.FAVORITE, on=found.get("Favorite") == "true")
    facts |= flag_fact(Field.HIDDEN, on=found.get("Private") == "true" or "DeletedAt" in found)
    at = moment(str(found.get("TakenAt", "")).replace(" ", "T"))
    taken = Taken(at.local, at.offset_minutes, DateSource.IMPORT) if at else None
    when, where = date_fact(taken), place_fact(_position(found))
    machine = (when if not _typed(found, "TakenSrc") else {}) | (
        where if not _typed(found, "PlaceSrc") else {}
    )
    original = str(found.get("OriginalName", ""))
    path = (original or file.with_suffix("").as_posix()) + ANY_SUFFIX
    return PhotoRecord(path, facts | when | where, frozenset(machine), albums)


def _typed(found: dict[str, Any], source: str) -> bool:
    return found.get(source) in _BY_PERSON


def _position(found: dict[str, Any]) -> Any:
    try:
        return on_earth(float(found["Lat"]), float(found["Lng"]), float(found.get("Altitude", 0)) or None)
    except (KeyError, TypeError, ValueError):
        return None
