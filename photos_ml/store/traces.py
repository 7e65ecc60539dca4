"""What was forgotten on purpose is to be nowhere: everywhere that it may still stand is looked at."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from photos_ml.errors import LibraryError
from photos_ml.store.backup import library_id, owner_of, write_acts
from photos_ml.store.database import ARRAYS, ERASING, EVERYWHERE, FILE_NAME, Database, Witness
from photos_ml.store.paths import printable

BACKUPS = "backups"
"""Setting: files that backups of this library were written to."""
THUMBNAILS, SNAPSHOTS = "thumbnails", "vectors"
"""Folders of what is made of pictures, which may be deleted at any time."""
COPIES = (f"{FILE_NAME}.schema-*.backup*", f"{FILE_NAME}.damaged-*")
"""What is kept beside a library of before a migration and of before a repair."""


class Fate(StrEnum):
    """What became of one place."""

    CLEAN = "clean"
    """Written anew without what was forgotten."""
    DELETED = "deleted"
    OUT_OF_REACH = "out of reach"
    IN_USE = "in use"
    """Another program reads it just now: it is cleaned once that has ended and the library is opened."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A place that was looked at."""

    place: Path
    fate: Fate


def note_backup(database: Database, file: Path) -> None:
    """A backup was written to a file: it is written anew when something is forgotten."""
    known = _backups(database)
    path = printable(str(file.absolute()))
    if path not in known:
        sql = "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)"
        database.execute(sql, (BACKUPS, json.dumps([*known, path])))


def erase_traces(database: Database) -> tuple[Trace, ...]:
    """After something was forgotten and the act log written anew: the file's free pages, its write-ahead log,
    the copies beside it and the backups of it; where each of them stands."""
    _unlinked((database.folder / ARRAYS).glob("*"))  # all that was read: what holds now is read anew
    fate = _clean_file(database)
    found = (
        Trace(database.path, fate),
        *(Trace(file, Fate.CLEAN) for file in _logs(database)),
        *_delete_copies(database),
        *(_write_anew(database, Path(path)) for path in _backups(database)),
    )
    if fate is Fate.CLEAN:
        database.execute("DELETE FROM settings WHERE key = ?", (ERASING,))
    return found


def finish_erasing(database: Database, log: Witness) -> None:
    """What was forgotten when a process was killed, or another one read the file, goes now. What cannot be
    done yet is done at the next opening."""
    due = database.scalar("SELECT value FROM settings WHERE key = ?", (ERASING,))
    if due is None:
        return
    with suppress(LibraryError, OSError):
        with database.transaction():
            log.tell_anew()
        if due == EVERYWHERE:
            erase_caches(database)
            erase_traces(database)
        else:
            database.execute("DELETE FROM settings WHERE key = ?", (ERASING,))


def erase_caches(database: Database) -> tuple[Trace, ...]:
    """Small pictures of contents that the library does not know, and what was read and is kept beside it."""
    _unlinked((database.folder / ARRAYS).glob("*"))
    known = {row[0] for row in database.query("SELECT hash FROM contents")}
    pictures, snapshots = (database.folder / name for name in (THUMBNAILS, SNAPSHOTS))
    found = []
    if pictures.is_dir():
        strange = [file for file in pictures.glob("*/*") if file.name.rpartition("-")[0] not in known]
        found.append(Trace(pictures, Fate.CLEAN if _unlinked(strange) else Fate.IN_USE))
    if snapshots.is_dir():
        found.append(Trace(snapshots, Fate.DELETED if _unlinked(snapshots.glob("*")) else Fate.IN_USE))
    return tuple(found)


def _unlinked(files: Iterable[Path]) -> bool:
    """Whether all of them are gone: a system may keep one that another program has open."""
    left = 0
    for file in files:
        try:
            file.unlink(missing_ok=True)
        except OSError:
            left += 1
    return not left


def _clean_file(database: Database) -> Fate:
    for table in ("photo_text", "text_words", "text_parts"):  # drops words no row has
        database.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
    try:
        database.execute("VACUUM")
        busy = database.query("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]
    except LibraryError:
        return Fate.IN_USE
    return Fate.IN_USE if busy else Fate.CLEAN


def _logs(database: Database) -> list[Path]:
    folder = database.folder / "acts"
    return [folder] if folder.is_dir() else []


def _delete_copies(database: Database) -> list[Trace]:
    found = sorted(file for pattern in COPIES for file in database.folder.glob(pattern))
    for file in found:
        file.unlink()
    return [Trace(file, Fate.DELETED) for file in found]


def _write_anew(database: Database, file: Path) -> Trace:
    """All acts but the forgotten ones are in the library, so that a backup loses nothing else."""
    try:
        if owner_of(file) != library_id(database):
            return Trace(file, Fate.OUT_OF_REACH)
        write_acts(database, file)
    except (OSError, LibraryError):
        return Trace(file, Fate.OUT_OF_REACH)
    return Trace(file, Fate.CLEAN)


def _backups(database: Database) -> list[str]:
    found = database.scalar("SELECT value FROM settings WHERE key = ?", (BACKUPS,))
    return [path for path in json.loads(found) if isinstance(path, str)] if found else []
