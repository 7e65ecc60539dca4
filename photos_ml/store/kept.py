"""What a step leaves in the library: its own tables, made with the first rows, or the library's."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from photos_ml.errors import LibraryError
from photos_ml.store.database import Database

Row: TypeAlias = Sequence[Any]
Rows: TypeAlias = Mapping[str, Sequence[Row]]
"""Table name -> rows, without the content they belong to."""

HINT = "run: photos-ml doctor"
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class Kept(Protocol):
    """Where some rows of a step go. All but `read` belong inside the caller's transaction."""

    @property
    def name(self) -> str:
        """What `Rows` calls it."""
        ...

    @property
    def by_version(self) -> bool:
        """Whether rows of several versions lie side by side; else new ones replace those before."""
        ...

    def put(self, database: Database, step: str, rows: Mapping[int, Sequence[Row]]) -> None:
        """Content id -> its rows, in place of those it had."""
        ...

    def read(self, database: Database, content_ids: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
        """The rows of these contents; those without any are left out."""
        ...

    def settle(self, database: Database) -> None:
        """Every content has been looked at: what only older versions said may go."""
        ...


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a step's own: `content_id`, and these columns as SQL declares them ('x REAL NOT NULL').

    With `single` a content has one row at most; else rows have an `id` that is never used again.
    """

    name: str
    columns: tuple[str, ...]
    single: bool = False
    by_version: bool = False

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.split()[0] for column in self.columns)

    def put(self, database: Database, step: str, rows: Mapping[int, Sequence[Row]]) -> None:
        """As `Kept`; LibraryError where the name is another's."""
        if any(rows.values()):
            self._create(database, step)
        elif not _exists(database, self.name):
            return
        database.connection.executemany(
            f"DELETE FROM {self.name} WHERE content_id = ?", [(content,) for content in rows]
        )
        names = ", ".join(("content_id", *self.column_names))
        marks = ",".join("?" * (1 + len(self.columns)))
        database.connection.executemany(
            f"INSERT INTO {self.name} ({names}) VALUES ({marks})",
            [(content, *row) for content, own in rows.items() for row in own],
        )

    def read(self, database: Database, content_ids: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
        found: dict[int, list[tuple[Any, ...]]] = {}
        if not _exists(database, self.name):
            return found
        names = ", ".join(("content_id", *self.column_names))
        sql = (
            f"SELECT {names} FROM {self.name} WHERE content_id IN (SELECT value FROM json_each(?)) "
            "ORDER BY rowid"
        )
        for row in database.query(sql, (json.dumps(list(content_ids)),)):
            found.setdefault(row[0], []).append(tuple(row)[1:])
        return found

    def settle(self, database: Database) -> None:
        """Nothing: new rows took the place of those before."""

    def _create(self, database: Database, step: str) -> None:
        """Make the table if need be. One of another shape was made by another version: it is made anew."""
        owner = database.scalar("SELECT step FROM step_tables WHERE name = ?", (self.name,))
        if not _NAME.fullmatch(self.name) or (owner or step) != step:
            raise LibraryError(f"{self.name} is not a table of the step {step}", hint=HINT)
        if owner is None and _exists(database, self.name):
            raise LibraryError(f"{self.name} is a table of the library's own", hint=HINT)
        if owner is not None:
            if _shape(database, self.name) == self._shape:
                return
            database.execute(f"DROP TABLE {self.name}")
            database.execute("DELETE FROM steps WHERE name = ?", (step,))
        key = "content_id INTEGER PRIMARY KEY" if self.single else "content_id INTEGER NOT NULL"
        first = () if self.single else ("id INTEGER PRIMARY KEY AUTOINCREMENT",)
        owned = f"{key} REFERENCES contents (id) ON DELETE CASCADE"
        columns = ", ".join((*first, owned, *self.columns))
        database.execute(f"CREATE TABLE {self.name} ({columns}) STRICT")
        if not self.single:
            database.execute(f"CREATE INDEX {self.name}_content ON {self.name} (content_id)")
        database.execute("INSERT OR REPLACE INTO step_tables (name, step) VALUES (?, ?)", (self.name, step))

    @property
    def _shape(self) -> tuple[str, ...]:
        return (*(() if self.single else ("id",)), "content_id", *self.column_names)


def _exists(database: Database, table: str) -> bool:
    return bool(database.scalar("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)))


def _shape(database: Database, table: str) -> tuple[str, ...]:
    return tuple(row["name"] for row in database.query("SELECT name FROM pragma_table_info(?)", (table,)))


def forget_versions(database: Database) -> None:
    """Rows of steps may have been lost: what is done is looked at again where nothing is kept of it. Inside
    the caller's transaction."""
    embed = "SELECT id FROM steps WHERE name = 'embed'"
    unkept = "content_id NOT IN (SELECT content_id FROM vectors)"
    database.execute(f"DELETE FROM step_marks WHERE step_id IN ({embed}) AND {unkept}")
    for row in database.query("SELECT name, step FROM step_tables"):
        if not _exists(database, row["name"]):
            database.execute("DELETE FROM steps WHERE name = ?", (row["step"],))
            database.execute("DELETE FROM step_tables WHERE name = ?", (row["name"],))
            continue
        if _shape(database, row["name"])[0] == "content_id":  # one row each: none is a lost one
            unkept = f"content_id NOT IN (SELECT content_id FROM {row['name']})"
            of_step = "SELECT id FROM steps WHERE name = ?"
            sql = f"DELETE FROM step_marks WHERE step_id IN ({of_step}) AND reason IS NULL AND {unkept}"
            database.execute(sql, (row["step"],))
