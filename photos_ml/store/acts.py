"""What was done by hand, in order: said of photos, or of what memories may show. Nothing else changes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Row

from photos_ml.provenance import USER, Claim, Fact, Field
from photos_ml.store.act_photos import ActPhotos
from photos_ml.store.claims import Claims
from photos_ml.store.database import Database
from photos_ml.store.settled_albums import OF_ALBUMS, settle_albums, settle_all_albums
from photos_ml.store.settled_settings import SETTING, settle_settings
from photos_ml.store.while_same import MARKS

FIELDS = frozenset(field.value for field in Field)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done: `field` and `key` say to what, `value` (JSON) what it is now, None that it was taken
    back. A field of `Field` is a fact of the photo; any other is its own table's matter."""

    field: str
    value: str | None
    photo: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What was last done to a field and key, of a photo or of none."""

    photo: int | None
    key: str
    value: str


def acts_of(database: Database) -> Acts:
    """The acts of a library."""
    return Acts(database, Claims(database), ActPhotos(database))


class Acts:
    """The acts of a library. They outlive the photos: see `ActPhotos`."""

    def __init__(self, database: Database, claims: Claims, photos: ActPhotos) -> None:
        self._db = database
        self._claims = claims
        self._photos = photos

    def do(self, acts: Sequence[Act], *, source: str = USER, by_person: bool = True) -> int:
        """Keep acts that were one gesture, and do them; the number to undo them by. Acts on photos that do
        not exist are left out."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")  # clicks come closer than seconds
        fields = frozenset(act.field for act in acts)
        with self._db.transaction(fields if fields <= MARKS else frozenset()) as connection:
            of = self._photos.of(act.photo for act in acts if act.photo is not None)
            acts = [act for act in acts if act.photo is None or act.photo in of]
            gesture = self._next_gesture(is_empty=not acts)
            connection.executemany(
                "INSERT INTO acts (gesture, at, source, by_person, act_photo_id, field, key, value) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        gesture,
                        at,
                        source,
                        int(by_person),
                        None if act.photo is None else of[act.photo],
                        act.field,
                        act.key,
                        act.value,
                    )
                    for act in acts
                ],
            )
            self._say(acts, source, by_person, at)
            if any(act.field == SETTING for act in acts):
                settle_settings(self._db)
            settle_albums(self._db, [act.key for act in acts if act.field in OF_ALBUMS])
            self._db.note_act()
        return gesture

    def _next_gesture(self, *, is_empty: bool) -> int:
        """A number that no gesture ever had; one that says nothing (all is as it was) takes its own away."""
        sql = "SELECT max(coalesce((SELECT max(gesture) FROM acts), 0), coalesce(max(seq), 0)) + 1 "
        gesture = int(self._db.scalar(sql + "FROM sqlite_sequence WHERE name = 'acts'"))
        if is_empty:
            self._db.execute("DELETE FROM sqlite_sequence WHERE name = 'acts'")
            self._db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('acts', ?)", (gesture,))
        return gesture

    def undo(self, gesture: int) -> int:
        """Put back what stood before a gesture, as a gesture of its own: its number, so that this can be
        undone as well. What was said since of the same is kept, unless it was undone."""
        same = (
            "o.act_photo_id IS a.act_photo_id AND o.field = a.field AND o.key = a.key AND o.source = a.source"
        )
        rows = self._db.query(
            f"SELECT a.*, p.photo_id, (SELECT o.value FROM acts o WHERE {same} AND o.id < a.id "
            "ORDER BY o.id DESC LIMIT 1) AS before "
            "FROM acts a LEFT JOIN act_photos p ON p.id = a.act_photo_id WHERE a.gesture = ? "
            f"AND a.value IS (SELECT o.value FROM acts o WHERE {same} ORDER BY o.id DESC LIMIT 1) "
            "AND (a.act_photo_id IS NULL OR p.photo_id IS NOT NULL) ORDER BY a.id",
            (gesture,),
        )
        acts = [Act(row["field"], row["before"], row["photo_id"], row["key"]) for row in rows]
        source, by_person = (rows[0]["source"], bool(rows[0]["by_person"])) if rows else (USER, True)
        return self.do(acts, source=source, by_person=by_person)

    def standing(self, field: str) -> list[Standing]:
        """What holds of a field, by key: what was taken back and what is of lost photos left out."""
        rows = self._db.query(
            "SELECT p.photo_id, a.key, a.value FROM acts a LEFT JOIN act_photos p ON p.id = a.act_photo_id "
            "WHERE a.id IN (SELECT max(id) FROM acts WHERE field = ? GROUP BY act_photo_id, key) "
            "AND a.value IS NOT NULL AND (a.act_photo_id IS NULL OR p.photo_id IS NOT NULL) "
            "ORDER BY a.key, p.photo_id",
            (field,),
        )
        return [Standing(row["photo_id"], row["key"], row["value"]) for row in rows]

    def find_photos(self, content_hashes: Iterable[str] | None = None) -> int:
        """Give acts whose photo was lost their photo back, and do them to it; of how many photos. With the
        hashes of photos that are new: those alone that are where they were."""
        if not self._photos.are_lost():
            return 0
        with self._db.transaction():
            found = self._photos.find(content_hashes)
            for lost, photo in found:
                self._claims.say((photo, claim) for claim in self._claims_of(lost))
            if found:
                settle_all_albums(self._db)
        return len(found)

    def renew(self, act_photos: Iterable[int]) -> None:
        """Do again what was last done to these of the acts' photos: acts were added."""
        with self._db.transaction():
            for act_photo in act_photos:
                photo = self._db.scalar("SELECT photo_id FROM act_photos WHERE id = ?", (act_photo,))
                if photo is not None:
                    for row in self._latest(act_photo):
                        if row["value"] is None:
                            fact = (Field(row["field"]), row["key"])
                            self._claims.unsay(row["source"], [(photo, fact)])
                    self._claims.say((photo, claim) for claim in self._claims_of(act_photo))
            settle_all_albums(self._db)
            settle_settings(self._db)

    def _claims_of(self, act_photo: int) -> list[Claim]:
        """What was last said of a photo, by fact and source."""
        return [
            Claim(
                (Field(row["field"]), row["key"]),
                row["source"],
                row["value"],
                row["at"],
                bool(row["by_person"]),
            )
            for row in self._latest(act_photo)
            if row["value"] is not None
        ]

    def _latest(self, act_photo: int) -> list[Row]:
        """The last act on each fact of a photo, by source."""
        rows = self._db.query(
            "SELECT * FROM acts WHERE id IN "
            "(SELECT max(id) FROM acts WHERE act_photo_id = ? GROUP BY field, key, source)",
            (act_photo,),
        )
        return [row for row in rows if row["field"] in FIELDS]

    def _say(self, acts: Sequence[Act], source: str, by_person: bool, at: str) -> None:
        said: list[tuple[int, Claim]] = []
        unsaid: list[tuple[int, Fact]] = []
        for act in acts:
            if act.photo is None or act.field not in FIELDS:
                continue
            fact = (Field(act.field), act.key)
            if act.value is None:
                unsaid.append((act.photo, fact))
            else:
                said.append((act.photo, Claim(fact, source, act.value, at, by_person)))
        if said:
            self._claims.say(said)
        if unsaid:
            self._claims.unsay(source, unsaid)
