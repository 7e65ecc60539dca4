"""Google Takeout: its folder, or its zip parts, of which nothing is unpacked but the records."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from photos_ml.errors import UsageError
from photos_ml.indexer.exports import is_album_record, named, record_of
from photos_ml.indexer.imports.record import (
    NONSENSE,
    ForeignLibrary,
    PhotoRecord,
    files_below,
    first_bytes,
    one_record,
)
from photos_ml.indexer.imports.saying import facts_of_file
from photos_ml.indexer.metadata.facts import Facts as FileFacts
from photos_ml.indexer.metadata.takeout import MAX_JSON_BYTES, read_album, read_takeout
from photos_ml.provenance import Field, import_of

MAX_RECORDS_BYTES = 2 << 30
"""Of all records in one zip, unpacked: a million photos' are less."""
_BY_MACHINE = ((Field.DATE, ""), (Field.PLACE, ""))
"""The camera's, mostly; Takeout does not tell what a person put right."""


def read(path: Path) -> ForeignLibrary:
    """Every record in it. UsageError where there is none."""
    reading = ForeignLibrary(import_of("takeout"))
    albums: dict[str, str] = {}
    found: list[tuple[PurePosixPath, FileFacts]] = []
    for name, data in _records(path, reading):
        try:
            if is_album_record(name.name):
                albums[str(name.parent)] = read_album(data).albums[0]
            else:
                found.append((name, read_takeout(data)))
        except NONSENSE:
            continue  # another JSON of the export: settings, comments, orders of prints
    for name, said in found:
        album = albums.get(str(name.parent))
        with one_record(reading, name.name):
            reading.records.append(_record(name, said, (album,) if album else ()))
    if not reading.records:
        raise UsageError(f"there is no record of a photo in {path}", hint="give the folder or the .zip parts")
    return reading


def _record(name: PurePosixPath, said: FileFacts, albums: tuple[str, ...]) -> PhotoRecord:
    facts = facts_of_file(said)
    machine = frozenset(fact for fact in _BY_MACHINE if fact in facts)
    return PhotoRecord(str(name.parent / _file_name(name.name, said.file_name)), facts, machine, albums)


def _file_name(record: str, title: str) -> str:
    """The file that a record is of: its title, with the number that the record carries."""
    body, number = record_of(record)
    if not title:
        return body
    parts = named(title)
    return f"{parts.stem}({number}){parts.extension}" if number and not parts.number else title


def _records(path: Path, reading: ForeignLibrary) -> Iterator[tuple[PurePosixPath, bytes]]:
    base = path if path.is_dir() else path.parent
    for file in files_below(path, (".json", ".zip")):
        try:
            if file.suffix.lower() == ".zip":
                yield from _of_zip(file)
            else:
                yield PurePosixPath(file.relative_to(base).as_posix()), first_bytes(file, MAX_JSON_BYTES)
        except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, *NONSENSE) as error:
            reading.problems.append(f"{file.name}: {' '.join(str(error).split())[:120]}")


def _of_zip(file: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Nothing is written anywhere; ValueError beyond MAX_RECORDS_BYTES, unpacked."""
    left = MAX_RECORDS_BYTES
    with zipfile.ZipFile(file) as whole:
        for info in whole.infolist():
            if info.filename.lower().endswith(".json") and info.file_size <= MAX_JSON_BYTES:
                left -= info.file_size
                if left < 0:
                    raise ValueError("holds more records than any export does")
                yield PurePosixPath(info.filename), whole.read(info)
