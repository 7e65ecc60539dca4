"""Albums, saved searches, folders looked at as albums, and what came or was looked at last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from photos_ml.app.service.context import Context
from photos_ml.app.service.search import search_photos
from photos_ml.errors import UsageError
from photos_ml.store import Month, PhotoFilter
from photos_ml.store.albums import AlbumRow as AlbumRow

ADDED = "added"
LOOKED_AT = "looked-at"
LATEST = (ADDED, LOOKED_AT)
"""Lists that are made by themselves, by the names they are opened by."""
MOST = 500
"""Photos of a list that is made when it is opened."""
MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class Opened:
    """What is in an album, a folder or a list, in its order."""

    name: str
    album: AlbumRow | None
    photos: tuple[int, ...]


def albums_of(context: Context, photo: int | None = None) -> list[AlbumRow]:
    """All albums by name, or the lists that a photo is in."""
    albums = context.library().albums
    return albums.all() if photo is None else albums.of_photo(photo)


def album_by_id(context: Context, album: str) -> AlbumRow | None:
    """None where there is none."""
    return context.library().albums.get(album)


def albums_called(context: Context, name: str) -> list[AlbumRow]:
    """All of a name: several may have it, as two holidays may."""
    return context.library().albums.called(name)


def album_named(context: Context, named: str) -> AlbumRow:
    """By id or name; UsageError where there is none, or where several have that name."""
    albums = context.library().albums
    found = albums.get(named)
    called = [found] if found else albums.called(named)
    if len(called) > 1:
        ids = ", ".join(one.id for one in called)
        raise UsageError(f"{len(called)} albums are called {named}", hint=f"give an id: {ids}")
    if not called:
        raise UsageError(f"there is no album {named}", hint="photos-ml albums lists them")
    return called[0]


def make_album(
    context: Context, name: str, photos: Sequence[int] = (), *, query: str | None = None
) -> tuple[AlbumRow, int]:
    """A new album of photos in this order, or of a search that is kept; and the number to undo it by."""
    if query is not None and photos:
        raise UsageError("a saved search finds its photos itself", hint="make a list without --search")
    if query is not None and not query.strip():
        raise UsageError("the search is empty", hint="photos-ml albums make NAME --search 'rome 2019'")
    library = context.library()
    album, gesture = library.albums.make(_name(name), photos, query=query)
    found = library.albums.get(album)
    assert found is not None
    return found, gesture


def rename_album(context: Context, album: AlbumRow, name: str) -> int:
    """The number to undo it by; UsageError for no name."""
    return context.library().albums.rename(album, _name(name))


def change_album(
    context: Context,
    album: AlbumRow,
    *,
    add: Sequence[int] = (),
    remove: Sequence[int] = (),
    order: Sequence[int] = (),
) -> int:
    """Put photos in, take photos out, or set these first; the number to undo the last of it by. UsageError
    for a saved search."""
    if album.query is not None:
        raise UsageError(f"{album.name} is a saved search", hint="it finds its photos when it is opened")
    albums, gesture = context.library().albums, 0
    with context.library().database.transaction():
        if add:
            gesture = albums.add(album.id, add)
        if remove:
            gesture = albums.remove(album.id, remove)
        if order:
            gesture = albums.arrange(album.id, order)
    return gesture


def choose_cover(context: Context, album: AlbumRow, photo: int | None) -> int:
    """The photo of the album that stands for it, None for its first; the number to undo it by. UsageError
    for one that is not in it."""
    albums = context.library().albums
    if photo is not None and photo not in albums.photos(album.id):
        raise UsageError(f"the photo is not in {album.name}", hint="add it first")
    return albums.choose_cover(album.id, photo)


def delete_album(context: Context, album: AlbumRow) -> int:
    """Take it away; its photos stay. The number to undo it by."""
    return context.library().albums.delete(album.id)


def open_album(context: Context, named: str) -> Opened:
    """An album by id or name, a saved search run now, a folder by name or path, or one of LATEST. UsageError
    where nothing is called so."""
    library = context.library()
    if named in LATEST:
        latest = library.albums.added if named == ADDED else library.albums.looked_at
        return Opened(named, None, tuple(latest(MOST)))
    if library.albums.get(named) or library.albums.called(named):
        album = album_named(context, named)
        return Opened(album.name, album, _photos(context, album))
    photos = library.newest(PhotoFilter(folders=(named,)), library.photos.count(), 0, oldest=True)
    if not photos:
        raise UsageError(f"there is no album and no folder {named}", hint="photos-ml albums lists them")
    return Opened(named, None, tuple(photos))


def months_of(context: Context, photos: Sequence[int]) -> list[Month]:
    """What a grid needs of these photos, by month."""
    return context.library().timeline(only=photos) if photos else []


def look_at(context: Context, photo: int) -> None:
    """Note that a photo was looked at, where it can be noted."""
    if not context.library().is_read_only:
        context.library().albums.look(photo)


def _photos(context: Context, album: AlbumRow) -> tuple[int, ...]:
    if album.query is None:
        return tuple(context.library().albums.photos(album.id))
    found = search_photos(context, album.query, planner="rules", limit=MOST, fold=False)
    return tuple(hit.photo.id for hit in found.hits if hit.good)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > MAX_NAME:
        raise UsageError(f"an album's name has 1 to {MAX_NAME} characters", hint="give it a short name")
    if name in LATEST:
        raise UsageError(f"{name} is a list of its own", hint="choose another name")
    return name
