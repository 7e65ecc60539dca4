"""What programs may ask. A public method of `ReadingTools` is a tool, one of `WritingTools` a tool that
changes the library: its name, its types and its first words are what a program is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import Image
from pydantic import Field

from photos_ml.app.api.present import photo_json
from photos_ml.app.present import album_json, memory_json, plan_json, search_json, tag_json
from photos_ml.app.service import Context, albums
from photos_ml.app.service.browse import tags_of
from photos_ml.app.service.hints import hints_for
from photos_ml.app.service.indexing import indexed_folders
from photos_ml.app.service.memories import kept_memories
from photos_ml.app.service.photos import (
    is_hidden,
    mark_photos,
    paths_of,
    present_photo,
    present_photos,
    sources_of,
)
from photos_ml.app.service.pictures import encoded_thumbnail
from photos_ml.app.service.planning import plan_query
from photos_ml.app.service.running import told_by_service
from photos_ml.app.service.search import search_photos
from photos_ml.app.service.thumbnails import Size
from photos_ml.errors import UsageError
from photos_ml.store import PhotoRow

MOST_HITS, MOST_PHOTOS = 100, 500
SIZES = {"small": Size.GRID, "large": Size.LARGE}

Words = Annotated[str, Field(min_length=1, max_length=1000)]
PhotoId = Annotated[int, Field(ge=1, description="The number of a photo, as search gives it")]
PhotoIds = Annotated[list[PhotoId], Field(min_length=1, max_length=MOST_PHOTOS)]
AlbumName = Annotated[str, Field(min_length=1, max_length=200, description="Its name or id")]


class ReadingTools:
    """Nothing here changes the library."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def search(
        self,
        query: Annotated[Words, Field(description="In plain words: 'sunset in Italy last summer'")],
        limit: Annotated[int, Field(ge=1, le=MOST_HITS)] = 10,
        offset: Annotated[int, Field(ge=0, le=100_000)] = 0,
        as_of: Annotated[str, Field(max_length=80, description="That of the first page, for next ones")] = "",
    ) -> dict[str, Any]:
        """Find photos by what they show, when, where and with whom, best first. `plan` says how the query was
        read, `confidence` and a hit's `score` how well it is met."""
        if not query.strip():
            raise UsageError("say what to find")
        asks = {"query": query, "limit": limit, "offset": offset, "as_of": as_of}
        if said := told_by_service(self._context.folder, {**asks, "planner": "auto"}):
            document: dict[str, Any] = said["document"]
            return document
        result = search_photos(
            self._context, query, limit=limit, offset=offset, as_of=as_of, planner="auto", closer=True
        )
        hints = hints_for(self._context, query, result).to_dict()
        return {**search_json(result), **({"hints": hints} if hints else {})}

    def plan(self, query: Words) -> dict[str, Any]:
        """How a query is understood, without searching: what the picture shows, dates, places, people."""
        return plan_json(plan_query(self._context, query))

    def photo(self, photo: PhotoId) -> dict[str, Any]:
        """All that is known of a photo: file, date, place, camera, people, words, albums, what it shows."""
        found, context = self._photo(photo), self._context
        known = photo_json(
            found,
            indexed_folders(context),
            hidden=is_hidden(context, found.id),
            sources=sources_of(context, found),
        )
        lists = [{"id": album.id, "name": album.name} for album in albums.albums_of(context, found.id)]
        return {**known, "tags": [tag_json(tag) for tag in tags_of(context, found.id)], "albums": lists}

    def picture(self, photo: PhotoId, size: Literal["small", "large"] = "small") -> Image:
        """A photo to look at, upright, without metadata: 512 pixels on its longer side at most, or 1920."""
        wanted = SIZES[size]
        content = encoded_thumbnail(self._context, self._photo(photo), wanted)
        return Image(data=content, format=wanted.media_type.partition("/")[2])

    def memories(
        self, day: Annotated[date | None, Field(description="Today where it is left out")] = None
    ) -> dict[str, Any]:
        """The memories that were made for a day, best first: trips, people, this day in other years. None are
        made by asking; photos-ml memories makes them, and so do its pages."""
        wanted = day or self._context.clock.now().date()
        views = kept_memories(self._context, wanted)
        return {"day": wanted.isoformat(), "memories": [memory_json(view) for view in views]}

    def albums(self) -> dict[str, Any]:
        """All albums and saved searches, by name."""
        return {"albums": [album_json(album) for album in albums.albums_of(self._context)]}

    def album(
        self,
        album: AlbumName,
        limit: Annotated[int, Field(ge=1, le=MOST_PHOTOS)] = 100,
        offset: Annotated[int, Field(ge=0)] = 0,
    ) -> dict[str, Any]:
        """The photos of an album in its order; of a saved search, what it finds now; of a folder by its
        name; of 'added' and 'looked-at', the latest first."""
        opened = albums.open_album(self._context, album)
        some = opened.photos[offset : offset + limit]
        paths = paths_of(self._context, some)
        photos = [{"photo": photo, "path": str(paths[photo])} for photo in some if photo in paths]
        return {"name": opened.name, "total": len(opened.photos), "photos": photos}

    def _photo(self, photo: int) -> PhotoRow:
        found = present_photo(self._context, photo)
        if found is None:
            raise UsageError(f"there is no photo {photo}", hint="search gives the numbers of photos")
        return found


class WritingTools:
    """What changes the library, never a photo's file. Each answer has the number to take it back by."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def favorite(self, photos: PhotoIds, on: bool = True) -> dict[str, Any]:
        """Mark photos as favourites, or no longer. `gestures`: photos-ml undo takes them back."""
        there = self._there(photos)
        return {"photos": there, "gestures": mark_photos(self._context, there, favorite=on)}

    def add_to_album(self, album: AlbumName, photos: PhotoIds) -> dict[str, Any]:
        """Put photos at the end of an album; one of this name is made where there is none."""
        there, lists = self._there(photos), self._context.library().albums
        if lists.get(album) or lists.called(album):
            found = albums.album_named(self._context, album)
            gesture = albums.change_album(self._context, found, add=there)
        else:
            found, gesture = albums.make_album(self._context, album, there)
        return {"id": found.id, "album": found.name, "photos": there, "gestures": [gesture]}

    def _there(self, photos: Sequence[int]) -> list[int]:
        """These photos, each once; UsageError where one is not there."""
        found = present_photos(self._context, photos)
        for photo in photos:
            if photo not in found:
                raise UsageError(f"there is no photo {photo}", hint="search gives the numbers of photos")
        return list(dict.fromkeys(photos))
