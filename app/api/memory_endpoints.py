"""What can be asked about memories. They are made in the background: no answer waits for that."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any

from photos_ml.app.api import shapes
from photos_ml.app.api.backend import Backend
from photos_ml.app.api.memory_runs import READY, DayState
from photos_ml.app.api.present import shown_memory_json
from photos_ml.app.api.problems import Problem
from photos_ml.app.memories import MemoryView


def memories(backend: Backend, request: shapes.MemoryDay) -> dict[str, Any]:
    """The memories of a day, best first; while `state` is 'making' there are none yet: ask again."""
    day = _day(backend, request)
    return _day_json(backend, day, backend.memories.ask(day))


def memory(backend: Backend, request: shapes.OneMemory) -> dict[str, Any]:
    """A memory of any day."""
    return shown_memory_json(_found(backend, request.memory))


def feedback(backend: Backend, request: shapes.MemoryFeedback) -> dict[str, Any]:
    """Say what was done with a memory or a photo in it: it is kept here and trains this library alone."""
    view = _found(backend, request.memory)
    if request.photo is not None and request.photo not in [photo.id for photo in view.photos]:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "That photo is not in the memory.")
    backend.service.memories.give(
        request.memory,
        request.event,
        photo=request.photo,
        position=request.position,
        value=request.value,
    )
    return {"kept": True}


def less(backend: Backend, request: shapes.LessOf) -> dict[str, Any]:
    """Ask for less of a person, a place, a day, a kind or this memory's subject."""
    _found(backend, request.memory)
    subject = f"{request.what}:{request.subject}"
    backend.service.memories.give(request.memory, "less", subject=subject)
    return {"kept": True}


def undo_feedback(backend: Backend, _: shapes.Nothing) -> dict[str, Any]:
    """Take back the last favourite, share, hide or 'less'."""
    event = backend.service.memories.undo()
    if event is None:
        raise Problem(HTTPStatus.CONFLICT, "There is nothing to take back.")
    return {"event": event.event.value, "memory": event.memory, "photo": event.photo}


def regenerate(backend: Backend, request: shapes.MemoryDay) -> dict[str, Any]:
    """Make other memories for a day; follow it at /api/memories."""
    day = _day(backend, request)
    return _day_json(backend, day, backend.memories.ask(day, anew=True))


def _day_json(backend: Backend, day: date, state: DayState) -> dict[str, Any]:
    views = backend.service.memories.of_day(day) if state.state == READY else []
    return {
        "day": day.isoformat(),
        "state": state.state,
        "error": state.error,
        "memories": [shown_memory_json(view) for view in views],
    }


def _day(backend: Backend, request: shapes.MemoryDay) -> date:
    if request.day is None:
        return backend.service.clock.now().date()
    try:
        return date.fromisoformat(request.day)
    except ValueError:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "There is no such day.") from None


def _found(backend: Backend, memory_id: str) -> MemoryView:
    view = backend.service.memories.find(memory_id)
    if view is None:
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such memory.")
    return view
