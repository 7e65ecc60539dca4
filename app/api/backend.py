"""What the endpoints work on: the service, the index run that may be going on, and the folders on offer."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from photos_ml.app.api.duplicate_runs import DuplicateRuns
from photos_ml.app.api.gate import Bucket
from photos_ml.app.api.memory_runs import MemoryRuns
from photos_ml.app.api.problems import Problem
from photos_ml.app.api.runs import IndexRuns
from photos_ml.app.service import PhotoService
from photos_ml.errors import LibraryBusyError

if TYPE_CHECKING:
    from photos_ml.store import PhotoRow

SEARCHES_BURST, SEARCHES_PER_SECOND = 60, 20
"""More than typing can ask for, less than keeps a laptop's fan on."""


class Desktop(Protocol):
    """The window around the pages, or the browser that stands in for it."""

    @property
    def picks(self) -> bool:
        """Whether it has the system's folder picker."""

    def pick_folder(self) -> Path | None:
        """A folder the user picks, or None."""

    def front(self) -> None:
        """Come before all other windows."""


@dataclass
class Backend:
    """One library being served."""

    service: PhotoService
    offered: tuple[Path, ...] = ()
    """Folders that may be added: named when the service was started, or picked in the system's dialog."""
    desktop: Desktop | None = None
    """None for a service without a window: it starts no program."""
    runs: IndexRuns = field(init=False)
    memories: MemoryRuns = field(init=False)
    duplicates: DuplicateRuns = field(init=False)
    searches: Bucket = field(default_factory=lambda: Bucket(SEARCHES_BURST, SEARCHES_PER_SECOND))
    _loading: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.runs = IndexRuns(self.service)
        self.memories = MemoryRuns(self.service)
        self.duplicates = DuplicateRuns(self.service)

    def warm(self) -> None:
        """Load the model once, however many requests come at the same time."""
        with self._loading:
            _ = self.service.engine

    def photo(self, photo_id: int) -> PhotoRow:
        """A photo that is there; Problem 404 for any other id."""
        photo = self.service.photo(photo_id)
        if photo is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such photo.")
        return photo

    def folders(self) -> dict[str, Path]:
        """The only folders that can be indexed, by the name a request uses for them."""
        known = {f"known-{root.id}": root.path for root in self.service.library().roots()}
        fresh = [path for path in self.offered if path not in known.values()]
        return known | {f"offered-{number}": path for number, path in enumerate(fresh)}

    def offer(self, path: Path) -> str:
        """Let a folder be indexed; the name a request uses for it."""
        if path not in self.offered and path not in self.roots():
            self.offered = (*self.offered, path)
        return next(name for name, known in self.folders().items() if known == path)

    def refuse_while_indexing(self) -> None:
        """LibraryBusyError while a run of this service goes on."""
        if self.runs.state.state == "running":
            raise LibraryBusyError("a run is going on")

    def roots(self) -> list[Path]:
        """The indexed folders."""
        return self.service.roots()
