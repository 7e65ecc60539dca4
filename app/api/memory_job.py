"""Makes the memories of a day beside the service: one day at a time."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from photos_ml.app.api.jobs import FAILED, MAKING, READY, telling
from photos_ml.app.background import BackgroundJob, Run, State
from photos_ml.app.service.memories import (
    are_made,
    make_of_person,
    make_of_wish,
    memories_of_day,
    other_memories,
)

if TYPE_CHECKING:
    from photos_ml.app.service import Context


@dataclass(frozen=True, slots=True)
class DayState:
    """How far the memories of a day are: ready, making or failed."""

    state: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class MemoriesOf:
    """Whom or what memories are asked for of, beside those of a day: one of the two."""

    person: str = ""
    wish: str = ""


@dataclass(frozen=True, slots=True)
class _Wanted:
    day: date
    anew: bool
    of: MemoriesOf | None = None
    """Of this, and not shown on the day."""


class MemoryJob:
    """Starts the making of a day and says how far it is. Safe to use from several threads."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._lock = threading.Lock()
        self._failed: dict[date, str] = {}
        self.job: BackgroundJob[_Wanted, None, None] = BackgroundJob(
            "memories", self._make, telling("making memories")
        )

    def ask(self, day: date, *, anew: bool = False) -> DayState:
        """How far a day is; begins it where it is not made, or `anew`, unless another is being made. Where
        nothing can be written, days are as they are; LibraryReadOnlyError for `anew`."""
        library = self._context.library()
        if library.is_read_only:
            if anew:
                library.check_writable()
            return DayState(READY)
        with self._lock:
            standing = self.job.standing
            current = standing.asked.day if standing.asked and standing.asked.of is None else None
            if standing.state is State.RUNNING:
                return DayState(MAKING) if anew or current == day else self._known(day)
            if standing.state is State.FAILED and current is not None:
                self._failed[current] = standing.error
            if anew or (day not in self._failed and not are_made(self._context, day)):
                self._failed.pop(day, None)
                self.job.start(_Wanted(day, anew))
                return DayState(MAKING)
            return self._known(day)

    def ask_of(self, asked: MemoriesOf, *, anew: bool = False) -> DayState | None:
        """How far the memories are that were asked for last; with `anew` they begin, None where
        others are being made. LibraryReadOnlyError for `anew` where nothing can be written."""
        if anew:
            self._context.library().check_writable()
        with self._lock:
            standing = self.job.standing
            mine = standing.asked is not None and standing.asked.of == asked
            if standing.state is State.RUNNING:
                return DayState(MAKING) if mine else None if anew else DayState(READY)
            if anew:
                self.job.start(_Wanted(self._context.clock.now().date(), anew, asked))
                return DayState(MAKING)
            return DayState(FAILED, standing.error) if mine and standing.error else DayState(READY)

    def _known(self, day: date) -> DayState:
        if day in self._failed:
            return DayState(FAILED, self._failed[day])
        return DayState(READY if are_made(self._context, day) else MAKING)

    def _make(self, wanted: _Wanted, run: Run[None]) -> None:
        if wanted.of is not None and wanted.of.wish:
            make_of_wish(self._context, wanted.of.wish, wanted.day)
            return
        if wanted.of is not None:
            make_of_person(self._context, wanted.of.person, wanted.day)
            return
        make = other_memories if wanted.anew else memories_of_day
        make(self._context, wanted.day)
