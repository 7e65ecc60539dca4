"""The answers that are on their way to devices, so that those of one that is revoked end at once."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Streams:
    """Which tasks answer which device. `entered` in the loop of the service, `end` from any thread."""

    def __init__(self) -> None:
        self._tasks: defaultdict[str, set[asyncio.Task[None]]] = defaultdict(set)
        self._ended: set[asyncio.Task[None]] = set()
        self._lock = threading.Lock()

    @contextmanager
    def entered(self, device: str) -> Iterator[None]:
        """This task answers the device until the block ends."""
        task = asyncio.current_task()
        assert task is not None
        with self._lock:
            self._tasks[device].add(task)
        try:
            yield
        finally:
            with self._lock:
                self._tasks[device].discard(task)
                self._ended.discard(task)
                if not self._tasks[device]:
                    del self._tasks[device]

    def was_ended(self) -> bool:
        """Whether this task was cut because its device is there no more."""
        with self._lock:
            return asyncio.current_task() in self._ended

    def end(self, device: str) -> None:
        """Cut all that is being sent to a device."""
        with self._lock:
            tasks = list(self._tasks.get(device, ()))
            self._ended.update(tasks)
        for task in tasks:
            task.get_loop().call_soon_threadsafe(task.cancel)
