"""The people of a library, each with how many photos and one to show."""

from __future__ import annotations

from dataclasses import dataclass

from photos_ml.store.database import Database
from photos_ml.store.marks import HIDDEN


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


def read_people(database: Database) -> list[PersonCover]:
    """Everybody in a shown photo, who is in most first. The cover is the one with the largest known face,
    else one of few people."""
    return list(database.while_same("people", lambda: _read_people(database)))


def _read_people(database: Database) -> list[PersonCover]:
    rows = database.query(
        "SELECT q.name, count(*) AS photos, p.id AS cover, l.x, l.y, l.width, l.height, "
        "p.width AS w, p.height AS h, "
        # Of photos without a known face, one where nobody else is.
        "max(coalesce(l.height * p.height, 0) + p.favorite"
        " - (SELECT count(*) FROM photo_people o WHERE o.photo_id = p.id) / 9.0) AS largest "
        "FROM photo_people l JOIN people q ON q.id = l.person_id JOIN photos p ON p.id = l.photo_id "
        f"WHERE p.status = 'present' AND p.id NOT IN ({HIDDEN}) GROUP BY q.id ORDER BY photos DESC, q.name"
    )
    return [
        PersonCover(
            row["name"],
            row["photos"],
            row["cover"],
            None if row["x"] is None else (row["x"], row["y"], row["width"], row["height"]),
            max(round(100 * row["w"] / row["h"]), 1) if row["w"] and row["h"] else 100,
        )
        for row in rows
    ]
