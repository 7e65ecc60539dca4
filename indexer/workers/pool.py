"""The pool: as many lanes as wanted, each with its process, started when the first work comes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from types import MappingProxyType, TracebackType

from PIL import Image

from photos_ml.indexer.workers.lane import Lane
from photos_ml.indexer.workers.messages import Done, Keep, Look, Spec, Work
from photos_ml.indexer.workers.queues import Backlog, Budget, QueuedWork
from photos_ml.indexer.workers.task import read_metadata_with_places
from photos_ml.types import Metadata, Pixels

MIB = 1 << 20
TIMEOUT_S = 60.0
CPU_SHARE = 0.5
"""Of the timeout: processor time a picture may use, less than the wall-clock time it may wait for a disk."""
DECODE_BYTES = 640 * MIB
"""A process's own memory; with the parent's 250 MiB and shared libraries it stays below 1 GB."""
HEAVY_TOGETHER_BYTES = 192 * MIB
"""What pictures that cannot be loaded small take in all lanes together; a bigger one is decoded alone."""
WATCH_EVERY_S = 0.2


class WorkerPool:
    """Runs `Work` in `workers` processes that may crash, hang or run out of memory without harm.

    `preprocess` (and `read_metadata`) must be picklable by reference. Results come through futures, in any
    order; a future raises only WorkerError (no process can be started) or CancelledError. Leaving the `with`
    block waits for what was submitted, unless by an exception: that ends the processes at once.
    """

    def __init__(
        self,
        workers: int,
        preprocess: Callable[[Image.Image], Pixels] | None,
        *,
        min_side: int = 0,
        read_metadata: Callable[[Path, tuple[Path, ...]], Metadata] = read_metadata_with_places,
        keep: Keep | None = None,
        looks: Mapping[str, Look] = MappingProxyType({}),
        niceness: int = 0,
        timeout_s: float = TIMEOUT_S,
        memory_bytes: int = DECODE_BYTES,
    ) -> None:
        cpu_s = timeout_s * CPU_SHARE
        spec = Spec(preprocess, read_metadata, min_side, memory_bytes, cpu_s, keep, dict(looks), niceness)
        self._backlog = Backlog()
        self._budget = Budget(HEAVY_TOGETHER_BYTES)
        self._lanes = [
            Lane(f"decode-{number}", spec, timeout_s, self._backlog, self._budget)
            for number in range(workers)
        ]
        self._over = threading.Event()
        self._watchdog = threading.Thread(target=self._watch, name="decode-watch", daemon=True)
        self._watchdog.start()

    @property
    def pids(self) -> list[int]:
        """Processes that are alive now."""
        return [pid for lane in self._lanes if (pid := lane.pid) is not None]

    def submit(self, work: Work) -> Future[Done]:
        """Queue one photo; how many may wait is the caller's choice. Raises WorkerError once closed."""
        job = QueuedWork(work)
        self._backlog.put(job)
        return job.future

    def close(self, *, now: bool = False) -> None:
        """Finish what was submitted, or (`now`) cancel it and kill the processes. May be called again."""
        self._backlog.close()
        if now:
            for job in self._backlog.clear():
                job.cancel()
            self._budget.close()
            for lane in self._lanes:
                lane.stop()
        for lane in self._lanes:
            lane.join()
        self._over.set()
        self._watchdog.join()

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(now=kind is not None)

    def _watch(self) -> None:
        while not self._over.wait(WATCH_EVERY_S):
            now = time.monotonic()
            for lane in self._lanes:
                lane.check(now)
