"""The index run of the service: one at a time, in a thread of its own, with counts that can be followed."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio

from photos_ml.app.api.problems import problem_of
from photos_ml.app.present import report_json
from photos_ml.app.service.indexing import index_folders
from photos_ml.errors import LibraryBusyError

if TYPE_CHECKING:
    from photos_ml.app.service import Context
    from photos_ml.indexer.report import Counts

LOOK_SECONDS = 0.25


class _StoppedError(Exception):
    """The service ends; what was indexed is kept, and the next run goes on from there."""


@dataclass(frozen=True, slots=True)
class RunState:
    """Where the run stands. `version` grows with every change."""

    version: int = 0
    state: str = "idle"
    """idle, running, done or failed."""
    files: int = 0
    total_files: int = 0
    photos: int = 0
    new: int = 0
    failed: int = 0
    embedded: int = 0
    seconds: float = 0.0
    report: dict[str, Any] | None = None
    error: str = ""


class IndexRuns:
    """Starts runs and says how far the last one is. Safe to use from several threads."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._started = 0.0
        self._stopping = False
        self._automatic = False
        self._queued: Sequence[Path] | None = None
        self.state = RunState()

    def start(self, folders: Sequence[Path], *, automatic: bool = False) -> None:
        """Begin a run over these folders, or all that are known; LibraryBusyError if one is going on. After
        one that nobody asked for, what a user asks for is done next."""
        with self._lock:
            if self.state.state == "running":
                if automatic or not self._automatic:
                    raise LibraryBusyError("a run is going on")
                self._queued, self._automatic = folders, False
                return
            self._automatic = automatic
            self._started = time.monotonic()
            self.state = RunState(self.state.version + 1, "running")
            # A daemon: whoever stops the service stops the run too, and the next one goes on from there.
            self._thread = threading.Thread(target=self._run, args=(folders,), name="index", daemon=True)
            self._thread.start()

    def stop(self, seconds: float) -> bool:
        """End a run that is going on at its next photo, for good; False if it has not ended in time."""
        self._stopping, self._queued = True, None
        return self.wait(seconds)

    def wait(self, seconds: float) -> bool:
        """Wait for the run to end; False if it has not."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is None or not self._thread.is_alive()

    async def follow(self) -> AsyncIterator[RunState]:
        """The state now, then each change of it, at most four a second."""
        sent = -1
        while True:
            state = self.state
            if state.version != sent:
                sent = state.version
                yield state
            await anyio.sleep(LOOK_SECONDS)

    def _run(self, folders: Sequence[Path]) -> None:
        more: Sequence[Path] | None = folders
        while more is not None:
            more = self._run_once(more)

    def _run_once(self, folders: Sequence[Path]) -> Sequence[Path] | None:
        """What was asked for meanwhile, to be run next; None where nothing was and this is the end."""
        end = self._ended(folders)
        with self._lock:
            more, self._queued = self._queued, None
            if more is None:
                self._change(**end)
            else:
                self._started = time.monotonic()
                self.state = RunState(self.state.version + 1, "running")
        return more

    def _ended(self, folders: Sequence[Path]) -> dict[str, Any]:
        """How a run over these folders ended."""
        try:
            report = index_folders(self._context, folders, progress=self._count)
            return {"state": "done", "report": report_json(report)}
        except _StoppedError:
            return {"state": "idle"}
        except Exception as error:  # noqa: BLE001 - a thread has no caller: the state says that it failed
            print(f"photos-ml: indexing stopped: {error}", file=sys.stderr)
            return {"state": "failed", "error": problem_of(error).words}

    def _count(self, counts: Counts) -> None:
        if self._stopping:
            raise _StoppedError
        self._change(
            files=counts.files,
            total_files=max(counts.total_files, counts.files),
            photos=counts.photos,
            new=counts.new,
            embedded=counts.embedded,
            failed=counts.failed,
        )

    def _change(self, **values: Any) -> None:
        state = self.state
        seconds = round(time.monotonic() - self._started, 2)
        self.state = replace(state, version=state.version + 1, seconds=seconds, **values)


def state_json(state: RunState) -> dict[str, Any]:
    """As the pages and programs read it. The report's paths of folders out of reach are left out."""
    report = {name: value for name, value in (state.report or {}).items() if name != "offline"}
    return {
        "version": state.version,
        "state": state.state,
        "files": state.files,
        "total_files": state.total_files,
        "photos": state.photos,
        "new": state.new,
        "failed": state.failed,
        "embedded": state.embedded,
        "seconds": state.seconds,
        "report": report or None,
        "error": state.error,
    }
