"""What a library that is being served does by itself: follow its folders, make the memories of each day,
compute the steps that are due, have another model take over, read what pages ask of all photos."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from photos_ml.app.api.backend import Backend
from photos_ml.app.background import step_back
from photos_ml.app.service.ahead import read_ahead
from photos_ml.app.upkeep import beside, every, follow

DAY_CHECK_SECONDS = 300.0
FIRST_DAY_SECONDS = 20.0
"""Not at once: whoever opens the pages wants to see photos first."""
FIRST_STEP_SECONDS, STEP_CHECK_SECONDS = 30.0, 20.0
"""Until steps are computed, and until it is looked whether any is due."""
CHANGE_CHECK_SECONDS = 5.0
"""Until it is looked whether another model is to take over, or has."""
AHEAD_CHECK_SECONDS = 5.0
"""Until it is looked whether something was written; only once nothing more is, all is read again."""
WAIT_SECONDS = 0.5


def kept_up(backend: Backend) -> AbstractContextManager[None]:
    """The library is kept up to date until the block ends."""

    def watch(stop: threading.Event) -> None:
        def index(folders: Sequence[Path]) -> None:
            backend.indexing.start(folders, automatic=True)
            while not stop.is_set() and not backend.indexing.job.wait(WAIT_SECONDS):
                pass

        follow(lambda: _watched(backend), backend.context.folder, index, stop)

    def remember(stop: threading.Event) -> None:
        if not stop.wait(FIRST_DAY_SECONDS):
            every(DAY_CHECK_SECONDS, lambda: make_todays_memories(backend), stop)

    def look_closer(stop: threading.Event) -> None:
        if not stop.wait(FIRST_STEP_SECONDS):
            every(STEP_CHECK_SECONDS, lambda: backend.steps.run(stop), stop)

    def change(stop: threading.Event) -> None:
        every(CHANGE_CHECK_SECONDS, backend.changes.go_on, stop)

    def look_ahead(stop: threading.Event) -> None:
        step_back()
        seen = Ahead()
        every(AHEAD_CHECK_SECONDS, lambda: seen.look(backend, stop), stop)

    return beside(watch, remember, look_closer, change, look_ahead)


class Ahead:
    """When what pages ask of all photos is read: at first at once, then when nothing was written for a
    while."""

    def __init__(self) -> None:
        self._seen: int | None = None
        self._known: int | None = None

    def look(self, backend: Backend, stop: threading.Event) -> None:
        """Read it if it is time."""
        version = backend.context.library().database.version()
        is_quiet = self._seen in (None, version)
        self._seen = version
        if is_quiet and version != self._known:
            self._known = version  # of before: what is written meanwhile is another
            read_ahead(backend.context, lambda done, of: None, stop.is_set)


def make_todays_memories(backend: Backend) -> None:
    """Have the memories of the clock's day ready before they are asked for; not while photos come in."""
    if not backend.indexing.job.is_running and backend.context.library().newest_id():
        backend.memories.ask(backend.context.clock.now().date())


def _watched(backend: Backend) -> list[Path]:
    """All folders, or none while the user does not want them watched."""
    return backend.roots() if backend.context.settings.watch else []
