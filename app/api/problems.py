"""Errors in one shape (RFC 9457). No answer names a path: what the library raises is put in other words."""

from __future__ import annotations

import sys
from http import HTTPStatus

import msgspec
from starlette.responses import Response

from photos_ml.errors import DecodeError, EncoderError, LibraryBusyError, LibraryError, PhotosError, PlanError

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """An answer that is an error: a status, one line for people, and what to do next."""

    def __init__(self, status: HTTPStatus, detail: str = "", hint: str = "") -> None:
        super().__init__(detail)
        self.status, self.detail, self.hint = status, detail, hint

    def response(self) -> Response:
        body = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail or self.status.description,
            "hint": self.hint,
        }
        headers = {"cache-control": "no-store"}
        if self.status is HTTPStatus.TOO_MANY_REQUESTS:
            headers["retry-after"] = "1"
        return Response(msgspec.json.encode(body), self.status.value, headers, MEDIA_TYPE)


def problem_of(error: Exception) -> Problem:
    """What to answer when this was raised; the error itself goes to stderr where it is not the caller's."""
    match error:
        case Problem():
            return error
        case msgspec.ValidationError() | msgspec.DecodeError():
            return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, _one_line(error))
        case PlanError():
            return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, _one_line(error), error.hint)
        case DecodeError():
            return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "This picture cannot be decoded.")
        case LibraryBusyError():
            hint = "Wait for it to finish; searching works meanwhile."
            return Problem(HTTPStatus.CONFLICT, "The library is being indexed already.", hint)
        case OSError():
            hint = "Connect the disk it is on, or index again."
            return Problem(HTTPStatus.NOT_FOUND, "The file of this photo cannot be read now.", hint)
    print(f"photos-ml: {type(error).__name__}: {_one_line(error)}", file=sys.stderr)
    match error:
        case LibraryError():
            return Problem(
                HTTPStatus.SERVICE_UNAVAILABLE, "The library cannot be used.", "Run photos-ml doctor."
            )
        case EncoderError():
            return Problem(
                HTTPStatus.SERVICE_UNAVAILABLE, "The model cannot be used.", "Run photos-ml doctor."
            )
        case PhotosError():
            return Problem(HTTPStatus.BAD_REQUEST, "That cannot be done.", "The terminal says why.")
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong.", "The terminal says what.")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
