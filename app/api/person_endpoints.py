"""One person, and the picture of a face."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Query, Response

from photos_ml.app.api import people_shapes as shapes
from photos_ml.app.api.backend import Backend, Served
from photos_ml.app.api.jobs import MAKING
from photos_ml.app.api.memory_job import DayState, MemoriesOf
from photos_ml.app.api.photo_endpoints import KEPT
from photos_ml.app.api.present import shown_memory_json
from photos_ml.app.api.problems import Problem, answered
from photos_ml.app.api.shapes import Nothing, PhotoId
from photos_ml.app.api.strict import StrictRoute
from photos_ml.app.service.memories import memories_of_person
from photos_ml.app.service.people.acting import person_of
from photos_ml.app.service.people.documents import cover_json, person_json
from photos_ml.app.service.people.profile import Profile, profile
from photos_ml.app.service.pictures import face_picture

router = APIRouter(route_class=StrictRoute)


@router.get("/people/{person}")
def read_person(backend: Served, person: PhotoId) -> dict[str, Any]:
    """All of one person; of one that turned out to be another, that other: `id` says who."""
    return _profile_json(answered(lambda: profile(backend.context, person)))


@router.get("/people/{person}/memories")
def person_memories(backend: Served, person: PhotoId) -> dict[str, Any]:
    """The memories that were made of a person, the newest first; while `state` is 'making' more come."""
    name = answered(lambda: person_of(backend.context.library(), person)).name
    state = backend.memories.ask_of(MemoriesOf(person=name)) or DayState(MAKING)
    views = memories_of_person(backend.context, name) if name else []
    return {**asdict(state), "memories": [shown_memory_json(view) for view in views]}


@router.post("/people/{person}/memories")
def make_memories(backend: Served, person: PhotoId, asked: Nothing) -> dict[str, Any]:
    """Begin to make memories of a person."""
    name = answered(lambda: person_of(backend.context.library(), person)).name
    if not name:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Memories are of people with a name.")
    state = backend.memories.ask_of(MemoriesOf(person=name), anew=True)
    if state is None:
        raise Problem(HTTPStatus.CONFLICT, "Other memories are being made: ask again in a moment.")
    return asdict(state)


@router.get(
    "/photos/{photo}/face",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}}},
)
async def face(backend: Served, photo: PhotoId, asked: Annotated[shapes.FacePlace, Query()]) -> Response:
    """The part of a photo around a face, as a small square JPEG; of a video its middle."""
    body = await anyio.to_thread.run_sync(_face, backend, photo, asked, limiter=backend.decoding)
    return Response(body, headers={"cache-control": KEPT}, media_type="image/jpeg")


def _face(backend: Backend, photo: int, asked: shapes.FacePlace) -> bytes:
    box = (asked.x, asked.y, asked.width, asked.height)
    return face_picture(backend.context, backend.photo(photo), box)


def _profile_json(found: Profile) -> dict[str, Any]:
    ends = [
        {"photo": end.photo, "taken": end.taken, "precision": end.precision.value} for end in found.seen or ()
    ]
    return {
        **person_json(found.person),
        "first": ends[0] if ends else None,
        "last": ends[1] if ends else None,
        "placed": found.placed,
        "bounds": asdict(found.bounds) if found.bounds else None,
        "spots": [{"lat": spot.lat, "lon": spot.lon, "photos": spot.photos} for spot in found.spots],
        "with": [
            {
                "id": one.person.id,
                "name": one.person.name,
                "photos": one.photos,
                **cover_json(one.person.cover),
            }
            for one in found.companions
        ],
        "memories": [shown_memory_json(view) for view in found.memories],
    }
