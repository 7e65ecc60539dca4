"""Persons: who there is, as acts and files say. A person's id is never another's."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from sqlite3 import Row

from photos_ml.store.database import Database
from photos_ml.store.paths import name_key
from photos_ml.store.said_faces import OfPerson, uids_in

OF_A_NAME = "n:"
"""The uid of who is known by a name alone, as files write it: this and the name's key."""
UID_BYTES = 8


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Someone. One that turned out to be another is read as that other."""

    id: int
    uid: str
    name: str
    birth: str | None
    """ISO day, or only its year or month."""
    hidden: bool
    stranger: bool
    """Somebody of whom nobody wants to know."""


class Persons:
    """The persons of a library."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, person_id: int) -> KnownPerson | None:
        """A person; None where there is none such."""
        rows = self._db.query("SELECT * FROM persons WHERE id = ?", (person_id,))
        return self._resolved(rows[0]) if rows else None

    def named(self, name: str) -> KnownPerson | None:
        """Who has a name; letter case does not matter."""
        rows = self._db.query(
            "SELECT * FROM persons WHERE key = ? AND into_id IS NULL ORDER BY id LIMIT 1", (name_key(name),)
        )
        return self._resolved(rows[0]) if rows and name else None

    def all(self) -> list[KnownPerson]:
        """Everybody who is not another."""
        return [_person(row) for row in self._db.query("SELECT * FROM persons WHERE into_id IS NULL")]

    def resolution(self) -> dict[int, int]:
        """Id of each row -> id of the person it stands for."""
        into = {row[0]: row[1] for row in self._db.query("SELECT id, into_id FROM persons")}
        return {person: _end(person, into) for person in into}

    def known_as(self, resolved: Mapping[int, int]) -> dict[str, int]:
        """Key of a name that a file may write -> the person whose it is."""
        found: dict[str, int] = {}
        for row in self._db.query("SELECT id, uid, key FROM persons ORDER BY id DESC"):
            if row["key"]:
                found[row["key"]] = resolved[row["id"]]
        for row in self._db.query("SELECT id, uid FROM persons WHERE substr(uid, 1, 2) = ?", (OF_A_NAME,)):
            found[row["uid"].removeprefix(OF_A_NAME)] = resolved[row["id"]]
        return found

    def ids(self, uids: Iterable[str]) -> dict[str, int]:
        """Uid -> id of its row, made if need be; inside the caller's transaction."""
        wanted = sorted(set(uids))
        self._db.connection.executemany(
            "INSERT OR IGNORE INTO persons (uid) VALUES (?)", [(uid,) for uid in wanted]
        )
        rows = self._db.query(
            "SELECT uid, id FROM persons WHERE uid IN (SELECT value FROM json_each(?))", (json.dumps(wanted),)
        )
        return {row[0]: row[1] for row in rows}

    def forbidden(self) -> list[tuple[int, int]]:
        """Pairs of persons that were said to be two."""
        ids = {row[0]: row[1] for row in self._db.query("SELECT uid, id FROM persons")}
        pairs = [uids_in(OfPerson.DIFFER, key) for key, _ in self._standing(OfPerson.DIFFER)]
        return [(ids[pair[0]], ids[pair[1]]) for pair in pairs if pair and ids.keys() >= {*pair}]

    def settle(self) -> None:
        """Write what holds of persons by the acts, and by the names in files; in a transaction."""
        self._cover_names()
        said = {field: dict(self._standing(field)) for field in OfPerson if field is not OfPerson.DIFFER}
        ids = self.ids(uid for values in said.values() for uid in values)
        of_names = {
            OF_A_NAME + row["key"]: row["name"] for row in self._db.query("SELECT key, name FROM people")
        }
        for row in self._db.query("SELECT * FROM persons"):
            uid = row["uid"]
            known = {field: json.loads(values[uid]) for field, values in said.items() if uid in values}
            name = known.get(OfPerson.NAME, of_names.get(uid, ""))
            into = known.get(OfPerson.INTO)
            cover = known.get(OfPerson.COVER)
            values = {
                "name": name,
                "key": name_key(name),
                "birth": known.get(OfPerson.BIRTH),
                "hidden": int(known.get(OfPerson.HIDDEN, False)),
                "stranger": int(known.get(OfPerson.STRANGER, False)),
                "into_id": self.ids([into])[into] if into else None,
                "cover_box": json.dumps(cover) if cover else None,
            }
            if any(row[column] != value for column, value in values.items()):
                sets = ", ".join(f"{column} = ?" for column in values)
                self._db.execute(
                    f"UPDATE persons SET {sets} WHERE id = ?", [*values.values(), ids.get(uid, row["id"])]
                )
        self._untie()

    def _cover_names(self) -> None:
        """Everybody who has a name in a photo is a person."""
        self._db.execute(
            "INSERT OR IGNORE INTO persons (uid, name, key) SELECT ? || key, name, key FROM people n "
            "WHERE EXISTS (SELECT 1 FROM photo_people l WHERE l.person_id = n.id) "
            "AND NOT EXISTS (SELECT 1 FROM persons p WHERE p.key = n.key)",
            (OF_A_NAME,),
        )

    def _untie(self) -> None:
        """Two that were each said to be the other, by acts undone and redone, are two."""
        into = {row[0]: row[1] for row in self._db.query("SELECT id, into_id FROM persons")}
        for person in into:
            if _end(person, into) == person and into[person] is not None:
                self._db.execute("UPDATE persons SET into_id = NULL WHERE id = ?", (person,))
                into[person] = None

    def _standing(self, field: OfPerson) -> list[tuple[str, str]]:
        rows = self._db.query(
            "SELECT key, value FROM acts WHERE id IN (SELECT max(id) FROM acts WHERE field = ? GROUP BY key) "
            "AND value IS NOT NULL",
            (field.value,),
        )
        return [(row["key"], row["value"]) for row in rows]

    def _resolved(self, row: Row) -> KnownPerson:
        end = self.resolution().get(row["id"], row["id"])
        return _person(
            row if end == row["id"] else self._db.query("SELECT * FROM persons WHERE id = ?", (end,))[0]
        )


def births_of(database: Database) -> dict[str, str]:
    """Key of a name -> when that person was born, where that is known."""
    rows = database.query(
        "SELECT key, birth FROM persons WHERE into_id IS NULL AND birth IS NOT NULL AND key <> ''"
    )
    return {row["key"]: row["birth"] for row in rows}


def new_uid() -> str:
    """Of a person who was not there before."""
    return secrets.token_hex(UID_BYTES)


def _end(person: int, into: dict[int, int | None]) -> int:
    """Where a chain of 'is really' ends; in a circle, with the least of it."""
    seen: list[int] = []
    at = person
    while at not in seen:
        seen.append(at)
        following = into.get(at)
        if following is None:
            return at
        at = following
    return min(seen[seen.index(at) :])


def _person(row: Row) -> KnownPerson:
    return KnownPerson(
        row["id"], row["uid"], row["name"], row["birth"], bool(row["hidden"]), bool(row["stranger"])
    )
