"""Apple Photos, as osxphotos exports it: its JSON of the library, its JSON beside photos, or XMP; and pairs
of originals with their edited versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from photos_ml.errors import UsageError
from photos_ml.indexer.imports.apple_edits import edited_name, read_edits
from photos_ml.indexer.imports.documents import boxed, documents, moment, number, text, words
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
from photos_ml.indexer.metadata.dates import on_earth, parse_date
from photos_ml.indexer.metadata.facts import Facts as FileFacts
from photos_ml.provenance import Fact, Facts, Field, import_of
from photos_ml.types import DateSource, PersonTag, Taken

NOBODY = "_UNKNOWN_"
_DATE: Fact = (Field.DATE, "")


def read(path: Path) -> ForeignLibrary:
    """`osxphotos dump` or `query --json`, `export --sidecar json` or `--sidecar xmp`. UsageError for none of
    these."""
    reading = ForeignLibrary(import_of("apple"))
    for file, document in documents(path, reading):
        for photo in document if isinstance(document, list) else [document]:
            with one_record(reading, file.name):
                if isinstance(photo, dict) and "uuid" in photo:
                    reading.records += _of_library(photo)
                elif isinstance(photo, dict) and "SourceFile" in photo:
                    reading.records.append(_of_sidecar(photo, file, path))
    if any(True for _ in files_below(path, (SUFFIX,))):
        beside = read_xmp_of("apple", path)
        reading.records += beside.records
        reading.problems += beside.problems
    read_edits(path, reading)
    if not reading.records:
        hint = "osxphotos dump --json > photos.json, or osxphotos export --sidecar xmp"
        raise UsageError(f"{path} holds nothing of osxphotos", hint=hint)
    return reading


def _of_library(photo: dict[str, Any]) -> Iterator[PhotoRecord]:
    """One photo as `PhotoInfo.json` has it, and the same of its edited version."""
    taken = moment(photo.get("date"))
    facts: Facts = text_fact(Field.TITLE, text(photo.get("title")))
    facts |= text_fact(Field.CAPTION, text(photo.get("description"))) | keyword_facts(
        words(photo.get("keywords"))
    )
    facts |= flag_fact(Field.FAVORITE, on=photo.get("favorite") is True)
    facts |= flag_fact(Field.HIDDEN, on=photo.get("hidden") is True or photo.get("intrash") is True)
    facts |= person_facts([*_faces(photo), *map(PersonTag, _named(photo.get("persons")))])
    machine = date_fact(taken)
    machine |= place_fact(on_earth(number(photo.get("latitude")), number(photo.get("longitude")), None))
    name = text(photo.get("original_filename")) or text(photo.get("filename"))
    size = number(photo.get("original_filesize")) or 0
    record = PhotoRecord(
        text(photo.get("export_path")) or name or "?",
        facts | machine,
        frozenset(machine),
        tuple(words(photo.get("albums"))),
        size=int(size),
        taken=taken.local if taken else None,
    )
    yield record
    if photo.get("hasadjustments") is True:
        yield replace(record, path=edited_name(record.path), size=0, if_there=True)


def _named(value: Any) -> list[str]:
    return [name for name in words(value) if name != NOBODY]


def _faces(photo: dict[str, Any]) -> Iterator[PersonTag]:
    found = photo.get("faces")
    groups = found.values() if isinstance(found, dict) else [found or []]
    for face in (
        one for group in groups if isinstance(group, list) for one in group if isinstance(one, dict)
    ):
        area = face.get("mwg_rs_area")
        name = text(face.get("name"))
        if name and name != NOBODY and isinstance(area, dict):
            x, y, width, height = (number(area.get(side)) for side in ("x", "y", "w", "h"))
            if x is not None and y is not None and width is not None and height is not None:
                yield boxed(name, x - width / 2, y - height / 2, width, height)


def _of_sidecar(photo: dict[str, Any], file: Path, base: Path) -> PhotoRecord:
    """exiftool's names of tags, as the sidecars have them."""
    said = {key.rpartition(":")[2]: value for key, value in photo.items()}
    moment_said = text(said.get("DateTimeOriginal")) + text(said.get("OffsetTimeOriginal"))
    written = parse_date(moment_said, DateSource.IMPORT)
    taken = Taken(written.local, written.offset_minutes, DateSource.IMPORT) if written else None
    people = _named(said.get("PersonInImage"))
    keywords = [word for word in words(said.get("Keywords") or said.get("Subject")) if word not in people]
    facts: Facts = text_fact(Field.TITLE, text(said.get("Title")))
    facts |= text_fact(Field.CAPTION, text(said.get("Description") or said.get("ImageDescription")))
    stars = number(said.get("Rating"))
    facts |= rating_fact(None if stars is None else round(stars))
    facts |= keyword_facts(keywords) | person_facts(map(PersonTag, people))
    machine = date_fact(taken)
    name = text(said.get("SourceFile")) or file.stem
    folder = file.parent.relative_to(base).as_posix() if base.is_dir() else ""
    path = f"{folder}/{Path(name).name}" if folder not in ("", ".") else Path(name).name
    local = taken.local if taken else None
    return PhotoRecord(path, facts | machine, frozenset(machine), taken=local, regions=_regions(said))


def _regions(said: dict[str, Any]) -> FileFacts | None:
    """Faces as exiftool writes regions down: their middles, in the stored picture."""
    info = said.get("RegionInfo")
    info = info if isinstance(info, dict) else {}
    size, found = info.get("AppliedToDimensions"), info.get("RegionList")
    size = size if isinstance(size, dict) else {}
    tags = []
    for region in found if isinstance(found, list) else []:
        area = region.get("Area") if isinstance(region, dict) else None
        name = text(region.get("Name")) if isinstance(area, dict) else ""
        if name and name != NOBODY and isinstance(area, dict) and text(area.get("Unit")) == "normalized":
            x, y, width, height = (number(area.get(side)) for side in "XYWH")
            if x is not None and y is not None and width is not None and height is not None:
                tags.append(boxed(name, x - width / 2, y - height / 2, width, height))
    of = (round(number(size.get("W")) or 0), round(number(size.get("H")) or 0))
    return FileFacts(people=tuple(tags), regions_of=of) if tags else None
