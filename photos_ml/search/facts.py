"""What a search asks of the photos of a library, by statements: for the first search of a process."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from photos_ml.search.folding import Shots
from photos_ml.store import Library, PhotoFilter, Vectors
from photos_ml.store.ids import among
from photos_ml.store.photo_table import Mask
from photos_ml.vectors.base import Ids


class PhotoFacts(Protocol):
    """The photos of a library as a search sees them."""

    def through(self, wanted: PhotoFilter) -> Sieve:
        """What a filter lets through."""
        ...

    def owners(self, vector_ids: Ids) -> tuple[Ids, Ids]:
        """The present photos that have these vectors, vector by vector in the order given, and the place of
        each photo's vector among them."""
        ...

    def vectors_of(self, photo_ids: Ids) -> Ids:
        """The vector of each photo; 0 for one that has none."""
        ...

    def shots(self, photo_ids: Ids) -> tuple[Ids, Shots]:
        """Those of these photos that there are, in order, and what tells the shots of one moment."""
        ...

    def by_date(self, photo_ids: Ids, *, oldest: bool) -> Ids:
        """These photos as `Sieve.newest` orders them, but for where a date is from."""
        ...


class Sieve(Protocol):
    """What a filter lets through of the photos that are shown."""

    def count(self) -> int:
        """How many."""
        ...

    def photo_ids(self) -> Ids:
        """All of them, ascending."""
        ...

    def among(self, photo_ids: Ids) -> Ids:
        """Those of these photos, ascending."""
        ...

    def passes(self, photo_ids: Ids) -> Mask:
        """Which of these photos, each of them once, are let through."""
        ...

    def vector_ids(self) -> Ids:
        """Their vectors, ascending."""
        ...

    def newest(self, limit: int, offset: int, *, oldest: bool, last_id: int) -> Ids:
        """As `Library.newest`."""
        ...


class StoredFacts:
    """Implements PhotoFacts: everything is asked for when it is needed."""

    def __init__(self, library: Library, vectors: Vectors) -> None:
        self._library = library
        self._vectors = vectors

    def through(self, wanted: PhotoFilter) -> Sieve:
        return _StoredSieve(self._library, self._vectors, wanted)

    def owners(self, vector_ids: Ids) -> tuple[Ids, Ids]:
        owners = self._vectors.photos_of(vector_ids.tolist())
        pairs = [
            (photo_id, place)
            for place, vector_id in enumerate(vector_ids.tolist())
            for photo_id in owners.get(vector_id, ())
        ]
        ids, places = np.array(pairs, np.int64).reshape(-1, 2).T
        return ids, places

    def vectors_of(self, photo_ids: Ids) -> Ids:
        known = self._vectors.of_photos(photo_ids.tolist())
        return np.array([known.get(photo_id, 0) for photo_id in photo_ids.tolist()], np.int64)

    def shots(self, photo_ids: Ids) -> tuple[Ids, Shots]:
        moments = self._library.photos.moments(photo_ids.tolist())
        known = [photo_id for photo_id in photo_ids.tolist() if photo_id in moments]
        return np.array(known, np.int64), Shots.of(moments[photo_id] for photo_id in known)

    def by_date(self, photo_ids: Ids, *, oldest: bool) -> Ids:
        return np.array(self._library.photos.by_date(photo_ids.tolist(), oldest=oldest), np.int64)


class _StoredSieve:
    def __init__(self, library: Library, vectors: Vectors, wanted: PhotoFilter) -> None:
        self._library = library
        self._vectors = vectors
        self._wanted = wanted

    def count(self) -> int:
        return self._library.count_matching(self._wanted)

    def photo_ids(self) -> Ids:
        return self._library.photo_ids(self._wanted)

    def among(self, photo_ids: Ids) -> Ids:
        return self._library.matching(self._wanted, photo_ids)

    def passes(self, photo_ids: Ids) -> Mask:
        return among(photo_ids, self.among(photo_ids))

    def vector_ids(self) -> Ids:
        return self._library.vector_ids(self._wanted, self._vectors)

    def newest(self, limit: int, offset: int, *, oldest: bool, last_id: int) -> Ids:
        found = self._library.newest(self._wanted, limit, offset, oldest=oldest, last_id=last_id)
        return np.array(found, np.int64)
