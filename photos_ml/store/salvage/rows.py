"""The rows of a damaged file by table: along its trees, and on pages that no tree leads to any more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from photos_ml.store.salvage.pages import PageFile
from photos_ml.store.salvage.records import Value
from photos_ml.store.salvage.tables import Layout
from photos_ml.store.salvage.trees import (
    INDEX_LEAF,
    TABLE_LEAF,
    Harvest,
    RawRow,
    kind_of,
    read_leaf,
    read_tree,
)

SCHEMA_ROOT = 1
MOST_ROWS = 1 << 40
"""A greater number is a damaged one; kept, it would leave none for rows to come."""
_NAME = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the file's own list of tables and indexes says of one."""

    kind: str
    name: str
    root: int
    sql: str


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What was read of one table."""

    rows: list[dict[str, Value]]
    damaged: int
    """Rows and pages that could not be read."""


def read_entries(pages: PageFile) -> dict[str, Entry]:
    """The tables and indexes that the file itself lists, as far as that can be read."""
    found = {}
    for row in read_tree(pages, SCHEMA_ROOT, table=True).rows:
        kind, name, _, root, sql = (*row.values, *[None] * 5)[:5]
        named = isinstance(kind, str) and isinstance(name, str) and _NAME.fullmatch(name)
        if named and isinstance(root, int) and 0 < root <= pages.count:
            found[str(name)] = Entry(str(kind), str(name), root, sql if isinstance(sql, str) else "")
    return found


def read_sequence(pages: PageFile, entries: Mapping[str, Entry]) -> dict[str, int]:
    """Table -> the greatest number that a row of it ever had, as the file remembers it."""
    if (entry := entries.get("sqlite_sequence")) is None:
        return {}
    rows = (row.values for row in read_tree(pages, entry.root, table=True).rows)
    pairs = ((*values, None, None)[:2] for values in rows)
    return {
        name: number
        for name, number in pairs
        if isinstance(name, str) and isinstance(number, int) and 0 <= number < MOST_ROWS
    }


class Rows:
    """All rows of a file by table."""

    def __init__(self, pages: PageFile, layouts: Mapping[str, Layout], entries: Mapping[str, Entry]) -> None:
        self._pages = pages
        self._layouts = layouts
        self._entries = entries
        reached = pages.free()
        self._trees = {}
        for name, entry in entries.items():
            layout = layouts.get(name)
            tree = read_tree(pages, entry.root, table=layout.is_tree if layout else entry.kind == "table")
            self._trees[name] = tree
            reached |= tree.pages
        self._strays = dict(self._assigned(reached))

    def of(self, table: str) -> Salvaged:
        """The rows of a table: those of its tree come first, and stand where strays say otherwise."""
        layout = self._layouts[table]
        tree = self._trees.get(table, Harvest(damaged=1))
        fitting = [row for row in tree.rows if _is_row(layout, row)]
        strays = [row for row in self._strays.get(table, ()) if _is_row(layout, row)]
        damaged = tree.damaged + len(tree.rows) - len(fitting)
        return Salvaged([_named(layout, row) for row in (*fitting, *strays)], damaged)

    def index(self, name: str) -> list[list[Value]]:
        """The rows of an index, each with the number of the row it stands for at its end."""
        return [row.values for row in self._trees[name].rows] if name in self._trees else []

    def _assigned(self, reached: set[int]) -> Iterator[tuple[str, list[RawRow]]]:
        """PageFile out of every tree, by the one table whose rows look like theirs."""
        strays: dict[str, list[RawRow]] = {}
        for number in range(2, self._pages.count + 1):
            kind = kind_of(self._pages, number)
            if number in reached or kind not in (TABLE_LEAF, INDEX_LEAF):
                continue
            rows = read_leaf(self._pages, number).rows
            if (table := self._table_of(rows, is_tree=kind == TABLE_LEAF)) is not None:
                strays.setdefault(table, []).extend(rows)
        yield from strays.items()

    def _table_of(self, rows: list[RawRow], *, is_tree: bool) -> str | None:
        fits = Counter(
            name
            for row in rows
            for name, layout in self._layouts.items()
            if layout.is_tree == is_tree and layout.fits(row.values)
        )
        best = fits.most_common(2)
        if not best or (len(best) > 1 and best[0][1] == best[1][1]):
            return None
        return best[0][0]


def _is_row(layout: Layout, row: RawRow) -> bool:
    return layout.fits(row.values) and (0 < row.rowid < MOST_ROWS or not layout.is_tree)


def _named(layout: Layout, row: RawRow) -> dict[str, Value]:
    named = {column.name: value for column, value in zip(layout.columns, row.values, strict=False)}
    return {**named, layout.rowid: row.rowid} if layout.rowid else named
