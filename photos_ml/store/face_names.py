"""Makes what was said of faces hold: whose each face is, and which names its photos have by it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from sqlite3 import Row

from photos_ml.provenance import FILE, NONE, USER, Claim, Field, model_of
from photos_ml.store.claims import Claims
from photos_ml.store.database import Database
from photos_ml.store.face_holds import (
    Holds,
    Tags,
    add_regions,
    apply_acts,
    apply_guesses,
    apply_regions,
    names_by_faces,
)
from photos_ml.store.faces import place_of, same_faces
from photos_ml.store.persons import OF_A_NAME, Persons
from photos_ml.store.said_faces import said_of_contents
from photos_ml.types import PersonTag

BY_FACES = "user:faces"
"""The source of a name that a photo has by a face of which the user said whose it is."""
GUESSED = model_of("faces", "1")
"""The source of a name that a photo has by a guess."""
CHUNK = 500
"""Contents at a time."""

_THESE = "(SELECT value FROM json_each(?))"


class FaceNames:
    """Derives from acts, files and guesses whose faces are. Nothing is decided here: repeated, it changes
    nothing."""

    def __init__(self, database: Database, claims: Claims) -> None:
        self._db = database
        self._claims = claims
        self._persons = Persons(database)

    def settle(self, content_ids: Iterable[int] | None = None) -> None:
        """Of these contents, or of all that there is anything to say of."""
        with self._db.transaction():
            self._persons.settle()
            contents = sorted(self._all() if content_ids is None else set(content_ids))
            for start in range(0, len(contents), CHUNK):
                self._settle(contents[start : start + CHUNK])

    def settle_photos(self, photo_ids: Iterable[int]) -> None:
        """Of photos that were written, where faces of their bytes are known already: a copy has the names
        that the other one has by its faces."""
        sql = (
            "SELECT DISTINCT p.content_id FROM photos p JOIN faces f ON f.content_id = p.content_id "
            "WHERE p.id IN (SELECT value FROM json_each(?))"
        )
        if known := [row[0] for row in self._db.query(sql, (json.dumps(list(photo_ids)),))]:
            self.settle(known)

    def contents_of(self, person_ids: Collection[int]) -> set[int]:
        """Contents that speak of persons, or of those they turned out to be, in whatever way."""
        resolved = self._persons.resolution()
        person_ids = {one for person in person_ids for one in (person, resolved.get(person, person))}
        rows = self._db.query(
            "WITH these AS (SELECT value AS id FROM json_each(?)), keys AS ("
            "SELECT key FROM persons WHERE id IN these UNION "
            "SELECT substr(uid, 3) FROM persons WHERE id IN these AND substr(uid, 1, 2) = ?) "
            "SELECT content_id FROM faces WHERE person_id IN these UNION "
            "SELECT content_id FROM faces WHERE guess_id IN these UNION "
            "SELECT f.content_id FROM face_denials d JOIN faces f ON f.id = d.face_id "
            "WHERE d.person_id IN these UNION "
            "SELECT p.content_id FROM people n JOIN photo_people l ON l.person_id = n.id "
            "JOIN photos p ON p.id = l.photo_id WHERE n.key IN keys UNION "
            "SELECT p.content_id FROM claims c JOIN photos p ON p.id = c.photo_id "
            "WHERE c.field = 'person' AND c.key IN keys",
            (json.dumps(list(person_ids)), OF_A_NAME),
        )
        return {row[0] for row in rows}

    def _all(self) -> set[int]:
        rows = self._db.query(
            "SELECT content_id FROM faces UNION SELECT p.content_id FROM acts a "
            "JOIN act_photos t ON t.id = a.act_photo_id JOIN photos p ON p.id = t.photo_id "
            "WHERE a.field GLOB 'face.*' UNION SELECT p.content_id FROM photo_people l "
            "JOIN photos p ON p.id = l.photo_id UNION SELECT p.content_id FROM claims c "
            "JOIN photos p ON p.id = c.photo_id WHERE c.source IN (?, ?)",
            (BY_FACES, GUESSED),
        )
        return {row[0] for row in rows}

    def _settle(self, contents: Sequence[int]) -> None:
        said = said_of_contents(self._db, contents)
        ids = self._persons.ids(one.uid for some in said.values() for one in some if one.uid)
        resolved = self._persons.resolution()
        people = {person.id: person for person in self._persons.all()}
        known_as = self._persons.known_as(resolved)
        photos = self._grouped("SELECT content_id, id FROM photos WHERE content_id IN {}", contents)
        rows = self._grouped("SELECT content_id, * FROM faces WHERE content_id IN {}", contents)
        tags = self._tags([row["id"] for some in photos.values() for row in some])
        wanted: dict[tuple[int, str, bool], str] = {}
        for content in contents:
            before, own = rows.get(content, []), [row["id"] for row in photos.get(content, [])]
            faces = [_holds(row) for row in before if row["origin"] == "found"]
            for photo in own:
                add_regions(faces, tags.get(photo, {}))
            apply_acts(faces, said.get(content, []), lambda uid: resolved.get(ids[uid], ids[uid]))
            for photo in own:
                apply_regions(faces, tags.get(photo, {}), known_as)
            apply_guesses(faces, resolved)
            self._write(content, faces, before)
            for photo in own:
                names = names_by_faces(faces, tags.get(photo, {}), known_as, people)
                wanted |= {(photo, key, by_person): value for (key, by_person), value in names.items()}
        self._claim([row["id"] for some in photos.values() for row in some], wanted)

    def _write(self, content: int, faces: Sequence[Holds], before: Sequence[Row]) -> None:
        others = [row for row in before if row["origin"] != "found"]
        new = [face for face in faces if face.id is None]
        for i, j in same_faces([face.place for face in new], [place_of(row) for row in others]):
            new[i].id = others[j]["id"]
        kept = {face.id for face in faces}
        gone = [(row["id"],) for row in others if row["id"] not in kept]
        self._db.connection.executemany("DELETE FROM faces WHERE id = ?", gone)
        known = {row["id"]: row for row in before}
        for face in faces:
            second, box = face.place
            if face.id is None:
                cursor = self._db.execute(
                    "INSERT INTO faces (content_id, origin, second, x, y, width, height) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (content, face.origin, second, *box),
                )
                face.id = int(cursor.lastrowid or 0)
            self._write_face(face, known.get(face.id))

    def _write_face(self, face: Holds, row: Row | None) -> None:
        values = (face.origin, face.person, int(face.said), int(face.no_face))
        if row is None or values != (row["origin"], row["person_id"], row["said"], row["no_face"]):
            self._db.execute(
                "UPDATE faces SET origin = ?, person_id = ?, said = ?, no_face = ? WHERE id = ?",
                (*values, face.id),
            )
        if face.forgotten and row is not None and (row["vector"], row["described"]) != (None, None):
            self._db.execute(
                "UPDATE faces SET vector = NULL, described = NULL, described_by = NULL, cluster_id = NULL, "
                "guess_id = NULL WHERE id = ?",
                (face.id,),
            )
        rows = self._db.query("SELECT person_id FROM face_denials WHERE face_id = ?", (face.id,))
        before = {row[0] for row in rows}
        self._db.connection.executemany(
            "DELETE FROM face_denials WHERE face_id = ? AND person_id = ?",
            [(face.id, person) for person in before - face.denied],
        )
        self._db.connection.executemany(
            "INSERT INTO face_denials (face_id, person_id) VALUES (?, ?)",
            [(face.id, person) for person in face.denied - before],
        )

    def _claim(self, photos: Sequence[int], wanted: Mapping[tuple[int, str, bool], str]) -> None:
        """Say what is new, and take back what holds no more."""
        rows = self._rows(
            f"SELECT photo_id, key, source, value FROM claims WHERE photo_id IN {_THESE} "
            f"AND field = '{Field.PERSON}' AND source IN ('{BY_FACES}', '{GUESSED}')",
            photos,
        )
        known = {(row["photo_id"], row["key"], row["source"] == BY_FACES): row["value"] for row in rows}
        for by_person in (True, False):
            source = BY_FACES if by_person else GUESSED
            gone = [about for about in known.keys() - wanted.keys() if about[2] is by_person]
            if gone:
                self._claims.unsay(source, [(photo, (Field.PERSON, key)) for photo, key, _ in gone])
        at = datetime.now(UTC).isoformat(timespec="seconds")
        new = [
            (photo, Claim((Field.PERSON, key), BY_FACES if by_person else GUESSED, value, at, by_person))
            for (photo, key, by_person), value in wanted.items()
            if known.get((photo, key, by_person)) != value
        ]
        if new:
            self._claims.say(new)

    def _tags(self, photos: Sequence[int]) -> dict[int, Tags]:
        """Photo -> what is said of persons in it by its file, by imports, and by the user of the photo as a
        whole: not what was made of faces."""
        found: dict[int, dict[str, PersonTag]] = {}
        spoken_of: set[tuple[int, str]] = set()
        claims = self._rows(
            f"SELECT photo_id, key, source, value FROM claims WHERE photo_id IN {_THESE} "
            f"AND field = '{Field.PERSON}' ORDER BY source = '{USER}', source = '{FILE}'",
            photos,
        )
        for row in claims:
            spoken_of.add((row["photo_id"], row["key"]))
            if row["source"] not in (BY_FACES, GUESSED):
                of_photo = found.setdefault(row["photo_id"], {})
                if row["value"] == NONE:
                    of_photo.pop(row["key"], None)
                else:
                    name, box = json.loads(row["value"])
                    of_photo[row["key"]] = PersonTag(name, tuple(box) if box else None)
        for row in self._rows(
            "SELECT l.photo_id, n.key, n.name, l.x, l.y, l.width, l.height FROM photo_people l "
            f"JOIN people n ON n.id = l.person_id WHERE l.photo_id IN {_THESE}",
            photos,
        ):
            if (row["photo_id"], row["key"]) not in spoken_of:
                box = None if row["x"] is None else (row["x"], row["y"], row["width"], row["height"])
                found.setdefault(row["photo_id"], {})[row["key"]] = PersonTag(row["name"], box)
        return dict(found)

    def _grouped(self, sql: str, contents: Sequence[int]) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = {}
        for row in self._rows(sql.format(_THESE) + " ORDER BY 1, id", contents):
            found.setdefault(row[0], []).append(row)
        return found

    def _rows(self, sql: str, ids: Sequence[int]) -> list[Row]:
        return self._db.query(sql, (json.dumps(list(ids)),))


def _holds(row: Row) -> Holds:
    return Holds(row["id"], place_of(row), row["origin"], row["guess_id"])
