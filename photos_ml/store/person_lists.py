"""Lists of persons and of groups of faces, each with what shows them best."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Row

from photos_ml.boxes import Box
from photos_ml.store.database import Database
from photos_ml.store.faces import BEST_FIRST, Said
from photos_ml.store.marks import HIDDEN
from photos_ml.store.people import read_people

LEAST_GROUP = 2
"""A face alone is no group."""
_SHOWN = f"p.status = 'present' AND p.id NOT IN ({HIDDEN})"


@dataclass(frozen=True, slots=True)
class Cover:
    """A photo, and where in it a face is."""

    photo: int
    box: Box | None
    """x, y, width, height in fractions of the upright picture; None where that is not known."""
    ratio: int
    """Width of the photo per 100 of its height."""


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person as a list shows them."""

    id: int
    name: str
    faces: int
    confirmed: int
    """Of the faces: those that a person or a file says so of."""
    photos: int
    cover: Cover | None
    birth: str | None
    hidden: bool
    stranger: bool


@dataclass(frozen=True, slots=True)
class ListedGroup:
    """Faces that are taken for one person's of whom nobody said who it is."""

    id: int
    faces: int
    photos: int
    cover: Cover
    examples: tuple[int, ...]
    """Ids of a few of the faces, the best first."""


def read_persons(database: Database) -> list[ListedPerson]:
    """Everybody of whom there is a photo, who is in most first."""
    faces = _faces(database)
    best = {row["person_id"]: _cover(row) for row in _best(database, "person_id", "f.person_id IS NOT NULL")}
    named = {person.name: person for person in read_people(database)}
    chosen = _chosen(database)
    found = []
    for row in database.query("SELECT * FROM persons WHERE into_id IS NULL ORDER BY id"):
        tagged = named.get(_written(database, row)) if row["key"] else None
        number, confirmed, photos = faces.get(row["id"], (0, 0, 0))
        cover = chosen.get(row["id"]) or best.get(row["id"])
        if cover is None and tagged is not None:
            cover = Cover(tagged.cover, tagged.box, tagged.ratio)
        photos = tagged.photos if tagged is not None else photos
        if not photos:
            continue
        flags = bool(row["hidden"]), bool(row["stranger"])
        found.append(
            ListedPerson(row["id"], row["name"], number, confirmed, photos, cover, row["birth"], *flags)
        )
    return sorted(found, key=lambda person: (-person.photos, person.name, person.id))


def read_groups(database: Database, *, examples: int = 6) -> list[ListedGroup]:
    """Groups of faces that are nobody's yet, the largest first."""
    condition = "f.cluster_id IS NOT NULL AND f.person_id IS NULL"
    rows = database.query(
        "SELECT f.cluster_id, count(DISTINCT f.id) AS faces, count(DISTINCT p.id) AS photos FROM faces f "
        f"JOIN photos p ON p.content_id = f.content_id AND {_SHOWN} "
        f"WHERE {condition} AND f.no_face = 0 AND f.said = {Said.GUESS} GROUP BY 1 HAVING faces >= ?",
        (LEAST_GROUP,),
    )
    shown: dict[int, list[Row]] = {}
    for row in _best(database, "cluster_id", f"{condition} AND f.said = {Said.GUESS}", examples):
        shown.setdefault(row["cluster_id"], []).append(row)
    groups = [
        ListedGroup(
            row["cluster_id"],
            row["faces"],
            row["photos"],
            _cover(shown[row["cluster_id"]][0]),
            tuple(face["id"] for face in shown[row["cluster_id"]]),
        )
        for row in rows
        if row["cluster_id"] in shown
    ]
    return sorted(groups, key=lambda group: (-group.faces, group.id))


def covers_of(database: Database, face_ids: Sequence[int]) -> dict[int, Cover]:
    """Face -> the photo it is in, and where."""
    rows = database.query(
        "SELECT f.id, f.x, f.y, f.width, f.height, p.id AS photo, p.width AS w, p.height AS h FROM faces f "
        "JOIN photos p ON p.content_id = f.content_id AND p.status = 'present' "
        "WHERE f.id IN (SELECT value FROM json_each(?)) ORDER BY p.id DESC",
        (json.dumps(list(face_ids)),),
    )
    return {row["id"]: _cover(row) for row in rows}


def _written(database: Database, row: Row) -> str:
    """A name as `people` has it: the spelling that came first."""
    return str(database.scalar("SELECT name FROM people WHERE key = ?", (row["key"],)) or row["name"])


def _faces(database: Database) -> dict[int, tuple[int, int, int]]:
    """Person -> faces, confirmed faces and photos with a face."""
    rows = database.query(
        "SELECT f.person_id, count(DISTINCT f.id), "
        f"count(DISTINCT f.id) FILTER (WHERE f.said > {Said.GUESS}), "
        f"count(DISTINCT p.id) FROM faces f JOIN photos p ON p.content_id = f.content_id AND {_SHOWN} "
        "WHERE f.person_id IS NOT NULL AND f.no_face = 0 GROUP BY 1"
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def _best(database: Database, of: str, condition: str, number: int = 1) -> list[Row]:
    """The best faces of each value of a column, confirmed ones first."""
    return database.query(
        "SELECT * FROM (SELECT f.*, p.id AS photo, p.width AS w, p.height AS h, row_number() OVER "
        f"(PARTITION BY f.{of} ORDER BY f.said = {Said.GUESS}, {BEST_FIRST}, f.id) AS place FROM faces f "
        f"JOIN (SELECT content_id, min(id) AS id, width, height FROM photos p WHERE {_SHOWN} "
        f"GROUP BY content_id) p ON p.content_id = f.content_id WHERE {condition} AND f.no_face = 0) "
        f"WHERE place <= ? ORDER BY {of}, place",
        (number,),
    )


def _chosen(database: Database) -> dict[int, Cover]:
    """Person -> the cover that the user chose, where its photo is there."""
    rows = database.query("SELECT id, cover_box FROM persons WHERE cover_box IS NOT NULL")
    found: dict[int, Cover] = {}
    for row in rows:
        content_hash, box = json.loads(row["cover_box"])
        photos = database.query(
            "SELECT p.id AS photo, p.width AS w, p.height AS h FROM photos p JOIN contents c "
            f"ON c.id = p.content_id WHERE c.hash = ? AND {_SHOWN} ORDER BY p.id LIMIT 1",
            (content_hash,),
        )
        if photos:
            found[row["id"]] = Cover(photos[0]["photo"], tuple(box), _ratio(photos[0]))
    return found


def _cover(row: Row) -> Cover:
    return Cover(row["photo"], (row["x"], row["y"], row["width"], row["height"]), _ratio(row))


def _ratio(row: Row) -> int:
    return max(round(100 * row["w"] / row["h"]), 1) if row["w"] and row["h"] else 100
