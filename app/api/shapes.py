"""What requests may hold: validated before any code of ours sees it, described in the OpenAPI document."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

MAX_ID = 2**63 - 1
"""SQLite's greatest row id."""
MAX_PAGE = 500
MAX_CHOSEN = 5000
"""Ids of chosen photos that a request can hold; more are sent in parts, or named by a query."""


def _plain(value: Any) -> Any:
    """An id is digits: ' 1', '+1', '1.0' and '1_0', which pydantic reads as numbers, are none."""
    if isinstance(value, str) and not value.isdecimal():
        raise ValueError("an id is a number in digits")
    return value


PhotoId = Annotated[int, Field(ge=1, le=MAX_ID), BeforeValidator(_plain)]
PhotoIds = Annotated[tuple[PhotoId, ...], Field(max_length=100, strict=False)]
"""Not strict as a whole: JSON knows no tuples. Each id is."""
MemoryId = Annotated[str, Field(pattern="^[0-9a-f]{16}$")]
Words = Annotated[str, Field(max_length=500)]
LanguageCode = Annotated[str, Field(pattern="^([a-z]{2,3})?$")]
"""ISO 639, or nothing."""
Tag = Annotated[str, Field(max_length=100)]
Size = Literal["grid", "large"]


class Parameters(BaseModel):
    """A query string: text, made numbers where they are asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Body(Parameters):
    """A JSON object, whose values are of their types already."""

    model_config = ConfigDict(strict=True)


def shown(**example: Any) -> ConfigDict:
    """An example for the OpenAPI document: a whole request that is answered."""
    return ConfigDict(json_schema_extra={"examples": [example]})


class Nothing(Body):
    """An empty object: JSON all the same, which a form of a foreign page cannot send."""


class Search(Body):
    """A query in plain words; with `plan`, that plan instead of the one the words give."""

    model_config = shown(query="sunset in Italy last summer", limit=20, facets=True)

    query: Words = ""
    plan: dict[str, Any] | None = None
    planner: Literal["auto", "rules"] = "auto"
    language: LanguageCode = ""
    """What the query is read in; '' as the settings say."""
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 100
    cursor: Annotated[str, Field(max_length=60)] = ""
    """`next` of the page before."""
    fold: bool = True
    """Shots of one moment stand as one hit."""
    facets: bool = False
    """Count the good hits by year, place, camera, person and kind."""
    explain: bool = False
    """Say of each hit where its score comes from."""
    tags: Annotated[
        tuple[Annotated[str, Field(max_length=100)], ...], Field(max_length=20, strict=False)
    ] = ()
    """Only photos that are tagged with all of these words; /api/tags lists them."""


class SearchInLines(Search):
    """A search by the command line of this user: `everything`: also the hits that match less well."""

    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    as_of: Annotated[str, Field(max_length=60)] = ""
    everything: bool = False


class Plan(Body):
    """A query in plain words."""

    model_config = shown(query="Leo at the beach in July, no screenshots")

    query: Words
    planner: Literal["auto", "rules"] = "auto"
    language: LanguageCode = ""
    """What it is read in; '' as the settings say."""


class Similar(Parameters):
    """How many photos like one; like it, but with more of `plus` and less of `minus`, in words, and with
    `person` in it, by name."""

    plus: Words = ""
    minus: Words = ""
    person: Words = ""
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 30


class Frame(Parameters):
    """Of a video, what it shows at a second; without one, its poster."""

    second: Annotated[float, Field(ge=0, le=1_000_000)] | None = None


class Picture(Body):
    """A picture that was dropped or pasted, or a part of one, as the page has shrunk it: a JPEG in base64.
    Photos are to be more like it, or less."""

    data: Annotated[str, Field(max_length=60_000, pattern=r"^[A-Za-z0-9+/]+={0,2}$")]
    less: bool = False


class Refine(Body):
    """Photos and pictures that were marked as right and as wrong answers to `query`, which may be empty."""

    model_config = shown(like=[1], query="in the snow")

    like: PhotoIds = ()
    less: PhotoIds = ()
    pictures: Annotated[tuple[Picture, ...], Field(max_length=4, strict=False)] = ()
    """Not kept: neither they nor what is made of them."""
    query: Words = ""
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 100


class Typed(Parameters):
    """What is typed so far."""

    query: Words = ""


class Latest(Body):
    """A search to offer again, or not any more."""

    model_config = shown(query="sunset in Italy")

    query: Annotated[str, Field(max_length=500, pattern=r"\S")]
    keep: bool = True


class MarksBody(Body):
    """What the user says of a photo; a mark that is left out stays."""

    model_config = shown(favorite=True)

    favorite: bool | None = None
    hidden: bool | None = None


class MarksOfMany(MarksBody):
    """The same said of several photos."""

    model_config = shown(photos=[1, 2], favorite=True)

    photos: Annotated[tuple[PhotoId, ...], Field(min_length=1, max_length=MAX_CHOSEN, strict=False)]


Zoom = Annotated[int, Field(ge=0, le=22)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class TimelineParameters(Parameters):
    """Which photos: all shown ones, the favourites of these, or the hidden ones; with `around`, those of the
    map's cluster that this photo is in at `zoom`; with `person`, only those with this one; with `root`,
    those in its `folder` and below, as /api/folders/tree names them."""

    show: Literal["all", "favorites", "hidden"] = "all"
    around: PhotoId | None = None
    zoom: Zoom = 0
    person: PhotoId | None = None
    root: PhotoId | None = None
    folder: Annotated[str, Field(max_length=4096)] = ""


class DuplicatesParameters(Parameters):
    """Which groups: of one kind or all, `limit` of them from `offset` on."""

    kind: Literal["exact", "same picture", "burst"] | None = None
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=60)] = 12


class PartOfWorld(Parameters):
    """A part of the world, in degrees, and how large it is drawn: 256 pixels for all of it at zoom 0."""

    zoom: Zoom = 0
    west: Longitude = -180.0
    south: Latitude = -90.0
    east: Longitude = 180.0
    north: Latitude = 90.0


class TagParameters(Parameters):
    """Photos like one that carry a word, or that do not."""

    tag: Annotated[str, Field(min_length=1, max_length=200)]
    carrying: bool = True


class Map(PartOfWorld):
    """What of it shows photos; with `person`, only those with this one."""

    person: PhotoId | None = None


FolderName = Annotated[str, Field(max_length=40)]
FolderKey = Annotated[str, Field(max_length=6000)]
"""Names a folder on disk that need not be known: see `folder_browser`."""


class OnDisk(Parameters):
    """A folder on this machine by its key; the home folder where it is left out."""

    folder: FolderKey = ""


class Index(Body):
    """Folders by the names that /api/folders gives, or the keys of /api/folders/inside; none for all that are
    known."""

    folders: Annotated[tuple[FolderKey, ...], Field(max_length=100, strict=False)] = ()


Day = Annotated[str, Field(pattern="^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$")]


class MemoryDay(Parameters):
    """A day, ISO; today where it is left out."""

    day: Day | None = None


Wish = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]


class WishAsked(Parameters):
    """What a memory was asked for of."""

    wish: Wish


class WishBody(Body):
    """What a memory is asked for of, as a search is."""

    model_config = shown(wish="Our beach days with Leo")

    wish: Wish


class MemoryFeedback(Body):
    """What was done with a memory, or with a photo in it."""

    model_config = shown(event="open")

    event: Literal["shown", "open", "dwell", "favourite", "share", "hide"]
    photo: PhotoId | None = None
    position: Annotated[int, Field(ge=0, le=1000)] | None = None
    """From 0: of the memory in its day, or of the photo in the memory. What is known where it is left out."""
    value: Annotated[float, Field(ge=0, le=86_400)] = 1.0
    """Seconds of a dwell; 0 of a favourite that is one no more."""


class LessOf(Body):
    """What there should be less of, as `about` of the memory names it."""

    model_config = shown(what="kind", subject="trip")

    what: Literal["person", "place", "day", "kind", "memory"]
    subject: Annotated[str, Field(min_length=1, max_length=200)]


Pattern = Annotated[str, Field(max_length=300)]


class SettingsBody(Body):
    """What the user chooses; a choice that is left out stays."""

    model_config = shown(watch=True, app_language="fr")

    exclude: Annotated[tuple[Pattern, ...], Field(max_length=200, strict=False)] | None = None
    watch: bool | None = None
    planner: Literal["auto", "rules", "llm"] | None = None
    language: LanguageCode | None = None
    app_language: LanguageCode | None = None
    thumbnails_mb: Annotated[int, Field(ge=100, le=1_000_000)] | None = None
    picture_mb: Annotated[int, Field(ge=320, le=64_000)] | None = None
    home: Annotated[str, Field(max_length=2)] | None = None
    theme: Literal["auto", "light", "dark"] | None = None
    pause_on_battery: bool | None = None
    pause_when_busy: bool | None = None
    trash: bool | None = None
    documents_in_grid: bool | None = None


class Folder(Body):
    """A folder by the name that /api/folders gives."""

    folder: FolderName


class ForgottenFolder(Folder):
    """A folder to forget; with `acts` also what was done by hand to its photos."""

    acts: bool = False


class Model(Body):
    """A model by its name."""

    model: Annotated[str, Field(max_length=100)]


class ComparedModels(Body):
    """Two models, and searches to ask both; the latest of the user where there are none."""

    before: Annotated[str, Field(max_length=100)]
    after: Annotated[str, Field(max_length=100)]
    queries: Annotated[list[Annotated[str, Field(min_length=1, max_length=500)]], Field(max_length=6)] = []


class PulledModel(Model):
    """A suggested model to fetch; `variant` 'fp16', 'int8' or 'q4' for weights in fewer bits."""

    variant: Literal["", "fp16", "int8", "q4"] = ""


class StepChoice(Body):
    """A step that is to be computed, or is not."""

    model_config = shown(step="tag", on=True)

    step: Annotated[str, Field(max_length=100)]
    on: bool
