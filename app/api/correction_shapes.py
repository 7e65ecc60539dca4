"""What requests about corrections may hold."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from photos_ml.app.api.shapes import MAX_CHOSEN, Body, Latitude, Longitude, Parameters, PhotoId

Line = Annotated[str, Field(max_length=1000)]
Text = Annotated[str, Field(max_length=20_000)]
Words = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=200)], ...], Field(max_length=100)]


class Chosen(Body):
    """Photos by their ids, or all that a query names by facts."""

    photos: Annotated[tuple[PhotoId, ...], Field(max_length=MAX_CHOSEN, strict=False)] = ()
    where: Line = ""


class PlaceName(Parameters):
    """A place as it is typed."""

    name: Annotated[str, Field(max_length=200)] = ""


class MapPoint(Body):
    """A point on the map."""

    lat: Latitude
    lon: Longitude


class Corrections(Chosen):
    """What is said of them; what is left out stays. Empty texts, a rating of 0, and 'none' as a date or place
    say that there is none."""

    date: Line | None = None
    shift: Line | None = None
    zone: Line | None = None
    place: Line | None = None
    place_of: PhotoId | None = None
    point: MapPoint | None = None
    title: Line | None = None
    caption: Text | None = None
    rating: Annotated[int, Field(ge=0, le=5)] | None = None
    keywords: Annotated[Words, Field(strict=False)] = ()
    no_keywords: Annotated[Words, Field(strict=False)] = ()
    people: Annotated[Words, Field(strict=False)] = ()
    no_people: Annotated[Words, Field(strict=False)] = ()
    tags: Annotated[Words, Field(strict=False)] = ()
    """Words for what they show; `no_tags`: for what they do not, whatever they were taken for."""
    no_tags: Annotated[Words, Field(strict=False)] = ()
    kind: Annotated[str, Field(max_length=20)] | None = None
    """'photo', 'document', ...; 'none' for what it looks like."""


class Undo(Body):
    """A gesture, by the number that its answer gave."""

    gesture: PhotoId
