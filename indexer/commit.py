"""Encoding and writing in batches, so that a kill at any instant costs one batch of encoding at most."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from types import TracebackType

import numpy as np
import numpy.typing as npt

from photos_ml.indexer.decide import READER
from photos_ml.indexer.enrich.first import FirstSteps
from photos_ml.indexer.enrich.plan import BATCH_PHOTOS
from photos_ml.indexer.precomputed import Elsewhere, Precomputed
from photos_ml.indexer.report import Tally
from photos_ml.indexer.route import Job
from photos_ml.indexer.workers import Done, Looked
from photos_ml.store import Batch, Failure, Library, TagRow, Upsert, VectorRow
from photos_ml.store.steps import Outcome
from photos_ml.turns import seen
from photos_ml.types import Kind, Metadata, Pixels

FIRST_PHOTOS = 2
"""Of a writer's first batch; each next one is twice as large, up to BATCH_PHOTOS: whoever adds a folder sees
photos at once."""
WRITE_PHOTOS = 256
"""Photos that need no encoding are committed in lots of this size."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A job whose worker is done. `metadata` None: it is known already and only the vector is wanted."""

    job: Job
    metadata: Metadata | None
    pixels: Pixels | None
    ms: float = 0.0
    """What decoding the pixels took."""
    looks: Mapping[str, Looked] = field(default_factory=dict)
    """What the steps saw that come along."""
    vector: npt.NDArray[np.float16] | None = None
    """Where it was computed elsewhere, with `outcomes`."""
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)

    @property
    def content(self) -> str:
        """The key of what is seen of the file, which its sidecars turn."""
        known = self.job.content_hash
        return known if self.metadata is None else seen(known, self.metadata.turn)


def ready_of(job: Job, done: Done) -> Ready:
    """A job whose worker, here or elsewhere, is done."""
    ready = Ready(job, done.metadata, done.pixels, done.ms, done.looks)
    if isinstance(done, Precomputed):
        return replace(ready, vector=done.vector, outcomes=done.outcomes)
    return ready


class BatchWriter:
    """Collects finished work, encodes it in a thread of its own and commits it.

    The next batch is encoded only when the one before it is in the library.
    """

    def __init__(
        self,
        library: Library,
        first: FirstSteps,
        tally: Tally,
        on_written: Callable[[list[Job]], None],
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self._elsewhere = elsewhere
        self._on_written = on_written
        self._library = library
        self._first = first
        self._tally = tally
        self._thread = ThreadPoolExecutor(1, "encode")
        self._waiting: list[Ready] = []
        self._to_encode = 0
        self._size = FIRST_PHOTOS
        self._failures: list[Failure] = []
        self._encoding: tuple[list[Ready], Future[tuple[VectorRow, ...]]] | None = None

    def __enter__(self) -> BatchWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.flush()
        finally:
            self._thread.shutdown(cancel_futures=True)

    def add(self, ready: Ready) -> None:
        """Take one finished photo; may encode and commit. Photos are committed in the order they came."""
        self._waiting.append(ready)
        self._to_encode += ready.pixels is not None
        if self._to_encode >= self._size or len(self._waiting) >= WRITE_PHOTOS:
            self._start_batch()
        elif self._encoding is not None and self._encoding[1].done():
            self._finish_batch()

    def fail(self, failure: Failure) -> None:
        """Take a failure; it is written with the batch that is next."""
        self._failures.append(failure)
        if len(self._failures) >= WRITE_PHOTOS:
            self._start_batch()

    def flush(self) -> None:
        """Write everything taken so far."""
        self._start_batch()
        self._finish_batch()

    def _start_batch(self) -> None:
        self._finish_batch()
        batch, self._waiting, self._to_encode = self._waiting, [], 0
        self._size = min(2 * self._size, BATCH_PHOTOS)
        pixels = [(r.content, r.pixels, r.ms) for r in batch if r.pixels is not None]
        self._encoding = batch, self._thread.submit(self._first.embed, pixels)

    def _finish_batch(self) -> None:
        if self._encoding is None:
            return
        batch, future = self._encoding
        self._encoding = None
        vectors = _with_those_computed(batch, future.result())
        failures, self._failures = tuple(self._failures), []
        steps = self._first.ride({ready.content: ready.looks for ready in batch if ready.looks})
        if self._elsewhere is not None:
            computed = {ready.content: ready.outcomes for ready in batch if ready.outcomes}
            steps += self._elsewhere.rows_of(computed)
        whole = _batch(batch, vectors, self._first.tag(vectors), failures)
        self._library.write(whole, self._first.vectors, self._first.tags, steps)
        self._on_written([ready.job for ready in batch])
        for ready in batch:
            if ready.job.category:
                self._tally.photo(ready.job.category, ready.job.group)
        self._tally.embedded(len(vectors))


def _with_those_computed(batch: Sequence[Ready], encoded: Sequence[VectorRow]) -> tuple[VectorRow, ...]:
    """The vectors of a batch in its order: those of its pixels, and those that came with it."""
    here = iter(encoded)
    found = list[VectorRow]()
    for ready in batch:
        if ready.vector is not None:
            found.append(VectorRow(ready.content, ready.vector, ready.ms))
        elif ready.pixels is not None:
            found.append(next(here))
    return tuple(found)


def _batch(
    batch: Sequence[Ready],
    vectors: tuple[VectorRow, ...],
    tags: tuple[TagRow, ...],
    failures: tuple[Failure, ...],
) -> Batch:
    return Batch(
        upserts=tuple(
            Upsert(r.job.group, r.content, _with_companions(r), r.job.photo_id, READER)
            for r in batch
            if r.metadata is not None
        ),
        vectors=vectors,
        tags=tags,
        failures=failures,
        cleared=tuple((r.job.group.root_id, r.job.group.folder, r.job.group.primary.name) for r in batch),
    )


def _with_companions(ready: Ready) -> Metadata:
    """A photo beside its RAW file or its clip is one of that kind too."""
    assert ready.metadata is not None
    group = ready.job.group
    kinds = {kind for kind, file in ((Kind.RAW, group.raw), (Kind.LIVE, group.live)) if file}
    return replace(ready.metadata, kinds=ready.metadata.kinds | kinds)
