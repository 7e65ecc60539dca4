"""Faces as the step `faces` keeps them. One that a new version finds where an old one did keeps its id."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from sqlite3 import Row as SqlRow
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from photos_ml.boxes import Box, matched
from photos_ml.errors import LibraryError
from photos_ml.store.database import Database
from photos_ml.store.kept import Row

FACES = "faces"
"""The step, and its table."""
SAME_FACE = 0.3
"""Overlap (intersection over union) from which two boxes of a picture are of one face."""
SAME_SECOND = 0.5
"""How far apart two frames of a video may be that show the same."""
COLUMNS = (
    *("second", "x", "y", "width", "height", "points", "score", "sharpness", "residual", "turn"),
    *("height_px", "vector", "eyes_open", "eyes_aside", "described", "described_by"),
)
"""Of a row that the step gives."""
BY_OTHER = COLUMNS[-2:]
"""What stays where a step comes without another describer."""


class Said(IntEnum):
    """Who says whose face it is, the least trusted first."""

    GUESS = 0
    FILE = 1
    GROUP = 2
    """With its whole group, by the user."""
    HAND = 3
    """By itself, by the user."""


@dataclass(frozen=True, slots=True)
class Face:
    """A face in a photo's content."""

    id: int
    content_id: int
    box: Box
    second: float | None
    score: float
    height_px: int
    person_id: int | None
    said: Said
    cluster_id: int | None
    origin: str
    """'found', 'drawn' by hand, or a region of the 'file'."""


