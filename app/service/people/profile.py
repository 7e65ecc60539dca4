"""What there is to say of one person: when they are seen first and last, where, with whom, which memories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from photos_ml.app.service.context import Context
from photos_ml.app.service.memories import memories_of_person
from photos_ml.app.service.people.acting import person_of
from photos_ml.store.person_lists import ListedPerson, read_persons
from photos_ml.store.person_photos import (
    Seen,
    first_and_last,
    photos_of_person,
    seen_with,
)
from photos_ml.store.positions import read_positions

if TYPE_CHECKING:
    from photos_ml.app.service.map import Box, MapCluster
    from photos_ml.app.service.memories import MemoryView

MOST_WITH = 12
MOST_MEMORIES = 12
SPOTS_ZOOM, MOST_SPOTS = 4, 40
"""Of the small map, which shows where and leads to the large one."""


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody who is seen with a person."""

    person: ListedPerson
    photos: int
    """With both."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One person."""

    person: ListedPerson
    seen: tuple[Seen, Seen] | None
    """First and last."""
    placed: int
    """Photos with a position."""
    spots: list[MapCluster]
    """Where they are seen, the largest first."""
    bounds: Box | None
    """What holds all of that."""
    companions: list[Companion]
    memories: list[MemoryView]


def profile(context: Context, person_id: int) -> Profile:
    """All of one person; of one that turned out to be another, that other. UsageError where there is none."""
    from photos_ml.app.service.map import Box, PhotoMap

    library = context.library()
    known = person_of(library, person_id)
    photos = photos_of_person(library.database, known.id)
    everybody = {person.id: person for person in read_persons(library.database)}
    person = everybody.get(known.id) or ListedPerson(
        known.id, known.name, 0, 0, 0, None, known.birth, known.hidden, known.stranger
    )
    together = seen_with(library.database, known.id, photos)
    companions = [Companion(everybody[one], number) for one, number in together if one in everybody]
    positions = read_positions(
        library.database, library.photo_table, papers=context.settings.documents_in_grid
    ).only(photos)
    where = PhotoMap(positions, library.places())
    memories = memories_of_person(context, known.name)[:MOST_MEMORIES] if known.name else []
    return Profile(
        person,
        first_and_last(library.database, photos),
        len(where),
        where.clusters(SPOTS_ZOOM, Box())[:MOST_SPOTS],
        where.bounds,
        companions[:MOST_WITH],
        memories,
    )


def photos_with(context: Context, person_id: int) -> list[int]:
    """The shown photos with a person; UsageError where there is no such person."""
    library = context.library()
    return photos_of_person(library.database, person_of(library, person_id).id)
