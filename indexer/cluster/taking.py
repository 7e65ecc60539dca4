"""Takes shards in: what the indexer would compute of a photo, where a worker has computed it already."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from photos_ml.encoders.base import Encoder
from photos_ml.errors import UsageError
from photos_ml.indexer.cluster.listed import ListedPhoto, listed, same_files
from photos_ml.indexer.cluster.place import local_folder
from photos_ml.indexer.cluster.plan import Shards
from photos_ml.indexer.cluster.shard import Computed
from photos_ml.indexer.decide import READER
from photos_ml.indexer.enrich.step import Step
from photos_ml.indexer.precomputed import Precomputed
from photos_ml.indexer.route import Job
from photos_ml.indexer.workers import Done, Work, WorkerPool
from photos_ml.store import FileGroup
from photos_ml.store.steps import Outcome, StepRows
from photos_ml.turns import bytes_of, turn_of

OPEN_SHARDS, OPEN_FOLDERS = 4, 64
"""Kept in memory: a walk goes through the collection in the order of its shards."""
DIGITS = 16
"""Of a hash, by which rows are looked up; the whole of it is compared then."""


class Taking:
    """Implements Elsewhere: the whole shards of a place, for a run over the folder that they are of."""

    def __init__(self, shards: Shards, encoder: Encoder, steps: Sequence[Step], folder: Path | None) -> None:
        """`folder`: where the collection is on this machine, if not where the workers saw it. UsageError
        where the shards are of another model, or the collection is not on this machine."""
        plan = shards.plan()
        info = encoder.info
        if (plan.model, plan.revision) != (info.id, info.revision):
            raise UsageError(
                f"these shards are of the model {plan.model} {plan.revision}, the library uses "
                f"{info.id} {info.revision}",
                hint="use that model: photos-ml models use",
            )
        here = folder or local_folder(plan.source)
        if here is None:
            raise UsageError(
                f"the photos lie at {plan.source}, which is no folder of this machine",
                hint="mount or copy it, and name that folder: photos-ml index --from SHARDS FOLDER",
            )
        self.folder = Path(os.path.abspath(here))  # noqa: PTH100 - must not resolve links
        self.unfinished = plan.shards - len(shards.finished())
        self.taken = 0
        """Vectors that came from the shards so far."""
        self._shards, self._plan = shards, plan
        self._reads_alike = plan.reader == READER
        self._steps = {step.id: step for step in steps if plan.steps.get(step.id) == step.version}
        self._open: OrderedDict[int, Mapping[str, Computed]] = OrderedDict()
        self._folders: OrderedDict[bytes, Mapping[str, int]] = OrderedDict()
        self._listings: OrderedDict[int, Mapping[bytes, Sequence[str]]] = OrderedDict()

    def hash_of(self, group: FileGroup) -> str | None:
        """The hash of a file's bytes, where it is as the worker saw it."""
        found = self._of(group)
        return (found.content_hash or None) if found else None

    def submit(self, job: Job, work: Work, pool: WorkerPool) -> Future[Done]:
        """What is wanted of a photo: from its shard, or what that lacks from this machine."""
        found = self._of(job.group) if job.category else None
        if found is not None and found.failure is None and found.metadata is not None and self._reads_alike:
            done = Done(found.metadata, None, None)
            return _ended(self._with_vector(done, found) if job.want_pixels else done)
        if found is not None and found.failure is not None and not found.failure.retry:
            return _ended(Done(None, None, found.failure))
        if not job.want_pixels:
            return pool.submit(work)
        same = self._with_bytes(job)
        if same is None:
            return pool.submit(work)
        if not work.want_metadata:
            return _ended(self._with_vector(Done(None, None, None), same))
        return _then(pool.submit(replace(work, want_pixels=False, looks=())), same, self)

    def rows_of(self, steps: Mapping[str, Mapping[str, Outcome]]) -> list[StepRows]:
        """Content -> step -> outcome, as the store takes them; nothing of another version of a step."""
        by_step: dict[str, dict[str, Outcome]] = {}
        for content, outcomes in steps.items():
            for name, outcome in outcomes.items():
                by_step.setdefault(name, {})[content] = outcome
        return [StepRows(self._steps[name], rows) for name, rows in by_step.items() if name in self._steps]

    def _with_vector(self, done: Done, found: Computed) -> Done:
        self.taken += 1
        outcomes = {name: one for name, one in found.steps.items() if name in self._steps}
        return Precomputed(done.metadata, None, None, ms=found.ms, vector=found.vector, outcomes=outcomes)

    def _of(self, group: FileGroup) -> Computed | None:
        """What was computed of a photo whose files are as they were."""
        folder = Path(group.root, group.folder)
        if not folder.is_relative_to(self.folder):
            return None
        below = folder.relative_to(self.folder).as_posix()
        wanted = listed(group, "" if below == "." else below)
        number = self._shard_of(wanted)
        if number is None:
            return None
        found = self._rows(number).get(wanted.path)
        return found if found is not None and same_files(found.photo, wanted) else None

    def _with_bytes(self, job: Job) -> Computed | None:
        """A photo of the same bytes, wherever it is and whenever it was written; not where a sidecar may turn
        the picture, which its bytes do not tell."""
        if job.group.sidecars or turn_of(job.content_hash) != 1:
            return None
        content = bytes_of(job.content_hash)
        keys, places = self._by_hash
        key = np.uint64(int(content[:DIGITS], 16))
        first, last = np.searchsorted(keys, key, "left"), np.searchsorted(keys, key, "right")
        for place in places[first:last].tolist():
            number, row = divmod(place, self._plan.shard_photos)
            found: Computed = list(self._rows(number).values())[row]
            if found.content_hash == content and found.vector is not None and not found.photo.sidecars:
                return found
        return None

    def _shard_of(self, wanted: ListedPhoto) -> int | None:
        """A folder can be in many shards: which of its photos is where is known while the walk is in it."""
        if wanted.folder not in self._folders:
            self._folders[wanted.folder] = {
                path: number
                for number in self._by_folder.get(wanted.folder, ())
                for path in self._listed(number)[wanted.folder]
            }
            while len(self._folders) > OPEN_FOLDERS:
                self._folders.popitem(last=False)
        return self._folders[wanted.folder].get(wanted.path)

    def _listed(self, number: int) -> Mapping[bytes, Sequence[str]]:
        """Folder -> paths of a shard."""
        if number not in self._listings:
            found: dict[bytes, list[str]] = {}
            for photo in self._shards.listing(number):
                found.setdefault(photo.folder, []).append(photo.path)
            self._listings[number] = found
            while len(self._listings) > OPEN_SHARDS:
                self._listings.popitem(last=False)
        return self._listings[number]

    def _rows(self, number: int) -> Mapping[str, Computed]:
        """Path -> row of a shard."""
        if number not in self._open:
            self._open[number] = {row.photo.path: row for row in self._shards.rows(number)}
            while len(self._open) > OPEN_SHARDS:
                self._open.popitem(last=False)
        self._open.move_to_end(number)
        return self._open[number]

    @cached_property
    def _by_folder(self) -> Mapping[bytes, Sequence[int]]:
        """Folder -> the whole shards that hold photos of it."""
        found: dict[bytes, list[int]] = {}
        for number in sorted(self._shards.finished()):
            for folder in {photo.folder for photo in self._shards.listing(number)}:
                found.setdefault(folder, []).append(number)
        return found

    @cached_property
    def _by_hash(self) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
        """The first digits of hashes, ascending, and where each row is: 16 bytes a photo. Made only where
        some file is not as the workers saw it."""
        keys, places = list[int](), list[int]()
        for number in sorted(self._shards.finished()):
            for row, one in enumerate(self._rows(number).values()):
                if one.content_hash:
                    keys.append(int(one.content_hash[:DIGITS], 16))
                    places.append(number * self._plan.shard_photos + row)
        order = np.argsort(np.array(keys, np.uint64), kind="stable")
        return np.array(keys, np.uint64)[order], np.array(places, np.int64)[order]


def _ended(done: Done) -> Future[Done]:
    future: Future[Done] = Future()
    future.set_result(done)
    return future


def _then(metadata: Future[Done], same: Computed, taking: Taking) -> Future[Done]:
    """What this machine reads of a file, and the vector that a worker made of its bytes."""
    future: Future[Done] = Future()

    def settle(read: Future[Done]) -> None:
        if read.cancelled():
            future.cancel()
        elif error := read.exception():
            future.set_exception(error)
        else:
            done = read.result()
            future.set_result(done if done.failure else taking._with_vector(done, same))

    metadata.add_done_callback(settle)
    return future
