"""From folders to rows: scan, hash, decode in worker processes, encode, write, in bounded stages."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from photos_ml.encoders.base import Encoder
from photos_ml.errors import DecodeError, LibraryError
from photos_ml.formats import suffix_of
from photos_ml.indexer.absent import Absent
from photos_ml.indexer.commit import BatchWriter, ready_of
from photos_ml.indexer.decide import DECODE, Action, Decision, Matches, decide
from photos_ml.indexer.decode.missing import needs_what_is_missing
from photos_ml.indexer.enrich.decoding import is_as_seen, look_of
from photos_ml.indexer.enrich.first import FirstSteps
from photos_ml.indexer.enrich.plan import BATCH_PHOTOS
from photos_ml.indexer.exclude import Exclusions
from photos_ml.indexer.fingerprint import Fingerprints
from photos_ml.indexer.foresight import Foreseen, foreseer
from photos_ml.indexer.links import NOT_FOLLOWED, LinkOut, LinksOut
from photos_ml.indexer.neighbours import guess_dates
from photos_ml.indexer.precomputed import Elsewhere
from photos_ml.indexer.proof import KnownPairs
from photos_ml.indexer.reasons import Cause, of_system, with_hint
from photos_ml.indexer.report import Progress, Report, Tally
from photos_ml.indexer.roots import Target, targets_of
from photos_ml.indexer.route import Job, Router
from photos_ml.indexer.scan import EVERYTHING, Counted, Listing, count_candidates, walk
from photos_ml.indexer.workers import DECODE_BYTES, Done, Keep, WorkerPool
from photos_ml.store import Batch, Failure, FileGroup, FileStat, KnownPhoto, Library
from photos_ml.store.paths import printable
from photos_ml.turns import bytes_of

COUNT_AFTER_S = 1.0
DECODED_AHEAD = 4 * BATCH_PHOTOS
"""Photos decoded or waiting for it: enough that no worker is idle while a batch is encoded."""
MAX_WORKERS = 4
"""More decoders than this outrun any encoder on a CPU, and each costs memory."""

LINKS_SAID = "links said"
"""Setting: the links out of folders that the user was told of."""

_log = logging.getLogger(__name__)


class Indexer:
    """Brings a library up to date with the folders it covers."""

    def __init__(
        self,
        library: Library,
        encoder: Encoder,
        *,
        workers: int | None = None,
        progress: Progress = lambda counts: None,
        keep: Keep | None = None,
        unwanted: Exclusions = EVERYTHING,
        decode_bytes: int = DECODE_BYTES,
        verify: bool = False,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """`decode_bytes`: what a decoding process may take of memory. `verify`: every file is read whole and
        compared with what is known of it. `elsewhere`: what others have computed already."""
        self._verify = verify
        self._elsewhere = elsewhere
        self._library = library
        self._encoder = encoder
        self._keep = keep
        self._decode_bytes = decode_bytes
        self._unwanted = unwanted
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
                    stack.enter_context(_one_blas_thread())
                    known = partial(_photos_known, self._library, targets)
                    expected = foreseer(self._library, self._encoder, known, self._workers)
                    stack.callback(_count_ahead(tally, targets, self._unwanted, expected))
                    first = FirstSteps(self._library, self._encoder)
                    pool = WorkerPool(
                        self._workers,
                        first.prepare,
                        min_side=first.min_side,
                        keep=self._keep,
                        memory_bytes=self._decode_bytes,
                        looks=dict(map(look_of, first.riders)),
                    )
                    stack.enter_context(pool)
                    run = _Run(
                        self._library, first, pool, tally, self._unwanted, self._verify, self._elsewhere
                    )
                    run.index(targets)
                outcome = "done"
            finally:
                self._library.runs.end(run_id, outcome, tally.counts.numbers())
            links = _not_said_yet(self._library, run.links_out)
        return Report(tally.counts, time.perf_counter() - started, tuple(offline), links)


def _not_said_yet(library: Library, links: Sequence[LinkOut]) -> tuple[LinkOut, ...]:
    """The links that no run before met: each is said once."""
    said = set(library.setting(LINKS_SAID) or ())
    found = {printable(f"{link.path} {link.target}"): link for link in links}
    new = found.keys() - said
    if new:
        library.set_setting(LINKS_SAID, sorted(said | new))
        left = {printable(str(link.path)): printable(str(link.target)) for link in links if not link.followed}
        library.set_setting(NOT_FOLLOWED, {**(library.setting(NOT_FOLLOWED) or {}), **left})
    return tuple(link for told, link in found.items() if told in new)


def _one_blas_thread() -> AbstractContextManager[object]:
    """numpy's other threads spin for a while after each product, on the cores that decode and encode."""
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[object] = threadpool_limits(limits=1, user_api="blas")
    return limits


