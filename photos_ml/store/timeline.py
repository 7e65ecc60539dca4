"""The whole library by month, as little as a grid of it needs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.store.array_files import Form, said_in, smaller, text_array
from photos_ml.store.database import Database
from photos_ml.store.ids import among, distinct, looked_up, numbers
from photos_ml.store.looks import IS_PAPER
from photos_ml.store.marks import HIDDEN, NOT_BROWSED
from photos_ml.store.paths import from_stored, printable
from photos_ml.store.photo_table import Ids, Mask, PhotoArrays


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


_MONTHS, _SECTION = 12, 100
"""So many numbers of `known_days` are one section: the days of a month, a year, a decade."""


@dataclass(frozen=True, eq=False)
class Months:
    """The months of photos as arrays: what pages ask of a million photos is no million objects."""

    ids: Ids
    """(n,), month by month, newest first."""
    cuts: Ids
    """Where each month begins in them, and the last one ends, (k + 1,)."""
    days: Ids
    """Day of the month (n,), 0 where it is not known."""
    named: npt.NDArray[np.uint8]
    """Of each month its own name and its folder's, as `text_array` has them."""

    def lists(self, photos: PhotoArrays) -> list[Month]:
        """As lists once, and only then cut: there are tens of thousands of folders."""
        rows, ends = photos.rows_of(self.ids), list(pairwise(self.cuts.tolist()))

        def cut(column: npt.NDArray[Any]) -> list[list[int]]:
            whole = column.tolist()
            return [whole[first:end] for first, end in ends]

        def chosen(mask: Mask) -> list[list[int]]:
            few, among_few = self.ids[mask].tolist(), self.ends_among(mask)
            return [few[first:end] for first, end in pairwise(among_few)]

        columns = zip(
            cut(self.ids),
            cut(self.days),
            cut(photos.ratios[rows]),
            chosen(photos.videos[rows]),
            chosen(photos.favorites[rows]),
            strict=True,
        )
        return [
            Month(month, *lists, folder=folder)
            for (month, folder), lists in zip(said_in(self.named), columns, strict=True)
        ]

    def ends_among(self, mask: Mask) -> list[int]:
        """Of photos (n,) that are chosen, where each month begins among them, and the last one ends."""
        ends: list[int] = np.searchsorted(np.flatnonzero(mask), self.cuts).tolist()
        return ends


MONTHS_FORM: Form[Months] = Form(
    lambda months: {
        **{name: smaller(getattr(months, name)) for name in ("ids", "cuts", "days")},
        "named": months.named,
    },
    lambda arrays: Months(
        **{name: arrays[name].astype(np.int64) for name in ("ids", "cuts", "days")}, named=arrays["named"]
    ),
)


def read_timeline(
    database: Database,
    photos: PhotoArrays,
    *,
    favorites: bool = False,
    hidden: bool = False,
    only: Sequence[int] | None = None,
    papers: bool = True,
) -> Months:
    """Those of `photos` that are present, of these ids if `only` is given, newest first, undated ones last;
    hidden ones and what was put aside only with `hidden`, and then alone. What was asked for by `only` may
    have been archived. Without `papers` no documents, screenshots and the like either, unless they are
    favourites or hidden ones that are asked for."""
    left_out = _read_ids(database, NOT_BROWSED if only is None else HIDDEN)
    shown = photos.present & (among(photos.ids, left_out) == hidden)
    if not (papers or hidden or favorites):
        shown &= ~among(photos.ids, _read_ids(database, IS_PAPER))
    if only is not None:
        shown &= among(photos.ids, distinct(np.array(only, np.int64)))
    if favorites:
        shown &= photos.favorites
    rows = photos.newest_first[shown[photos.newest_first]]
    undated = int(np.count_nonzero(photos.known_days[rows] == 0))
    dated = rows[: len(rows) - undated]
    sections = photos.known_days[dated] // _SECTION
    cuts = np.flatnonzero(np.diff(sections, prepend=-1, append=-1))
    names = [(_name(section), "") for section in sections[cuts[:-1]].tolist()]
    if undated:
        by_folder, folder_cuts, folder_names = _by_folder(database, photos, rows[-undated:])
        rows = np.concatenate([dated, by_folder])
        cuts = np.concatenate([cuts[:-1], len(dated) + folder_cuts])
        names += folder_names
    return Months(photos.ids[rows], cuts, _days(photos, rows), text_array(names))


def _by_folder(database: Database, photos: PhotoArrays, rows: Ids) -> tuple[Ids, Ids, list[tuple[str, str]]]:
    """Photos without a date, folder by folder: their rows, where each folder begins, and the names."""
    found = database.query(
        "SELECT group_concat(f.photo_id), group_concat(f.folder_id) FROM json_each(?) j "
        "CROSS JOIN files f ON f.photo_id = j.value AND f.role = 'primary'",
        (json.dumps(photos.ids[rows].tolist()),),
    )
    ids, folders = map(numbers, found[0])
    order = np.argsort(ids)
    of_rows = looked_up(ids[order], folders[order], photos.ids[rows])
    names = {0: "", **_folder_names(database, distinct(folders))}  # 0: without a file, of no folder
    ranks = {name: rank for rank, name in enumerate(sorted(set(names.values())))}
    ranked = np.array([ranks[names[folder]] for folder in of_rows.tolist()], np.int64)
    by_folder = np.argsort(ranked, kind="stable")  # newest first inside a folder
    cuts = np.flatnonzero(np.diff(ranked[by_folder], prepend=-1, append=-1))
    called = list(ranks)
    return rows[by_folder], cuts, [("", called[rank]) for rank in ranked[by_folder[cuts[:-1]]].tolist()]


def _folder_names(database: Database, folder_ids: Ids) -> dict[int, str]:
    """Folders as people know them: below their root, or the root's own name."""
    rows = database.query(
        "SELECT d.id, r.path AS root, d.path AS folder FROM json_each(?) j "
        "CROSS JOIN folders d ON d.id = j.value JOIN roots r ON r.id = d.root_id",
        (json.dumps(folder_ids.tolist()),),
    )
    names = {}
    for row in rows:
        folder, root = printable(from_stored(row["folder"])), printable(from_stored(row["root"]))
        names[row["id"]] = folder or root.rstrip("/").rpartition("/")[2]
    return names


def _read_ids(database: Database, chosen: str) -> Ids:
    text = database.scalar(f"SELECT group_concat(photo_id) FROM ({chosen})")
    return distinct(numbers(text))


def _name(section: int) -> str:
    """'2024-06', '2024' or '2020s'."""
    year, month = divmod(section, _SECTION)
    if month > _MONTHS:  # the number before the first year of the decade
        return f"{year + 1:04}s"
    return f"{year:04}-{month:02}" if month else f"{year:04}"


def _days(photos: PhotoArrays, rows: Ids) -> Ids:
    in_year = photos.known_days[rows] % (_SECTION * _SECTION)
    return np.where(in_year < (_MONTHS + 1) * _SECTION, in_year % _SECTION, 0).astype(np.int64)
