"""All tags of one tagger as arrays: read once, and then only those of contents that came since."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.store.array_files import smaller
from photos_ml.store.database import Database
from photos_ml.store.ids import among, distinct, numbers
from photos_ml.store.photo_table import Ids, PhotoArrays
from photos_ml.store.while_same import NOTHING

FILED_ROWS, FILED_SHARE = 20_000, 0.05
"""The arrays are kept in a file once so many rows, or so large a share of all, are missing from it."""
# By the primary key of each tag: what is new lies at its end. Without ORDER BY, which would sort all.
_LATER = (
    "SELECT t.id, group_concat(c.content_id), group_concat(c.probability) FROM tags t CROSS JOIN "
    "content_tags c ON c.tagger_id = ? AND c.tag_id = t.id AND c.content_id > ? GROUP BY t.id"
)


@dataclass(frozen=True, eq=False)
class TagArrays:
    """Row by row, by tag and then by content, (n,) each."""

    tags: Ids
    contents: Ids
    chances: npt.NDArray[np.float64]

    @property
    def last_content(self) -> int:
        """The highest content that has a tag; 0 for none."""
        return int(self.contents.max(initial=0))

    def with_later(self, later: TagArrays) -> TagArrays:
        """The same and rows of higher contents."""
        columns = [np.concatenate([getattr(part, name) for part in (self, later)]) for name in _NAMES]
        order = np.argsort(columns[0], kind="stable")
        return TagArrays(*(column[order] for column in columns))

    def of_photos(self, photos: PhotoArrays, left_out: Ids) -> tuple[Ids, Ids]:
        """Of each present photo that is not left out, every row that is its content's: the rows, in order,
        and the photos, ascending for each row, (m,) each."""
        shown = photos.by_content[1]
        shown = shown[~among(photos.ids[shown], left_out)]
        counts = np.bincount(photos.contents[shown], minlength=self.last_content + 1)
        lengths = counts[self.contents]
        rows = np.repeat(np.arange(len(lengths)), lengths)
        within = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return rows, photos.ids[shown[(np.cumsum(counts) - counts)[self.contents[rows]] + within]]


_NAMES = ("tags", "contents", "chances")


class TagKeeper:
    """The arrays of one tagger, as fresh as the library. Safe to call from several threads."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._lock = threading.Lock()
        self._tagger = 0
        self._stamp: int | None = None
        self._arrays: TagArrays | None = None
        self._unfiled = 0

    def current(self, tagger_id: int) -> TagArrays:
        """What holds now; perhaps with rows of contents that are gone: their numbers are not used again."""
        if self._db.connection.in_transaction:  # what may not come to pass is not kept
            return self._later(tagger_id, 0)
        with self._lock:
            stamp = self._db.stamp(_name(tagger_id))
            if self._arrays is None or (self._tagger, self._stamp) != (tagger_id, stamp):
                self._arrays = self._from_file(tagger_id, stamp)
                self._tagger, self._stamp, self._unfiled = tagger_id, stamp, 0
            known = self._arrays
            later = self._later(tagger_id, known.last_content if known else 0)
            if len(later.tags):
                self._unfiled += len(later.tags)
                known = known.with_later(later) if known else later
            arrays = self._arrays = known or later
            if self._unfiled >= max(FILED_ROWS, FILED_SHARE * len(arrays.tags)):
                self._file(arrays)
            return arrays

    def _later(self, tagger_id: int, last_content: int) -> TagArrays:
        found = self._db.query(_LATER, (tagger_id, last_content))
        contents = [numbers(row[1]) for row in found]
        chances = [np.fromstring(row[2], np.float64, sep=",") for row in found]
        tags = np.repeat(np.array([row[0] for row in found], np.int64), [len(own) for own in contents])
        return TagArrays(
            tags, np.concatenate([np.zeros(0, np.int64), *contents]), np.concatenate([np.zeros(0), *chances])
        )

    def _from_file(self, tagger_id: int, stamp: int | None) -> TagArrays | None:
        """What a process before kept of this library, where no content that it has was tagged again since."""
        files = self._db.files
        found = files.read(_name(tagger_id), stamp) if files and stamp is not None else None
        if found is None:
            return None
        return TagArrays(found["tags"].astype(np.int64), found["contents"].astype(np.int64), found["chances"])

    def _file(self, arrays: TagArrays) -> None:
        """Keep them, where they are what the library holds just now and nobody else writes to it."""
        files, name = self._db.files, _name(self._tagger)
        if files is None:
            return
        with self._db.transaction_if_free(NOTHING) as is_free:
            if not is_free or self._db.stamp(name) != self._stamp:
                return
            if len(self._later(self._tagger, arrays.last_content).tags):
                return
            self._stamp = self._db.set_stamp(name)
        columns: dict[str, npt.NDArray[Any]] = {
            "tags": smaller(arrays.tags),
            "contents": smaller(arrays.contents),
            "chances": arrays.chances,
        }
        files.write(name, self._stamp, columns)
        self._unfiled = 0  # where the disk is full, too: it is not tried again at once


def note_tagged(database: Database, tagger_id: int, contents: Collection[int]) -> None:
    """These contents are about to be tagged, in this transaction. What comes behind all others is found; of
    others nobody's arrays hold any more."""
    newest = int(database.scalar("SELECT max(content_id) FROM content_tags") or 0)
    if min(contents, default=newest + 1) <= newest:
        database.set_stamp(_name(tagger_id))


def covers(
    arrays: TagArrays, rows: Ids, photos: Ids, scores: npt.NDArray[np.float64]
) -> tuple[Ids, Ids, Ids]:
    """Of rows in order, each with a photo and a score: the tags, ascending, how many photos each has, and the
    one with the highest score, of equal ones the first."""
    tags = arrays.tags[rows]
    starts = np.flatnonzero(np.diff(tags, prepend=-1))
    if not len(starts):
        return tags, tags, tags
    counts = np.diff(starts, append=len(tags))
    best = np.flatnonzero(scores == np.repeat(np.maximum.reduceat(scores, starts), counts))
    best = best[np.diff(tags[best], prepend=-1) != 0]
    return tags[starts], counts, photos[best]


def but_for(
    rows: Ids, photos: Ids, arrays: TagArrays, said: Sequence[Sequence[int]]
) -> npt.NDArray[np.bool_]:
    """Which pairs of a row and a photo are none of (tag, photo) of which something was said, (m,)."""
    if not said:
        return np.ones(len(rows), bool)
    pairs = np.array(said, np.int64).reshape(-1, 2)
    unit = int(max(photos.max(initial=0), pairs[:, 1].max())) + 1
    return ~among(arrays.tags[rows] * unit + photos, distinct(pairs[:, 0] * unit + pairs[:, 1]))


def _name(tagger_id: int) -> str:
    return f"tags of {tagger_id}"
