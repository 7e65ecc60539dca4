"""The index of a library: opened from its snapshot, brought up to the store, rebuilt where in doubt."""

from __future__ import annotations

import hashlib
import logging
import re
import threading
from contextlib import suppress
from pathlib import Path

import numpy as np

from photos_ml.vectors.base import IndexKey, VectorSource
from photos_ml.vectors.coarse import CoarseError, build_coarse, load_coarse, save_coarse
from photos_ml.vectors.exact import live_rows
from photos_ml.vectors.scaled import ScaledIndex
from photos_ml.vectors.segment import Segment
from photos_ml.vectors.snapshot import Snapshot, SnapshotError, read_snapshot, write_snapshot
from photos_ml.vectors.storage import Storage

SAVE_ROWS = 512
SAVE_SHARE = 0.05
"""A snapshot is written again once so many rows, or so large a share of all, are missing from it."""
CATCH_UP_ROUNDS = 5


def snapshot_path(folder: Path, key: IndexKey) -> Path:
    """Where the snapshot of a model's vectors lies; different keys never share a file."""
    readable = re.sub(r"[^A-Za-z0-9._-]+", "_", key.model_id)[:40]
    identity = f"{key.model_id}\0{key.revision}\0{key.dimension}".encode()
    return folder / f"{readable}-{hashlib.sha256(identity).hexdigest()[:16]}.vectors"


_log = logging.getLogger(__name__)


class IndexCache:
    """The index of one model, as fresh as the store. `folder` may be deleted or read-only at no loss; without
    one the index is in memory alone."""

    def __init__(self, folder: Path | None, key: IndexKey, source: VectorSource) -> None:
        self._path = None if folder is None else snapshot_path(folder, key)
        self._key = key
        self._source = source
        self._lock = threading.Lock()
        self._saving = threading.Lock()
        self._index: ScaledIndex | None = None
        self._generation: int | None = None
        self._saved_rows = 0
        self._saved: tuple[int, int, int] | None = None
        """Rows, generation and last id of what the snapshot holds."""

    @property
    def path(self) -> Path | None:
        """Where it is kept."""
        return self._path

    def current(self) -> ScaledIndex:
        """The index with every vector the store had when this was called. Where something is new, one caller
        looks while the others wait; where nothing is, nobody waits."""
        known, index = self._generation, self._index
        if index is not None and known == self._source.generation():
            return index
        with self._lock:
            generation = self._source.generation()
            if self._index is None:
                self._open()
            caught_up = self._index is None or generation != self._generation
            if self._index is None or caught_up:
                self._index = self._caught_up(self._index)
                self._generation = generation  # after the index: whoever sees it sees that too
            index = self._index
        if caught_up and self._is_worth_saving(index) and self._saving.acquire(blocking=False):
            # A disk takes its time: the others search meanwhile.
            try:
                self._save(index, generation)
            finally:
                self._saving.release()
        return index

    def save(self) -> bool:
        """Write the snapshot, unless it holds all that already: of a million photos it is 2 GB. False where
        the folder cannot be written, which costs time and nothing else."""
        with self._lock:
            index, generation = self._index, self._generation or 0
        with self._saving:
            if index is None:
                return False
            is_saved = self._saved == (len(index), generation, index.last_id)
            return (is_saved and self._path is not None and self._path.exists()) or self._save(
                index, generation
            )

    def prepare(self) -> bool:
        """Make the inverted file of a large library and keep it; other threads search meanwhile.

        For a service's background thread: it takes minutes at a million photos. False where none is due.
        """
        index, lists = self.current(), self.lists_path
        if index.large() is None or lists is None:
            return False
        with self._lock:
            index = self._mapped(index)
            self._index = index
        (segment,) = index.segments[:1]
        coarse = build_coarse(segment)
        index.attach(coarse)
        with suppress(OSError):
            save_coarse(lists, coarse, segment.ids)
        return True

    def _mapped(self, index: ScaledIndex) -> ScaledIndex:
        """The same rows as one segment in id order, mapped from a fresh snapshot where it can be written."""
        with self._saving:
            if self._path and self._save(index, self._generation or 0):
                with suppress(SnapshotError):
                    return self._opened(read_snapshot(self._path, self._key))
        index.compact()
        return index

    @property
    def lists_path(self) -> Path | None:
        """Where the inverted file lies."""
        return self._path and self._path.with_suffix(".lists")

    def _opened(self, snapshot: Snapshot) -> ScaledIndex:
        return ScaledIndex(self._key.dimension, [snapshot.segment], last_id=snapshot.last_id)

    def _attach(self, index: ScaledIndex, segment: Segment) -> None:
        with suppress(CoarseError):
            if self.lists_path:
                index.attach(load_coarse(self.lists_path, segment))

    def _open(self) -> None:
        if self._path is None:
            return
        try:
            snapshot = read_snapshot(self._path, self._key)
        except SnapshotError as error:
            _log.info("no index to open", exc_info=error)
            return
        self._index = self._opened(snapshot)
        self._saved_rows = len(self._index)
        self._saved = self._saved_rows, snapshot.generation, snapshot.last_id
        if self._index.large() is not None:
            self._attach(self._index, snapshot.segment)
        if len(self._index) == self._source.count():
            self._generation = snapshot.generation

    def _caught_up(self, index: ScaledIndex | None) -> ScaledIndex:
        """Appends what is new; a number of rows that then still differs means that rows were removed."""
        if index is None:
            return self._rebuilt()
        for _ in range(CATCH_UP_ROUNDS):
            for ids, rows in self._source.rows(index.last_id):
                index.add(ids, rows)
            missing = self._source.count() - len(index)
            if missing == 0:
                return index
            if missing < 0:
                break
        return self._rebuilt()

    def _rebuilt(self) -> ScaledIndex:
        dimension = self._key.dimension
        expected = self._source.count()
        storage = Storage.empty(expected, dimension)
        ids = np.zeros(expected, dtype=np.int64)
        index, filled = ScaledIndex(dimension), 0
        for block_ids, rows in self._source.rows():
            room = expected - filled
            storage.write(filled, rows[:room])
            ids[filled : filled + room][: len(block_ids)] = block_ids[:room]
            filled += min(room, len(rows))
            # Rows that a writer added since they were counted.
            index.add(block_ids[room:], rows[room:])
        _log.info("index made anew of %d vectors", filled)
        self._saved_rows, self._saved = 0, None
        first = Segment(ids[:filled], storage)
        rebuilt = ScaledIndex(dimension, [first, *index.segments])
        if rebuilt.large() is first:  # its lists may be of these rows still
            self._attach(rebuilt, first)
        return rebuilt

    def _is_worth_saving(self, index: ScaledIndex) -> bool:
        unsaved = abs(len(index) - self._saved_rows)
        return unsaved >= SAVE_ROWS or unsaved > SAVE_SHARE * len(index)

    def _save(self, index: ScaledIndex, generation: int) -> bool:
        """The rows of the index, which are those of `generation` and perhaps some that came since: those are
        read once more and found to be there."""
        if self._path is None:
            return False
        last_id = index.last_id
        ids, rows = live_rows(index.segments, self._key.dimension)
        try:
            write_snapshot(self._path, self._key, ids, rows, generation=generation, last_id=last_id)
        except OSError:
            return False
        self._saved_rows, self._saved = len(ids), (len(ids), generation, last_id)
        return True
