"""Albums, saved searches, and lists that are made by themselves."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import APIRouter
from pydantic import Field

from photos_ml.app.api.backend import Backend, Served
from photos_ml.app.api.correction_endpoints import chosen
from photos_ml.app.api.correction_shapes import Chosen, Line
from photos_ml.app.api.problems import Problem
from photos_ml.app.api.shapes import Body, Nothing, PhotoId
from photos_ml.app.api.strict import Encoded, StrictRoute
from photos_ml.app.present import album_json
from photos_ml.app.service import albums as service
from photos_ml.errors import UsageError

if TYPE_CHECKING:
    from photos_ml.app.service.albums import AlbumRow

Answered = TypeVar("Answered")
AlbumId = Annotated[str, Field(pattern=r"^[0-9a-z:.-]{1,80}$")]
SomeIds = Annotated[tuple[PhotoId, ...], Field(max_length=5000, strict=False)]


class NewAlbum(Chosen):
    """A name, and photos or a search."""

    name: Line
    query: Line | None = None


class AlbumChange(Body):
    """Photos to put in, to take out, to set first; another name; the photo that stands for it."""

    add: SomeIds = ()
    remove: SomeIds = ()
    order: SomeIds = ()
    name: Line | None = None
    cover: PhotoId | None = None


router = APIRouter(route_class=StrictRoute)


@router.get("/albums")
def albums(backend: Served) -> dict[str, Any]:
    """All albums, by name."""
    return {"albums": [album_json(album) for album in service.albums_of(backend.context)]}


@router.post("/albums")
def make(backend: Served, asked: NewAlbum) -> dict[str, Any]:
    """A new album of photos in this order, or of a search; `gesture` undoes it."""

    def do() -> dict[str, Any]:
        photos = chosen(backend, asked) if asked.photos or asked.where else []
        album, gesture = service.make_album(backend.context, asked.name, photos, query=asked.query)
        return {**album_json(album), "gesture": gesture}

    return _asked(do)


@router.get("/albums/latest/{which}", response_model=dict[str, Any])
def latest(backend: Served, which: Annotated[str, Field(pattern="^(added|looked-at)$")]) -> Encoded:
    """Photos that came last, or that were looked at last, the latest first; `months`: what a grid needs."""
    photos = service.open_album(backend.context, which).photos
    return Encoded({"photos": photos, "months": service.months_of(backend.context, photos)})


@router.get("/albums/{album}", response_model=dict[str, Any])
def album_photos(backend: Served, album: AlbumId) -> Encoded:
    """The photos of an album in its order, and what a grid needs of them; a saved search is run now."""
    return Encoded(_opened(backend, album))


@router.post("/albums/{album}", response_model=dict[str, Any])
def change(backend: Served, album: AlbumId, asked: AlbumChange) -> Encoded:
    """Put in, take out, order, rename, choose the cover; `gesture` undoes the last of it."""

    def do() -> int:
        known = _known(backend, album)
        gesture = 0
        if asked.name is not None:
            gesture = service.rename_album(backend.context, known, asked.name)
        if asked.add or asked.remove or asked.order:
            gesture = service.change_album(
                backend.context, known, add=asked.add, remove=asked.remove, order=asked.order
            )
        if asked.cover is not None:
            gesture = service.choose_cover(backend.context, known, asked.cover)
        return gesture

    gesture = _asked(do)
    return Encoded({**_opened(backend, album), "gesture": gesture})


@router.post("/albums/{album}/delete")
def delete(backend: Served, album: AlbumId, asked: Nothing) -> dict[str, Any]:
    """Take an album away; its photos stay. `gesture` undoes it."""
    return {"gesture": _asked(lambda: service.delete_album(backend.context, _known(backend, album)))}


@router.get("/photos/{photo}/albums")
def of_photo(backend: Served, photo: PhotoId) -> dict[str, Any]:
    """The albums that a photo is in."""
    backend.photo(photo)
    return {"albums": [album_json(album) for album in service.albums_of(backend.context, photo)]}


@router.post("/photos/{photo}/looked-at")
def look(backend: Served, photo: PhotoId, asked: Nothing) -> dict[str, Any]:
    """Note that a photo was looked at."""
    backend.photo(photo)
    service.look_at(backend.context, photo)
    return {"photo": photo}


def _opened(backend: Backend, album: str) -> dict[str, Any]:
    opened = _asked(lambda: service.open_album(backend.context, _known(backend, album).id))
    months = service.months_of(backend.context, opened.photos)
    return {
        **(album_json(opened.album) if opened.album else {}),
        "ids": list(opened.photos),
        "months": months,
    }


def _known(backend: Backend, album: str) -> AlbumRow:
    found = service.album_by_id(backend.context, album)
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, "There is no such album.")
    return found


def _asked(do: Callable[[], Answered]) -> Answered:
    try:
        return do()
    except UsageError as error:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), error.hint or "") from error
