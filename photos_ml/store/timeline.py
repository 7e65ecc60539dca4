"""The whole library by month, as little as a grid of it needs: 100,000 photos are read in half a second."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from sqlite3 import Row

from photos_ml.store.database import Database
from photos_ml.store.marks import HIDDEN


@dataclass(frozen=True, slots=True)
class Month:
    """The photos of one month, newest first; four lists of one length."""

    month: str
    """'2026-07', or '' for photos without a date, or with none but that of their file."""
    ids: list[int] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    """Day of the month, 0 without a date."""
    ratios: list[int] = field(default_factory=list)
    """Width per 100 of height, of the upright picture; 100 where the size is unknown."""
    videos: list[int] = field(default_factory=list)
    """Ids of those that are videos."""
    favorites: list[int] = field(default_factory=list)
    """Ids of those that are favourites."""


def read_timeline(
    database: Database, *, favorites: bool = False, hidden: bool = False, only: Sequence[int] | None = None
) -> Iterator[Month]:
    """Present photos, of these ids if `only` is given, newest first, undated ones last; hidden ones only with
    `hidden`, and then alone."""
    conditions, values = ["status = 'present'", f"id {'IN' if hidden else 'NOT IN'} ({HIDDEN})"], []
    if only is not None:
        conditions.append("id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(only)))
    if favorites:
        conditions.append("favorite = 1")
    rows = database.query(
        "SELECT id, iif(date_trust > 0, taken, NULL) AS dated, width, height, media, favorite FROM photos "
        f"WHERE {' AND '.join(conditions)} ORDER BY dated DESC, taken DESC, id DESC",
        values,
    )
    for month, group in groupby(rows, lambda row: (row["dated"] or "")[:7]):
        yield _month(month, list(group))


def _month(month: str, rows: list[Row]) -> Month:
    return Month(
        month,
        [row["id"] for row in rows],
        [int(row["dated"][8:10]) if month else 0 for row in rows],
        [_ratio(row["width"], row["height"]) for row in rows],
        [row["id"] for row in rows if row["media"] == "video"],
        [row["id"] for row in rows if row["favorite"]],
    )


def _ratio(width: int, height: int) -> int:
    return max(round(100 * width / height), 1) if width and height else 100
