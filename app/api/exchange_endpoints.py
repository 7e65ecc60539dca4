"""In from other programs, and out to them."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Response
from fastapi.responses import FileResponse, StreamingResponse
from pydantic import Field

from photos_ml.app.api.backend import Served
from photos_ml.app.api.correction_endpoints import chosen
from photos_ml.app.api.correction_shapes import Chosen, Line
from photos_ml.app.api.import_job import ImportAsked, standing_json
from photos_ml.app.api.problems import Problem, answered
from photos_ml.app.api.shapes import Body, Nothing, Parameters, PhotoId
from photos_ml.app.api.strict import StrictRoute
from photos_ml.app.present import printable
from photos_ml.app.service.albums import open_album
from photos_ml.app.service.exporting import (
    Exported,
    check_export,
    copy_of,
    document_pieces,
    rows_of,
    sidecar_pieces,
    zip_pieces,
)
from photos_ml.app.service.film import check_film, film_pieces
from photos_ml.app.service.importing import check_import, import_sources
from photos_ml.app.service.memory_page import photos_page
from photos_ml.errors import DecodeError

FORMS = {
    "json": ("application/json", "photos.json"),
    "xmp": ("application/zip", "sidecars.zip"),
    "zip": ("application/zip", "photos.zip"),
    "page": ("text/html", "photos.html"),
    "film": ("video/mp4", "photos.mp4"),
}
"""Form -> media type and name of what is downloaded."""


UNKEPT = {"cache-control": "no-store"}
OPAQUE = "application/octet-stream"


class ImportFrom(Body):
    """Another program's library on this machine; with `dry_run` it is only looked at."""

    source: Annotated[str, Field(max_length=40)]
    path: Annotated[str, Field(min_length=1, max_length=4096)]
    dry_run: bool = True


Side = Annotated[int, Field(ge=0, le=20_000)]


class Export(Chosen):
    """Photos by ids, by a query's facts, or of an album; with `all` every one. `jpeg`, `places`, `side`
    (pixels at most, as JPEG) and `bare` (without metadata): of zip; `title`: of page and film, `subtitle`: of
    film; `name`: by which /api/export tells how far it is."""

    form: Literal["json", "xmp", "zip", "page", "film"]
    album: Line = ""
    all: bool = False
    jpeg: bool = False
    places: bool = True
    side: Side = 0
    bare: bool = False
    title: Line = "Photos"
    subtitle: Line = ""
    name: Line = ""


class ExportName(Parameters):
    """The name that a download was given."""

    name: Line


class Copy(Parameters):
    """A photo to give away: as a JPEG of so many pixels at most, 0 for its own file; without metadata."""

    side: Side = 0
    bare: bool = False


router = APIRouter(route_class=StrictRoute)


@router.get("/import/sources")
def sources(backend: Served) -> dict[str, str]:
    """What can be imported from, and what its path is."""
    return import_sources()


@router.post("/import")
def start_import(backend: Served, asked: ImportFrom) -> dict[str, Any]:
    """Begin to take in, or to look at, what a program knows; follow it at /api/import."""
    path = Path(asked.path)
    answered(lambda: check_import(asked.source, path))
    backend.imports.start(ImportAsked(asked.source, path, asked.dry_run))
    return standing_json(backend.imports.job.standing)


@router.get("/import")
def import_state(backend: Served) -> dict[str, Any]:
    """How far the import is; when it is done, `report` says what was taken in and what had no photo here."""
    return standing_json(backend.imports.job.standing)


@router.post("/import/cancel")
def cancel_import(backend: Served, asked: Nothing) -> dict[str, Any]:
    """End it; nothing is taken in then, unless all was already."""
    backend.imports.job.cancel()
    return standing_json(backend.imports.job.standing)


@router.get("/export")
def export_state(backend: Served, asked: Annotated[ExportName, Query()]) -> dict[str, int]:
    """How many photos of a zip, a page or a film are done; nothing of one that has not begun."""
    known = backend.exports.of(asked.name)
    return {} if known is None else {"done": known[0], "of": known[1]}


@router.post("/export", response_class=StreamingResponse, response_model=None)
def export(backend: Served, asked: Export) -> StreamingResponse:
    """A download: what is known as JSON, sidecars or photos with theirs in a zip, a page, a film."""
    context, done = backend.context, Exported()

    def photos() -> list[int]:
        found = list(open_album(context, asked.album).photos) if asked.album else []
        if asked.photos or asked.where or not (asked.album or asked.all):
            found += chosen(backend, asked)
        if asked.all:
            found += context.library().all_present()
        check_export(found)
        if asked.form == "film":
            check_film(len(set(found)))
        return list(dict.fromkeys(found))

    ids, tell = answered(photos), backend.exports.teller(asked.name)
    pieces: Iterator[bytes]
    if asked.form == "json":
        pieces = document_pieces(context, ids, done)
    elif asked.form == "xmp":
        pieces = sidecar_pieces(context, ids, done)
    elif asked.form == "page":
        page = photos_page(context, asked.title or "Photos", rows_of(context, ids))
        pieces = (piece for number, piece in enumerate(page, 1) if tell(number, len(ids)) is None)
    elif asked.form == "film":
        rows = rows_of(context, ids)
        pieces = film_pieces(context, asked.title or "Photos", asked.subtitle, rows, tell)
    else:
        whole = zip_pieces(
            context,
            ids,
            done,
            as_jpeg=asked.jpeg,
            places=asked.places,
            side=asked.side,
            bare=asked.bare,
            note=True,
        )
        pieces = (piece for piece in whole if tell(done.written, len(ids)) is None)
    media_type, name = FORMS[asked.form]
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    if asked.form == "zip" and not asked.side:
        headers["x-photos-bytes"] = str(sum(photo.size for photo in rows_of(context, ids)))
    return StreamingResponse(pieces, media_type=media_type, headers=headers)


@router.get("/photos/{photo}/copy", response_class=Response, responses={200: {"content": {"*/*": {}}}})
def copy(backend: Served, photo: PhotoId, asked: Annotated[Copy, Query()]) -> Response:
    """A download of the photo: its own file, or a JPEG of so many pixels, and without metadata if wished."""
    found = backend.photo(photo)
    try:
        name, content = copy_of(found, side=asked.side, bare=asked.bare)
    except (DecodeError, ValueError) as error:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, "No such copy of it can be made.", str(error)
        ) from error
    if content is None:
        return FileResponse(
            backend.file_of(photo), filename=printable(name), media_type=OPAQUE, headers=UNKEPT
        )
    filename = f"attachment; filename*=UTF-8''{quote(printable(name))}"
    return Response(content, media_type="image/jpeg", headers={**UNKEPT, "content-disposition": filename})
