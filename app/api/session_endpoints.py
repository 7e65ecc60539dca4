"""Browsers that are let in: one more, or none but this one."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from photos_ml.app.api import shapes
from photos_ml.app.api.gate import Gate
from photos_ml.app.api.sessions import Sessions
from photos_ml.app.api.strict import StrictRoute

router = APIRouter(route_class=StrictRoute)


def give_session(response: Response, sessions: Sessions) -> None:
    """The browser that gets the answer stays signed in."""
    response.set_cookie(
        sessions.cookie, sessions.new(), max_age=sessions.seconds, httponly=True, samesite="strict", path="/"
    )


@router.post("/sessions/link")
def link(request: Request, _: shapes.Nothing) -> dict[str, Any]:
    """An address that lets one more browser of this machine in, once."""
    gate: Gate = request.app.state.gate
    return {"link": gate.new_link()}


@router.post("/sessions/end")
def end(request: Request, response: Response, _: shapes.Nothing) -> dict[str, Any]:
    """Sign out every browser but the one that asks, for good."""
    gate: Gate = request.app.state.gate
    signed_in = gate.is_signed_in(request.headers)
    gate.sessions.end_all()
    if signed_in:
        give_session(response, gate.sessions)
    return {"done": True}
