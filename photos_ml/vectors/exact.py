"""The exact index: segments of float16 rows, searched one after the other and merged."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

import numpy as np

from photos_ml.types import FloatMatrix
from photos_ml.vectors.base import Halves, Hit, Ids, Query
from photos_ml.vectors.floats import as_floats
from photos_ml.vectors.segment import ScanBudget, Scores, Segment
from photos_ml.vectors.storage import Storage

FIRST_CAPACITY = 256
SPARE_SHARE = 4
"""A new segment has room for a quarter of what there is: few segments, and no row is copied often."""
MOST_SEGMENTS = 4
MOST_DEAD = 0.25
"""A segment with a larger share of removed rows is written anew."""
MANY_ROWS, LARGE_BYTES = 8192, 1 << 29
"""So many rows of so large a file that are read at once lie all over it."""


class ExactIndex:
    """Implements VectorIndex: the answer equals brute force over the stored float16 vectors, ties by id.

    Searches read one immutable tuple of segments and never wait; adding and removing replace the tuple.
    """

    def __init__(self, dimension: int, segments: Sequence[Segment] = (), *, last_id: int = 0) -> None:
        self._dimension = dimension
        self._segments = tuple(segments)
        highest = [int(segment.ids[-1]) for segment in self._segments if len(segment.ids)]
        self._last_id = max([last_id, *highest])
        self._lock = threading.Lock()
        self._budget = ScanBudget()

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def last_id(self) -> int:
        return self._last_id

    def __len__(self) -> int:
        return sum(segment.live for segment in self._segments)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """What a search sees now."""
        return self._segments

    def search(self, query: Query, k: int, allowed: Ids | None = None) -> list[Hit]:
        """At most k hits, the best first, equal scores by ascending id; only `allowed` ids where given."""
        wanted = None if allowed is None else np.asarray(allowed, dtype=np.int64)
        needle = np.ascontiguousarray(query, dtype=np.float32)
        if needle.shape != (self._dimension,):
            raise ValueError(f"the query has shape {needle.shape}, not ({self._dimension},)")
        if k <= 0:
            return []
        if not needle.any():
            return self._first(k, wanted)
        found = [self._top(segment, needle, k, wanted) for segment in self._segments]
        return merge(found, k)

    def _first(self, k: int, allowed: Ids | None) -> list[Hit]:
        """The answer to a query of zeros: all score alike, so the lowest ids, without looking at a row."""
        masks = [(segment, segment.mask(allowed)) for segment in self._segments]
        found = [segment.ids if mask is None else segment.ids[mask] for segment, mask in masks]
        lowest = np.sort(np.concatenate([ids[:k] for ids in found])) if found else np.zeros(0, np.int64)
        return [(key, 0.0) for key in lowest[:k].tolist()]

    def _top(self, segment: Segment, query: Query, k: int, allowed: Ids | None) -> tuple[Ids, Scores]:
        return segment.top(query, k, allowed, self._budget)

    def rows(self, ids: Ids) -> FloatMatrix:
        """The vectors of these ids, float32 (n, d); raises KeyError for an id that is not here."""
        asked = np.asarray(ids, dtype=np.int64)
        matrix = np.empty((len(asked), self._dimension), dtype=np.float32)
        missing = np.ones(len(asked), dtype=bool)
        for segment in self._segments:
            here, rows = segment.find(asked)
            if here.all():
                matrix = _taken(segment, rows)
                missing[:] = False
                break
            matrix[here] = _taken(segment, rows[here])
            missing &= ~here
        if missing.any():
            raise KeyError(int(asked[missing][0]))
        return matrix

    def known(self, ids: Ids) -> Ids:
        """Those of these ids that are here, in their order."""
        asked = np.asarray(ids, dtype=np.int64)
        here = np.zeros(len(asked), dtype=bool)
        for segment in self._segments:
            here |= segment.find(asked)[0]
        return asked[here]

    def add(self, ids: Ids, vectors: Halves) -> None:
        """Add vectors; an id that is here already gets the new one."""
        keys, rows = _sorted_once(np.asarray(ids, dtype=np.int64), np.asarray(vectors, dtype=np.float16))
        if rows.shape != (len(keys), self._dimension):
            raise ValueError(
                f"vectors of shape {rows.shape} for {len(keys)} ids of {self._dimension} dimensions"
            )
        if not len(keys):
            return
        with self._lock:
            # Only ids up to the last one can be here already; appending, the usual case, looks for none.
            known = keys[keys <= self._last_id]
            kept = [segment.without(known) if len(known) else segment for segment in self._segments]
            self._segments = _tidy(_appended(kept, keys, rows, self._dimension), self._dimension)
            self._last_id = max(self._last_id, int(keys[-1]))

    def remove(self, ids: Ids) -> int:
        """Forget these ids; returns how many were here."""
        keys = np.asarray(ids, dtype=np.int64)
        with self._lock:
            before = len(self)
            self._segments = _tidy([segment.without(keys) for segment in self._segments], self._dimension)
            return before - len(self)

    def compact(self) -> None:
        """Bring everything into one segment without removed rows."""
        with self._lock:
            self._segments = (joined(self._segments, self._dimension),)


def merge(found: Iterable[tuple[Ids, Scores]], k: int) -> list[Hit]:
    """The k best of several ranked lists: score descending, then id."""
    parts = [part for part in found if len(part[0])]
    if not parts:
        return []
    ids = np.concatenate([part[0] for part in parts])
    scores = np.concatenate([part[1] for part in parts])
    order = np.lexsort((ids, -scores))[:k]
    return list(zip(ids[order].tolist(), scores[order].tolist(), strict=True))


def joined(segments: Sequence[Segment], dimension: int) -> Segment:
    """One segment with the live rows of all, in id order."""
    ids, rows = live_rows(segments, dimension)
    return _segment(ids, rows, dimension, len(ids))


def live_rows(segments: Sequence[Segment], dimension: int) -> tuple[Ids, Halves]:
    """Ids and vectors of all live rows, in id order."""
    ids = [np.zeros(0, dtype=np.int64)]
    rows = [np.zeros((0, dimension), dtype=np.float16)]
    for segment in segments:
        keep = slice(None) if segment.alive is None else segment.alive
        ids.append(segment.ids[keep])
        rows.append(segment.vectors[keep])
    all_ids, all_rows = np.concatenate(ids), np.concatenate(rows)
    if (np.diff(all_ids) > 0).all():
        return all_ids, all_rows
    order = np.argsort(all_ids)
    return all_ids[order], all_rows[order]


def all_rows(segments: Sequence[Segment], dimension: int) -> tuple[Ids, Iterable[Halves]]:
    """Ids and vectors of all rows, removed ones too, in id order and without a copy of them; of the live ones
    where segments do not follow one another."""
    ids = np.concatenate([np.zeros(0, dtype=np.int64), *(segment.ids for segment in segments)])
    if (np.diff(ids) > 0).all():
        return ids, [segment.vectors for segment in segments]
    ids, rows = live_rows(segments, dimension)
    return ids, [rows]


def _segment(ids: Ids, rows: Halves, dimension: int, capacity: int) -> Segment:
    storage = Storage.empty(capacity, dimension)
    storage.write(0, rows)
    return Segment(ids, storage)


def _appended(segments: list[Segment], ids: Ids, rows: Halves, dimension: int) -> list[Segment]:
    """With new rows: in the last segment's spare room where they follow and fit, else in a new one."""
    last = segments[-1] if segments else None
    if last is not None and len(last.ids) and ids[0] > last.ids[-1]:
        total = len(last.ids) + len(ids)
        if total <= last.storage.capacity:
            last.storage.write(len(last.ids), rows)
            alive = None if last.alive is None else np.concatenate([last.alive, np.ones(len(ids), bool)])
            return [*segments[:-1], Segment(np.concatenate([last.ids, ids]), last.storage, alive)]
    capacity = max(FIRST_CAPACITY, len(ids), sum(len(segment.ids) for segment in segments) // SPARE_SHARE)
    return [*segments, _segment(ids, rows, dimension, capacity)]


def _tidy(segments: list[Segment], dimension: int) -> tuple[Segment, ...]:
    """Few segments, few removed rows. The largest segment, often mapped from a file, is copied last."""
    segments = [segment for segment in segments if segment.live]
    segments = [
        joined([segment], dimension) if segment.live < (1 - MOST_DEAD) * len(segment.ids) else segment
        for segment in segments
    ]
    if len(segments) <= MOST_SEGMENTS:
        return tuple(segments)
    largest = max(segments, key=lambda segment: len(segment.ids))
    rest = [segment for segment in segments if segment is not largest]
    ids, rows = live_rows(rest, dimension)
    capacity = max(FIRST_CAPACITY, len(ids) + (len(ids) + len(largest.ids)) // SPARE_SHARE)
    return (largest, _segment(ids, rows, dimension, capacity))


def _taken(segment: Segment, rows: Ids) -> FloatMatrix:
    """These rows of it. Many of a large file are let go again: soon all of it would be in memory."""
    taken = as_floats(segment.vectors[rows])
    if len(rows) >= MANY_ROWS and segment.vectors.nbytes >= LARGE_BYTES:
        segment.storage.let_go(0, len(segment.vectors))
    return taken


def _sorted_once(ids: Ids, rows: Halves) -> tuple[Ids, Halves]:
    """In id order; of an id given twice the later row counts."""
    if (np.diff(ids) > 0).all():
        return ids, rows
    unique, last_first = np.unique(ids[::-1], return_index=True)
    return unique, rows[len(ids) - 1 - last_first]
