"""One photo: what is known of it, its pictures and its file."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated, Any

import anyio.to_thread
import msgspec
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse, StreamingResponse
from starlette.requests import ClientDisconnect

from photos_ml.app.api import shapes
from photos_ml.app.api.backend import Backend, Served
from photos_ml.app.api.present import listed_json, photo_json
from photos_ml.app.api.strict import StrictRoute
from photos_ml.app.present import printable, tag_json, text_line_json
from photos_ml.app.service.browse import look_of, moments_of, tags_of, text_of
from photos_ml.app.service.photos import (
    is_hidden,
    mark_photos,
    photos_in_parts,
    present_photos,
    sources_of,
)
from photos_ml.app.service.pictures import CUT_SHORT, encoded_thumbnail, is_cut_short, is_shown_upright
from photos_ml.app.service.tagging import like_tagged
from photos_ml.app.service.thumbnails import Size
from photos_ml.formats import format_of

OPAQUE = "application/octet-stream"
_BOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Policy of a photo's own bytes: whatever they are, a browser runs nothing of them."""
SIZES = {"grid": Size.GRID, "large": Size.LARGE}
KEPT = "private, max-age=86400"
CHECKED = "private, no-cache"
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "The picture with this ETag still"}}

NDJSON = "application/x-ndjson"
PART = 500
"""Photos that are read, and sent, at once."""
PHOTO_LINES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A photo a line, as /api/photos/{photo} tells of it, but for who says what",
        "content": {NDJSON: {"example": '{"photo": 7, "name": "IMG_0007.jpg", "place": "Rome, Italy"}'}},
    }
}

router = APIRouter(route_class=StrictRoute)


@router.get("/photos", response_class=StreamingResponse, responses=PHOTO_LINES)
def list_photos(backend: Served) -> StreamingResponse:
    """All photos that are shown, newest first: a JSON object a line, sent while they are read."""
    return StreamingResponse(_lines(backend), media_type=NDJSON)


def _lines(backend: Backend) -> Iterator[bytes]:
    context, roots = backend.context, backend.roots()
    for photos in photos_in_parts(context, PART):
        told = ({**listed_json(photo, roots), "path": backend.told_path(photo)} for photo in photos)
        yield b"".join(msgspec.json.encode(one) + b"\n" for one in told)


@router.get("/photos/{photo}")
def read_photo(backend: Served, photo: shapes.PhotoId) -> dict[str, Any]:
    """All that is known of a photo."""
    found, context = backend.photo(photo), backend.context
    said = [tag_json(tag) for tag in tags_of(context, found.id)]
    look = look_of(context, found.id)
    known = photo_json(
        found,
        backend.roots(),
        hidden=is_hidden(context, found.id),
        sources=sources_of(context, found),
    )
    return {
        **known,
        "path": backend.told_path(found),
        "displayable": known["displayable"] and is_shown_upright(found),
        "problems": [*known["problems"], *([CUT_SHORT] if is_cut_short(found) else [])],
        "tags": said,
        "look": asdict(look) if look else None,
    }


@router.get("/photos/{photo}/tags")
def like_one_tagged(
    backend: Served, photo: shapes.PhotoId, asked: Annotated[shapes.TagParameters, Query()]
) -> dict[str, Any]:
    """The photos nearest to one that carry a word too, or do not: of which the same may be said. `meant_too`:
    so alike that it holds of both."""
    found = like_tagged(backend.context, backend.photo(photo), asked.tag, carrying=asked.carrying)
    return {
        "photos": [
            {"photo": one.photo, "likeness": one.likeness, "meant_too": one.meant_too} for one in found
        ]
    }


@router.get("/photos/{photo}/text")
def read_text(backend: Served, photo: shapes.PhotoId) -> dict[str, Any]:
    """The lines of text that were read in a photo, in the order of reading, and where each stands."""
    lines = text_of(backend.context, backend.photo(photo).id)
    return {"lines": [text_line_json(line) for line in lines]}


@router.get("/photos/{photo}/moments")
def read_moments(backend: Served, photo: shapes.PhotoId) -> dict[str, Any]:
    """Where in a video its moments are, in seconds; of a photo none."""
    return {"seconds": moments_of(backend.context, backend.photo(photo).id)}


@router.post("/photos/{photo}/marks")
def mark(backend: Served, photo: shapes.PhotoId, asked: shapes.MarksBody) -> dict[str, Any]:
    """Say that a photo is a favourite, or hidden, or neither."""
    backend.check_marks(hidden=asked.hidden)
    backend.photo(photo)
    mark_photos(backend.writing, [photo], favorite=asked.favorite, hidden=asked.hidden)
    return read_photo(backend, photo)


@router.post("/marks")
def mark_many(backend: Served, asked: shapes.MarksOfMany) -> dict[str, Any]:
    """Say the same of several photos at once; those that are there no more are passed over. `gestures` undo
    it, the last first."""
    backend.check_marks(hidden=asked.hidden)
    found = present_photos(backend.context, asked.photos)
    there = [photo for photo in dict.fromkeys(asked.photos) if photo in found]
    gestures = mark_photos(backend.writing, there, favorite=asked.favorite, hidden=asked.hidden)
    return {"photos": there, "gestures": gestures}


@router.get(
    "/photos/{photo}/thumbnail/{size}",
    response_class=Response,
    responses={200: {"content": {size.media_type: {} for size in Size}}, **NOT_MODIFIED},
)
async def thumbnail(
    backend: Served,
    photo: shapes.PhotoId,
    size: shapes.Size,
    asked: Annotated[shapes.Frame, Query()],
    request: Request,
) -> Response:
    """The photo as JPEG or WebP, upright, without metadata, 512 or 1920 pixels at most on its longer side; of
    a video its poster, or its frame at the `second` of a hit or a moment."""
    known = request.headers.get("if-none-match")
    picture = anyio.to_thread.run_sync(
        _picture, backend, photo, size, asked.second, known, limiter=backend.decoding
    )
    return await _while_wanted(request, picture)


@router.get(
    "/photos/{photo}/original", response_class=FileResponse, responses={200: {"content": {"*/*": {}}}}
)
def original(backend: Served, photo: shapes.PhotoId) -> FileResponse:
    """The photo's own file."""
    path = backend.file_of(photo)
    form = format_of(path.name)
    media_type = form.media_type if form and form.media_type else OPAQUE
    return FileResponse(
        path,
        media_type=media_type,
        filename=printable(path.name),
        content_disposition_type="inline" if media_type != OPAQUE else "attachment",
        headers={"content-security-policy": _BOX, "cache-control": CHECKED},
    )


def _picture(backend: Backend, photo_id: int, name: str, second: float | None, known: str | None) -> Response:
    """Nothing is decoded for a client that has the picture."""
    found, size = backend.photo(photo_id), SIZES[name]
    at = "" if second is None else f"-{second:.2f}"
    headers = {"etag": f'"{found.content_hash[:32]}-{found.metadata.turn}-{name}{at}"', "cache-control": KEPT}
    if known == headers["etag"]:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    picture = encoded_thumbnail(backend.context, found, size, second)
    return Response(picture, headers=headers, media_type=size.media_type)


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
