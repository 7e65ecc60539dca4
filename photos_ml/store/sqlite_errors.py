"""SQLite's errors as the library's own, told by their codes: a message may name a column `full_path`."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from photos_ml.errors import LibraryError, LibraryFullError

PRIMARY = 0xFF
"""Bits of a code that hold the primary one; the rest say more (https://sqlite.org/rescode.html)."""
FULL_HINT = "free some disk space and run the command again; nothing is lost"
HELD = "another program holds the file; try again"
DAMAGED = "run: photos-ml doctor --repair; your photos are untouched"
CLOSED = "check that the folder exists and is writable"
HINTS = {
    sqlite3.SQLITE_BUSY: HELD,
    sqlite3.SQLITE_LOCKED: HELD,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_READONLY: CLOSED,
    sqlite3.SQLITE_CANTOPEN: CLOSED,
    sqlite3.SQLITE_PERM: CLOSED,
    sqlite3.SQLITE_IOERR: "the disk it is on does not answer as it should: check it, then try again",
    sqlite3.SQLITE_NOMEM: "close other programs and try again",
}
"""Primary code -> what to do about it."""
OTHERWISE = "run: photos-ml doctor"

_log = logging.getLogger(__name__)


@contextmanager
def named_errors(path: Path) -> Iterator[None]:
    """SQLite's errors as LibraryError, with what to do about each; a caller's own mistakes as they are."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except UnicodeDecodeError as error:  # a name in the file, or in what SQLite says of it
        _log.error("the library's file: text that is none")
        raise LibraryError(f"the library {path} is damaged: text that is none", hint=DAMAGED) from error
    except sqlite3.DatabaseError as error:
        _log.error("the library's file: %s", code_name(error))
        raise named(error, path) from error


def named(error: sqlite3.DatabaseError, path: Path) -> LibraryError:
    """The library's error for one of SQLite's."""
    code = (getattr(error, "sqlite_errorcode", None) or sqlite3.SQLITE_ERROR) & PRIMARY
    message = f"the library {path} cannot be used: {error}"
    if code == sqlite3.SQLITE_FULL:
        return LibraryFullError(message, hint=FULL_HINT)
    return LibraryError(message, hint=HINTS.get(code, OTHERWISE))


def code_name(error: sqlite3.Error) -> str:
    """SQLITE_BUSY and the like; the error's class where SQLite gave no code."""
    return getattr(error, "sqlite_errorname", None) or type(error).__name__
