"""Looks for duplicates beside the service: in a large library that takes longer than an answer may."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from photos_ml.app.api.memory_runs import FAILED, MAKING, READY
from photos_ml.app.api.problems import problem_of
from photos_ml.app.service.duplicates import duplicate_groups, proposed_of

if TYPE_CHECKING:
    from photos_ml.app.service import Context
    from photos_ml.app.service.duplicates import Duplicates
    from photos_ml.search.duplicates import DuplicateGroup


class DuplicateRuns:
    """The groups of the library as it stands, found in a thread. Safe to use from several threads."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._state: tuple[int, ...] | None = None
        self.groups: list[DuplicateGroup] = []
        self.error = ""
        self._proposed: dict[DuplicateGroup, Duplicates] = {}

    def ask(self) -> str:
        """'ready', 'making' or 'failed'; begins anew where the library has changed since."""
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                return MAKING
            state = self._context.shown_state()
            if state != self._state:
                self._state, self.error = state, ""
                # A daemon: nothing of it is kept.
                self._thread = threading.Thread(target=self._find, name="duplicates", daemon=True)
                self._thread.start()
                return MAKING
            return FAILED if self.error else READY

    def proposed(self, groups: Sequence[DuplicateGroup]) -> list[Duplicates]:
        """These groups with the photo to keep first; each is looked at once."""
        fresh = [group for group in groups if group not in self._proposed]
        self._proposed |= dict(zip(fresh, proposed_of(self._context, fresh), strict=True))
        return [self._proposed[group] for group in groups]

    def wait(self, seconds: float) -> bool:
        """Wait for the search to end; False if it has not."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is None or not self._thread.is_alive()

    def _find(self) -> None:
        try:
            self.groups = duplicate_groups(self._context)
            self._proposed = {}
        except Exception as error:  # noqa: BLE001 - a thread has no caller: the state says that it failed
            print(f"photos-ml: looking for duplicates stopped: {error}", file=sys.stderr)
            self.groups, self.error = [], problem_of(error).words
