"""The people of a library, each with how many photos and one to show."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from photos_ml.store.array_files import Form
from photos_ml.store.database import Database
from photos_ml.store.filters import favorite_ids
from photos_ml.store.ids import among, ids_of, numbers
from photos_ml.store.marks import HIDDEN
from photos_ml.store.photo_table import PhotoTable
from photos_ml.store.rows import ABSENT
from photos_ml.store.while_same import MARKS

ONE_MORE = 9.0
"""So many people more in a photo weigh as much as a pixel of a face: they decide where no face is known."""


@dataclass(frozen=True, slots=True)
class PersonCover:
    """A person's name, the number of photos, and the photo to show of them."""

    name: str
    photos: int
    cover: int
    box: tuple[float, float, float, float] | None
    """Where in the cover the face is: x, y, width, height in fractions of the upright picture."""
    ratio: int
    """Width of the cover per 100 of its height."""


@dataclass(frozen=True, slots=True)
class _Links:
    """Who is in which photo: rows of people and photos (n,), by person and photo; how high the face is in
    pixels, 0 where it is not known; and how many people the photo shows."""

    persons: npt.NDArray[np.int64]
    photos: npt.NDArray[np.int64]
    heights: npt.NDArray[np.float64]
    shown: npt.NDArray[np.int64]


_LINKS: Form[_Links] = Form(
    lambda links: {name: getattr(links, name) for name in ("persons", "photos", "heights", "shown")},
    lambda arrays: _Links(**arrays),
)


def read_people(database: Database, table: PhotoTable | None = None) -> list[PersonCover]:
    """Everybody in a shown photo, who is in most first. The cover is the one with the largest known face,
    else one of few people; of equally good ones the first. `table`: where the hearts are, if that is read."""
    return list(database.while_same("people", lambda: _read_people(database, table)))


def _read_people(database: Database, table: PhotoTable | None) -> list[PersonCover]:
    links = database.while_same("who is where", lambda: _read_links(database), but=MARKS, form=_LINKS)
    chosen = np.flatnonzero(~among(links.photos, ids_of(database, f"{ABSENT} UNION ALL {HIDDEN}")))
    if not len(chosen):
        return []
    persons, photos = links.persons[chosen], links.photos[chosen]
    if table is not None and table.is_read:
        now = table.current()
        loved = among(photos, now.ids[now.favorites & now.present])
    else:
        loved = among(photos, favorite_ids(database))
    good = links.heights[chosen] + loved - links.shown[chosen] / ONE_MORE
    starts = np.flatnonzero(np.diff(persons, prepend=-1))
    counts = np.diff(starts, append=len(persons))
    best = np.flatnonzero(good == np.repeat(np.maximum.reduceat(good, starts), counts))
    best = best[np.diff(persons[best], prepend=-1) != 0]
    names = {row["id"]: row["name"] for row in database.query("SELECT id, name FROM people")}
    covers = _read_covers(database, persons[best], photos[best])
    found = [
        PersonCover(names[person], number, *covers[person])
        for person, number in zip(persons[best].tolist(), counts.tolist(), strict=True)
    ]
    return sorted(found, key=lambda person: (-person.photos, person.name))


def _read_links(database: Database) -> _Links:
    columns = database.query(
        "SELECT group_concat(person_id), group_concat(photo_id) FROM "
        "(SELECT person_id, photo_id FROM photo_people ORDER BY person_id, photo_id)"
    )[0]
    persons, photos = map(numbers, columns)
    rows = database.query(
        "SELECT l.person_id, l.photo_id, l.height * p.height FROM photo_people l "
        "JOIN photos p ON p.id = l.photo_id WHERE l.height > 0 AND p.height > 0"
    )
    heights = np.zeros(len(persons))
    # By both at once: a number that is higher for a later person, and in one for a later photo.
    width = int(photos.max(initial=0)) + 1
    known = np.array([row[0] * width + row[1] for row in rows], np.int64)
    heights[np.searchsorted(persons * width + photos, known)] = [row[2] for row in rows]
    shown = np.bincount(photos)[photos] if len(photos) else photos
    return _Links(persons, photos, heights, shown)


def _read_covers(
    database: Database, persons: npt.NDArray[np.int64], photos: npt.NDArray[np.int64]
) -> dict[int, tuple[int, tuple[float, float, float, float] | None, int]]:
    """Person -> the photo, where the face is in it, and its ratio, as `PersonCover` has them."""
    rows = database.query(
        "SELECT l.person_id, p.id, l.x, l.y, l.width, l.height, p.width, p.height FROM json_each(?) j "
        "CROSS JOIN photo_people l ON l.person_id = json_extract(j.value, '$[0]') "
        "AND l.photo_id = json_extract(j.value, '$[1]') JOIN photos p ON p.id = l.photo_id",
        (json.dumps(np.stack([persons, photos], axis=1).tolist()),),
    )
    return {
        person: (
            photo,
            None if box[0] is None else (box[0], box[1], box[2], box[3]),
            max(round(100 * width / height), 1) if width and height else 100,
        )
        for person, photo, *box, width, height in map(tuple, rows)
    }
