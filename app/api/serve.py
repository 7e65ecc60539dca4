"""From a library folder to a server that can run: what `photos-ml serve` and the tests start with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from photos_ml.app.api.backend import Backend
from photos_ml.app.api.server import Server, make_server
from photos_ml.app.service import PhotoService
from photos_ml.clock import FixedClock


@contextmanager
def prepare(
    library: Path, folders: Sequence[Path] = (), port: int = 0, now: datetime | None = None
) -> Iterator[Server]:
    """A server over the library, made if need be. Without `folders`, the user's pictures are on offer."""
    offered = tuple(folder.absolute() for folder in folders) or _pictures()
    with PhotoService(library, clock=FixedClock(now) if now else None) as service:
        service.library(create=True)
        backend = Backend(service, offered)
        yield make_server(backend, port)


def _pictures() -> tuple[Path, ...]:
    from platformdirs import user_pictures_path

    folder = user_pictures_path()
    return (folder,) if folder.is_dir() else ()
