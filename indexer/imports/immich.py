"""Immich: what its API says of assets and albums, saved as JSON, or its XMP sidecars."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from photos_ml.errors import UsageError
from photos_ml.indexer.imports.documents import boxed, documents, moment, number, text
from photos_ml.indexer.imports.record import ForeignLibrary, PhotoRecord, files_below, one_record
from photos_ml.indexer.imports.saying import (
    date_fact,
    flag_fact,
    keyword_facts,
    person_facts,
    place_fact,
    rating_fact,
    text_fact,
)
from photos_ml.indexer.imports.sidecars import SUFFIX, read_xmp_of
from photos_ml.indexer.metadata.dates import on_earth
from photos_ml.provenance import Facts, Field, import_of
from photos_ml.types import DateSource, PersonTag, Taken


def read(path: Path) -> ForeignLibrary:
    """Assets and albums as `/api/search/metadata` and `/api/albums/ID` answer. UsageError for neither."""
    reading = ForeignLibrary(import_of("immich"))
    albums: dict[str, list[str]] = {}
    assets: dict[str, dict[str, Any]] = {}
    for file, document in documents(path, reading):
        with one_record(reading, file.name):
            for asset, album in _assets(document, ""):
                assets.setdefault(str(asset["id"]), asset)
                if album:
                    albums.setdefault(str(asset["id"]), []).append(album)
    for key, asset in assets.items():
        with one_record(reading, key):
            reading.records.append(_record(asset, tuple(albums.get(key, ()))))
    if any(True for _ in files_below(path, (SUFFIX,))):
        beside = read_xmp_of("immich", path)
        reading.records += beside.records
        reading.problems += beside.problems
    if not reading.records:
        raise UsageError(
            f"{path} holds nothing of Immich", hint="save the API's answers, or give its sidecars"
        )
    return reading


def _assets(document: Any, album: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Every asset in whatever lists hold them, with the album that holds the list."""
    if isinstance(document, list):
        for one in document:
            yield from _assets(one, album)
    elif isinstance(document, dict):
        if "originalFileName" in document and "id" in document:
            yield document, album
            return
        inner = text(document.get("albumName")) or album
        for key in ("assets", "items", "albums"):
            yield from _assets(document.get(key), inner)


def _record(asset: dict[str, Any], albums: tuple[str, ...]) -> PhotoRecord:
    found = asset.get("exifInfo")
    exif: dict[str, Any] = found if isinstance(found, dict) else {}
    local = moment(asset.get("localDateTime"))
    taken = Taken(local.local, None, DateSource.IMPORT) if local else None  # its 'Z' is the wall clock's
    stars = number(exif.get("rating"))
    facts: Facts = text_fact(Field.CAPTION, text(exif.get("description")))
    facts |= rating_fact(None if stars is None else round(stars))
    facts |= flag_fact(Field.FAVORITE, on=asset.get("isFavorite") is True)
    facts |= flag_fact(
        Field.ARCHIVED, on=asset.get("isArchived") is True or asset.get("visibility") == "archive"
    )
    facts |= flag_fact(Field.HIDDEN, on=asset.get("isTrashed") is True)
    facts |= person_facts(_people(asset)) | keyword_facts(_tags(asset))
    machine = date_fact(taken)
    machine |= place_fact(on_earth(number(exif.get("latitude")), number(exif.get("longitude")), None))
    size = number(exif.get("fileSizeInByte")) or 0
    name = text(asset.get("originalPath")) or text(asset.get("originalFileName"))
    if Path(name).name != text(asset.get("originalFileName")):  # its store calls files by its own names
        name = text(asset.get("originalFileName"))
    when = taken.local if taken else None
    return PhotoRecord(name, facts | machine, frozenset(machine), albums, size=int(size), taken=when)


def _tags(asset: dict[str, Any]) -> list[str]:
    found = asset.get("tags")
    tags = [tag for tag in found if isinstance(tag, dict)] if isinstance(found, list) else []
    return [word for tag in tags for word in (text(tag.get("value")) or text(tag.get("name"))).split("/")]


def _people(asset: dict[str, Any]) -> Iterator[PersonTag]:
    found = asset.get("people")
    for person in found if isinstance(found, list) else ():
        name = text(person.get("name")) if isinstance(person, dict) else ""
        faces = person.get("faces") if name else None
        if name:
            face = faces[0] if isinstance(faces, list) and faces and isinstance(faces[0], dict) else {}
            yield _boxed(name, face)


def _boxed(name: str, face: dict[str, Any]) -> PersonTag:
    width, height = number(face.get("imageWidth")), number(face.get("imageHeight"))
    left, top, right, bottom = (number(face.get(f"boundingBox{side}")) for side in ("X1", "Y1", "X2", "Y2"))
    if not width or not height or left is None or top is None or right is None or bottom is None:
        return PersonTag(name)
    return boxed(name, left / width, top / height, (right - left) / width, (bottom - top) / height)
