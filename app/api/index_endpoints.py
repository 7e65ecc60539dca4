"""What the library holds, and how it is brought up to date."""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from fastapi.sse import EventSourceResponse

from photos_ml.app.api import shapes
from photos_ml.app.api.backend import Served
from photos_ml.app.api.index_job import standing_json
from photos_ml.app.api.jobs import follow
from photos_ml.app.api.present import failed_json
from photos_ml.app.api.problems import Problem
from photos_ml.app.api.strict import StrictRoute
from photos_ml.app.present import printable, status_json
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
    return [failed_json(failure) for failure in failed_files(backend.context)]


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


@router.post("/index")
def start_index(backend: Served, asked: shapes.Index) -> dict[str, Any]:
    """Begin to index folders; follow it at /api/index/events."""
    backend.context.library().check_writable()
    on_offer = backend.folders()
    if any(name not in on_offer for name in asked.folders) or not (asked.folders or on_offer):
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "There is no folder of that name to index.",
            "Name a new folder when starting: photos-ml serve FOLDER",
        )
    backend.indexing.start([on_offer[name] for name in asked.folders])
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
