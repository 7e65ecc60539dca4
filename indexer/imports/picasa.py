"""Picasa: `.picasa.ini` of every folder, with the names of contacts.xml where that is at hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from photos_ml.errors import UsageError
from photos_ml.indexer.exports import is_picasa_record
from photos_ml.indexer.imports.record import ForeignLibrary, PhotoRecord, first_bytes
from photos_ml.indexer.imports.saying import facts_of_file
from photos_ml.indexer.metadata.picasa import pictures_of, read_picasa
from photos_ml.provenance import import_of

CONTACTS = "contacts.xml"
MAX_BYTES = 16 << 20
_CONTACT = re.compile("[0-9a-f]{1,16}")


def read(path: Path) -> ForeignLibrary:
    """Every such file in a folder and below it. UsageError where there is none."""
    reading = ForeignLibrary(import_of("picasa"))
    contacts = _contacts(path, reading)
    for file in sorted(path.rglob("*") if path.is_dir() else ()):
        if not is_picasa_record(file.name):
            continue
        try:
            data = first_bytes(file, MAX_BYTES)
        except OSError as error:
            reading.problems.append(f"{file.parent.name}: {error.strerror}")
            continue
        for name, albums in pictures_of(data).items():
            said = read_picasa(data, name, contacts)
            where = file.parent.relative_to(path) / name
            regions = said if said.people else None
            record = PhotoRecord(where.as_posix(), facts_of_file(said), albums=albums, regions=regions)
            reading.records.append(record)
    if not reading.records and not reading.problems:
        raise UsageError(f"there is no .picasa.ini in {path}", hint="give the folder of the photos")
    return reading


def _contacts(path: Path, reading: ForeignLibrary) -> Mapping[str, str]:
    """Names by contact; Picasa keeps them in its own folder, of which a copy may lie here."""
    from defusedxml.ElementTree import ParseError, fromstring

    found: dict[str, str] = {}
    for file in sorted(path.rglob(CONTACTS)) if path.is_dir() else ():
        try:
            data = first_bytes(file, MAX_BYTES)
            for contact in fromstring(data).iter("contact"):
                number, name = contact.get("id", "").lower(), contact.get("name", "").strip()
                if name and _CONTACT.fullmatch(number):
                    found[number] = name
        except (OSError, ValueError, ParseError) as error:
            reading.problems.append(f"{file.name}: {' '.join(str(error).split())[:120]}")
    return found
