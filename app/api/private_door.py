"""/private/api/...: every endpoint of /api once more, over what is private, for who has it unlocked."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import anyio.to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from photos_ml.app.api.problems import Problem

PREFIX = "/private"
SESSION_HEADER = "x-photos-private"
ROOM = "photos_ml.room"
"""Of a request's scope: what it is about, where that is not the library."""
NOT_INSIDE = frozenset(
    ("private", "settings", "folders", "desktop", "models", "doctor", "sessions", "openapi.json")
)
"""First words of addresses that are about the service or the whole library."""


def session_of(headers: Headers, cookie: str) -> str:
    """The session that a request brings along, '' for none."""
    return headers.get(SESSION_HEADER) or cookie_parser(headers.get("cookie", "")).get(cookie, "")


def cookie_of(gate_cookie: str) -> str:
    """The cookie of a session, beside that of the gate."""
    return f"{gate_cookie}_private"


class PrivateDoor:
    """ASGI middleware behind the gate. Nothing that passes it is kept by a browser."""

    def __init__(self, app: ASGIApp, enter: Callable[[str], object], cookie: str) -> None:
        """`enter`: what a session has unlocked; Problem where it has not."""
        self._app = app
        self._enter = enter
        self._cookie = cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(f"{PREFIX}/"):
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(PREFIX)
        first, _, rest = path.removeprefix("/").partition("/")
        if first != "api" or rest.partition("/")[0] in NOT_INSIDE:
            await Problem(HTTPStatus.NOT_FOUND).response()(scope, receive, send)
            return
        session = session_of(Headers(scope=scope), self._cookie)
        try:
            room = await anyio.to_thread.run_sync(self._enter, session)
        except Problem as problem:
            await problem.response()(scope, receive, send)
            return
        inside = {**scope, "path": path, "raw_path": path.encode(), ROOM: room}
        await self._app(inside, receive, _Unkept(send))


class _Unkept:
    """Says of every answer that it is not to be stored."""

    def __init__(self, send: Send) -> None:
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["cache-control"] = "no-store"
            if "etag" in headers:
                del headers["etag"]
        await self._send(message)
