"""What the rows of each table look like, told by a whole database of the same schema."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from photos_ml.store.salvage.records import Value

_TYPES: dict[str, tuple[type, ...]] = {
    "INTEGER": (int,),
    "TEXT": (str,),
    "REAL": (int, float),
    "BLOB": (bytes,),
    "ANY": (str, bytes),  # a path
    "": (int, float, str, bytes),
}
"""Declared type -> what a row may hold there. A real number that is whole is written as an integer."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column, in the place where rows have it."""

    name: str
    types: tuple[type, ...]
    nullable: bool

    def takes(self, value: Value) -> bool:
        return self.nullable if value is None else isinstance(value, self.types)


@dataclass(frozen=True, slots=True)
class Layout:
    """One table. `rowid` is the column that is the row's number, '' for none."""

    name: str
    columns: tuple[Column, ...]
    rowid: str
    is_tree: bool
    """A table proper; else one whose rows lie in the index of its key."""

    def fits(self, values: Sequence[Value]) -> bool:
        """Whether these may be a row of the table; columns that were added later are left out at the end."""
        if not 0 < len(values) <= len(self.columns):
            return False
        return all(
            value is None if column.name == self.rowid else column.takes(value)
            for column, value in zip(self.columns, values, strict=False)
        )


def layouts_of(database: sqlite3.Connection) -> dict[str, Layout]:
    """Every table of a database by name; of a full-text index the table that keeps its text."""
    found = {}
    for row in database.execute("SELECT name, wr, type FROM pragma_table_list WHERE schema = 'main'"):
        name, without_rowid, kind = row
        if kind in ("table", "shadow") and not name.startswith("sqlite_"):
            found[name] = _layout(database, name, bool(without_rowid))
    return found


def _layout(database: sqlite3.Connection, table: str, without_rowid: bool) -> Layout:
    info = database.execute('SELECT name, type, "notnull", pk FROM pragma_table_info(?)', (table,)).fetchall()
    declared = {name: (kind.upper(), not null and not pk) for name, kind, null, pk in info}
    keys = [name for name, _, _, pk in info if pk]
    names = list(declared)
    rowid = keys[0] if not without_rowid and len(keys) == 1 and declared[keys[0]][0] == "INTEGER" else ""
    if without_rowid:
        names = _stored_order(database, table)
    columns = tuple(
        Column(name, _TYPES.get(declared[name][0], _TYPES[""]), declared[name][1]) for name in names
    )
    return Layout(table, columns, rowid, not without_rowid)


def _stored_order(database: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table without row numbers as its key's index has them: the key first."""
    sql = "SELECT name FROM pragma_index_list(?) WHERE origin = 'pk'"
    (index,) = database.execute(sql, (table,)).fetchone()
    return [row[0] for row in database.execute("SELECT name FROM pragma_index_xinfo(?)", (index,)) if row[0]]