Vectors: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FaceArrays:
    """All faces that have a vector, in an order that does not depend on when they were indexed."""

    ids: npt.NDArray[np.int64]
    contents: npt.NDArray[np.int64]
    vectors: Vectors
    """(n, 128); (n, d) by another describer."""
    own: Vectors
    """(n, 128), of the same faces by the program's own."""
    score: npt.NDArray[np.float32]
    sharpness: npt.NDArray[np.float32]
    residual: npt.NDArray[np.float32]
    height_px: npt.NDArray[np.int64]
    person: npt.NDArray[np.int64]
    """Whose face it is said to be; 0 for a guess and for nobody."""
    cluster: npt.NDArray[np.int64]
    """0 for none."""
    guess: npt.NDArray[np.int64]
    """0 for none."""
    day: npt.NDArray[np.int64]
    """Days since 0001-01-01 of the photo's date as far as it is trusted; 0 for none."""
    precision: npt.NDArray[np.int64]
    """Level of that date's precision."""
    video: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class FaceTable:
    """Where the step's rows go: COLUMNS each, `points` and `vector` as bytes."""

    name: str = FACES
    by_version: bool = False

    def put(self, database: Database, step: str, rows: Mapping[int, Sequence[Row]]) -> None:
        for content, found in rows.items():
            self._put(database, content, found)

    def read(self, database: Database, content_ids: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
        found: dict[int, list[tuple[Any, ...]]] = {}
        for row in _of_contents(database, content_ids, "origin = 'found'"):
            found.setdefault(row["content_id"], []).append(tuple(row[name] for name in COLUMNS))
        return found

    def settle(self, database: Database) -> None:
        """Nothing: new rows took the place of those before."""

    def _put(self, database: Database, content: int, rows: Sequence[Row]) -> None:
        before = _of_contents(database, [content], "origin = 'found'")
        # Rows that come without another describer may end before its columns: then those stay as they are.
        new = [dict(zip(COLUMNS, row, strict=False)) for row in rows]
        for values in new:
            if values.get(BY_OTHER[1]) is None:
                for name in BY_OTHER:
                    values.pop(name, None)
        same = dict(same_faces([place_of(row) for row in new], [place_of(row) for row in before]))
        kept = {before[old]["id"] for old in same.values()}
        for row in before:
            if row["id"] not in kept:
                database.execute("DELETE FROM faces WHERE id = ?", (row["id"],))
        for number, values in enumerate(new):
            if number in same:
                sets = ", ".join(f"{name} = ?" for name in values)
                face = before[same[number]]["id"]
                database.execute(f"UPDATE faces SET {sets} WHERE id = ?", [*values.values(), face])
            else:
                names, marks = ", ".join(values), ", ".join("?" * len(values))
                database.execute(
                    f"INSERT INTO faces (content_id, {names}) VALUES (?, {marks})",
                    [content, *values.values()],
                )


Place: TypeAlias = tuple[float | None, Box]
"""Second of a video, and box."""


def place_of(row: SqlRow | Mapping[str, Any]) -> Place:
    """Where a row's face is."""
    return row["second"], (row["x"], row["y"], row["width"], row["height"])


def same_faces(ours: Sequence[Place], theirs: Sequence[Place]) -> list[tuple[int, int]]:
    """Pairs of places that are one face's, each in one pair, those that overlap most first."""
    apart = [_in_time(place) for place in ours], [_in_time(place) for place in theirs]
    return matched(*apart, SAME_FACE)


def _in_time(place: Place) -> Box:
    """Frames of a video side by side, so far apart that only those of one time overlap."""
    second, (x, y, width, height) = place
    return (x + 10 * round((second or 0.0) / SAME_SECOND), y, width, height)


def faces_of(database: Database, content_ids: Iterable[int]) -> list[Face]:
    """The faces in contents, those left in the picture first; what is said to be no face is none."""
    rows = _of_contents(database, list(content_ids), "no_face = 0")
    return [_face(row) for row in rows]


def face_by_id(database: Database, face_id: int) -> Face | None:
    """A face; None where there is none such."""
    rows = database.query("SELECT * FROM faces WHERE id = ?", (face_id,))
    return _face(rows[0]) if rows else None


def faces_where(database: Database, condition: str, values: Sequence[Any]) -> list[Face]:
    """Faces of present photos that fulfil a condition on `faces f`, the best to show first."""
    sql = (
        f"SELECT f.* FROM faces f WHERE {condition} AND f.no_face = 0 AND EXISTS "
        "(SELECT 1 FROM photos p WHERE p.content_id = f.content_id AND p.status = 'present') "
        f"ORDER BY {BEST_FIRST}, f.id"
    )
    return [_face(row) for row in database.query(sql, values)]


CLOSED, OPEN = 0.12, 0.18
"""Height between the lids, in parts of an eye's width, up to which it is closed, from which it is open."""
ASIDE = 0.2
"""How far to the side eyes look at most, in their widths."""
EYES = f"min(max((coalesce(eyes_open, {OPEN}) - {CLOSED}) / ({OPEN} - {CLOSED}), 0.0), 1.0)"
SEEN = (
    f"score * (1.0 - min(residual, 20.0) / 40.0) * (0.3 + min(sharpness, 0.2)) * (0.4 + 0.6 * {EYES}) "
    f"* (1.0 - min(abs(coalesce(eyes_aside, 0.0)), {ASIDE}) / {4 * ASIDE})"
)
"""How well a face is seen: sure, sharp and from the front, its eyes open and not looking aside. Eyes that
were not read count as open."""
BEST_FIRST = f"f.vector IS NULL, min(f.height_px, 200) * {SEEN} DESC"
"""Large and well seen."""


@dataclass(frozen=True, slots=True)
class SeenFace:
    """How a face is seen in a picture, and whose it is."""

    box: Box
    turn: float
    """0 looks at the camera, half an eye's distance and more away from it."""
    eyes: float
    """0 closed, 1 open or not read."""
    person: str
    """'' where nobody says."""


def seen_faces(database: Database, content_ids: Collection[int]) -> dict[int, list[SeenFace]]:
    """Content -> the faces in it; pictures without any are left out."""
    found: dict[int, list[SeenFace]] = {}
    for row in database.query(
        f"SELECT f.content_id, f.x, f.y, f.width, f.height, f.turn, {EYES} AS eyes, "
        "coalesce(q.name, '') AS name FROM faces f "
        "LEFT JOIN persons q ON q.id = f.person_id WHERE f.second IS NULL AND f.no_face = 0 "
        "AND f.content_id IN (SELECT value FROM json_each(?)) ORDER BY f.id",
        (json.dumps(sorted(content_ids)),),
    ):
        box = (row["x"], row["y"], row["width"], row["height"])
        found.setdefault(row["content_id"], []).append(SeenFace(box, row["turn"], row["eyes"], row["name"]))
    return found


def faces_in(database: Database, photo_ids: Collection[int]) -> dict[int, list[SeenFace]]:
    """Photo -> the faces in it; photos without any are left out."""
    rows = database.query(
        "SELECT id, content_id FROM photos WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(photo_ids)),),
    )
    seen = seen_faces(database, {row["content_id"] for row in rows})
    return {row["id"]: seen[row["content_id"]] for row in rows if row["content_id"] in seen}


def face_worths(database: Database, content_ids: Sequence[int]) -> dict[int, float]:
    """Content -> how well its faces are seen, summed, those turned to the camera best. Contents without faces
    are left out; those hardly seen count little."""
    rows = database.query(
        f"SELECT content_id, sum({SEEN} "
        "* (1.0 - min(abs(turn), 1.0) / 2.0) * min(height_px, 80) / 80.0) FROM faces "
        "WHERE origin = 'found' AND no_face = 0 AND content_id IN (SELECT value FROM json_each(?)) "
        "GROUP BY content_id",
        (json.dumps(list(content_ids)),),
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class DescribedBy:
    """The describer whose vectors tell people apart. ''  is the program's own; those of another are
    multiplied by `scale`, so that distances mean what those of the own one do."""

    name: str = ""
    scale: float = 1.0

    @property
    def described(self) -> str:
        """A condition on `faces f`: it has described it."""
        if not self.name:
            return "f.vector IS NOT NULL"
        if not re.fullmatch(r"[\w.@-]+", self.name):
            raise LibraryError(f"'{self.name}' names no describer")
        return f"f.vector IS NOT NULL AND f.described IS NOT NULL AND f.described_by = '{self.name}'"


OWN = DescribedBy()


def read_arrays(database: Database, extra: str = "1", by: DescribedBy = OWN) -> FaceArrays:
    """All faces with a vector by that describer that are faces; `extra` is one more condition on
    `faces f`."""
    rows = database.query(
        "SELECT f.id, f.content_id, f.vector, f.described, f.score, f.sharpness, f.residual, f.height_px, "
        "iif(f.said > 0, coalesce(f.person_id, 0), 0) AS person, coalesce(f.cluster_id, 0) AS cluster, "
        "coalesce(f.guess_id, 0) AS guess, f.second IS NOT NULL AS video, d.day, d.level "
        "FROM faces f JOIN contents c ON c.id = f.content_id LEFT JOIN ("
        "SELECT content_id, min(taken) AS day, date_precision AS level FROM photos "
        "WHERE taken IS NOT NULL AND date_trust > 0 GROUP BY content_id"
        f") d ON d.content_id = f.content_id WHERE {by.described} AND f.no_face = 0 AND {extra} "
        "ORDER BY c.hash, f.second, f.x, f.y, f.id"
    )
    own = _stacked([row["vector"] for row in rows])

    def column(name: str, kind: type[np.generic]) -> npt.NDArray[Any]:
        return np.array([row[name] for row in rows], kind)

    return FaceArrays(
        ids=column("id", np.int64),
        contents=column("content_id", np.int64),
        vectors=own if not by.name else _stacked([row["described"] for row in rows]) * np.float32(by.scale),
        own=own,
        score=column("score", np.float32),
        sharpness=column("sharpness", np.float32),
        residual=column("residual", np.float32),
        height_px=column("height_px", np.int64),
        person=column("person", np.int64),
        cluster=column("cluster", np.int64),
        guess=column("guess", np.int64),
        day=np.array([_day(row["day"]) for row in rows], np.int64),
        precision=np.array([row["level"] or 0 for row in rows], np.int64),
        video=column("video", np.bool_),
    )


def _stacked(blobs: Sequence[bytes]) -> Vectors:
    """float16 each -> float32 (n, d)."""
    rows = np.frombuffer(b"".join(blobs), "<f2").astype(np.float32)
    return rows.reshape(len(blobs), -1 if blobs else 128)


def _day(taken: str | None) -> int:
    from datetime import date

    return 0 if taken is None else date.fromisoformat(taken[:10]).toordinal()


def _of_contents(database: Database, content_ids: Sequence[int], condition: str) -> list[SqlRow]:
    sql = (
        "SELECT * FROM faces WHERE content_id IN (SELECT value FROM json_each(?)) "
        f"AND {condition} ORDER BY content_id, second, x, y, id"
    )
    return database.query(sql, (json.dumps(list(content_ids)),))


def _face(row: SqlRow) -> Face:
    return Face(
        row["id"],
        row["content_id"],
        (row["x"], row["y"], row["width"], row["height"]),
        row["second"],
        row["score"],
        row["height_px"],
        row["person_id"],
        Said(row["said"]),
        row["cluster_id"],
        row["origin"],
    )
