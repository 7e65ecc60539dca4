"""What requests may hold: validated before any code of ours sees it, described in the OpenAPI document."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

MAX_ID = 2**63 - 1
"""SQLite's greatest row id."""
MAX_PAGE = 500

PhotoId = Annotated[int, Meta(ge=1, le=MAX_ID)]
Words = Annotated[str, Meta(max_length=500)]


class Nothing(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A request without anything."""


class Search(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A query in plain words; with `plan`, that plan instead of the one the words give."""

    query: Words = ""
    plan: dict[str, Any] | None = None
    planner: Literal["auto", "rules"] = "auto"
    limit: Annotated[int, Meta(ge=1, le=MAX_PAGE)] = 100
    cursor: Annotated[str, Meta(max_length=60)] = ""
    """`next` of the page before."""
    fold: bool = True
    """Shots of one moment stand as one hit."""
    facets: bool = False
    """Count the good hits by year, place, camera, person and kind."""
    explain: bool = False
    """Say of each hit where its score comes from."""
    tags: Annotated[tuple[Annotated[str, Meta(max_length=100)], ...], Meta(max_length=20)] = ()
    """Only photos that are tagged with all of these words; /api/tags lists them."""


class Plan(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A query in plain words."""

    query: Words
    planner: Literal["auto", "rules"] = "auto"


class Typed(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What is typed so far."""

    query: Words = ""


class Photo(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A photo by its id."""

    photo: PhotoId


class Thumbnail(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A photo and one of the two sizes."""

    photo: PhotoId
    size: Literal["grid", "large"]


class Similar(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A photo and how many like it; like it, but with more of `plus` and less of `minus`, in words."""

    photo: PhotoId
    plus: Words = ""
    minus: Words = ""
    limit: Annotated[int, Meta(ge=1, le=MAX_PAGE)] = 30


class Refine(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Photos that were marked as right and as wrong answers to `query`, which may be empty."""

    like: Annotated[tuple[PhotoId, ...], Meta(max_length=100)] = ()
    less: Annotated[tuple[PhotoId, ...], Meta(max_length=100)] = ()
    query: Words = ""
    limit: Annotated[int, Meta(ge=1, le=MAX_PAGE)] = 100


class Marks(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What the user says of a photo; a mark that is left out stays."""

    photo: PhotoId
    favorite: bool | None = None
    hidden: bool | None = None


Zoom = Annotated[int, Meta(ge=0, le=22)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]


class Timeline(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Which photos: all shown ones, the favourites of these, or the hidden ones; with `around`, those of the
    map's cluster that this photo is in at `zoom`."""

    show: Literal["all", "favorites", "hidden"] = "all"
    around: PhotoId | None = None
    zoom: Zoom = 0


class Duplicates(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Which groups: of one kind or all, `limit` of them from `offset` on."""

    kind: Literal["exact", "same picture", "burst"] | None = None
    offset: Annotated[int, Meta(ge=0, le=10_000_000)] = 0
    limit: Annotated[int, Meta(ge=1, le=60)] = 12


class Map(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A part of the world, in degrees, and how large it is drawn: 256 pixels for all of it at zoom 0."""

    zoom: Zoom = 0
    west: Longitude = -180.0
    south: Latitude = -90.0
    east: Longitude = 180.0
    north: Latitude = 90.0


class Index(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Folders by the names that /api/folders gives; none for all that are known."""

    folders: Annotated[tuple[Annotated[str, Meta(max_length=40)], ...], Meta(max_length=100)] = ()


Day = Annotated[str, Meta(pattern="^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$")]
MemoryId = Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]


class MemoryDay(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A day, ISO; today where it is left out."""

    day: Day | None = None


class OneMemory(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A memory by its id."""

    memory: MemoryId


class MemoryFeedback(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What was done with a memory, or with a photo in it."""

    memory: MemoryId
    event: Literal["shown", "open", "dwell", "favourite", "share", "hide"]
    photo: PhotoId | None = None
    position: Annotated[int, Meta(ge=0, le=1000)] | None = None
    """From 0: of the memory in its day, or of the photo in the memory. What is known where it is left out."""
    value: Annotated[float, Meta(ge=0, le=86_400)] = 1.0
    """Seconds of a dwell; 0 of a favourite that is one no more."""


class LessOf(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What there should be less of, as `about` of the memory names it."""

    memory: MemoryId
    what: Literal["person", "place", "day", "kind", "memory"]
    subject: Annotated[str, Meta(min_length=1, max_length=200)]


Choice = Annotated[str, Meta(max_length=300)]


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What the user chooses; a choice that is left out stays."""

    exclude: Annotated[tuple[Choice, ...], Meta(max_length=200)] | None = None
    watch: bool | None = None
    planner: Literal["auto", "rules", "llm"] | None = None
    thumbnails_mb: Annotated[int, Meta(ge=100, le=1_000_000)] | None = None
    home: Annotated[str, Meta(max_length=2)] | None = None
    theme: Literal["auto", "light", "dark"] | None = None


class Folder(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A folder by the name that /api/folders gives."""

    folder: Annotated[str, Meta(max_length=40)]


class Model(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A model by its name."""

    model: Annotated[str, Meta(max_length=100)]
