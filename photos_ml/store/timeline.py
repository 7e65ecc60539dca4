"""The whole library by month, as little as a grid of it needs: 100,000 photos are read in half a second."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from sqlite3 import Row

from photos_ml.store.database import Database
from photos_ml.store.looks import IS_PAPER
from photos_ml.store.marks import HIDDEN, NOT_BROWSED
from photos_ml.store.paths import from_stored, printable
from photos_ml.types import Precision


@dataclass(frozen=True, slots=True)
class Month:
    """The photos of one month, newest first; four lists of one length. Photos of which only the year or the
    decade is known stand by themselves, after what is known more finely."""

    month: str
    """'2026-07', '2026' or '2020s'; '' for photos without a date, or with none but that of their file."""
    ids: list[int] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    """Day of the month, 0 where it is not known."""
    ratios: list[int] = field(default_factory=list)
    """Width per 100 of height, of the upright picture; 100 where the size is unknown."""
    videos: list[int] = field(default_factory=list)
    """Ids of those that are videos."""
    favorites: list[int] = field(default_factory=list)
    """Ids of those that are favourites."""
    folder: str = ""
    """Of photos without a date: the folder they lie in, which is all that tells them apart."""


_KNOWN_LETTERS = (
    f"CASE date_precision WHEN {Precision.MONTH.level} THEN {len('2026-07')} "
    f"WHEN {Precision.YEAR.level} THEN {len('2026')} WHEN {Precision.DECADE.level} THEN {len('202')} "
    "ELSE length(taken) END"
)
_DATED = f"iif(date_trust > 0, substr(taken, 1, {_KNOWN_LETTERS}), NULL)"
"""As much as is known: sorted newest first, '2026' comes after its months and '202' after its years."""


def read_timeline(
    database: Database,
    *,
    favorites: bool = False,
    hidden: bool = False,
    only: Sequence[int] | None = None,
    papers: bool = True,
) -> Iterator[Month]:
    """Present photos, of these ids if `only` is given, newest first, undated ones last; hidden ones and what
    was put aside only with `hidden`, and then alone. What was asked for by `only` may have been archived.
    Without `papers` no documents, screenshots and the like either, unless they are favourites or hidden
    ones that are asked for."""
    left_out = NOT_BROWSED if only is None else HIDDEN
    conditions, values = ["status = 'present'", f"id {'IN' if hidden else 'NOT IN'} ({left_out})"], []
    if not (papers or hidden or favorites):
        conditions.append(f"id NOT IN ({IS_PAPER})")
    if only is not None:
        conditions.append("id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(only)))
    if favorites:
        conditions.append("favorite = 1")
    rows = database.query(
        f"SELECT id, {_DATED} AS dated, width, height, media, favorite FROM photos WHERE "
        f" {' AND '.join(conditions)} ORDER BY dated DESC, taken DESC, id DESC",
        values,
    )
    for month, group in groupby(rows, lambda row: _section(row["dated"] or "")):
        if month:
            yield _month(month, list(group))
        else:
            yield from _by_folder(database, list(group))


def _by_folder(database: Database, rows: list[Row]) -> Iterator[Month]:
    """Photos without a date, folder by folder."""
    found = database.query(
        "SELECT f.photo_id, r.path AS root, d.path AS folder FROM json_each(?) j "
        "CROSS JOIN files f ON f.photo_id = j.value AND f.role = 'primary' "
        "JOIN folders d ON d.id = f.folder_id JOIN roots r ON r.id = d.root_id",
        (json.dumps([row["id"] for row in rows]),),
    )
    folders = {row["photo_id"]: _name(row) for row in found}
    rows.sort(key=lambda row: folders.get(row["id"], ""))  # stable: newest first inside a folder
    for folder, group in groupby(rows, lambda row: folders.get(row["id"], "")):
        yield replace(_month("", list(group)), folder=folder)


def _name(row: Row) -> str:
    """A folder as people know it: below its root, or the root's own name."""
    folder, root = printable(from_stored(row["folder"])), printable(from_stored(row["root"]))
    return folder or root.rstrip("/").rpartition("/")[2]


def _section(dated: str) -> str:
    return f"{dated}0s" if len(dated) == len("202") else dated[:7]


def _month(month: str, rows: list[Row]) -> Month:
    return Month(
        month,
        [row["id"] for row in rows],
        [int((row["dated"] or "")[8:10] or 0) for row in rows],
        [_ratio(row["width"], row["height"]) for row in rows],
        [row["id"] for row in rows if row["media"] == "video"],
        [row["id"] for row in rows if row["favorite"]],
    )


def _ratio(width: int, height: int) -> int:
    return max(round(100 * width / height), 1) if width and height else 100
