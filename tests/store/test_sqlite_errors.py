"""What SQLite says by its codes, met in real files, and what it is told as."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from photos_ml.errors import LibraryError, LibraryFullError
from photos_ml.store import database as module
from photos_ml.store.database import FILE_NAME, Database, open_database
from photos_ml.store.sqlite_errors import CLOSED, DAMAGED, FULL_HINT, HELD, HINTS, OTHERWISE, named


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """The folder of a library that was closed."""
    open_database(tmp_path / "library", create=True).close()
    return tmp_path / "library"


def refused(act: Callable[[], object]) -> LibraryError:
    with pytest.raises(LibraryError) as caught:
        act()
    return caught.value


def test_a_column_called_full_path_is_no_full_disk(made: Path) -> None:
    database = open_database(made)
    error = refused(lambda: database.query("SELECT full_path FROM photos"))
    database.close()
    assert not isinstance(error, LibraryFullError)
    assert error.hint == OTHERWISE


def test_a_file_that_may_not_grow_is_full(made: Path) -> None:
    database = open_database(made)
    database.execute("CREATE TABLE locked (malformed)")
    pages = database.scalar("PRAGMA page_count")
    database.execute(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        for _ in range(1000):
            database.execute("INSERT INTO locked VALUES (zeroblob(100000))")

    error = refused(fill)
    database.close()
    assert isinstance(error, LibraryFullError)
    assert error.hint == FULL_HINT


def test_a_file_another_program_writes_is_held(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUSY_TIMEOUT_S", 0.05)
    other = sqlite3.connect(made / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    database = open_database(made)
    error = refused(lambda: database.execute("PRAGMA user_version = 1"))
    database.close()
    other.close()
    assert error.hint == HELD


def test_a_garbled_file_is_damaged(made: Path) -> None:
    path = made / FILE_NAME
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    error = refused(lambda: open_database(made).query("SELECT * FROM photos"))
    assert error.hint == DAMAGED


def test_a_file_of_words_is_no_database(made: Path) -> None:
    (made / FILE_NAME).write_bytes(b"the disk is full, and the file is locked and readonly. " * 100)
    assert refused(lambda: open_database(made)).hint == DAMAGED


def test_a_file_that_may_only_be_read_is_closed(made: Path) -> None:
    database = open_database(made)
    database.execute("PRAGMA query_only = 1")
    error = refused(lambda: database.execute("DELETE FROM photos"))
    database.close()
    assert error.hint == CLOSED


def test_a_folder_that_is_not_there_is_closed(tmp_path: Path) -> None:
    assert refused(lambda: Database(tmp_path / "none").query("SELECT 1")).hint == CLOSED


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        *HINTS.items(),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, HELD),
        (sqlite3.SQLITE_READONLY_DIRECTORY, CLOSED),
        (sqlite3.SQLITE_CORRUPT_INDEX, DAMAGED),
        (sqlite3.SQLITE_IOERR_WRITE, HINTS[sqlite3.SQLITE_IOERR]),
        (sqlite3.SQLITE_FULL, FULL_HINT),
        (sqlite3.SQLITE_ERROR, OTHERWISE),
        (None, OTHERWISE),
    ],
)
def test_every_code_has_its_hint_whatever_the_words(code: int | None, hint: str) -> None:
    error = sqlite3.OperationalError("full locked busy malformed readonly unable to open")
    if code is not None:
        error.sqlite_errorcode = code
    assert named(error, Path("library.sqlite")).hint == hint
