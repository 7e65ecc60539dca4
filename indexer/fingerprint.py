"""A file's content hash: equal hashes are equal bytes."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

from photos_ml.errors import DecodeError
from photos_ml.indexer.decide import Action, Decision
from photos_ml.indexer.decode.missing import unreadable
from photos_ml.indexer.regular import open_regular
from photos_ml.store import FileGroup
from photos_ml.turns import bytes_of

CHUNK_BYTES = 1 << 20
HASHED_AHEAD = 32
THREADS = 2

Hashed: TypeAlias = str | OSError | DecodeError
"""A content hash, or why there is none: the file could not be read, or there is no use in reading it."""


def content_hash(path: Path, stop: threading.Event | None = None) -> str:
    """BLAKE3-256 of the whole file, in hex; OSError when it cannot be read or once `stop` is set."""
    from blake3 import blake3  # here: a run that finds nothing new hashes nothing

    hasher = blake3()
    buffer = bytearray(CHUNK_BYTES)
    view = memoryview(buffer)
    with open_regular(path) as file:
        while count := file.readinto(buffer):
            if stop is not None and stop.is_set():
                raise InterruptedError("stopped")
            hasher.update(view[:count])
    return hasher.hexdigest()


class Fingerprints:
    """Hashes the files of decisions in threads, a bounded number ahead; leaving it stops them at once. A new
    file that nothing here can read is not: `may_have_moved` says of a name that it may be a known photo's.
    Nor is a file whose hash `known` tells, or None."""

    def __init__(
        self,
        may_have_moved: Callable[[str], bool] = lambda name: False,
        known: Callable[[FileGroup], str | None] | None = None,
    ) -> None:
        self._may_have_moved = may_have_moved
        self._known = known
        self._stop = threading.Event()
        self._threads = ThreadPoolExecutor(THREADS, "hash")

    def __enter__(self) -> Fingerprints:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._threads.shutdown(cancel_futures=True)

    def of(self, decisions: Iterable[Decision]) -> Iterator[tuple[Decision, Hashed]]:
        """Each decision with its photo's content hash, in order; read only where the bytes may be new."""
        waiting: deque[tuple[Decision, Future[Hashed]]] = deque()
        for decision in decisions:
            waiting.append((decision, self._told(decision) or self._threads.submit(self._one, decision)))
            if len(waiting) > HASHED_AHEAD:
                yield _first(waiting)
        while waiting:
            yield _first(waiting)

    def _told(self, decision: Decision) -> Future[Hashed] | None:
        if self._known is None or decision.action not in (Action.NEW, Action.CONTENT):
            return None
        hashed = self._known(decision.group)
        if hashed is None:
            return None
        future: Future[Hashed] = Future()
        future.set_result(hashed)
        return future

    def _one(self, decision: Decision) -> Hashed:
        if decision.action is Action.METADATA and decision.known is not None:
            return bytes_of(decision.known.content_hash)
        try:
            error = unreadable(decision.group.path) if decision.action is Action.NEW else None
            if error is not None and not self._may_have_moved(decision.group.primary.name):
                return error
            return content_hash(decision.group.path, self._stop)
        except OSError as failed:
            return failed


def _first(waiting: deque[tuple[Decision, Future[Hashed]]]) -> tuple[Decision, Hashed]:
    decision, future = waiting.popleft()
    return decision, future.result()
