"""What every request through the second door passes, before anything of the application sees it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from fastapi import Response
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from photos_ml.app.api.gate import MAX_BODY_BYTES, declared_bytes, is_json
from photos_ml.app.api.guard import SafeSender
from photos_ml.app.api.lan.agents import device_name
from photos_ml.app.api.lan.limits import of_devices, of_strangers
from photos_ml.app.api.lan.pairing import OPEN_SECONDS, PairingDesk
from photos_ml.app.api.lan.permissions import Need, RouteTable, may
from photos_ml.app.api.lan.shown import ShownBackend
from photos_ml.app.api.lan.streams import Streams
from photos_ml.app.api.lan.welcome import ASK_PATH, WAIT_PATH, welcome_page
from photos_ml.app.api.pages import MAY
from photos_ml.app.api.private_door import ROOM
from photos_ml.app.api.problems import Problem, problem_of
from photos_ml.app.api.protocol import LET_IN
from photos_ml.app.service.lan.devices import DAY_SECONDS, DAYS, Device, Devices
from photos_ml.app.service.language import ENGLISH, best_of

if TYPE_CHECKING:
    from fastapi import FastAPI

_WRONG_HOST = Problem(HTTPStatus.MISDIRECTED_REQUEST, "This address is not this service's.")
_FOREIGN = Problem(HTTPStatus.FORBIDDEN, "Only this service's own pages may ask.")
_UNPAIRED = Problem(HTTPStatus.UNAUTHORIZED, "This device is not paired.", "Open the address in a browser.")
_NOT_ALLOWED = Problem(HTTPStatus.FORBIDDEN, "This device is not allowed to do that.")
_NOT_JSON = Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send application/json.")
_TOO_LARGE = Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"More than {MAX_BODY_BYTES} bytes.")
_TOO_MANY = Problem(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests.", "Wait a second.")
_READING = ("GET", "HEAD")


@dataclass(frozen=True)
class Rooms:
    """The library as it is shown to devices."""

    with_people: ShownBackend
    without: ShownBackend

    def of(self, device: Device) -> ShownBackend:
        return self.with_people if device.people else self.without


class LanDoor:
    """ASGI application of the second door. Whatever is not expressly allowed ends here."""

    def __init__(
        self, app: FastAPI, host: str, rooms: Rooms, devices: Devices, desk: PairingDesk, library: str
    ) -> None:
        """`host`: the address and port of this door; `library`: what tells its cookies from another's."""
        self._app: ASGIApp = app
        self._routes = RouteTable(app)
        self._host = host
        self._rooms = rooms
        self._devices = devices
        self._desk = desk
        self._streams = Streams()
        devices.on_gone(self._streams.end)
        mark = hashlib.sha256(library.encode()).hexdigest()[:12]
        # Browsers take the prefix only with Secure, for this host alone and all of its paths.
        self.cookie, self.asking = f"__Host-photos_ml_{mark}", f"__Host-photos_ml_{mark}_asks"
        self._strangers, self._paired = of_strangers(), of_devices()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            return
        sender = SafeSender(send)
        headers = Headers(scope=scope)
        refused = self._not_ours(headers)
        if refused is not None:
            if not self._strangers.take(_address(scope)):
                refused = _TOO_MANY
            await refused.response()(scope, receive, sender)
            return
        shown = self._cookie(headers, self.cookie)
        device = await anyio.to_thread.run_sync(self._devices.holding, shown) if shown else None
        if device is None:
            await self._meet(scope, headers, receive, sender)
        else:
            await self._answer(device, scope, headers, receive, sender)

    def _not_ours(self, headers: Headers) -> Problem | None:
        """Why a request is none of this door's pages."""
        if headers.getlist("host") != [self._host]:
            return _WRONG_HOST
        if any(origin != f"https://{self._host}" for origin in headers.getlist("origin")):
            return _FOREIGN
        if any(site not in ("same-origin", "none") for site in headers.getlist("sec-fetch-site")):
            return _FOREIGN
        return None

    @staticmethod
    def _cookie(headers: Headers, name: str) -> str:
        given = cookie_parser("; ".join(headers.getlist("cookie")))
        return str(given.get(name, ""))

    # Paired

    async def _answer(
        self, device: Device, scope: Scope, headers: Headers, receive: Receive, send: Send
    ) -> None:
        if let_in := scope.get("state", {}).get(LET_IN):
            let_in()
        scope = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        refused = self._refusal(device, scope, headers)
        if refused is not None:
            await refused.response()(scope, receive, send)
            return
        allowed = " ".join(need.value for need in (Need.FAVORITE, Need.PEOPLE) if may(device, need))
        inside = {**scope, ROOM: self._rooms.of(device), MAY: allowed}
        sender = _Watched(send)
        with self._streams.entered(device.id):
            try:
                await self._app(inside, receive, sender)
            except BaseException:
                if not self._streams.was_ended() or sender.begun:
                    raise
        if not sender.begun:  # revoked before the first byte of it
            await _UNPAIRED.response()(scope, receive, send)

    def _refusal(self, device: Device, scope: Scope, headers: Headers) -> Problem | None:
        if not self._paired.take(device.id):
            return _TOO_MANY
        if not may(device, self._routes.need(scope)):
            return _NOT_ALLOWED
        if scope["method"] not in _READING:
            if "origin" not in headers and "sec-fetch-site" not in headers:
                return _FOREIGN  # a browser says where what changes something comes from
            if not is_json(headers):
                return _NOT_JSON
        return _TOO_LARGE if declared_bytes(headers) > MAX_BODY_BYTES else None

    # Not paired

    async def _meet(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        answer: Response
        method, path = scope["method"], scope["path"]
        if not self._strangers.take(_address(scope)):
            answer = _TOO_MANY.response()
        elif method == "GET" and path == "/":
            answer = welcome_page(best_of(headers.get("accept-language", "")) or ENGLISH)
        elif method == "POST" and path in (ASK_PATH, WAIT_PATH):
            answer = await self._pair(path, scope, headers, receive)
        else:
            answer = _UNPAIRED.response()
        await answer(scope, receive, send)

    async def _pair(self, path: str, scope: Scope, headers: Headers, receive: Receive) -> Response:
        if "origin" not in headers and "sec-fetch-site" not in headers:
            return _FOREIGN.response()
        if not is_json(headers):
            return _NOT_JSON.response()
        try:
            if path == ASK_PATH:
                return self._ask(scope, headers)
            return await anyio.to_thread.run_sync(self._come_back, headers)
        except Problem as problem:
            return problem_of(problem).response()

    def _ask(self, scope: Scope, headers: Headers) -> Response:
        code, secret = self._desk.ask(_address(scope), device_name(headers.get("user-agent", "")))
        answer = _json({"code": code})
        _give(answer, self.asking, secret, int(OPEN_SECONDS))
        return answer

    def _come_back(self, headers: Headers) -> Response:
        paired = self._desk.come_back(self._cookie(headers, self.asking))
        if paired is None:
            return _json({"state": "waiting"})
        answer = _json({"state": "paired"})
        _give(answer, self.cookie, paired[1], DAYS * DAY_SECONDS)
        _give(answer, self.asking, "", 0)
        return answer


class _Watched:
    """Notes whether an answer has begun."""

    def __init__(self, send: Callable[[Message], Awaitable[None]]) -> None:
        self._send = send
        self.begun = False

    async def __call__(self, message: Message) -> None:
        self.begun = True
        await self._send(message)


def _json(document: dict[str, Any]) -> Response:
    return Response(json.dumps(document), media_type="application/json")


def _give(answer: Response, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(name, value, max_age=seconds, secure=True, httponly=True, samesite="strict", path="/")


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""
