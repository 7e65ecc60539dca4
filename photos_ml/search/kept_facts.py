"""What a search asks of the photos of a library, by arrays: for all searches of a process but the first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from photos_ml.search.facts import PhotoFacts, Sieve, StoredFacts
from photos_ml.search.folding import Shots
from photos_ml.store import Library, PhotoFilter, Vectors
from photos_ml.store.array_times import in_time, split
from photos_ml.store.photo_table import Mask, PhotoArrays
from photos_ml.vectors.base import Ids

STATEMENTS_FIRST = 1
"""Searches of a process that ask by statements: to read the arrays takes longer than one of them."""


@dataclass(frozen=True)
class KeptFacts:
    """Implements PhotoFacts on the arrays of one state of the library."""

    library: Library
    vectors: Vectors
    photos: PhotoArrays
    hidden: Ids

    def through(self, wanted: PhotoFilter) -> Sieve:
        return _KeptSieve(self, wanted)

    def owners(self, vector_ids: Ids) -> tuple[Ids, Ids]:
        contents, rows = self.photos.by_content
        wanted = self.vectors.contents_of(vector_ids)
        first, last = np.searchsorted(contents, wanted), np.searchsorted(contents, wanted, "right")
        counts = last - first
        places = np.repeat(np.arange(len(vector_ids)), counts)
        within = np.arange(len(places)) - np.repeat(np.cumsum(counts) - counts, counts)
        return self.photos.ids[rows[first[places] + within]], places

    def vectors_of(self, photo_ids: Ids) -> Ids:
        rows = self.photos.rows_of(photo_ids)
        vectors = np.zeros(len(photo_ids), np.int64)
        vectors[rows >= 0] = self.vectors.of_content(self.photos.contents[rows[rows >= 0]])
        return vectors

    def shots(self, photo_ids: Ids) -> tuple[Ids, Shots]:
        rows = self.photos.rows_of(photo_ids)
        rows = rows[rows >= 0]
        photos = self.photos
        # Who copies a folder gives all of it one date; what is coarser than a day is none.
        seconds = np.where(photos.tells_moments[rows], photos.seconds[rows], np.nan)
        return photos.ids[rows], Shots(photos.contents[rows], seconds, photos.bursts[rows])

    def by_date(self, photo_ids: Ids, *, oldest: bool) -> Ids:
        rows = self.photos.rows_of(photo_ids)
        return self.photos.ids[self.in_order(rows[rows >= 0], oldest=oldest, by_trust=False)]

    def in_order(self, rows: Ids, *, oldest: bool, by_trust: bool) -> Ids:
        """Rows by date, those without one last; `by_trust`: behind all those dated by the file alone."""
        sign = 1 if oldest else -1
        seconds = self.photos.seconds[rows]
        keys = [sign * rows, sign * np.nan_to_num(seconds), np.isnan(seconds)]
        if by_trust:
            keys.append(~self.photos.trusted[rows])
        return rows[np.lexsort(keys)]


class _KeptSieve:
    def __init__(self, facts: KeptFacts, wanted: PhotoFilter) -> None:
        self._facts = facts
        self._wanted = wanted

    @cached_property
    def _mask(self) -> Mask:
        """Row by row."""
        facts, photos = self._facts, self._facts.photos
        times, rest = split(self._wanted)
        mask = photos.present.copy()
        hidden = photos.rows_of(facts.hidden)
        mask[hidden[hidden >= 0]] = False
        if rest:
            others = photos.rows_of(facts.library.photo_ids(rest))
            chosen = np.zeros(len(mask), bool)
            chosen[others[others >= 0]] = True
            mask &= chosen
        return mask & in_time(photos, times) if times else mask

    def count(self) -> int:
        return int(np.count_nonzero(self._mask))

    def photo_ids(self) -> Ids:
        return self._facts.photos.ids[self._mask]

    def among(self, photo_ids: Ids) -> Ids:
        rows = self._facts.photos.rows_of(photo_ids)
        rows = np.sort(rows[rows >= 0])
        return self._facts.photos.ids[rows[self._mask[rows]]]

    def passes(self, photo_ids: Ids) -> Mask:
        rows = self._facts.photos.rows_of(photo_ids)
        return (rows >= 0) & self._mask[rows] if len(self._mask) else rows >= 0

    def vector_ids(self) -> Ids:
        return self._facts.vectors.of_contents(self._facts.photos.contents[self._mask])

    def newest(self, limit: int, offset: int, *, oldest: bool, last_id: int) -> Ids:
        photos = self._facts.photos
        rows = np.flatnonzero(self._mask & (photos.ids <= last_id))
        ordered = self._facts.in_order(rows, oldest=oldest, by_trust=bool(self._wanted))
        return photos.ids[ordered[offset : offset + limit]]


class FactKeeper:
    """The facts of one library: by statements for the first searches of a process, then by arrays, which are
    read once. Safe to call from several threads."""

    def __init__(self, library: Library, vectors: Vectors) -> None:
        self._library = library
        self._vectors = vectors
        self._table = library.photo_table
        self._asked = 0

    def read(self) -> None:
        """Read the arrays now: of a million photos it takes some seconds."""
        self._table.current()

    def current(self) -> PhotoFacts:
        """What holds now."""
        self._asked += 1
        if self._asked <= STATEMENTS_FIRST and not self._table.is_read:
            return StoredFacts(self._library, self._vectors)
        hidden = self._library.marks.hidden_ids()
        return KeptFacts(self._library, self._vectors, self._table.current(), hidden)
