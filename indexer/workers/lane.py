"""One decoding process and the thread that feeds it, watches over it and replaces it."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque

from photos_ml.indexer.reasons import Cause
from photos_ml.indexer.workers.messages import Done, Granted, Reserve, Spec, WorkerError, WorkFailure
from photos_ml.indexer.workers.process import DecoderProcess, end_of
from photos_ml.indexer.workers.queues import Backlog, Budget, QueuedWork

AHEAD = 2
"""Jobs a process holds: the one it works on and the next, so that it never waits for the parent."""
STARTUP_S = 60.0
STARTS_TRIED = 3

_log = logging.getLogger(__name__)


class Lane:
    """Jobs leave the process in the order they came, so one that dies was working on the first of them."""

    def __init__(self, name: str, spec: Spec, timeout_s: float, backlog: Backlog, budget: Budget) -> None:
        self._spec = spec
        self._timeout_s = timeout_s
        self._backlog = backlog
        self._budget = budget
        self._under_way: deque[QueuedWork] = deque()
        self._held_bytes = 0
        self._lock = threading.Lock()
        self._process: DecoderProcess | None = None
        self._deadline = float("inf")
        self._overdue: QueuedWork | None = None
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """Of the living process; None before the first job came, and after the end."""
        process = self._process
        return process.pid if process else None

    def check(self, now: float) -> None:
        """Kill the process where its picture took too long; called by the pool's watchdog."""
        with self._lock:
            if now > self._deadline and self._process is not None:
                self._overdue = self._under_way[0] if self._under_way else None
                self._deadline = float("inf")
                self._process.kill()

    def stop(self) -> None:
        """Kill the process; its jobs are cancelled."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.kill()

    def join(self) -> None:
        self._thread.join()

    def _run(self) -> None:
        try:
            while self._take_jobs():
                self._advance()
        except WorkerError as error:
            self._give_up(error)
        finally:
            self._end_process()

    def _take_jobs(self) -> bool:
        """Fill up what the process holds, waiting only where it holds nothing; False at the end."""
        while not self._stopped and len(self._under_way) < AHEAD:
            job = self._backlog.take(wait=not self._under_way)
            if job is None:
                break
            if job.future.cancelled():
                job.cancel()
                continue
            self._under_way.append(job)
            self._send(job)
        if self._stopped:
            self._cancel_all()
        return bool(self._under_way)

    def _send(self, job: QueuedWork) -> None:
        process = self._process or self._start()
        if process is None:
            return
        if job is self._under_way[0]:
            self._set_clock(self._patience_s())
        try:
            process.send(job.work)
        except OSError:
            return  # it is dead, which `_advance` will find out and mend

    def _advance(self) -> None:
        """Take one message from the process."""
        process = self._process
        if process is None:
            return
        try:
            message = process.receive()
        except (EOFError, OSError):
            self._mend()
            return
        if isinstance(message, Reserve):
            self._grant(process, message.cost_bytes)
        elif isinstance(message, Done):
            self._finish(message)

    def _finish(self, done: Done) -> None:
        self._release()
        job = self._under_way.popleft()
        self._set_clock(self._patience_s() if self._under_way else float("inf"))
        job.resolve(done)

    def _grant(self, process: DecoderProcess, cost_bytes: int) -> None:
        """Waiting for other lanes' big pictures does not count as this picture's time."""
        self._set_clock(float("inf"))
        self._release()
        self._held_bytes = self._budget.acquire(cost_bytes)
        self._set_clock(self._patience_s())
        try:
            process.send(Granted())
        except OSError:
            return  # as in `_send`

    def _mend(self) -> None:
        """The process is gone: blame the picture it worked on, and give the rest to a new process."""
        exit_code = self._end_process()
        if self._stopped or not self._under_way:
            return
        _log.warning("a decoding process ended with %d, %d waiting", exit_code, len(self._under_way))
        job, overdue = self._under_way[0], self._overdue
        self._overdue = None
        if overdue is None or overdue is job:
            self._under_way.popleft()
            reason, retry = self._blame(exit_code) if overdue is None else self._too_slow(job)
            job.resolve(Done(None, None, WorkFailure("decode", reason, retry)))
        for waiting in list(self._under_way):
            self._send(waiting)

    def _blame(self, exit_code: int) -> tuple[str, bool]:
        return end_of(exit_code)

    def _patience_s(self, job: QueuedWork | None = None) -> float:
        """How long the first job, or this one, may take."""
        return self._timeout_s * (job or self._under_way[0]).work.patience

    def _too_slow(self, overdue: QueuedWork) -> tuple[str, bool]:
        # Processor time has its own, smaller limit: what is left is a disk or a network that does not answer.
        return Cause.SLOW.format(seconds=round(self._patience_s(overdue))), True

    def _start(self) -> DecoderProcess | None:
        """A new process, ready for work; None where the lane was stopped meanwhile."""
        for attempt in range(STARTS_TRIED):
            process = DecoderProcess()
            with self._lock:
                self._process = process
                if self._stopped:
                    process.kill()
                    return None
            self._set_clock(STARTUP_S)
            try:
                process.greet(self._spec)
            except WorkerError:
                self._process = None
                if self._stopped:
                    return None
                if attempt + 1 == STARTS_TRIED:
                    raise
                continue
            self._set_clock(float("inf"))
            return process
        return None

    def _end_process(self) -> int:
        """Forget the process; its exit code."""
        with self._lock:
            process, self._process = self._process, None
            self._deadline = float("inf")
        self._release()
        return process.end() if process is not None else 0

    def _set_clock(self, seconds: float) -> None:
        with self._lock:
            self._deadline = time.monotonic() + seconds

    def _release(self) -> None:
        self._budget.release(self._held_bytes)
        self._held_bytes = 0

    def _give_up(self, error: WorkerError) -> None:
        """No process can be started: every job that waits is told, and none is taken any more."""
        _log.error("no decoding process can be started", exc_info=error)
        self._backlog.close()
        for job in [*self._under_way, *self._backlog.clear()]:
            job.fail(error)
        self._under_way.clear()

    def _cancel_all(self) -> None:
        for job in self._under_way:
            job.cancel()
        self._under_way.clear()
