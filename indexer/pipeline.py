"""From folders to rows: scan, hash, decode in worker processes, encode, write, in bounded stages."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from photos_ml.encoders.base import Encoder
from photos_ml.indexer.absent import Absent
from photos_ml.indexer.commit import BATCH_PHOTOS, BatchWriter, Ready
from photos_ml.indexer.decide import Action, Decision, decide
from photos_ml.indexer.report import Progress, Report, Tally
from photos_ml.indexer.roots import Target, targets_of
from photos_ml.indexer.route import Job, Router, fingerprint
from photos_ml.indexer.scan import Listing, count_candidates, walk
from photos_ml.indexer.workers import Done, WorkerPool
from photos_ml.store import Batch, Failure, FileGroup, Library

DECODED_AHEAD = 4 * BATCH_PHOTOS
"""Photos decoded or waiting for it: enough that no worker is idle while a batch is encoded."""
HASHED_AHEAD = 32
HASH_THREADS = 2
MAX_WORKERS = 4
"""More decoders than this outrun any encoder on a CPU, and each costs memory."""


class Indexer:
    """Brings a library up to date with the folders it covers."""

    def __init__(
        self,
        library: Library,
        encoder: Encoder,
        *,
        workers: int | None = None,
        progress: Progress = lambda counts: None,
    ) -> None:
        self._library = library
        self._encoder = encoder
        self._workers = workers or min(usable_cores(), MAX_WORKERS)
        self._progress = progress

    def run(self, folders: Sequence[Path] = ()) -> Report:
        """Index `folders`, or every known root when none is given.

        Raises UsageError for a folder that is not there, LibraryBusyError when another run is going on.
        """
        started = time.perf_counter()
        with self._library.indexing():
            targets, offline = targets_of(self._library, folders)
            tally = Tally(self._progress)
            run_id, outcome = self._library.runs.start("index"), "interrupted"
            try:
                with ExitStack() as stack:
                    stack.callback(_count_ahead(tally, targets))
                    min_side = self._encoder.info.image_size
                    pool = WorkerPool(self._workers, self._encoder.preprocessor, min_side=min_side)
                    stack.enter_context(pool)
                    _Run(self._library, self._encoder, pool, tally).index(targets)
                outcome = "done"
            finally:
                self._library.runs.end(run_id, outcome, vars(tally.counts))
        return Report(tally.counts, time.perf_counter() - started, tuple(offline))


class _Run:
    """One run: what is known only while it lasts."""

    def __init__(self, library: Library, encoder: Encoder, pool: WorkerPool, tally: Tally) -> None:
        info = encoder.info
        self._library = library
        self._encoder = encoder
        self._pool = pool
        self._tally = tally
        self._vectors = library.vectors(info.id, info.revision, info.dimension)
        self._router = Router(library, self._vectors)
        self._absent = Absent(library)
        self._deferred: list[Decision] = []

    def index(self, targets: Sequence[Target]) -> None:
        for target in targets:
            self._process(self._decisions(target))
        while self._deferred:
            again, self._deferred = self._deferred, []
            self._process(iter(again))
        self._embed_missing()
        self._absent.settle(self._router.claimed, self._tally)

    def _decisions(self, target: Target) -> Iterator[Decision]:
        """What needs work; what does not is counted here."""
        root, visited = target.root, set()
        for listing in walk(root.id, root.path, start=target.start, exclude=[self._library.folder]):
            visited.add(listing.folder)
            yield from self._decide(root.id, listing)
        self._absent.note_unvisited(target, visited)

    def _decide(self, root_id: int, listing: Listing) -> Iterator[Decision]:
        known = {p.primary.name: p for p in self._library.photos.known_in(root_id, listing.folder)}
        failures = self._library.failures.known_in(root_id, listing.folder)
        for decision in decide(listing.groups, known, failures):
            if decision.action is Action.NOTHING:
                self._tally.photo("unchanged", decision.group)
            elif decision.action is Action.FAILED_BEFORE:
                self._tally.photo("failed", decision.group)
            else:
                yield decision
        found = {group.primary.name for group in listing.groups}
        self._absent.note(listing, {p.photo_id for name, p in known.items() if name not in found})
        solved = set(failures) - found
        if solved and not listing.error:
            cleared = tuple((root_id, listing.folder, name) for name in sorted(solved))
            self._library.write(Batch(cleared=cleared))

    def _process(self, decisions: Iterator[Decision]) -> None:
        """Hash ahead of decoding, decode ahead of encoding; both windows are bounded."""
        with ThreadPoolExecutor(HASH_THREADS, "hash") as hashing, self._writer() as writer:
            waiting: deque[tuple[Job, Future[Done]]] = deque()
            for decision, hashed in _ahead(hashing, decisions):
                if isinstance(hashed, OSError):
                    self._fail(decision.group, "read", _reason(hashed), True, writer)
                elif job := self._router.route(decision, hashed):
                    waiting.append((job, self._pool.submit(job.work)))
                else:
                    self._deferred.append(decision)
                self._drain(waiting, writer, DECODED_AHEAD)
            self._drain(waiting, writer, 0)

    def _embed_missing(self) -> None:
        """Give a vector to photos that have none of this model: another was in use when they came."""
        with self._writer() as writer:
            waiting: deque[tuple[Job, Future[Done]]] = deque()
            for photo_id in list(self._vectors.missing()):
                photo = self._library.photos.get([photo_id])[photo_id]
                if photo.path.exists():
                    group = self._library.photos.group_of(photo_id)
                    job = Job(group, photo.content_hash, photo_id, "", want_pixels=True)
                    waiting.append((job, self._pool.submit(job.work)))
                self._drain(waiting, writer, DECODED_AHEAD)
            self._drain(waiting, writer, 0)

    def _drain(self, waiting: deque[tuple[Job, Future[Done]]], writer: BatchWriter, leave: int) -> None:
        """Take finished work in order; wait for it only where more than `leave` are under way."""
        while waiting and (len(waiting) > leave or waiting[0][1].done()):
            job, future = waiting.popleft()
            done = future.result()
            if done.failure is None:
                writer.add(Ready(job, done.metadata, done.pixels))
                continue
            self._router.failed(job)
            failure = done.failure
            self._fail(job.group, failure.stage, failure.reason, failure.retry, writer)

    def _fail(self, group: FileGroup, stage: str, reason: str, retry: bool, writer: BatchWriter) -> None:
        writer.fail(Failure(group.root_id, group.root, group.folder, group.primary, stage, reason, retry))
        self._tally.photo("failed", group)

    def _writer(self) -> BatchWriter:
        return BatchWriter(self._library, self._encoder, self._vectors, self._tally)


def usable_cores() -> int:
    """Cores this process may use, which a container can make fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _ahead(
    executor: ThreadPoolExecutor, decisions: Iterator[Decision]
) -> Iterator[tuple[Decision, str | OSError]]:
    """Decisions with their fingerprints, in order, hashed a bounded number ahead."""
    waiting: deque[tuple[Decision, Future[str | OSError]]] = deque()
    for decision in decisions:
        waiting.append((decision, executor.submit(fingerprint, decision)))
        if len(waiting) > HASHED_AHEAD:
            first, future = waiting.popleft()
            yield first, future.result()
    for first, future in waiting:
        yield first, future.result()


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _count_ahead(tally: Tally, targets: Sequence[Target]) -> Callable[[], None]:
    """Count files in a thread of its own, for the end of the progress bar; returns what stops it."""
    stop = threading.Event()

    def count() -> None:
        before = 0
        for target in targets:
            total = 0
            for total in count_candidates(target.root.path, target.start):
                tally.counts.total_files = before + total
                if stop.is_set():
                    return
            before += total

    thread = threading.Thread(target=count, name="count", daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join()

    return end
