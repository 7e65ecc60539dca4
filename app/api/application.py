"""Endpoints, pages and events as one ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio.to_thread
from fastapi import FastAPI, Request, Response, Security
from fastapi.security import HTTPBearer
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException

from photos_ml import __version__
from photos_ml.app.api import (
    album_endpoints,
    browse_endpoints,
    correction_endpoints,
    desktop_endpoints,
    device_endpoints,
    duplicate_endpoints,
    exchange_endpoints,
    index_endpoints,
    memory_endpoints,
    model_endpoints,
    people_endpoints,
    person_endpoints,
    photo_endpoints,
    private_endpoints,
    search_endpoints,
    session_endpoints,
    settings_endpoints,
)
from photos_ml.app.api.backend import Backend
from photos_ml.app.api.gate import MAX_BODY_BYTES, OPEN_PATH, Gate
from photos_ml.app.api.guard import Guard
from photos_ml.app.api.house import House
from photos_ml.app.api.pages import Pages, opened_page
from photos_ml.app.api.private_door import PrivateDoor, cookie_of
from photos_ml.app.api.problems import RESPONSES, problem_of
from photos_ml.app.api.refusals import USED, refusal_page
from photos_ml.app.api.session_endpoints import give_session
from photos_ml.app.service.lan.devices import Devices

THREADS = 8
"""Each keeps a connection to the library with its cache."""
DOCUMENT_PATH = "/api/openapi.json"
TOKEN = HTTPBearer(auto_error=False, description="The token of `photos-ml serve --json`")
"""For the document: the gate has looked at it before."""
NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
"""FastAPI can send what it sees to wherever the environment says. Nothing leaves this machine."""


def make_service(backend: Backend, gate: Gate) -> FastAPI:
    """The service over one library, as nothing but a door may call it."""
    app = FastAPI(
        title="photos-ml",
        version=__version__,
        description="Photo search and memories of one library, for programs on this machine.",
        openapi_url=None,  # and with it no pages of documentation: their scripts come from elsewhere
        dependencies=[Security(TOKEN)],
        responses=RESPONSES,
        exception_handlers={HTTPException: _answer_problem},
        generate_unique_id_function=lambda route: route.name,
        max_body_size=MAX_BODY_BYTES,
        lifespan=_lifespan,
        telemetry=NO_TELEMETRY,
    )
    app.state.backend = backend
    app.state.gate = gate
    app.state.house = House(Devices(backend.context.folder))
    for endpoints in (
        search_endpoints,
        browse_endpoints,
        duplicate_endpoints,
        people_endpoints,
        person_endpoints,
        photo_endpoints,
        correction_endpoints,
        album_endpoints,
        index_endpoints,
        settings_endpoints,
        model_endpoints,
        session_endpoints,
        desktop_endpoints,
        device_endpoints,
        memory_endpoints,
        private_endpoints,
        exchange_endpoints,
    ):
        app.include_router(endpoints.router, prefix="/api")
    app.add_api_route(DOCUMENT_PATH, _document, include_in_schema=False)
    _add_pages(app, gate)
    return app


def guarded(app: FastAPI, backend: Backend, gate: Gate) -> Guard:
    """The first door: everything is behind the gate."""
    return Guard(
        PrivateDoor(
            app, lambda session: backend.private.entered(session)[1], cookie_of(gate.sessions.cookie)
        ),
        gate,
    )


def _add_pages(app: FastAPI, gate: Gate) -> None:
    async def open_link(request: Request) -> Response:
        if gate.redeem(request.query_params.get("key", "")):
            response = opened_page()
            give_session(response, gate.sessions)
            return response
        # A link that is pressed twice in one browser leads where it led before.
        if gate.is_signed_in(request.headers):
            return opened_page()
        return refusal_page(request.headers.get("accept-language", ""), USED)

    app.add_route(OPEN_PATH, open_link)
    app.add_route("/{path:path}", Pages().answer)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    house: House = app.state.house
    async with house.open():
        yield


def _document(request: Request) -> dict[str, Any]:
    """Made in a worker thread, the first time it is asked for."""
    document: dict[str, Any] = request.app.openapi()
    return document


async def _answer_problem(request: Request, error: Exception) -> Response:
    return problem_of(error).response()
