"""What FastAPI lets pass and this service does not: slow bodies, odd JSON, parameters nobody asked for."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

import anyio
import msgspec
from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic_core import from_json
from starlette.requests import ClientDisconnect

from photos_ml.app.api.problems import Problem, problem_of

BODY_SECONDS = 10.0


class StrictRequest(Request):
    """A request whose body comes in time and is JSON as its standard has it."""

    async def body(self) -> bytes:
        with anyio.move_on_after(BODY_SECONDS):
            return await super().body()
        raise Problem(HTTPStatus.REQUEST_TIMEOUT, "The request came too slowly.")

    async def json(self) -> Any:
        """Python's own parser takes NaN and half a character, and gives up on deep nesting with no word."""
        try:
            return from_json(await self.body(), allow_inf_nan=False)
        except ValueError as error:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"This is no JSON: {error}.") from error


class StrictRoute(APIRoute):
    """An endpoint that takes the parameters it names, each once; whatever it raises becomes a problem."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer, takes_parameters = super().get_route_handler(), bool(self.dependant.query_params)

        async def strict(request: Request) -> Response:
            try:
                _check_names([name for name, _ in request.query_params.multi_items()], takes_parameters)
                return await answer(StrictRequest(request.scope, request.receive))
            except ClientDisconnect:
                return Response(status_code=HTTPStatus.BAD_REQUEST)  # nobody reads it
            except Exception as error:
                raise problem_of(error) from error

        return strict


class Encoded(Response):
    """JSON, made in the thread of the endpoint: large answers pass FastAPI as they are."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return msgspec.json.encode(content)


def _check_names(names: list[str], takes_parameters: bool) -> None:
    """FastAPI takes the last of two; those that no endpoint names it overlooks."""
    if names and not takes_parameters:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "There are no parameters here.")
    if len(set(names)) < len(names):
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "A parameter is given twice.")
