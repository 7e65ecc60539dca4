"""The planners of one service over one language model, whose terms are shown once a library."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from photos_ml.errors import PhotosError

if TYPE_CHECKING:
    from photos_ml.planner.context import Known, PlannedQuery, Planner
    from photos_ml.planner.once import MarkerOnce
    from photos_ml.store import Library

TERMS_SHOWN = "language model terms shown"
"""Setting of the library: the terms its user has been shown."""


class Planners:
    """Made by name when they are first asked for; nothing is loaded before."""

    def __init__(self) -> None:
        self._made: dict[str, Planner] = {}

    @cached_property
    def marker(self) -> MarkerOnce:
        """The language model they share."""
        from photos_ml.planner import load_marker
        from photos_ml.planner.once import MarkerOnce

        return MarkerOnce(load_marker)

    def named(self, name: str) -> Planner:
        """UsageError where there is no planner of this name."""
        from photos_ml.planner import make_planner

        if name not in self._made:
            # A command that is answered by rules at once is not kept waiting for a model it has not loaded.
            self._made[name] = make_planner(name, None if name == "rules" else self.marker, waits=False)
        return self._made[name]

    def plan(self, name: str, query: str, known: Known, now: datetime, library: Library) -> PlannedQuery:
        """What the query asks; the first plan of a library made with a language model says its terms."""
        planned = self.named(name).plan(query, known, now)
        notice = getattr(self.marker.peek(), "notice", "") if "llm" in planned.planner else ""
        if not notice or library.setting(TERMS_SHOWN) == notice:
            return planned
        with suppress(PhotosError):  # a library that cannot be written to now is told again
            library.set_setting(TERMS_SHOWN, notice)
        return replace(planned, notes=(*planned.notes, notice))

    def start(self, name: str) -> None:
        """Load the model in a thread, where this planner may ask it: `serve` does so once, at its start."""
        if name != "rules":
            self.marker.start()

    def close(self) -> None:
        """Wait for a load that is going on: the runtime does not survive an exit in the middle of it."""
        if "marker" in self.__dict__:
            self.marker.join()
