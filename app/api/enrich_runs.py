"""Steps in the background of the service: one run at a time, behind whatever a person asks for."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from photos_ml.app.background import step_back
from photos_ml.app.service import Context
from photos_ml.app.service.enrich import Enrichment
from photos_ml.errors import LibraryError

if TYPE_CHECKING:
    from photos_ml.store.traces import Trace

QUIET_SECONDS = 1.0
"""After a search: somebody is looking."""
LOOK_SECONDS = 0.1
PATIENCE_SECONDS = 600.0
"""Until what could not be done is tried again: photos out of reach, weights that are not there."""
MACHINE_SECONDS = 5.0
"""Between two looks at what else the machine is doing."""
END_SECONDS = 15.0
"""How long a run may take to come to its end: a batch of the slowest step."""


class EnrichRuns:
    """Computes what is due while nothing else is asked for. Safe to use from several threads."""

    def __init__(self, context: Context, is_indexing: Callable[[], bool]) -> None:
        """`is_indexing`: whether photos come in, or another model looks at them, which goes first."""
        self._context = context
        self._looked = 0.0
        self._steps = Enrichment(context)
        self._is_indexing = is_indexing
        self._searched = 0.0
        self._not_before = 0.0
        self._waits_for = ""
        self._running = threading.Lock()
        self._wanted = threading.Event()
        self._wanted.set()

    @property
    def waits_for(self) -> str:
        """Why steps that are due are not being computed, in plain words; '' where nothing keeps them."""
        return self._waits_for if self.is_running else ""

    @property
    def is_running(self) -> bool:
        """Whether steps are being computed now."""
        return self._running.locked()

    @property
    def is_looked_at(self) -> bool:
        """Whether somebody has searched just now."""
        return time.monotonic() - self._searched < QUIET_SECONDS

    def searched(self) -> None:
        """Somebody searches: steps wait."""
        self._searched = time.monotonic()

    def run(self, stop: threading.Event) -> None:
        """Do what is due, until `stop` is set or photos come in; nothing where another process is at it."""
        step_back()
        with self._running:
            try:
                if self._wants_to and self._steps.is_due and self._go_on(stop):
                    report = self._steps.run(go_on=lambda: self._go_on(stop), background=True)
                    nothing = not (report.stopped or report.steps)
                    if report.problems or (nothing and self._steps.is_due):
                        self._not_before = time.monotonic() + PATIENCE_SECONDS
            except LibraryError:
                return  # locked, or being indexed by another process: the next time
            except Exception as error:  # noqa: BLE001 - a thread has no caller
                print(f"photos-ml: steps stopped: {error}", file=sys.stderr)

    def switch(self, name: str, on: bool) -> tuple[Trace, ...]:
        """Switch a step on or off, a run that is going on being ended first: where it was looked for what is
        deleted; errors as `Enrichment`."""
        self._wanted.clear()
        try:
            if not self._running.acquire(timeout=END_SECONDS):
                raise LibraryError("a step is at work", hint="try again in a moment")
            try:
                traces = () if on else self._steps.switch_off(name)
                if on:
                    self._steps.switch_on(name)
                self._not_before = 0.0
                return traces
            finally:
                self._running.release()
        finally:
            self._wanted.set()

    @property
    def _wants_to(self) -> bool:
        wanted = self._context.has_library and self._wanted.is_set()
        return wanted and time.monotonic() >= self._not_before

    def _go_on(self, stop: threading.Event) -> bool:
        while not self._ends(stop) and (self.is_looked_at or self._is_in_the_way()):
            stop.wait(LOOK_SECONDS)
        self._waits_for = ""
        return not self._ends(stop)

    def _ends(self, stop: threading.Event) -> bool:
        return stop.is_set() or not self._wanted.is_set() or self._is_indexing()

    def _is_in_the_way(self) -> bool:
        """Whether the person at the machine needs its power or its processor; looked at now and then."""
        if time.monotonic() - self._looked >= MACHINE_SECONDS:
            self._looked = time.monotonic()
            self._waits_for = self._steps.reason_to_wait()
        return bool(self._waits_for)
