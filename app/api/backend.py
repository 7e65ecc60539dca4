"""What the endpoints work on: the service, the index run that may be going on, and the folders on offer."""

from __future__ import annotations

import stat
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import anyio
import anyio.from_thread
from fastapi import Depends, Request

from photos_ml.app.api.change_job import ChangeJob
from photos_ml.app.api.duplicate_job import DuplicateJob
from photos_ml.app.api.enrich_runs import EnrichRuns
from photos_ml.app.api.export_counts import ExportCounts
from photos_ml.app.api.import_job import ImportJob
from photos_ml.app.api.index_job import IndexJob
from photos_ml.app.api.memory_job import MemoryJob
from photos_ml.app.api.private_door import ROOM
from photos_ml.app.api.private_room import PrivateRoom
from photos_ml.app.api.problems import Problem
from photos_ml.app.api.pull_job import PullJob
from photos_ml.app.present import printable
from photos_ml.app.service import Context
from photos_ml.app.service.closer import look_while
from photos_ml.app.service.indexing import indexed_folders
from photos_ml.app.service.language import ask_in
from photos_ml.app.service.photos import present_photo
from photos_ml.app.service.search import search_engine
from photos_ml.errors import LibraryBusyError

if TYPE_CHECKING:
    from photos_ml.store import PhotoRow

SEARCHES_TOGETHER = 2
"""At work at once; all others wait their turn, the first who asked first, and hold no thread meanwhile."""
CLOSER_LOOKS_TOGETHER = 1
"""At work at once, beside the searches: no first hits wait for them."""
PAUSE_S, PATIENCE = 0.005, 40
"""A closer look makes way for searches that begin meanwhile: so long at a time, so many times in a row."""
PICTURE_THREADS = 2
"""Decoders at work: searching stays quick while a grid fills."""


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

    context: Context
    offered: tuple[Path, ...] = ()
    """Folders that may be added: named when the service was started, or picked in the system's dialog."""
    browses: bool = False
    """Whether folders on this machine may be looked for and added besides."""
    desktop: Desktop | None = None
    """None for a service without a window: it starts no program."""
    indexing: IndexJob = field(init=False)
    memories: MemoryJob = field(init=False)
    duplicates: DuplicateJob = field(init=False)
    imports: ImportJob = field(init=False)
    pulls: PullJob = field(init=False)
    private: PrivateRoom[Backend] = field(init=False)
    """What is private of it, for who unlocked it."""
    steps: EnrichRuns = field(init=False)
    changes: ChangeJob = field(init=False)
    exports: ExportCounts = field(default_factory=ExportCounts)
    searching: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(SEARCHES_TOGETHER))
    looking: anyio.CapacityLimiter = field(
        default_factory=lambda: anyio.CapacityLimiter(CLOSER_LOOKS_TOGETHER)
    )
    decoding: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(PICTURE_THREADS))
    _loading: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.indexing = IndexJob(self.context)
        self.memories = MemoryJob(self.context)
        self.duplicates = DuplicateJob(self.context)
        self.imports = ImportJob(self.context)
        self.pulls = PullJob(self.context)
        self.private = PrivateRoom(self.context, Backend)
        self.steps = EnrichRuns(
            self.context, lambda: self.indexing.job.is_running or self.changes.job.is_running
        )
        self.changes = ChangeJob(
            self.context, lambda: self.indexing.job.is_running or self.steps.is_looked_at
        )

    shows_hidden = True
    """Whether whoever asks may see what is hidden."""

    @property
    def writing(self) -> Context:
        """Where what is done by hand is written."""
        return self.context

    def check_marks(self, *, hidden: bool | None) -> None:
        """Problem 403 where photos may not be hidden, or shown again, by whoever asks."""

    def told_path(self, photo: PhotoRow) -> str:
        """A photo's file as it is told: where it is on this machine."""
        return printable(str(photo.path))

    def ready_to_search(self) -> None:
        """Steps in the background wait, and the model is loaded, once for all requests."""
        self.steps.searched()
        with self._loading:
            _ = search_engine(self.context)

    def photo(self, photo_id: int) -> PhotoRow:
        """A photo that is there; Problem 404 for any other id."""
        photo = present_photo(self.context, photo_id)
        if photo is None:
            raise Problem(HTTPStatus.NOT_FOUND, "There is no such photo.")
        return photo

    def file_of(self, photo_id: int) -> Path:
        """The photo's file; Problem 404 where a link was put in its place: that could lead anywhere."""
        path = self.photo(photo_id).path
        if not stat.S_ISREG(path.lstat().st_mode):
            raise Problem(
                HTTPStatus.NOT_FOUND, "The file of this photo has become something else.", "Index again."
            )
        return path

    def folders(self) -> dict[str, Path]:
        """The only folders that can be indexed, by the name a request uses for them."""
        known = {f"known-{root.id}": root.path for root in self.context.library().roots()}
        fresh = [path for path in self.offered if path not in known.values()]
        return known | {f"offered-{number}": path for number, path in enumerate(fresh)}

    def offer(self, path: Path) -> str:
        """Let a folder be indexed; the name a request uses for it."""
        if path not in self.offered and path not in self.roots():
            self.offered = (*self.offered, path)
        return next(name for name, known in self.folders().items() if known == path)

    def refuse_while_indexing(self) -> None:
        """LibraryBusyError while a run of this service goes on."""
        if self.indexing.job.is_running:
            raise LibraryBusyError("a run is going on")

    def roots(self) -> list[Path]:
        """The indexed folders."""
        return indexed_folders(self.context)


async def _served(request: Request) -> Backend:
    backend: Backend = request.scope.get(ROOM) or request.app.state.backend
    ask_in(request.headers.get("accept-language", ""))
    return backend


Served = Annotated[Backend, Depends(_served)]
"""What an endpoint works on."""


async def _turn(backend: Served) -> AsyncIterator[None]:
    async with backend.searching:
        yield


IN_TURN = Depends(_turn, scope="function")
"""Of endpoints that search: a request waits until those before it are answered."""


async def _look(backend: Served, request: Request) -> AsyncIterator[None]:
    async with backend.looking:
        if await request.is_disconnected():
            raise Problem(HTTPStatus.REQUEST_TIMEOUT, "Nobody waits for this any longer.")
        look_while(partial(anyio.from_thread.run, _goes_on, backend, request))
        yield


async def _goes_on(backend: Backend, request: Request) -> bool:
    """Once no search is at work, or has been for long: whether whoever asked still waits."""
    for _ in range(PATIENCE):
        if not backend.searching.borrowed_tokens:
            break
        await anyio.sleep(PAUSE_S)
    return not await request.is_disconnected()


LOOKS_IN_TURN = Depends(_look, scope="function")
"""Of closer looks, which wait for each other alone."""