class _Run:
    """One run: what is known only while it lasts."""

    def __init__(
        self,
        library: Library,
        first: FirstSteps,
        pool: WorkerPool,
        tally: Tally,
        unwanted: Exclusions,
        verify: bool,
        elsewhere: Elsewhere | None,
    ) -> None:
        self._verify = verify
        self._elsewhere = elsewhere
        self._library = library
        self._first = first
        self._pool = pool
        self._tally = tally
        self._unwanted = unwanted
        self._router = Router(library, first.vectors)
        self._absent = Absent(library)
        self._private = library.private_marks()
        self._waiting: deque[tuple[Job, Future[Done]]] = deque()
        self._known: tuple[int, str, list[KnownPhoto]] | None = None
        self._read_again = False
        self._held_suffixes: dict[str, bool] = {}
        self.links_out: list[LinkOut] = []
        """Links met that lead out of their root."""

    def index(self, targets: Sequence[Target]) -> None:
        self._first.catch_up()  # so that from here on every vector comes with its tags
        known = self._elsewhere.hash_of if self._elsewhere else None
        with Fingerprints(self._are_held, known) as fingerprints, self._writer() as writer:
            for decision, hashed in fingerprints.of(self._decisions(targets)):
                if isinstance(hashed, DecodeError):
                    self._fail(decision.group, DECODE, with_hint(hashed), hashed.retry, writer)
                elif isinstance(hashed, OSError):
                    self._fail(decision.group, "read", with_hint(of_system(hashed)), True, writer)
                elif self._library.passes_over_bytes(self._private, decision.group, hashed):
                    continue
                elif not self._is_as_known(decision, hashed):
                    self._submit(self._router.route(decision, hashed))
                self._drain(writer, DECODED_AHEAD)
            self._drain(writer, 0)
        with self._writer() as writer:
            self._embed_missing(writer)
            self._drain(writer, 0)
        self._absent.settle(self._router.claimed, self._router.displaced, self._tally)
        self._library.acts.find_photos()
        if self._tally.counts.differ or self._read_again:
            guess_dates(self._library)
        self._forget_moved_roots()

    def _is_as_known(self, decision: Decision, hashed: str) -> bool:
        """Whether a file whose bytes were compared is as it was; it is counted here."""
        if decision.action is not Action.CHECK or decision.known is None:
            return False
        self._tally.verified()
        same = bytes_of(decision.known.content_hash) == hashed
        if same:
            changed_ns = decision.group.primary.changed_ns
            if changed_ns != decision.known.primary.changed_ns:
                self._library.note_changed([(decision.known.photo_id, changed_ns)])
            self._tally.photo("unchanged", decision.group)
        return same

    def _decisions(self, targets: Sequence[Target]) -> Iterator[Decision]:
        """What needs work; what does not is counted here."""
        for target in targets:
            root, visited = target.root, set()
            # What a link leads to is another root's where it lies in one: no file is indexed twice.
            others = [one.path for one in self._library.roots() if one.id != root.id]
            own, unwanted = [self._library.folder, *others], self._unwanted
            pairs = KnownPairs(root.path, partial(self._known_in, root.id))
            links = LinksOut(root.path)
            for listing in walk(
                root.id,
                root.path,
                start=target.start,
                exclude=own,
                unwanted=unwanted,
                proves=pairs,
                follows=links.follows,
            ):
                visited.add(listing.folder)
                yield from self._decide(root.id, self._own(listing))
            self.links_out += links.met
            self._absent.note_unvisited(target, visited, unwanted)
            self._forget_failures(target, visited)

    def _own(self, listing: Listing) -> Listing:
        """A folder without the photos that are none of this library's."""
        passes_over = partial(self._library.passes_over, self._private)
        if not any(map(passes_over, listing.groups)):
            return listing
        return replace(listing, groups=tuple(group for group in listing.groups if not passes_over(group)))

    def _decide(self, root_id: int, listing: Listing) -> Iterator[Decision]:
        matches = Matches(listing.groups, self._known_in(root_id, listing.folder))
        self._known = None
        failures = self._library.failures.known_in(root_id, listing.folder)
        solved, unnoted = set(failures), list[tuple[int, int]]()
        for decision in decide(matches, failures, needs_what_is_missing, verify=self._verify):
            if decision.action is Action.NOTHING:
                self._tally.photo("unchanged", decision.group)
                changed_ns = decision.group.primary.changed_ns
                if decision.known and changed_ns and not decision.known.primary.changed_ns:
                    unnoted.append((decision.known.photo_id, changed_ns))
                continue
            if decision.action is not Action.CHECK:
                solved.discard(decision.group.primary.name)
            self._read_again |= decision.action is Action.METADATA
            if decision.action is Action.FAILED_BEFORE:
                self._tally.photo("failed", decision.group)
            else:
                yield decision
        if unnoted:  # of before this was kept
            self._library.note_changed(unnoted)
        self._absent.note(listing, matches.absent)
        self._note_folder(root_id, listing)
        if not listing.error:
            self._clear(root_id, listing.folder, solved)

    def _note_folder(self, root_id: int, listing: Listing) -> None:
        """A folder that cannot be read is a failure in the one above, until one of both is read again."""
        above, _, name = listing.folder.rpartition("/")
        if listing.error:
            self._tally.unreadable()
            if name:
                root = str(next(root.path for root in self._library.roots() if root.id == root_id))
                file = FileStat(name, 0, 0)
                failure = Failure(root_id, root, above, file, "folder", listing.error, retry=True)
                self._library.write(Batch(failures=(failure,)))
        elif name and name in self._library.failures.known_in(root_id, above):
            self._clear(root_id, above, [name])

    def _are_held(self, name: str) -> bool:
        """Whether photos of this suffix are known, of when they could be read: a new file may be one."""
        suffix = suffix_of(name)
        if suffix not in self._held_suffixes:
            self._held_suffixes[suffix] = self._library.photos.have_suffix(suffix)
        return self._held_suffixes[suffix]

    def _known_in(self, root_id: int, folder: str) -> list[KnownPhoto]:
        """The photos of a folder, read once for its pairs and for what to do with it."""
        if self._known is None or self._known[:2] != (root_id, folder):
            self._known = root_id, folder, self._library.photos.known_in(root_id, folder)
        return self._known[2]

    def _forget_failures(self, target: Target, visited: Collection[str]) -> None:
        """A failure in a folder that is no more says nothing; a file that comes back is tried again."""
        root = target.root
        for folder in list(self._library.failures.folders_of(root.id)):
            unseen = target.covers(folder) and folder not in visited
            if unseen and (self._unwanted.covers_within(folder) or not (root.path / folder).exists()):
                self._clear(root.id, folder, set(self._library.failures.known_in(root.id, folder)))

    def _clear(self, root_id: int, folder: str, names: Collection[str]) -> None:
        if names:
            cleared = tuple((root_id, folder, name) for name in sorted(names))
            self._library.write(Batch(cleared=cleared))

    def _embed_missing(self, writer: BatchWriter) -> None:
        """Give a vector to photos that have none of this model: another was in use when they came."""
        for photo_id in self._first.vectors.missing():
            group = self._library.photos.group_of(photo_id)
            failure = self._library.failures.of(group.root_id, group.folder, group.primary.name)
            # A file that is not as it was when its bytes were hashed waits for a run over its folder.
            if (
                failure is None
                and is_as_seen(group.path, group.primary)
                and (job := self._router.embed(photo_id))
            ):
                self._submit(job)
            self._drain(writer, DECODED_AHEAD)

    def _forget_moved_roots(self) -> None:
        """A root whose photos were all found elsewhere was itself moved or renamed."""
        if self._router.claimed:
            for root in self._library.roots():
                if not root.path.exists():
                    self._library.drop_root(root.id)

    def _submit(self, job: Job) -> None:
        work = job.work
        if job.category and job.want_pixels:
            work = replace(work, looks=tuple(step.id for step in self._first.riders))
        if self._elsewhere is None:
            future = self._pool.submit(work)
        else:
            future = self._elsewhere.submit(job, work, self._pool)
        self._waiting.append((job, future))

    def _drain(self, writer: BatchWriter, leave: int) -> None:
        """Take finished work in order; wait for it only where more than `leave` are under way."""
        while self._waiting and (len(self._waiting) > leave or self._waiting[0][1].done()):
            job, future = self._waiting.popleft()
            done = future.result()
            if self._router.must_wait(job):
                self._waiting.append((job, future))
            elif again := self._router.orphaned(job):
                self._submit(again)
            elif done.failure is not None:
                self._failed(job, done.failure.stage, done.failure.reason, done.failure.retry, writer)
            elif not is_as_seen(job.group.path, job.group.primary):
                self._failed(job, "read", Cause.CHANGED.value, True, writer)
            else:
                self._router.decoded(job)
                writer.add(ready_of(job, done))

    def _failed(self, job: Job, stage: str, reason: str, retry: bool, writer: BatchWriter) -> None:
        self._router.failed(job)
        self._fail(job.group, stage, reason, retry, writer, counts=bool(job.category))

    def _fail(
        self, group: FileGroup, stage: str, reason: str, retry: bool, writer: BatchWriter, counts: bool = True
    ) -> None:
        again = ", to be tried again" if retry else ""
        _log.warning("failed at %s: a %s file%s", stage, Path(group.primary.name).suffix.lower(), again)
        writer.fail(Failure(group.root_id, group.root, group.folder, group.primary, stage, reason, retry))
        if counts:
            self._tally.photo("failed", group)

    def _writer(self) -> BatchWriter:
        return BatchWriter(self._library, self._first, self._tally, self._router.written, self._elsewhere)


def usable_cores() -> int:
    """Cores this process may use, which a container can make fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _photos_known(library: Library, targets: Sequence[Target]) -> int:
    return sum(library.photos_below(target.root.id, target.start) for target in targets)


def _count_ahead(
    tally: Tally, targets: Sequence[Target], unwanted: Exclusions, expected: Callable[[int], Foreseen]
) -> Callable[[], None]:
    """Count files in a thread of its own, for the end of the progress bar and what the run will cost; returns
    what stops it.

    Not at once: a run that finds nothing new is over sooner than a count would be.
    """
    stop = threading.Event()

    def count() -> None:
        if stop.wait(COUNT_AFTER_S):
            return
        files = photos = 0
        for target in targets:
            counted = Counted()
            for counted in count_candidates(target.root.path, target.start, unwanted):
                tally.counts.total_files = files + counted.files
                if stop.is_set():
                    return
            files, photos = files + counted.files, photos + counted.photos
        with suppress(LibraryError):  # locked: the run itself says so if it stays that way
            tally.counts.foreseen = expected(photos)

    thread = threading.Thread(target=count, name="count", daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join()
        tally.counts.total_files = max(tally.counts.total_files, tally.counts.files)

    return end
