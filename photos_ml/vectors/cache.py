"""The index of a library: opened from its snapshot, brought up to the store, rebuilt where in doubt."""

from __future__ import annotations

import hashlib
import logging
import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np

from photos_ml.vectors import coarse as inverted
from photos_ml.vectors.base import Halves, Ids, IndexKey, VectorSource
from photos_ml.vectors.coarse import CoarseError, Told, build_coarse, load_coarse, save_coarse
from photos_ml.vectors.exact import all_rows, live_rows
from photos_ml.vectors.scaled import ScaledIndex
from photos_ml.vectors.segment import Segment
from photos_ml.vectors.snapshot import Snapshot, SnapshotError, read_snapshot, write_snapshot
from photos_ml.vectors.storage import Storage

SAVE_ROWS = 512
SAVE_SHARE = 0.05
"""A snapshot is written again once so many rows, or so large a share of all, are missing from it."""
LARGE_SAVE_SHARE = 0.01
"""Of a large library (`coarse.LARGE_ROWS`) the snapshot is gigabytes: it waits for so large a share."""
LARGE_REMOVED_SHARE = 0.1
"""Where more of it was removed, it is made anew; fewer rows stay in the file and are left out."""
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
        self._kept: Storage | None = None
        """Of the snapshot that is mapped."""

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
            if _is_large(index) and self._is_there() and not self._is_worth_saving(index):
                return True
            is_saved = self._saved == (len(index), generation, index.last_id)
            return (is_saved and self._is_there()) or self._save(index, generation)

    def _is_there(self) -> bool:
        return self._path is not None and self._path.exists()

    def prepare(self, told: Told | None = None) -> bool:
        """Make the inverted file of a large library and keep it; other threads search meanwhile.

        For a service's background thread: it takes minutes at a million photos. `told` hears how far it is.
        False where none is due.
        """
        index, lists = self.current(), self.lists_path
        if lists is None or (index.large() is None and not self._is_outgrown(index)):
            return False
        with self._lock:
            index = self._mapped(index)
            if self._index is None or self._index.coarse is None:
                self._index = index
        (segment,) = index.segments[:1]
        coarse = build_coarse(segment, kept=lists, told=told)
        with suppress(OSError):
            save_coarse(lists, coarse, segment.ids)
        index.attach(coarse)
        with self._lock:
            if self._index is not index:  # the older one was searched meanwhile, and may have more rows
                self._index, self._generation = index, None
        return True

    def _is_outgrown(self, index: ScaledIndex) -> bool:
        """Whether the snapshot of a large library has rows that its inverted file has not."""
        coarse = index.coarse
        return coarse is not None and coarse.is_large and self._saved_rows > coarse.count

    def _mapped(self, index: ScaledIndex) -> ScaledIndex:
        """The same rows as one segment in id order, mapped from a fresh snapshot where it can be written; of
        a large library from the one that is there, and the rows since."""
        if _is_large(index) and index.segments[0].storage is self._kept and not self._is_outgrown(index):
            return index
        with self._saving:
            is_new = _is_large(index) and self._is_outgrown(index) and self._is_there()
            if self._path and (is_new or self._save(index, self._generation or 0)):
                with suppress(SnapshotError):
                    opened = self._opened(read_snapshot(self._path, self._key))
                    return self._caught_up(opened) if _is_large(opened) else opened
        index.compact()
        return index

    @property
    def lists_path(self) -> Path | None:
        """Where the inverted file lies."""
        return self._path and self._path.with_suffix(".lists")

    def _opened(self, snapshot: Snapshot) -> ScaledIndex:
        self._kept = snapshot.segment.storage
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
            if missing < 0 and not (_is_large(index) and self._left_out(index)):
                break
        return self._rebuilt()

    def _left_out(self, index: ScaledIndex) -> bool:
        """Forget the rows that the store no longer has; False where they are many."""
        ids, _ = all_rows(index.segments, self._key.dimension)
        gone = np.setdiff1d(index.known(ids), self._source.keys(), assume_unique=True)
        if len(gone) > LARGE_REMOVED_SHARE * len(ids):
            return False
        index.remove(gone)
        return True

    def _rebuilt(self) -> ScaledIndex:
        dimension = self._key.dimension
        expected = self._source.count()
        if expected >= inverted.LARGE_ROWS and (on_disk := self._rebuilt_on_disk()) is not None:
            return on_disk
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

    def _rebuilt_on_disk(self) -> ScaledIndex | None:
        """The same without all rows in memory: written to the snapshot as they are read. None where that
        cannot be written, or rows were removed meanwhile."""
        if self._path is None:
            return None
        ids, generation = self._source.keys(), self._source.generation()
        last_id = int(ids[-1])
        try:
            write_snapshot(
                self._path, self._key, ids, self._rows_of(ids), generation=generation, last_id=last_id
            )
            snapshot = read_snapshot(self._path, self._key)
        except (OSError, SnapshotError) as error:
            _log.info("no index on disk", exc_info=error)
            return None
        index = self._opened(snapshot)
        self._saved_rows, self._saved = len(ids), (len(ids), generation, last_id)
        self._attach(index, snapshot.segment)
        for block_ids, rows in self._source.rows(last_id):  # what a writer added meanwhile
            index.add(block_ids, rows)
        return index

    def _rows_of(self, ids: Ids) -> Iterator[Halves]:
        """The vectors of these ids as the store has them, up to the last."""
        done = 0
        for block_ids, rows in self._source.rows():
            wanted = min(len(ids) - done, len(block_ids))
            if not np.array_equal(block_ids[:wanted], ids[done : done + wanted]):
                raise SnapshotError("rows were removed while they were read")
            done += wanted
            yield rows[:wanted]
            if done == len(ids):
                return

    def _is_worth_saving(self, index: ScaledIndex) -> bool:
        if _is_large(index):
            rows = sum(len(segment.ids) for segment in index.segments)
            return rows - self._saved_rows > LARGE_SAVE_SHARE * self._saved_rows
        unsaved = abs(len(index) - self._saved_rows)
        return unsaved >= SAVE_ROWS or unsaved > SAVE_SHARE * len(index)

    def _save(self, index: ScaledIndex, generation: int) -> bool:
        """The rows of the index, which are those of `generation` and perhaps some that came since: those are
        read once more and found to be there. Of a large one with those removed, which its inverted file
        has: `_caught_up` leaves them out again."""
        if self._path is None:
            return False
        last_id, live = index.last_id, len(index)
        rows_of = all_rows if _is_large(index) else live_rows
        ids, rows = rows_of(index.segments, self._key.dimension)
        try:
            write_snapshot(self._path, self._key, ids, rows, generation=generation, last_id=last_id)
        except OSError:
            return False
        self._saved_rows, self._saved = len(ids), (live, generation, last_id)
        return True


def _is_large(index: ScaledIndex) -> bool:
    return bool(index.segments) and len(index.segments[0].ids) >= inverted.LARGE_ROWS
