"""What can be asked about memories. They are made in the background: no answer waits for that."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query

from photos_ml.app.api import shapes
from photos_ml.app.api.backend import Backend, Served
from photos_ml.app.api.jobs import MAKING, READY
from photos_ml.app.api.memory_job import DayState, MemoriesOf
from photos_ml.app.api.present import shown_memory_json
from photos_ml.app.api.problems import Problem, answered
from photos_ml.app.api.strict import StrictRoute
from photos_ml.app.present import learnt_json
from photos_ml.app.service.feedback import give_feedback, what_was_learnt
from photos_ml.app.service.feedback import undo_feedback as take_back
from photos_ml.app.service.memories import MemoryView, find_memory, memories_of_day, memory_of_wish
from photos_ml.clock import can_be_today

router = APIRouter(route_class=StrictRoute)


@router.get("/memories")
def memories(backend: Served, asked: Annotated[shapes.MemoryDay, Query()]) -> dict[str, Any]:
    """The memories of a day, best first; while `state` is 'making' there are none yet: ask again."""
    return _day_json(backend, asked.day)


@router.get("/memories/learnt")
def learnt(backend: Served) -> dict[str, Any]:
    """What was learnt of the user, in plain words."""
    return learnt_json(what_was_learnt(backend.context))


@router.post("/memories/wish")
def wish(backend: Served, asked: shapes.WishBody) -> dict[str, Any]:
    """Begin to make a memory of what is asked for in words; follow it by asking for it."""
    state = backend.memories.ask_of(MemoriesOf(wish=asked.wish), anew=True)
    if state is None:
        raise Problem(HTTPStatus.CONFLICT, "Other memories are being made: ask again in a moment.")
    return asdict(state)


@router.get("/memories/wish")
def wished(backend: Served, asked: Annotated[shapes.WishAsked, Query()]) -> dict[str, Any]:
    """What came of a wish of today: no memory where too little was found, or while `state` is 'making'."""
    state = backend.memories.ask_of(MemoriesOf(wish=asked.wish)) or DayState(MAKING)
    view = memory_of_wish(backend.context, asked.wish, _day(backend, None)) if state.state == READY else None
    return {**asdict(state), "memories": [shown_memory_json(view)] if view else []}


@router.get("/memories/{memory}")
def memory(backend: Served, memory: shapes.MemoryId) -> dict[str, Any]:
    """A memory of any day."""
    return shown_memory_json(_found(backend, memory))


@router.post("/memories/{memory}/feedback")
def feedback(backend: Served, memory: shapes.MemoryId, asked: shapes.MemoryFeedback) -> dict[str, Any]:
    """Say what was done with a memory or a photo in it: it is kept here and trains this library alone."""
    view = _found(backend, memory)
    if asked.photo is not None and asked.photo not in [photo.id for photo in view.photos]:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "That photo is not in the memory.")
    give_feedback(
        backend.context,
        memory,
        asked.event,
        photo=asked.photo,
        position=asked.position,
        value=asked.value,
    )
    return {"kept": True}


@router.post("/memories/{memory}/less")
def less(backend: Served, memory: shapes.MemoryId, asked: shapes.LessOf) -> dict[str, Any]:
    """Ask for less of a person, a place, a day, a kind or this memory's subject."""
    _found(backend, memory)
    subject = f"{asked.what}:{asked.subject}"
    answered(lambda: give_feedback(backend.context, memory, "less", subject=subject))
    return {"kept": True}


@router.post("/memories/undo")
def undo_feedback(backend: Served, _: shapes.Nothing) -> dict[str, Any]:
    """Take back the last favourite, share, hide or 'less'."""
    event = take_back(backend.context)
    if event is None:
        raise Problem(HTTPStatus.CONFLICT, "There is nothing to take back.")
    return {"event": event.event.value, "memory": event.memory, "photo": event.photo}


@router.post("/memories/regenerate")
def regenerate(backend: Served, asked: shapes.MemoryDay) -> dict[str, Any]:
    """Make other memories for a day; follow it at /api/memories."""
    return _day_json(backend, asked.day, anew=True)


def _day_json(backend: Backend, asked: str | None, *, anew: bool = False) -> dict[str, Any]:
    day = _day(backend, asked)
    state = backend.memories.ask(day, anew=anew)
    views = memories_of_day(backend.context, day) if state.state == READY else []
    return {
        "day": day.isoformat(),
        "state": state.state,
        "error": state.error,
        "memories": [shown_memory_json(view) for view in views],
    }


def _day(backend: Backend, asked: str | None) -> date:
    if asked is None:
        return backend.context.clock.now().date()
    with suppress(ValueError):
        if can_be_today(day := date.fromisoformat(asked)):
            return day
    raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "There is no such day.")


def _found(backend: Backend, memory_id: str) -> MemoryView:
    view = find_memory(backend.context, memory_id)
    if view is None:
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such memory.")
    return view
