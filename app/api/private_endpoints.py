"""Unlocking what is private, and moving photos in and out. What is in there is asked for at /private/api."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from photos_ml.app.api.backend import Backend, Served
from photos_ml.app.api.correction_endpoints import chosen
from photos_ml.app.api.correction_shapes import Chosen, Line
from photos_ml.app.api.private_door import cookie_of, session_of
from photos_ml.app.api.problems import Problem, answered
from photos_ml.app.api.shapes import Body, Nothing
from photos_ml.app.api.strict import StrictRoute
from photos_ml.app.service import private as service
from photos_ml.app.service.private import WrongPassphraseError

Passphrase = Annotated[str, Field(max_length=1000)]


class Unlock(Body):
    """What was typed."""

    passphrase: Passphrase


class NewPassphrase(Body):
    """Another passphrase; the one of before where there is one."""

    passphrase: Passphrase
    before: Passphrase = ""


class ToPrivate(Chosen):
    """Photos, and an album with its photos, by name or id."""

    album: Line = ""


class FromPrivate(ToPrivate):
    """Private photos by their ids at /private/api, or all."""

    all: bool = False


router = APIRouter(route_class=StrictRoute)


@router.get("/private")
def standing(backend: Served, request: Request) -> dict[str, Any]:
    """Whether a passphrase was chosen, and whether this session has it unlocked, for how many seconds."""
    left = backend.private.seconds_left(_session(request))
    return {"set_up": backend.private.is_set_up, "unlocked": left > 0, "seconds": round(left)}


@router.post("/private/unlock")
def unlock(backend: Served, asked: Unlock, request: Request, response: Response) -> dict[str, Any]:
    """A session, as a cookie and for the header X-Photos-Private; it ends ten minutes after its last use."""
    return _let_in(request, response, _tried(lambda: backend.private.unlock(asked.passphrase)))


@router.post("/private/passphrase")
def passphrase(backend: Served, asked: NewPassphrase, request: Request, response: Response) -> dict[str, Any]:
    """Choose the passphrase, or another one; nothing brings back one that is forgotten."""
    room = backend.private
    if not room.is_set_up:
        return _let_in(request, response, answered(lambda: room.set_up(asked.passphrase)))
    session = _tried(lambda: room.unlock(asked.before))
    answered(lambda: service.change_passphrase(room.entered(session)[0], asked.passphrase))
    return _let_in(request, response, session)


@router.post("/private/lock")
def lock(backend: Served, asked: Nothing, request: Request, response: Response) -> dict[str, Any]:
    """End this session."""
    backend.private.lock(_session(request))
    response.delete_cookie(_cookie(request), path="/", httponly=True, samesite="strict")
    return {"unlocked": False}


@router.post("/private/add")
def add(backend: Served, asked: ToPrivate, request: Request) -> dict[str, Any]:
    """Make photos private, with all that have the same bytes: `photos` of them, `copies` that were not named;
    those that are there no more, or went as copies of others, are passed over.
    `erased` is false where another program was in the way: it is done when the library is opened next."""
    context, _ = backend.private.entered(_session(request))
    backend.refuse_while_indexing()

    def do() -> dict[str, Any]:
        photos = chosen(backend, asked) if asked.photos or asked.where or not asked.album else []
        if asked.photos and not photos and not asked.album:
            return {"photos": 0, "copies": 0, "erased": True}
        done = service.make_private(context, photos, album=asked.album)
        erased = all(trace.fate.value != "in use" for trace in done.traces)
        return {"photos": done.photos, "copies": done.copies, "erased": erased}

    return answered(do)


@router.post("/private/remove")
def remove(backend: Served, asked: FromPrivate, request: Request) -> dict[str, Any]:
    """Private photos become photos like all others again."""
    context, room = backend.private.entered(_session(request))
    backend.refuse_while_indexing()

    def do() -> dict[str, Any]:
        if asked.all:
            photos = context.library().all_present()
        else:
            photos = chosen(room, asked) if asked.photos or asked.where or not asked.album else []
        return {"photos": service.make_public(context, photos, album=asked.album)}

    return answered(do)


def _tried(enter: Any) -> str:
    try:
        session: str = enter()
    except WrongPassphraseError as error:
        raise Problem(HTTPStatus.FORBIDDEN, "That is not the passphrase.", error.hint) from error
    except service.NotSetUpError as error:
        raise Problem(HTTPStatus.CONFLICT, "Nothing is private here yet.", "Choose a passphrase.") from error
    return session


def _let_in(request: Request, response: Response, session: str) -> dict[str, Any]:
    response.set_cookie(_cookie(request), session, httponly=True, samesite="strict", path="/")
    backend: Backend = request.app.state.backend
    return {"session": session, "unlocked": True, "seconds": round(backend.private.seconds_left(session))}


def _session(request: Request) -> str:
    return session_of(request.headers, _cookie(request))


def _cookie(request: Request) -> str:
    return cookie_of(request.app.state.gate.sessions.cookie)
