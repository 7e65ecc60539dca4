"""Putting what was read of a damaged file into a whole one of the same schema."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from itertools import groupby

from photos_ml.store.salvage.pages import PageFile
from photos_ml.store.salvage.records import Value
from photos_ml.store.salvage.rows import Entry, Rows, Salvaged, read_entries, read_sequence
from photos_ml.store.salvage.tables import layouts_of

TEXT, TEXT_ROWS = "photo_text", "photo_text_content"
"""The full-text index, and the table that keeps its text. Those of text in pictures fill by themselves."""
_HELPERS = re.compile(rf"({TEXT}|text_words|text_parts)_(data|idx|docsize|config)")
_STEP_TABLE = re.compile(r"CREATE (TABLE (\w+) \([^;]*\) STRICT|INDEX (\w+)_content ON \w+ \(content_id\))")
_CONTENTS_INDEX = "sqlite_autoindex_contents_1"
_ACT_PHOTOS_INDEX = "sqlite_autoindex_act_photos_1"
_PLACED = """
INSERT OR IGNORE INTO act_photos (id, photo_id, content_hash, root, folder, name)
SELECT ?, p.id, c.hash, r.path, d.path, f.name
FROM photos p JOIN contents c ON c.id = p.content_id
JOIN files f ON f.photo_id = p.id AND f.role = 'primary'
JOIN folders d ON d.id = f.folder_id JOIN roots r ON r.id = d.root_id WHERE p.id = ?
"""

Row = Mapping[str, Value]


def rebuild(pages: PageFile, target: sqlite3.Connection) -> dict[str, int]:
    """Fill an empty library with all that can be read; table -> rows and pages that could not be. Inside the
    caller's transaction, without foreign keys: `settle_references` comes after."""
    entries = read_entries(pages)
    _make_step_tables(entries, target)
    layouts = {name: layout for name, layout in layouts_of(target).items() if not _HELPERS.fullmatch(name)}
    rows = Rows(pages, layouts, entries)
    lost: dict[str, int] = {}
    for table in layouts:
        salvaged = rows.of(table)
        refused = _fill(target, table, salvaged)
        if salvaged.damaged + refused:
            lost[table] = salvaged.damaged + refused
    _fill_from_indexes(rows, target)
    _keep_numbers(pages, entries, target)
    return lost


def settle_references(target: sqlite3.Connection) -> None:
    """Remove what refers to rows that are lost, until nothing does. A photo without a file is found anew."""
    target.execute("DELETE FROM photos WHERE id NOT IN (SELECT photo_id FROM files WHERE role = 'primary')")
    changed = 1
    while changed:
        changed = 0
        for (table,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for reference in target.execute("SELECT * FROM pragma_foreign_key_list(?)", (table,)).fetchall():
                changed += _settle(target, table, reference["table"], reference["from"], reference["to"])
    target.execute(f"DELETE FROM {TEXT} WHERE rowid NOT IN (SELECT id FROM photos)")


def _settle(target: sqlite3.Connection, table: str, parent: str, column: str, key: str) -> int:
    hanging = f"{column} IS NOT NULL AND {column} NOT IN (SELECT {key} FROM {parent})"
    sql = 'SELECT "notnull", pk FROM pragma_table_info(?) WHERE name = ?'
    not_null, in_key = target.execute(sql, (table, column)).fetchone()
    # An act on a photo is none on all photos: without its photo it says nothing.
    if not_null or in_key or parent == "act_photos":
        return target.execute(f"DELETE FROM {table} WHERE {hanging}").rowcount
    return target.execute(f"UPDATE {table} SET {column} = NULL WHERE {hanging}").rowcount


def _make_step_tables(entries: Mapping[str, Entry], target: sqlite3.Connection) -> None:
    """The tables that steps made for themselves, which no schema has."""
    for entry in sorted(entries.values(), key=lambda entry: entry.kind == "index"):
        known = target.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (entry.name,)).fetchone()
        if not known and _STEP_TABLE.fullmatch(entry.sql):
            try:
                target.execute(entry.sql)
            except sqlite3.Error:  # its text is damaged: the step makes it anew
                continue


def _fill(target: sqlite3.Connection, table: str, salvaged: Salvaged) -> int:
    """Write the rows of a table; how many it refused."""
    written = [_as_text(row) for row in salvaged.rows] if table == TEXT_ROWS else salvaged.rows
    into = TEXT if table == TEXT_ROWS else table
    refused = 0
    for names, rows in groupby(written, key=tuple):
        columns, marks = ", ".join(names), ", ".join("?" * len(names))
        sql = f"INSERT OR IGNORE INTO {into} ({columns}) VALUES ({marks})"
        refused += _insert(target, sql, [tuple(row.values()) for row in rows])
    return refused


def _insert(target: sqlite3.Connection, sql: str, rows: list[tuple[Value, ...]]) -> int:
    target.execute("SAVEPOINT fill")
    try:
        target.executemany(sql, rows)
        return 0
    except sqlite3.Error:
        target.execute("ROLLBACK TO fill")
        return _insert_one_by_one(target, sql, rows)
    finally:
        target.execute("RELEASE fill")


def _insert_one_by_one(target: sqlite3.Connection, sql: str, rows: Iterable[tuple[Value, ...]]) -> int:
    refused = 0
    for row in rows:
        try:
            target.execute(sql, row)
        except sqlite3.Error:
            refused += 1
    return refused


def _as_text(row: Row) -> dict[str, Value]:
    names = ("rowid", "name", "folder", "caption", "keywords", "place", "people")
    return dict(zip(names, row.values(), strict=False))


def _fill_from_indexes(rows: Rows, target: sqlite3.Connection) -> None:
    """What an index has whole of rows whose page is lost: hashes of contents, photos that acts are about."""
    hashes = [values for values in rows.index(_CONTENTS_INDEX) if list(map(type, values)) == [str, int]]
    target.executemany("INSERT OR IGNORE INTO contents (hash, id) VALUES (?, ?)", hashes)
    if target.execute("SELECT 1 FROM sqlite_master WHERE name = 'act_photos'").fetchone():
        places = [v[::-1] for v in rows.index(_ACT_PHOTOS_INDEX) if list(map(type, v)) == [int, int]]
        target.executemany(_PLACED, places)


def _keep_numbers(pages: PageFile, entries: Mapping[str, Entry], target: sqlite3.Connection) -> None:
    """No number of a row is used again."""
    known = {name for (name,) in target.execute("SELECT name FROM sqlite_sequence")}
    for name, number in read_sequence(pages, entries).items():
        if name in known:
            sql = "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?"
        else:
            sql = "INSERT INTO sqlite_sequence (seq, name) VALUES (?, ?)"
        target.execute(sql, (number, name))
