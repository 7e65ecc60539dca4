"""What only a program on the desktop can do: pick a folder, show a file. By HTTP too: one guard is enough."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import APIRouter

from photos_ml.app.api import shapes
from photos_ml.app.api.backend import Backend, Desktop, Served
from photos_ml.app.api.problems import Problem
from photos_ml.app.api.strict import StrictRoute
from photos_ml.app.desktop.files import open_with_default
from photos_ml.app.desktop.files import reveal as reveal_file
from photos_ml.app.present import printable
from photos_ml.errors import UsageError

router = APIRouter(route_class=StrictRoute)


@router.get("/desktop")
def abilities(backend: Served) -> dict[str, Any]:
    """What the pages may offer: a service without a window starts no program and opens no dialog."""
    desktop = backend.desktop
    return {"window": desktop is not None, "picks": desktop is not None and desktop.picks}


@router.post("/desktop/folder")
def pick_folder(backend: Served, _: shapes.Nothing) -> dict[str, Any]:
    """Let the user pick a folder in the system's own dialog: only then can it be indexed."""
    desktop = _desktop(backend)
    if not desktop.picks:
        raise Problem(HTTPStatus.CONFLICT, "There is no folder picker here.", "photos-ml app has one.")
    path = desktop.pick_folder()
    if path is None:
        return {"folder": None, "path": None}
    return {"folder": backend.offer(path), "path": printable(str(path))}


@router.post("/photos/{photo}/reveal")
def reveal(backend: Served, photo: shapes.PhotoId, _: shapes.Nothing) -> dict[str, Any]:
    """Show the photo's file in the file manager."""
    return _do(backend, photo, reveal_file)


@router.post("/photos/{photo}/open")
def open_photo(backend: Served, photo: shapes.PhotoId, _: shapes.Nothing) -> dict[str, Any]:
    """Open the photo's file with the program the user has for it."""
    return _do(backend, photo, open_with_default)


@router.post("/desktop/front")
def front(backend: Served, _: shapes.Nothing) -> dict[str, Any]:
    """Bring the window to the front, as a second start does."""
    _desktop(backend).front()
    return {"done": True}


def _do(backend: Backend, photo_id: int, action: Callable[[Path], None]) -> dict[str, Any]:
    _desktop(backend)
    path = backend.file_of(photo_id)
    try:
        action(path)
    except UsageError as error:
        raise Problem(HTTPStatus.CONFLICT, f"{str(error).capitalize()}.", error.hint) from error
    return {"done": True}


def _desktop(backend: Backend) -> Desktop:
    if backend.desktop is None:
        raise Problem(HTTPStatus.CONFLICT, "This service has no window.", "photos-ml app has one.")
    return backend.desktop
