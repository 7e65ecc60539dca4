"""Errors in one shape (RFC 9457). No answer names a path: what the library raises is put in other words."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from fastapi import HTTPException, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException as AnyHTTPException

from photos_ml.errors import (
    DecodeError,
    EncoderError,
    LibraryBusyError,
    LibraryError,
    LibraryFullError,
    LibraryReadOnlyError,
    PhotosError,
    PlanError,
    UsageError,
)

Answered = TypeVar("Answered")

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


class Shape(BaseModel):
    """What every error is answered with."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    hint: str


class Problem(HTTPException):
    """An answer that is an error: a status, one line for people, and what to do next."""

    def __init__(
        self, status: HTTPStatus, detail: str = "", hint: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        if status is HTTPStatus.TOO_MANY_REQUESTS:
            headers = {"retry-after": "1"}
        super().__init__(status, detail or status.description, headers)
        self.hint = hint

    @property
    def words(self) -> str:
        """What went wrong and what to do, for where a page has one line for both."""
        return f"{self.detail} {self.hint}".strip()

    def response(self) -> Response:
        title = HTTPStatus(self.status_code).phrase
        body = Shape(title=title, status=self.status_code, detail=self.detail, hint=self.hint)
        return Response(body.model_dump_json(), self.status_code, self.headers, MEDIA_TYPE)


RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "What went wrong (RFC 9457)",
        "content": {MEDIA_TYPE: {"schema": Shape.model_json_schema()}},
    }
}
"""For the OpenAPI document."""


def answered(act: Callable[[], Answered], status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY) -> Answered:
    """What a use case answers; a Problem of this status where what was asked makes no sense to it."""
    try:
        return act()
    except UsageError as error:
        words = str(error)
        said = f"{words[:1].upper()}{words[1:]}."
        raise Problem(status, said, error.hint) from error


def problem_of(error: Exception) -> Problem:
    """What to answer when this was raised; the error itself goes to stderr where it is not the caller's."""
    match error:
        case Problem():
            return error
        case AnyHTTPException():
            return Problem(HTTPStatus(error.status_code), headers=error.headers)
        case RequestValidationError():
            return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, _said(error))
        case OSError() | DecodeError(retry=True):
            hint = "Connect the disk it is on, or index again."
            return Problem(HTTPStatus.NOT_FOUND, "The file of this photo cannot be read now.", hint)
        case PhotosError():
            return _problem_of_ours(error)
    _tell(error)
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong.", "The terminal says what.")


def _problem_of_ours(error: PhotosError) -> Problem:
    match error:
        case PlanError():
            return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, _one_line(error), error.hint)
        case DecodeError():
            return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "This picture cannot be decoded.")
        case LibraryBusyError():
            hint = "Wait for it to finish; searching works meanwhile."
            return Problem(HTTPStatus.CONFLICT, "The library is being indexed already.", hint)
        case LibraryReadOnlyError():
            hint = "It can be searched and looked at. Open it where it may be written to, to change it."
            return Problem(HTTPStatus.CONFLICT, "This library can only be read here.", hint)
        case LibraryFullError():
            hint = "Free some disk space and try again; nothing is lost."
            return Problem(HTTPStatus.INSUFFICIENT_STORAGE, "The disk is full.", hint)
    _tell(error)
    if isinstance(error, LibraryError | EncoderError):
        what = "library" if isinstance(error, LibraryError) else "model"
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return Problem(status, f"The {what} cannot be used.", "Run photos-ml doctor.")
    return Problem(HTTPStatus.BAD_REQUEST, "That cannot be done.", "The terminal says why.")


def _tell(error: Exception) -> None:
    _log.error("a request failed", exc_info=error)
    print(f"photos-ml: {type(error).__name__}: {_one_line(error)}", file=sys.stderr)


def _said(error: RequestValidationError) -> str:
    """What is wrong with a request and where, without what was sent."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{first['msg']}: {place}"[:300]


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
