"""Work beside everything else: the one runner of what takes longer than an answer may."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Progress = TypeVar("Progress")
Result = TypeVar("Result")

_log = logging.getLogger(__name__)


class State(StrEnum):
    """Where a job stands."""

    IDLE = "idle"
    """Not begun yet, or cancelled."""
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class CancelledError(Exception):
    """Raised out of `Run.report` to end work that was cancelled; what it did so far is its own affair."""


@dataclass(frozen=True, slots=True)
class JobStanding(Generic[Asked, Progress, Result]):
    """A job as it is at one moment. `version` grows with every change."""

    version: int = 0
    state: State = State.IDLE
    asked: Asked | None = None
    """What the run that goes on, or was the last, is of."""
    progress: Progress | None = None
    """What that run reported last; None at its beginning."""
    result: Result | None = None
    """What it answered, where it is done."""
    error: str = ""
    """Why it failed, in words for people."""
    seconds: float = 0.0


class Run(Generic[Progress]):
    """What work is given: to say how far it is, and to be told that it is to end."""

    def __init__(self, report: Callable[[Progress], None]) -> None:
        self._report = report
        self._cancelled = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether the work is to end as soon as it can."""
        return self._cancelled.is_set()

    def pause(self, seconds: float) -> None:
        """Wait; raises CancelledError at once where the work is, or becomes, cancelled."""
        if self._cancelled.wait(seconds):
            raise CancelledError

    def report(self, progress: Progress) -> None:
        """Keep how far the work is, a value that changes no more; CancelledError where it is to end."""
        if self._cancelled.is_set():
            raise CancelledError
        self._report(progress)

    def cancel(self) -> None:
        """Ask the work to end, from any thread."""
        self._cancelled.set()


class BackgroundJob(Generic[Asked, Progress, Result]):
    """One kind of work, one run at a time, in a thread of its own. Safe to use from several threads.

    `work(asked, run)` does it and answers a result; it reports through `run`, by which it is cancelled too.
    What it raises becomes the words that `tell` makes of it, as a thread has no caller. Several that ask
    are one: with `after`, what is asked while a run goes on is done next, in place of what else waited.

    The thread is a daemon: whoever ends the process ends the work, which must leave nothing half done.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[Asked, Run[Progress]], Result],
        tell: Callable[[Exception], str] = str,
    ) -> None:
        self.name = name
        self._work = work
        self._tell = tell
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._run: Run[Progress] | None = None
        self._begun = 0.0
        self._next: tuple[Asked] | None = None
        self._closed = False
        self.standing: JobStanding[Asked, Progress, Result] = JobStanding()

    @property
    def is_running(self) -> bool:
        """Whether a run goes on."""
        return self.standing.state is State.RUNNING

    def start(self, asked: Asked, *, after: bool = False) -> bool:
        """Begin a run of `asked`. While another goes on: False, or with `after` begin when that has ended."""
        with self._lock:
            if self._closed or (self.is_running and not after):
                return False
            if self.is_running:
                self._next = (asked,)
                return True
            run = self._begin(asked)
            self._thread = threading.Thread(target=self._go, args=(asked, run), name=self.name, daemon=True)
            self._thread.start()
            return True

    def cancel(self) -> None:
        """Ask the run that goes on to end at its next report; what waits behind it is dropped."""
        with self._lock:
            self._next = None
            if self._run is not None:
                self._run.cancel()

    def clear(self) -> None:
        """Forget how the last run ended; one that goes on is left alone."""
        with self._lock:
            if not self.is_running:
                self.standing = JobStanding(self.standing.version + 1)

    def stop(self, seconds: float) -> bool:
        """Cancel, for good: nothing begins any more. False if the run has not ended in time."""
        with self._lock:
            self._closed = True
        self.cancel()
        return self.wait(seconds)

    def wait(self, seconds: float) -> bool:
        """Wait for the run, and what waits behind it, to end; False if they have not."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return thread is None or not thread.is_alive()

    def _begin(self, asked: Asked) -> Run[Progress]:
        """The lock is held."""
        run: Run[Progress] = Run(self._progressed)
        self._run, self._begun = run, time.monotonic()
        self.standing = JobStanding(self.standing.version + 1, State.RUNNING, asked)
        return run

    def _go(self, asked: Asked, run: Run[Progress]) -> None:
        while True:
            ended = self._ended(asked, run)
            with self._lock:
                self._run = None
                if self._next is None:
                    self.standing = ended
                    return
                (asked,), self._next = self._next, None
                self.standing = ended
                run = self._begin(asked)

    def _ended(self, asked: Asked, run: Run[Progress]) -> JobStanding[Asked, Progress, Result]:
        """How a run came to its end."""
        try:
            result = self._work(asked, run)
        except CancelledError:
            _log.info("%s: cancelled after %.2f s", self.name, self._seconds())
            return self._changed(state=State.IDLE)
        except Exception as error:  # noqa: BLE001 - a thread has no caller: the state says that it failed
            _log.error("%s: failed after %.2f s", self.name, self._seconds(), exc_info=error)
            return self._changed(state=State.FAILED, error=self._tell(error))
        _log.info("%s: done in %.2f s", self.name, self._seconds())
        return self._changed(state=State.DONE, result=result)

    def _progressed(self, progress: Progress) -> None:
        self.standing = self._changed(progress=progress)

    def _changed(self, **values: object) -> JobStanding[Asked, Progress, Result]:
        standing = self.standing
        seconds = round(self._seconds(), 2)
        return replace(standing, version=standing.version + 1, seconds=seconds, **values)  # type: ignore[arg-type]

    def _seconds(self) -> float:
        return time.monotonic() - self._begun


NICENESS = 10
"""Of a thread behind whatever a person asks for; only Linux knows one for a thread."""


def step_back() -> None:
    """Let the rest of this program have the processor first; never the first thread, from which every process
    that is started later would have its priority."""
    if sys.platform == "linux" and threading.current_thread() is not threading.main_thread():
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
