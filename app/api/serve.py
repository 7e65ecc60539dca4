"""From a library folder to a server that can run: what `photos-ml serve` and the tests start with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from photos_ml.app.api.backend import Backend
from photos_ml.app.api.house import House
from photos_ml.app.api.server import Server, make_server
from photos_ml.app.api.upkeep import kept_up
from photos_ml.app.service import Context
from photos_ml.app.service.running import SERVICE_CARD, card_left, served_at
from photos_ml.clock import FixedClock
from photos_ml.errors import LibraryError, UsageError

PORT = "port"
"""Setting: where the service was last, so that an address that was kept leads there again."""
STOP_SECONDS = 10.0
"""How long an index run may take to end with the service; a batch takes a fraction of it."""


@contextmanager
def prepare(
    library: Path,
    folders: Sequence[Path] = (),
    port: int = 0,
    now: datetime | None = None,
    *,
    keep_up: bool = False,
    lan: str | None = None,
) -> Iterator[Server]:
    """A server over the library, made if need be. Without `folders`, the user's pictures are on offer.

    With `keep_up` the folders are watched, the memories of each day made, the language model loaded, and
    other commands of this user find the service, unless one of this library runs already, which they keep to;
    without a `port` it takes that of last time if it can.
    `lan`: the address of a second door for phones in the house, '' for the only one; UsageError for none.
    """
    offered = tuple(folder.absolute() for folder in folders) or _pictures()
    with Context(library, clock=FixedClock(now) if now else None) as context:
        context.library(create=True)
        backend = Backend(context, offered, browses=True)
        if keep_up:
            context.planners.start(context.settings.planner)
        with kept_up(backend) if keep_up else nullcontext():
            try:
                if keep_up:
                    is_second = served_at(library) is not None
                    server = make_server(backend, port) if is_second else _on_usual_port(backend, port)
                    card = card_left(library / SERVICE_CARD, server.address, server.gate.token)
                    with _with_lan(server, lan) as complete, nullcontext() if is_second else card:
                        yield complete
                else:
                    with _with_lan(make_server(backend, port), lan) as complete:
                        yield complete
            finally:
                backend.indexing.job.stop(STOP_SECONDS)
                backend.imports.job.stop(STOP_SECONDS)
                backend.changes.job.stop(STOP_SECONDS)
                backend.private.close()


@contextmanager
def _with_lan(server: Server, lan: str | None) -> Iterator[Server]:
    """The server with its second door, where that is asked for."""
    if lan is None:
        yield server
        return
    from photos_ml.app.api.lan.doorway import doorway

    house: House = server.app.state.house
    try:
        with doorway(server.app, server.backend, house.devices, lan) as house.door:
            yield replace(server, lan=house.door)
    except BaseException:
        server.listener.close()  # it may never have run
        raise


def _on_usual_port(backend: Backend, port: int) -> Server:
    library = backend.context.library()
    before = library.setting(PORT)
    server = None
    if not port and isinstance(before, int):
        with suppress(UsageError):
            server = make_server(backend, before)
    server = server or make_server(backend, port)
    number = server.listener.getsockname()[1]
    if number != before:
        with suppress(LibraryError):
            library.set_setting(PORT, number)
    return server


def _pictures() -> tuple[Path, ...]:
    from platformdirs import user_pictures_path

    folder = user_pictures_path()
    return (folder,) if folder.is_dir() else ()
