"""Memories as they are kept: what was shown and when, what must not be shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from sqlite3 import Row

from photos_ml.store.acts import Act, acts_of
from photos_ml.store.database import Database
from photos_ml.store.paths import name_key

EXCLUDE = "exclude"
"""The field of acts by which something is kept out of memories."""


ASKED_FOR = 1_000_000
"""Rank from which on a memory was asked for by its kind: known by its id, none of those its day showed."""


class Excluded(StrEnum):
    """What an exclusion names: an id, a person, a place (city, region or country), an ISO day or MM-DD, a
    folder (whole path or last part), a kind of memory, the subject of a memory."""

    PHOTO = "photo"
    PERSON = "person"
    PLACE = "place"
    DAY = "day"
    FOLDER = "folder"
    KIND = "kind"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class KeptMemory:
    """A memory as saved: `document` is JSON; photos are (id, score), in the order told."""

    id: str
    made_for: date
    rank: int
    kind: str
    subject: str
    document: str
    photos: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Showing:
    """That a subject was shown on a day, with these photos."""

    kind: str
    subject: str
    day: date
    photos: frozenset[int]


class Memories:
    """The memories of a library."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._acts = acts_of(database)

    # What was shown

    def save(self, day: date, memories: Sequence[KeptMemory], seed: int = 0) -> None:
        """The memories of a day, in place of those made for it before; none is an answer too."""
        with self._db.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO memory_days (day, seed, made_at) VALUES (?, ?, ?)",
                (day.isoformat(), seed, _now()),
            )
            connection.execute("DELETE FROM memories WHERE made_for = ?", (day.isoformat(),))
            for memory in memories:
                self._insert(memory)

    def add_asked_for(self, memories: Sequence[KeptMemory]) -> None:
        """Memories that a day was asked for besides those it shows; one that it shows stays as it is."""
        with self._db.transaction() as connection:
            for memory in memories:
                same = (memory.id, ASKED_FOR)
                connection.execute("DELETE FROM memories WHERE id = ? AND rank >= ?", same)
                if self.find(memory.id) is None:
                    self._insert(replace(memory, rank=ASKED_FOR + memory.rank))

    def _insert(self, memory: KeptMemory) -> None:
        day = memory.made_for.isoformat()
        self._db.execute(
            "INSERT INTO memories (id, made_for, rank, kind, subject, document) VALUES (?, ?, ?, ?, ?, ?)",
            (memory.id, day, memory.rank, memory.kind, memory.subject, memory.document),
        )
        self._db.connection.executemany(
            "INSERT INTO memory_photos (memory_id, position, photo_id, score) VALUES (?, ?, ?, ?)",
            [(memory.id, position, *photo) for position, photo in enumerate(memory.photos)],
        )

    def seed_of(self, day: date) -> int | None:
        """The seed a day's memories were made with; None of a day that none were made for."""
        seed: int | None = self._db.scalar("SELECT seed FROM memory_days WHERE day = ?", (day.isoformat(),))
        return seed

    def of_day(self, day: date) -> list[KeptMemory]:
        """The memories made for a day, best first."""
        rows = self._db.query(
            "SELECT * FROM memories WHERE made_for = ? AND rank < ? ORDER BY rank",
            (day.isoformat(), ASKED_FOR),
        )
        return [self._kept(row) for row in rows]

    def find(self, memory_id: str) -> KeptMemory | None:
        """A kept memory of any day by its id."""
        rows = self._db.query("SELECT * FROM memories WHERE id = ?", (memory_id,))
        return self._kept(rows[0]) if rows else None

    def about_person(self, name: str) -> list[KeptMemory]:
        """What was made on any day of somebody of this name, the newest first."""
        rows = self._db.query(
            "SELECT * FROM memories WHERE EXISTS (SELECT 1 FROM json_each(document, '$.about') "
            "WHERE value ->> 0 = 'person' AND value ->> 1 = ?) ORDER BY made_for DESC, rank",
            (name,),
        )
        return [self._kept(row) for row in rows]

    def _kept(self, row: Row) -> KeptMemory:
        return KeptMemory(
            row["id"],
            date.fromisoformat(row["made_for"]),
            row["rank"] % ASKED_FOR,
            row["kind"],
            row["subject"],
            row["document"],
            self._photos(row["id"]),
        )

    def shown_before(self, day: date) -> list[Showing]:
        """What was shown before a day, newest first."""
        rows = self._db.query(
            "SELECT id, kind, subject, made_for FROM memories WHERE made_for < ? AND rank < ? "
            "ORDER BY made_for DESC, rank",
            (day.isoformat(), ASKED_FOR),
        )
        return [
            Showing(
                row["kind"],
                row["subject"],
                date.fromisoformat(row["made_for"]),
                frozenset(photo for photo, _ in self._photos(row["id"])),
            )
            for row in rows
        ]

    def first_day_before(self, day: date) -> date | None:
        """The first day of all for which memories were made; None where none was before `day`."""
        found = self._db.scalar("SELECT min(day) FROM memory_days WHERE day < ?", (day.isoformat(),))
        return date.fromisoformat(found) if found else None

    def hidden_photos(self) -> list[frozenset[int]]:
        """The photos of each memory whose subject is excluded."""
        hidden = {name_key(subject) for what, subject in self.exclusions() if what is Excluded.MEMORY}
        if not hidden:
            return []
        rows = self._db.query("SELECT id, subject FROM memories")
        ids = [row["id"] for row in rows if name_key(row["subject"]) in hidden]
        return [frozenset(photo for photo, _ in self._photos(one)) for one in ids]

    def _photos(self, memory_id: str) -> tuple[tuple[int, float], ...]:
        """Photos that are still there: one whose file is gone is shown no more."""
        rows = self._db.query(
            "SELECT photo_id, score FROM memory_photos JOIN photos p ON p.id = photo_id "
            "WHERE memory_id = ? AND p.status = 'present' ORDER BY position",
            (memory_id,),
        )
        return tuple((row["photo_id"], row["score"]) for row in rows)

    # What must not be shown

    def exclude(self, what: Excluded, subject: str) -> None:
        """Keep something out of all memories; twice is once. A photo that is not there is left out anyway."""
        if (photo_and_key := _named(what, subject)) not in self._excluded():
            self._acts.do([Act(EXCLUDE, json.dumps([what.value, subject]), *photo_and_key)])

    def include(self, what: Excluded, subject: str) -> bool:
        """Take an exclusion back, letter case aside; False where there was none."""
        photo_and_key = _named(what, subject)
        found = photo_and_key in self._excluded()
        if found:
            self._acts.do([Act(EXCLUDE, None, *photo_and_key)])
        return found

    def exclusions(self) -> list[tuple[Excluded, str]]:
        """All exclusions, in a fixed order."""
        return sorted(self._excluded().values())

    def _excluded(self) -> dict[tuple[int | None, str], tuple[Excluded, str]]:
        """What is excluded, by the photo and the key of the act that did it."""
        found = {}
        for act in self._acts.standing(EXCLUDE):
            what, subject = json.loads(act.value)
            found[act.photo, act.key] = Excluded(what), subject if act.photo is None else str(act.photo)
        return found

    # Vectors

    def vectors(self, model: tuple[str, str]) -> tuple[list[int], bytes]:
        """Content ids that have a vector of the model (id, revision), ascending, and their float16 bytes."""
        rows = self._db.query(
            "SELECT content_id, vector FROM vectors "
            "WHERE model_id = (SELECT id FROM models WHERE name = ? AND revision = ?) ORDER BY content_id",
            model,
        )
        return [row[0] for row in rows], b"".join([row[1] for row in rows])

    def newest_vector(self) -> int:
        """Grows with every vector that is added."""
        return self._db.scalar("SELECT coalesce(max(id), 0) FROM vectors") or 0


def _named(what: Excluded, subject: str) -> tuple[int | None, str]:
    """The photo and the key by which an exclusion is kept: letter case does not count."""
    if what is Excluded.PHOTO:
        return int(subject) if subject.isdecimal() else None, what.value
    return None, f"{what.value}:{name_key(subject)}"


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
