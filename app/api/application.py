"""Endpoints, pages and events as one ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import anyio
import anyio.to_thread
import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from photos_ml.app.api.backend import Backend
from photos_ml.app.api.endpoints import ENDPOINTS, Endpoint, etag_of
from photos_ml.app.api.gate import MAX_BODY_BYTES, OPEN_PATH, Gate
from photos_ml.app.api.guard import Guard
from photos_ml.app.api.openapi import document
from photos_ml.app.api.pages import Pages, opened_page, refusal_page
from photos_ml.app.api.problems import Problem, problem_of
from photos_ml.app.present import printable

BODY_SECONDS = 10.0
THREADS = 8
"""Each keeps a connection to the library with its cache."""
PICTURE_THREADS = 2
"""Decoders at work: searching stays quick while a grid fills."""
KEPT = "private, max-age=86400"
CHECKED = "private, no-cache"

Answer = Callable[[Request], Awaitable[Response]]


def make_application(backend: Backend, gate: Gate) -> Guard:
    """The service over one library. Everything is behind the gate."""
    pages = Pages()
    routes = [Route(e.path, _answer(backend, e), methods=[e.method]) for e in ENDPOINTS]
    routes += [
        Route("/api/index/events", _events(backend), methods=["GET"]),
        Route("/api/openapi.json", _document, methods=["GET"]),
        Route(OPEN_PATH, _opener(gate), methods=["GET"]),
        Route("/{path:path}", _in_one_shape(pages.answer), methods=["GET"]),
    ]
    handlers: dict[Any, Any] = {HTTPException: _http_problem}
    return Guard(Starlette(routes=routes, exception_handlers=handlers, lifespan=_lifespan(backend)), gate)


def _lifespan(backend: Backend) -> Callable[[Starlette], Any]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        yield

    return lifespan


def _answer(backend: Backend, endpoint: Endpoint) -> Answer:
    pictures = anyio.CapacityLimiter(PICTURE_THREADS) if endpoint.pictures else None

    async def answer(request: Request) -> Response:
        asked: Any = msgspec.convert(
            await _values(request, endpoint), endpoint.takes, strict=endpoint.method == "POST"
        )
        if pictures is None:
            return _response(await run_in_threadpool(endpoint.run, backend, asked))
        return await _while_wanted(request, _picture(backend, endpoint, asked, pictures, request))

    return _in_one_shape(answer)


async def _picture(
    backend: Backend, endpoint: Endpoint, asked: Any, limiter: anyio.CapacityLimiter, request: Request
) -> Response:
    etag = await anyio.to_thread.run_sync(etag_of, backend, asked.photo, asked.size, limiter=limiter)
    headers = {"etag": etag, "cache-control": KEPT}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    picture: Response = await anyio.to_thread.run_sync(endpoint.run, backend, asked, limiter=limiter)
    picture.headers.update(headers)
    return picture


async def _while_wanted(request: Request, answer: Coroutine[Any, Any, Response]) -> Response:
    """The answer, unless the client goes first: a scrolled grid asks for far more than it waits for."""
    work, leaving = asyncio.ensure_future(answer), asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({work, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            raise ClientDisconnect
        return work.result()
    finally:
        work.cancel()
        leaving.cancel()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _in_one_shape(answer: Answer) -> Answer:
    """Whatever is raised becomes a problem, before the framework answers in its own words."""

    async def shaped(request: Request) -> Response:
        try:
            return await answer(request)
        except ClientDisconnect:
            return Response(status_code=HTTPStatus.BAD_REQUEST)  # nobody reads it
        except Exception as error:  # noqa: BLE001 - the last place where an error can still be an answer
            return problem_of(error).response()

    return shaped


async def _values(request: Request, endpoint: Endpoint) -> dict[str, Any]:
    """Path, query string and body as one mapping. A name given twice is refused: which one would count?"""
    pairs = list(request.query_params.multi_items())
    values: dict[str, Any] = dict(pairs)
    if len(values) < len(pairs):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "A parameter is given twice.")
    if endpoint.method == "POST":
        values |= await _body(request)
    if values.keys() & request.path_params.keys():
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "A parameter of the path is given again.")
    return values | {name: _number(text) for name, text in request.path_params.items()}


def _number(text: str) -> int | str:
    """Bodies are read strictly, so what stands in the path is made a number where it is one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else text


async def _body(request: Request) -> dict[str, Any]:
    """The JSON object of a request, refused as soon as it is too large or too slow."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":  # what a form of a foreign page cannot send
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send application/json.")
    body = bytearray()
    with anyio.move_on_after(BODY_SECONDS) as scope:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"More than {MAX_BODY_BYTES} bytes.")
    if scope.cancelled_caught:
        raise Problem(HTTPStatus.REQUEST_TIMEOUT, "The request came too slowly.")
    try:
        parsed = msgspec.json.decode(bytes(body), type=dict[str, Any])
    except RecursionError as error:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The JSON is nested too deeply.") from error
    return parsed


def _response(answer: Any) -> Response:
    if isinstance(answer, Response):
        answer.headers.setdefault("cache-control", CHECKED)
        return answer
    body = msgspec.json.encode(answer, enc_hook=_plain)
    return Response(body, headers={"cache-control": "no-store"}, media_type="application/json")


def _plain(value: Any) -> Any:
    return printable(str(value))


def _events(backend: Backend) -> Answer:
    async def events(request: Request) -> Response:
        headers = {"cache-control": "no-store"}
        return StreamingResponse(backend.runs.follow(), media_type="text/event-stream", headers=headers)

    return events


def _opener(gate: Gate) -> Answer:
    async def open_link(request: Request) -> Response:
        if not gate.redeem(request.query_params.get("key", "")):
            return refusal_page()
        response = opened_page()
        response.set_cookie(gate.cookie, gate.token, httponly=True, samesite="strict", path="/")
        return response

    return open_link


async def _document(request: Request) -> Response:
    return JSONResponse(document())


async def _http_problem(request: Request, error: HTTPException) -> Response:
    response = problem_of(Problem(HTTPStatus(error.status_code))).response()
    response.headers.update(error.headers or {})
    return response
