"""A file's content hash: equal hashes are equal bytes."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from photos_ml.indexer.decide import Action, Decision
from photos_ml.indexer.regular import open_regular
from photos_ml.turns import bytes_of

CHUNK_BYTES = 1 << 20
HASHED_AHEAD = 32
THREADS = 2


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
    """Hashes the files of decisions in threads, a bounded number ahead; leaving it stops them at once."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._threads = ThreadPoolExecutor(THREADS, "hash")

    def __enter__(self) -> Fingerprints:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._threads.shutdown(cancel_futures=True)

    def of(self, decisions: Iterable[Decision]) -> Iterator[tuple[Decision, str | OSError]]:
        """Each decision with its photo's content hash, in order; read only where the bytes may be new."""
        waiting: deque[tuple[Decision, Future[str | OSError]]] = deque()
        for decision in decisions:
            waiting.append((decision, self._threads.submit(self._one, decision)))
            if len(waiting) > HASHED_AHEAD:
                yield _first(waiting)
        while waiting:
            yield _first(waiting)

    def _one(self, decision: Decision) -> str | OSError:
        if decision.action is Action.METADATA and decision.known is not None:
            return bytes_of(decision.known.content_hash)
        try:
            return content_hash(decision.group.path, self._stop)
        except OSError as error:
            return error


def _first(waiting: deque[tuple[Decision, Future[str | OSError]]]) -> tuple[Decision, str | OSError]:
    decision, future = waiting.popleft()
    return decision, future.result()
