"""What the library holds, and how it is brought up to date."""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.sse import EventSourceResponse

from photos_ml.app.api import shapes
from photos_ml.app.api.backend import Backend, Served
from photos_ml.app.api.index_job import standing_json
from photos_ml.app.api.jobs import follow
from photos_ml.app.api.present import failed_json
from photos_ml.app.api.problems import Problem, answered
from photos_ml.app.api.strict import StrictRoute
from photos_ml.app.present import printable, status_json
from photos_ml.app.service import folder_browser
from photos_ml.app.service.indexing import failed_files, links_not_followed
from photos_ml.app.service.status import read_status

router = APIRouter(route_class=StrictRoute)


@router.get("/status")
def status(backend: Served) -> dict[str, Any]:
    """What the library holds."""
    return status_json(read_status(backend.context))


@router.get("/failures")
def failures(backend: Served) -> list[dict[str, Any]]:
    """Files that could not be indexed, and why."""
    return [failed_json(failure, backend.context.language) for failure in failed_files(backend.context)]


@router.get("/links")
def links(backend: Served) -> list[dict[str, str]]:
    """Links in the folders of photos that were not followed: they lead into the system's own places."""
    return [{"path": path, "target": target} for path, target in links_not_followed(backend.context)]


@router.get("/folders")
def folders(backend: Served) -> list[dict[str, Any]]:
    """The folders that can be indexed: those known, and those named when the service was started."""
    return [
        {
            "name": name,
            "path": printable(str(path)),
            "known": name.startswith("known"),
            "online": path.is_dir(),
        }
        for name, path in backend.folders().items()
    ]


@router.get("/folders/inside")
def folders_inside(backend: Served, asked: Annotated[shapes.OnDisk, Query()]) -> dict[str, Any]:
    """The folders in one on this machine, for choosing which to index; files are not told."""
    found = answered(lambda: folder_browser.inside(asked.folder))
    listed = {"places": folder_browser.places(), "folders": found.folders}
    return {
        "folder": found.key,
        "name": printable(found.path.name),
        "path": printable(str(found.path)),
        "above": found.above,
        "known": found.path in backend.roots(),
        **{
            name: [{"folder": one.key, "name": printable(one.name)} for one in some]
            for name, some in listed.items()
        },
    }


@router.get("/folders/photos")
def photos_inside(backend: Served, asked: Annotated[shapes.OnDisk, Query()]) -> dict[str, Any]:
    """How many photos indexing a folder would find, and of them in each folder in it, by key; with `more`,
    at least so many."""
    found = answered(lambda: folder_browser.amounts(backend.context, asked.folder))
    return {key: {"photos": one.photos, "more": one.more} for key, one in found.items()}


@router.post("/index")
def start_index(backend: Served, asked: shapes.Index) -> dict[str, Any]:
    """Begin to index folders; follow it at /api/index/events."""
    backend.context.library().check_writable()
    folders = [_folder(backend, name) for name in asked.folders]
    if not (folders or backend.folders()):
        raise _no_such()
    backend.indexing.start(folders)
    return standing_json(backend.indexing.standing)


@router.get("/index")
def index_state(backend: Served) -> dict[str, Any]:
    """How far indexing is."""
    return standing_json(backend.indexing.standing)


@router.get("/index/events", response_class=EventSourceResponse)
async def index_events(backend: Served) -> AsyncIterator[dict[str, Any]]:
    """How far indexing is, as server-sent events without an end, at most four a second."""
    async for standing in follow(backend.indexing.job):
        yield standing_json(standing)


def _folder(backend: Backend, name: str) -> Path:
    """By its name in /api/folders or its key."""
    if (known := backend.folders().get(name)) is not None:
        return known
    if not (backend.browses and name):
        raise _no_such()
    return answered(lambda: folder_browser.folder_of(name))


def _no_such() -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "There is no folder of that name to index.",
        "Choose one in Settings, or name it when starting: photos-ml serve FOLDER",
    )
