"""Looks for duplicates beside the service: in a large library that takes longer than an answer may."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from photos_ml.app.api.jobs import FAILED, MAKING, READY, telling
from photos_ml.app.background import BackgroundJob, Run, State
from photos_ml.app.service.duplicates import duplicate_groups, proposed_of

if TYPE_CHECKING:
    from photos_ml.app.service import Context
    from photos_ml.app.service.duplicates import Duplicates
    from photos_ml.search.duplicates import DuplicateGroup


class DuplicateJob:
    """The groups of the library as it stands. Safe to use from several threads."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._lock = threading.Lock()
        self._proposed: dict[DuplicateGroup, Duplicates] = {}
        self.job: BackgroundJob[tuple[int, ...], None, list[DuplicateGroup]] = BackgroundJob(
            "duplicates", self._find, telling("looking for duplicates")
        )

    @property
    def groups(self) -> list[DuplicateGroup]:
        """Those found, none while they are looked for."""
        return self.job.standing.result or []

    @property
    def error(self) -> str:
        """Why looking for them failed."""
        return self.job.standing.error

    def ask(self) -> str:
        """'ready', 'making' or 'failed'; begins anew where the library has changed since."""
        with self._lock:
            standing, state = self.job.standing, self._context.shown_state()
            if standing.state is State.RUNNING:
                return MAKING
            if standing.asked != state:
                self.job.start(state)
                return MAKING
            return FAILED if standing.state is State.FAILED else READY

    def proposed(self, groups: Sequence[DuplicateGroup]) -> list[Duplicates]:
        """These groups with the photo to keep first; each is looked at once."""
        fresh = [group for group in groups if group not in self._proposed]
        self._proposed |= dict(zip(fresh, proposed_of(self._context, fresh), strict=True))
        return [self._proposed[group] for group in groups]

    def _find(self, state: tuple[int, ...], run: Run[None]) -> list[DuplicateGroup]:
        found = duplicate_groups(self._context)
        self._proposed = {}
        return found
