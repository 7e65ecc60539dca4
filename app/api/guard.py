"""The outermost layer: the gate before every request, the safety headers on every answer."""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from photos_ml.app.api.gate import OPEN_PATH, Gate
from photos_ml.app.api.peer import ANOTHER_USER
from photos_ml.app.api.problems import Problem
from photos_ml.app.api.protocol import LET_IN
from photos_ml.app.api.refusals import refusal_of, refusal_page

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
SAFETY = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
"""Where an answer does not say otherwise."""
_ANOTHER_USER = Problem(
    HTTPStatus.FORBIDDEN,
    "Only the user of this machine who started photos-ml may ask.",
    "Start photos-ml yourself: each user has a library of their own.",
)
"""A one-time link stands among a browser's arguments, and a cookie goes to every port of 127.0.0.1: others on
this machine may have read one."""


class Guard:
    """ASGI middleware. Nothing behind it sees a request that the gate refuses."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        sender = SafeSender(send)
        refused = _ANOTHER_USER if ANOTHER_USER in scope.get("state", {}) else None
        refused = refused or self._gate.refusal(scope["method"], scope["path"], Headers(scope=scope))
        if refused is not None:
            await _refuse(refused, scope, receive, sender)
            return
        if (let_in := scope.get("state", {}).get(LET_IN)) and scope["path"] != OPEN_PATH:
            let_in()
        if scope["method"] == "HEAD":  # as GET; the server leaves out the body
            scope = {**scope, "method": "GET"}
        await self._app(scope, receive, sender)


class SafeSender:
    """Adds the safety headers to the answer."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SAFETY.items():
                headers.setdefault(name, value)
        await self._send(message)


async def _refuse(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    """A person who opens an address reads a page, a program gets the problem."""
    headers = Headers(scope=scope)
    if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
        await refusal_page(headers.get("accept-language", ""), refusal_of(problem))(scope, receive, send)
        return
    await problem.response()(scope, receive, send)
