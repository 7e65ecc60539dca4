"""A damaged library made whole: what can be read of it goes into a new file, what was done by hand and is not
among that comes from the act log. The new file takes the place of the old one, which is kept beside it."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from photos_ml.errors import LibraryError, LibraryTooNewError
from photos_ml.files import sync_file
from photos_ml.store.act_log import ActLog, Logged
from photos_ml.store.act_recovery import put_back
from photos_ml.store.acts import acts_of
from photos_ml.store.backup import LIBRARY_ID
from photos_ml.store.database import (
    FILE_NAME,
    LOCK_NAME,
    REPAIRED_NAME,
    STEPS_LOCK_NAME,
    Database,
    open_database,
    take_lock,
    take_repaired,
)
from photos_ml.store.in_use import check_nobody_else
from photos_ml.store.kept import forget_versions
from photos_ml.store.salvage.pages import APPLICATION_AT, VERSION_AT, PageFile, open_pages
from photos_ml.store.salvage.rebuild import rebuild, settle_references
from photos_ml.store.schema import APPLICATION_ID, LATEST, MIGRATIONS
from photos_ml.store.soundness import mend_rows, unsound_rows

SCRATCH = "repair"
HAND_MADE = ("acts", "memory_feedback")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair saved. `lost`: table -> rows and pages that could not be read."""

    photos: int
    acts: int
    """All that was done by hand."""
    from_log: int
    """Of those, what the act log alone had."""
    lost: dict[str, int]
    damaged_file: Path
    """Where the file of before is kept."""


def is_whole(database: Database) -> bool:
    """Whether the file, its indexes and what its rows say are as they were written, as far as can be told.
    Reads all of it."""
    try:
        with closing(sqlite3.connect(database.path)) as connection:
            (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            hanging = connection.execute("PRAGMA foreign_key_check").fetchone()
            return said == "ok" and hanging is None and not unsound_rows(connection)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return False


def repair(folder: Path) -> Repaired:
    """Make the library in `folder` whole again. LibraryBusyError while anything else uses it, LibraryError
    where there is no room. A kill at any instant leaves the old or the new one."""
    path, scratch = folder / FILE_NAME, folder / SCRATCH
    with ExitStack() as stack:
        for name in (LOCK_NAME, STEPS_LOCK_NAME):
            stack.callback(take_lock(folder / name, "at work on this library").release)
        take_repaired(folder)
        check_nobody_else(path)
        shutil.rmtree(scratch, ignore_errors=True)
        stack.callback(shutil.rmtree, scratch, ignore_errors=True)
        try:
            logged = ActLog(Database(folder)).read()
            with open_pages(path) as pages:
                lost = _build(pages, scratch)
        except OSError as error:
            raise LibraryError(
                f"the library {path} cannot be read: {error.strerror}",
                hint="check the disk it is on, copy its folder to another, and repair it there",
            ) from error
        repaired = _finish(scratch, logged)
        (scratch / FILE_NAME).replace(folder / REPAIRED_NAME)
        kept = take_repaired(folder)
    _log.warning("repaired: %d rows or pages could not be read", sum(lost.values()))
    return Repaired(*repaired, lost, kept)


def _build(pages: PageFile, scratch: Path) -> dict[str, int]:
    """A library of the same schema in `scratch`, with all that can be read; what could not."""
    version = pages.number_at(VERSION_AT) if _is_ours(pages) else 0
    if version > LATEST and _is_ours(pages):
        hint = "repair it with the version that made it"
        raise LibraryTooNewError("the library was made by a newer photos-ml", hint=hint)
    known = MIGRATIONS[:version] if 0 < version <= LATEST else MIGRATIONS
    with closing(open_database(scratch, create=True, migrations=known)) as database:
        connection = database.connection
        connection.execute("PRAGMA foreign_keys = OFF")
        with database.transaction():
            return rebuild(pages, connection)


def _is_ours(pages: PageFile) -> bool:
    return pages.has_header and pages.number_at(APPLICATION_AT) == APPLICATION_ID


def _finish(scratch: Path, logged: Logged) -> tuple[int, int, int]:
    """Bring it to the latest schema, add what the log has, make it consistent: photos, acts, those of the
    log."""
    with closing(open_database(scratch)) as database:
        connection = database.connection
        connection.execute("PRAGMA foreign_keys = OFF")
        with database.transaction():
            mend_rows(connection)
            held = {table: _numbers(database, table) for table in HAND_MADE}
            restored = put_back(database, logged.documents)
            gained = sum(len(_numbers(database, table) - held[table]) for table in HAND_MADE)
            settle_references(connection)
            if logged.library:
                sql = "INSERT OR REPLACE INTO settings (key, value) VALUES (?, json_quote(?))"
                database.execute(sql, (LIBRARY_ID, logged.library))
            database.execute("UPDATE photos SET reader = 0")  # what else was lost of them is read again
            forget_versions(database)
        connection.execute("PRAGMA foreign_keys = ON")
        acts = acts_of(database)
        every = [row[0] for row in database.query("SELECT id FROM act_photos")]
        with database.transaction():
            acts.renew({*every, *restored.photos})
            acts.find_photos()
        if not is_whole(database):
            raise LibraryError("the library could not be made whole", hint="please report it")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        photos = int(database.scalar("SELECT count(*) FROM photos"))
        made = sum(len(_numbers(database, table)) for table in HAND_MADE)
    sync_file(scratch / FILE_NAME)
    return photos, made, gained


def _numbers(database: Database, table: str) -> set[int]:
    return {row[0] for row in database.query(f"SELECT id FROM {table}")}
