"""What the lanes of a pool share: the backlog of jobs, and the memory that big pictures may take together."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field

from photos_ml.indexer.workers.messages import Done, Work, WorkerError


@dataclass(frozen=True, slots=True, eq=False)
class QueuedWork:
    """One piece of work and who waits for it."""

    work: Work
    future: Future[Done] = field(default_factory=Future)

    def resolve(self, done: Done) -> None:
        if self.future.set_running_or_notify_cancel():
            self.future.set_result(done)

    def cancel(self) -> None:
        """Tell whoever waits that it will not be done; also for a future its owner cancelled."""
        self.future.cancel()
        self.future.set_running_or_notify_cancel()

    def fail(self, error: WorkerError) -> None:
        if self.future.set_running_or_notify_cancel():
            self.future.set_exception(error)


class Backlog:
    """Jobs in the order they came. Once closed it takes no more, and ends when it is empty."""

    def __init__(self) -> None:
        self._jobs: deque[QueuedWork] = deque()
        self._closed = False
        self._changed = threading.Condition()

    def put(self, job: QueuedWork) -> None:
        """Raises WorkerError once closed."""
        with self._changed:
            if self._closed:
                raise WorkerError("the pool of decoding processes is closed")
            self._jobs.append(job)
            self._changed.notify()

    def take(self, *, wait: bool) -> QueuedWork | None:
        """The next job; None at the end, or where there is none now and `wait` is false."""
        with self._changed:
            while wait and not self._jobs and not self._closed:
                self._changed.wait()
            return self._jobs.popleft() if self._jobs else None

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def clear(self) -> list[QueuedWork]:
        """Take all that is left."""
        with self._changed:
            left = list(self._jobs)
            self._jobs.clear()
            return left


class Budget:
    """Bytes that several lanes may hold together. Who asks for more than all of it waits to be alone."""

    def __init__(self, total_bytes: int) -> None:
        self._total = total_bytes
        self._free = total_bytes
        self._changed = threading.Condition()
        self._closed = False

    def acquire(self, cost_bytes: int) -> int:
        """Wait for room; the bytes to give back to `release`."""
        share = min(cost_bytes, self._total)
        with self._changed:
            while self._free < share and not self._closed:
                self._changed.wait()
            self._free -= share
        return share

    def release(self, share: int) -> None:
        with self._changed:
            self._free += share
            self._changed.notify_all()

    def close(self) -> None:
        """Nobody waits any longer."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
