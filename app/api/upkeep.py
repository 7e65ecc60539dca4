"""What a library that is being served does by itself: follow its folders, make the memories of each day,
compute the steps that are due, have another model take over."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from photos_ml.app.api.backend import Backend
from photos_ml.app.upkeep import beside, every, follow

DAY_CHECK_SECONDS = 300.0
FIRST_DAY_SECONDS = 20.0
"""Not at once: whoever opens the pages wants to see photos first."""
FIRST_STEP_SECONDS, STEP_CHECK_SECONDS = 30.0, 20.0
"""Until steps are computed, and until it is looked whether any is due."""
CHANGE_CHECK_SECONDS = 5.0
"""Until it is looked whether another model is to take over, or has."""
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

    return beside(watch, remember, look_closer, change)


def make_todays_memories(backend: Backend) -> None:
    """Have the memories of the clock's day ready before they are asked for; not while photos come in."""
    if not backend.indexing.job.is_running and backend.context.library().newest_id():
        backend.memories.ask(backend.context.clock.now().date())


def _watched(backend: Backend) -> list[Path]:
    """All folders, or none while the user does not want them watched."""
    return backend.roots() if backend.context.settings.watch else []
