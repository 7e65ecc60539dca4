"""What the user did with memories, in order, and what the rankers saw of each when it was shown."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from sqlite3 import Row

import numpy as np

from photos_ml.store.act_photos import ActPhotos
from photos_ml.store.database import Database


class FeedbackKind(StrEnum):
    """What happened. Of a memory as a whole, or of a photo in it where the event names one."""

    SHOWN = "shown"
    OPEN = "open"
    DWELL = "dwell"
    """`value`: seconds."""
    FAVORITE = "favourite"
    """Spelled as libraries have it."""
    SHARE = "share"
    HIDE = "hide"
    LESS = "less"
    """`subject`: 'what:name': 'person:Anna', 'place:Oslo', 'day:11-21', 'kind:theme', 'memory:SUBJECT'."""
    REGENERATE = "regenerate"
    """`subject`: the day, ISO."""


@dataclass(frozen=True, slots=True)
class FeedbackEvent:
    """One thing the user did. `position` counts from 0: of the memory in its day, of the photo in it."""

    at: datetime
    """Aware."""
    event: FeedbackKind
    memory: str | None = None
    photo: int | None = None
    position: int | None = None
    value: float = 1.0
    subject: str = ""
    id: int = 0
    """Grows with every event; 0 of one that is not kept yet."""


@dataclass(frozen=True, slots=True)
class FrozenPhoto:
    """A photo of a memory as it was shown: its features are those of then."""

    photo: int
    position: int
    features: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FrozenMemory:
    """A memory as it was shown. `features` and those of the photos have the meaning `signature` names."""

    memory: str
    day: date
    rank: int
    kind: str
    subject: str
    signature: str
    features: tuple[float, ...]
    photos: tuple[FrozenPhoto, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonalModel:
    """A trained model of the library's own person. `upto`: the last feedback event it knows."""

    name: str
    made_at: datetime
    upto: int
    document: bytes
    report: str
    """JSON: how it was judged."""


@dataclass(frozen=True, slots=True)
class FeatureNames:
    """What the numbers that are frozen under a signature are, in order."""

    signature: str
    memory: tuple[str, ...]
    photo: tuple[str, ...]


