"""How much one file may say: what it says beyond that would be paid for by every search."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from photos_ml.types import Camera, Metadata, PersonTag, Place

T = TypeVar("T")

MOST_KEYWORDS = 200
"""Agencies ask for 50; a tree of keywords, each with all above it, comes to some more."""
MOST_PEOPLE = 200
"""A school on its steps."""
MOST_ALBUMS = 100
NAME_CHARACTERS = 200
"""Of a keyword, a person, a place, a camera."""
TITLE_CHARACTERS = 1_000
CAPTION_CHARACTERS = 10_000


def bounded(metadata: Metadata) -> Metadata:
    """The same, with what goes beyond these bounds left out, and a problem that says so."""
    problems: list[str] = []
    return replace(
        metadata,
        title=metadata.title[:TITLE_CHARACTERS],
        caption=metadata.caption[:CAPTION_CHARACTERS],
        keywords=_words(metadata.keywords, MOST_KEYWORDS, "keywords", problems),
        people=_first(tuple(map(_person, metadata.people)), MOST_PEOPLE, "people", problems),
        albums=_words(metadata.albums, MOST_ALBUMS, "albums", problems),
        camera=_camera(metadata.camera),
        place=_place(metadata.place) if metadata.place else None,
        burst_id=metadata.burst_id[:NAME_CHARACTERS],
        problems=(*metadata.problems, *problems),
    )


def _words(words: tuple[str, ...], most: int, what: str, problems: list[str]) -> tuple[str, ...]:
    return tuple(word[:NAME_CHARACTERS] for word in _first(words, most, what, problems))


def _first(items: tuple[T, ...], most: int, what: str, problems: list[str]) -> tuple[T, ...]:
    if len(items) > most:
        problems.append(f"{len(items):,} {what}: the first {most} count")
    return items[:most]


def _person(tag: PersonTag) -> PersonTag:
    return tag if len(tag.name) <= NAME_CHARACTERS else PersonTag(tag.name[:NAME_CHARACTERS], tag.box)


def _camera(camera: Camera) -> Camera:
    make, model, lens = (name[:NAME_CHARACTERS] for name in (camera.make, camera.model, camera.lens))
    return replace(camera, make=make, model=model, lens=lens)


def _place(place: Place) -> Place:
    city, region, country = (name[:NAME_CHARACTERS] for name in (place.city, place.region, place.country))
    return Place(city, region, country, place.country_code[:NAME_CHARACTERS])
