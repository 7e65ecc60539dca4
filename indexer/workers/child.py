"""The decoding process: reads work from one pipe, writes results to another, and ends with its parent."""

from __future__ import annotations

import contextlib
import gc
import os
import queue
import signal
import sys
import threading
import time
from typing import BinaryIO

from photos_ml.indexer.workers.messages import (
    Broken,
    Granted,
    Reserve,
    Spec,
    Work,
    WorkerReady,
    read_message,
    write_message,
)
from photos_ml.indexer.workers.task import perform

LOOK_BYTES = 256 << 20
"""For what each look keeps, beside what decoding may take, in a process of looks alone: the networks of faces
and of text together took 700 MB, and 2 of 18 photos were left without either."""
HEAVY_BYTES = 24 << 20
"""Pictures that take less than this ask nobody; more than a 12-megapixel JPEG or any small picture needs."""


def main() -> None:
    """Entry point of `python -c`; standard input and output are the pipes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business, which then ends us
    requests, results = _take_over_pipes()
    try:
        spec: Spec = read_message(requests)
        _limit_memory(_may_take(spec))
        _no_core_dumps()
        _step_back(spec.niceness)
    except EOFError:
        return
    except Exception as error:  # noqa: BLE001 - the parent is told what it was, and gives up
        write_message(results, Broken(" ".join(str(error).split()) or type(error).__name__))
        return
    _Child(requests, results, spec).run()


class _Child:
    """One loop that works, and one thread that listens, so that work is at hand and a dead parent noticed."""

    def __init__(self, requests: BinaryIO, results: BinaryIO, spec: Spec) -> None:
        self._requests = requests
        self._results = results
        self._spec = spec
        self._inbox: queue.SimpleQueue[Work] = queue.SimpleQueue()
        self._granted = threading.Semaphore(0)
        self._heavy = False

    def run(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()
        write_message(self._results, WorkerReady())
        while True:
            work = self._inbox.get()
            _limit_cpu(self._spec.cpu_s * work.patience)
            done = perform(work, self._spec, self._reserve)
            write_message(self._results, done)
            if self._heavy:
                self._heavy = False
                _give_memory_back()

    def _listen(self) -> None:
        while True:
            try:
                message = read_message(self._requests)
            except (EOFError, OSError, MemoryError):
                os._exit(0)  # the parent has closed the pipe, or was killed: nobody waits for a result
            if isinstance(message, Granted):
                self._granted.release()
            else:
                self._inbox.put(message)

    def _reserve(self, cost_bytes: int) -> None:
        if cost_bytes < HEAVY_BYTES:
            return
        self._heavy = True
        write_message(self._results, Reserve(cost_bytes))
        self._granted.acquire()


def _take_over_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Both pipes on descriptors of their own; what C libraries write to the usual ones goes nowhere."""
    requests, results = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return requests, results


def _may_take(spec: Spec) -> int:
    """Bytes; a process that prepares pixels for search has no networks of its own."""
    return spec.memory_bytes + (LOOK_BYTES * len(spec.looks) if spec.preprocess is None else 0)


def _limit_memory(memory_bytes: int) -> None:
    """Allocations beyond this fail. Only Linux keeps such a limit; elsewhere the estimates must do."""
    if sys.platform == "linux":
        import resource

        # Data, not address space: libraries, thread stacks not yet touched and mapped files cost no memory.
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))


def _no_core_dumps() -> None:
    """A hostile picture that crashes its decoder must not leave hundreds of megabytes on the disk."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _step_back(niceness: int) -> None:
    """Let other programs, and the rest of this one, have the processor first."""
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)


def _limit_cpu(cpu_s: float) -> None:
    """The system ends this process with SIGXCPU once the next picture has used `cpu_s` of processor time."""
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        soft = int(time.process_time() + cpu_s) + 1
        if hard == resource.RLIM_INFINITY or soft < hard:
            resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _give_memory_back() -> None:
    """After a big picture glibc keeps up to 100 MB for the next one, which may never come."""
    gc.collect()
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(AttributeError, OSError):  # other C libraries do not have it
            ctypes.CDLL(None).malloc_trim(0)
