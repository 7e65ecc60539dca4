"""What photos are besides photos: rows of the step `kind`, and what holds of each photo."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from photos_ml.store.database import Database
from photos_ml.store.kept import Row
from photos_ml.types import PAPERS, Kind

KIND = "kind"
"""The step."""
LOOKED_LIKE = "SELECT photo_id FROM photo_looks WHERE kind = ?"
_LISTED = ", ".join(f"'{kind}'" for kind in PAPERS)
IS_PAPER = f"SELECT photo_id FROM photo_looks WHERE kind IN ({_LISTED})"
"""Ids of the photos of documents, receipts, screenshots and the like."""
NO_PHOTO = "SELECT photo_id FROM photo_looks WHERE kind != 'photo'"
"""Ids of whatever is anything but a photo."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a photo is: 'photo' where the user says so, else a kind; `source`: user, file or looked."""

    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class KindTable:
    """Where the step's rows go: (kind, how likely), none for a photo."""

    name: str = "content_kinds"
    by_version: bool = False

    def put(self, database: Database, step: str, rows: Mapping[int, Sequence[Row]]) -> None:
        """In place of what it looked like before."""
        write = database.connection.executemany
        write("DELETE FROM content_kinds WHERE content_id = ?", [(content,) for content in rows])
        write(
            "INSERT INTO content_kinds (content_id, kind, chance) VALUES (?, ?, ?)",
            [(content, *row) for content, own in rows.items() for row in own],
        )

    def read(self, database: Database, content_ids: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
        sql = (
            "SELECT content_id, kind, chance FROM content_kinds "
            "WHERE content_id IN (SELECT value FROM json_each(?))"
        )
        rows = database.query(sql, (json.dumps(list(content_ids)),))
        return {row["content_id"]: [(row["kind"], row["chance"])] for row in rows}

    def settle(self, database: Database) -> None:
        """Nothing: new rows took the place of those before."""


def looks_of(database: Database, photo_ids: Sequence[int]) -> dict[int, Likeness]:
    """Photo -> what it is, of those that are not simply photos."""
    sql = "SELECT * FROM photo_looks WHERE photo_id IN (SELECT value FROM json_each(?))"
    rows = database.query(sql, (json.dumps(list(photo_ids)),))
    return {row["photo_id"]: Likeness(row["kind"], row["source"]) for row in rows}


def said_kinds(database: Database) -> dict[int, str]:
    """Photo -> what the user says it is."""
    return {row["photo_id"]: row["kind"] for row in database.query("SELECT * FROM said_kinds")}


def kinds_known(database: Database) -> frozenset[Kind]:
    """The kinds that some photo is of."""
    rows = database.query("SELECT DISTINCT kind FROM content_kinds UNION SELECT kind FROM said_kinds")
    return frozenset(Kind(row["kind"]) for row in rows if row["kind"] in frozenset(Kind))