class Feedback:
    """The feedback of a library. Nothing of it is ever sent anywhere."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._photos = ActPhotos(database)

    def add(self, event: FeedbackEvent) -> int:
        """Keep an event; its id."""
        added = self._db.execute(
            "INSERT INTO memory_feedback (at, event, memory_id, act_photo_id, position, value, subject) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                event.at.isoformat(timespec="seconds"),
                event.event.value,
                event.memory,
                None if event.photo is None else self._photos.of([event.photo])[event.photo],
                event.position,
                event.value,
                event.subject,
            ),
        ).lastrowid
        self._db.note_act()
        return int(added or 0)

    def events(self, after: int = 0) -> list[FeedbackEvent]:
        """All events with a greater id than `after`, oldest first."""
        return [_event(row) for row in self._db.query(f"{_EVENTS} AND m.id > ? ORDER BY m.id", (after,))]

    def last(self, kinds: Collection[FeedbackKind]) -> FeedbackEvent | None:
        """The latest event of these kinds."""
        rows = self._db.query(
            f"{_EVENTS} AND event IN ({','.join('?' * len(kinds))}) ORDER BY m.id DESC LIMIT 1", [*kinds]
        )
        return _event(rows[0]) if rows else None

    def remove(self, event_id: int) -> None:
        """Forget one event."""
        self._db.execute("DELETE FROM memory_feedback WHERE id = ?", (event_id,))
        self._db.note_act(forgotten=True)

    def clear(self) -> int:
        """Forget all events, all that was frozen, all personal models; how many events there were."""
        with self._db.transaction() as connection:
            connection.execute("DELETE FROM personal_models")
            connection.execute("DELETE FROM frozen_memories")
            self._db.note_act(forgotten=True)
            self._db.note_erasing()
            return connection.execute("DELETE FROM memory_feedback").rowcount

    # What was seen

    def freeze(self, memories: Sequence[FrozenMemory], names: FeatureNames) -> None:
        """Keep what the rankers saw of these memories, in place of what was kept under the same ids; their
        signature is that of `names`."""
        with self._db.transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO feature_names (signature, memory, photo) VALUES (?, ?, ?)",
                (names.signature, json.dumps(names.memory), json.dumps(names.photo)),
            )
            for memory in memories:
                connection.execute("DELETE FROM frozen_memories WHERE memory_id = ?", (memory.memory,))
                connection.execute(
                    "INSERT INTO frozen_memories (memory_id, day, rank, kind, subject, signature, features) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        memory.memory,
                        memory.day.isoformat(),
                        memory.rank,
                        memory.kind,
                        memory.subject,
                        memory.signature,
                        _bytes(memory.features),
                    ),
                )
                connection.executemany(
                    "INSERT INTO frozen_photos (memory_id, position, photo_id, features) VALUES (?, ?, ?, ?)",
                    [(memory.memory, p.position, p.photo, _bytes(p.features)) for p in memory.photos],
                )

    def feature_names(self) -> dict[str, FeatureNames]:
        """By signature, of all that was ever frozen."""
        return {
            row["signature"]: FeatureNames(
                row["signature"], tuple(json.loads(row["memory"])), tuple(json.loads(row["photo"]))
            )
            for row in self._db.query("SELECT * FROM feature_names")
        }

    def frozen(self) -> Iterator[FrozenMemory]:
        """All that was kept whose features have names, by day, then rank: what training reads."""
        rows = self._db.query(
            "SELECT * FROM frozen_memories WHERE signature IN (SELECT signature FROM feature_names) "
            "ORDER BY day, rank, memory_id"
        )
        for row in rows:
            photos = self._db.query(
                "SELECT photo_id, position, features FROM frozen_photos "
                "WHERE memory_id = ? ORDER BY position",
                (row["memory_id"],),
            )
            yield FrozenMemory(
                row["memory_id"],
                date.fromisoformat(row["day"]),
                row["rank"],
                row["kind"],
                row["subject"],
                row["signature"],
                _numbers(row["features"]),
                tuple(FrozenPhoto(p["photo_id"], p["position"], _numbers(p["features"])) for p in photos),
            )

    # What was learnt

    def put_model(self, model: PersonalModel) -> None:
        """Make this the personal model of its name; those before it are kept for going back."""
        self._db.execute(
            "INSERT INTO personal_models (name, made_at, upto, document, report) VALUES (?, ?, ?, ?, ?)",
            (
                model.name,
                model.made_at.isoformat(timespec="seconds"),
                model.upto,
                model.document,
                model.report,
            ),
        )

    def model(self, name: str) -> PersonalModel | None:
        """The latest personal model of a name."""
        rows = self._db.query(
            "SELECT * FROM personal_models WHERE name = ? ORDER BY id DESC LIMIT 1", (name,)
        )
        if not rows:
            return None
        (row,) = rows
        made_at = datetime.fromisoformat(row["made_at"])
        return PersonalModel(row["name"], made_at, row["upto"], row["document"], row["report"])

    def drop_models(self, knowing: int) -> int:
        """Forget the personal models that know this event or a later one; how many."""
        return self._db.execute("DELETE FROM personal_models WHERE upto >= ?", (knowing,)).rowcount


_EVENTS = (
    "SELECT m.id, at, event, memory_id, photo_id, position, value, subject FROM memory_feedback m "
    "LEFT JOIN act_photos p ON p.id = m.act_photo_id "
    "WHERE (m.act_photo_id IS NULL OR p.photo_id IS NOT NULL)"
)
"""What was done to a photo that is not in the library is kept, and is no event until the photo is back."""


def _event(row: Row) -> FeedbackEvent:
    return FeedbackEvent(
        at=datetime.fromisoformat(row["at"]),
        event=FeedbackKind(row["event"]),
        memory=row["memory_id"],
        photo=row["photo_id"],
        position=row["position"],
        value=row["value"],
        subject=row["subject"],
        id=row["id"],
    )


def _bytes(numbers: Sequence[float]) -> bytes:
    return np.asarray(numbers, "<f4").tobytes()


def _numbers(data: bytes) -> tuple[float, ...]:
    return tuple(np.frombuffer(data, "<f4").tolist())
