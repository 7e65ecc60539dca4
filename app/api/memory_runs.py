"""Makes the memories of a day beside the service: one day at a time, in a thread of its own."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from photos_ml.app.api.problems import problem_of
from photos_ml.app.service.memories import are_made, memories_of_day, other_memories

if TYPE_CHECKING:
    from photos_ml.app.service import Context

READY, MAKING, FAILED = "ready", "making", "failed"


@dataclass(frozen=True, slots=True)
class DayState:
    """How far the memories of a day are: ready, making or failed."""

    state: str
    error: str = ""


class MemoryRuns:
    """Starts the making of a day and says how far it is. Safe to use from several threads."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._day: date | None = None
        self._failed: dict[date, str] = {}

    def ask(self, day: date, *, anew: bool = False) -> DayState:
        """How far a day is; begins it where it is not made, or `anew`, unless another is being made."""
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                return DayState(MAKING) if anew or self._day == day else self._known(day)
            if anew or (day not in self._failed and not are_made(self._context, day)):
                self._begin(day, anew)
                return DayState(MAKING)
            return self._known(day)

    def wait(self, seconds: float) -> bool:
        """Wait for the making to end; False if it has not."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return thread is None or not thread.is_alive()

    def _known(self, day: date) -> DayState:
        if day in self._failed:
            return DayState(FAILED, self._failed[day])
        return DayState(READY if are_made(self._context, day) else MAKING)

    def _begin(self, day: date, anew: bool) -> None:
        self._failed.pop(day, None)
        self._day = day
        # A daemon: nothing is kept of a day until all of it is made.
        self._thread = threading.Thread(target=self._make, args=(day, anew), name="memories", daemon=True)
        self._thread.start()

    def _make(self, day: date, anew: bool) -> None:
        try:
            make = other_memories if anew else memories_of_day
            make(self._context, day)
        except Exception as error:  # noqa: BLE001 - a thread has no caller: the state says that it failed
            print(f"photos-ml: making memories stopped: {error}", file=sys.stderr)
            self._failed[day] = problem_of(error).words
