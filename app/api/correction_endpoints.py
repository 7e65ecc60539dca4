"""Corrections of one photo or thousands, and their undoing."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query

from photos_ml.app.api import correction_shapes as shapes
from photos_ml.app.api.backend import Backend, Served
from photos_ml.app.api.problems import answered
from photos_ml.app.api.strict import StrictRoute
from photos_ml.app.service.choosing import photos_where
from photos_ml.app.service.corrections import CorrectionWords, correct_photos, places_called, undo
from photos_ml.app.service.photos import present_photos
from photos_ml.errors import UsageError

router = APIRouter(route_class=StrictRoute)


@router.post("/corrections")
def correct(backend: Served, asked: shapes.Corrections) -> dict[str, Any]:
    """Say this of photos, in the library alone; `gesture` undoes it. Photos that are there no more are passed
    over; `left` have no day that could be moved."""
    done = answered(lambda: correct_photos(backend.context, chosen(backend, asked), _said(asked)))
    return {"photos": done.photos, "left": done.left, "gesture": done.gesture}


@router.get("/places")
def places(backend: Served, asked: Annotated[shapes.PlaceName, Query()]) -> dict[str, Any]:
    """What a name may mean as a place to correct with, the most populous first."""
    return {"places": [asdict(place) for place in places_called(asked.name)]}


@router.post("/undo")
def undo_gesture(backend: Served, asked: shapes.Undo) -> dict[str, Any]:
    """Put back what stood before a gesture; `gesture` undoes that. `in_trash`: files that stay there."""
    return answered(lambda: asdict(undo(backend.context, asked.gesture)), HTTPStatus.NOT_FOUND)


def chosen(backend: Backend, asked: shapes.Chosen) -> list[int]:
    """The photos that are meant; UsageError where none is named."""
    context = backend.context
    there = present_photos(context, asked.photos)
    found = [photo for photo in dict.fromkeys(asked.photos) if photo in there]
    if asked.where:
        found += [photo for photo in photos_where(context, asked.where) if photo not in there]
    if not asked.photos and not asked.where:
        raise UsageError("no photo is named")
    return found


def _said(asked: shapes.Corrections) -> CorrectionWords:
    point, photo = asked.point, asked.place_of
    return CorrectionWords(
        date=asked.date,
        shift=asked.shift,
        zone=asked.zone,
        place=asked.place,
        place_of=None if photo is None else str(photo),
        point=None if point is None else (point.lat, point.lon),
        title=asked.title,
        caption=asked.caption,
        rating=asked.rating,
        keywords=asked.keywords,
        no_keywords=asked.no_keywords,
        people=asked.people,
        no_people=asked.no_people,
        tags=asked.tags,
        no_tags=asked.no_tags,
        kind=asked.kind,
    )
