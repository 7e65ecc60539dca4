"""Other programs' databases, opened so that nothing in them can change."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from photos_ml.errors import UsageError


@contextmanager
def opened(path: Path, *, wants: tuple[str, ...], what: str) -> Iterator[sqlite3.Connection]:
    """A database that has these tables, read-only. UsageError for anything else, and for what goes wrong
    while it is read: a damaged one, or one in use."""
    hint = f"give {what}; close the program first"
    connection: sqlite3.Connection | None = None
    try:
        with path.open("rb") as file:
            if not file.read(16).startswith(b"SQLite format 3"):
                raise UsageError(f"{path} is no database", hint=hint)
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        connection.row_factory = sqlite3.Row
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if missing := sorted(set(wants) - tables):
            raise UsageError(f"{path} has no table {missing[0]}", hint=hint)
        yield connection
    except (OSError, sqlite3.Error) as error:
        raise UsageError(f"{path} cannot be read: {error}", hint=hint) from error
    finally:
        if connection is not None:
            connection.close()


def has_table(database: sqlite3.Connection, table: str) -> bool:
    """Whether there is a table of that name: they differ between versions."""
    return bool(database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone())
