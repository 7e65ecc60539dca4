"""Photos as what was done by hand remembers them: by bytes and place, whatever becomes of their rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from photos_ml.store.database import Database
from photos_ml.turns import KEYS, sql_bytes, sql_same_bytes

_THESE = "(SELECT value FROM json_each(?))"
_PLACED = f"""
SELECT p.id AS photo_id, {sql_bytes("c.hash")} AS content_hash, r.path AS root, d.path AS folder, f.name
FROM photos p JOIN contents c ON c.id = p.content_id
JOIN files f ON f.photo_id = p.id AND f.role = 'primary'
JOIN folders d ON d.id = f.folder_id JOIN roots r ON r.id = d.root_id
"""
_MAY_BE = (
    "p.status = 'present' AND p.id > ? AND NOT EXISTS (SELECT 1 FROM act_photos o WHERE o.photo_id = p.id)"
)


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to know a photo again: what is looked up, and what of the two must agree."""

    question: str
    keys: tuple[str, ...]
    same: tuple[str, ...]


_BY_BYTES = f"{_PLACED} WHERE {sql_same_bytes('c.hash')} AND {_MAY_BE}"
_BY_PLACE = f"{_PLACED} WHERE r.path = ? AND d.path = ? AND f.name = ? AND {_MAY_BE}"
_BYTES, _PLACE = ("content_hash",) * KEYS, ("root", "folder", "name")
WAYS = (
    _Way(_BY_BYTES, _BYTES, _PLACE),
    _Way(_BY_BYTES, _BYTES, ("folder", "name")),  # another disk, or its folder has another name
    _Way(_BY_BYTES, _BYTES, ("name",)),
    _Way(_BY_BYTES, _BYTES, ()),
    _Way(_BY_PLACE, _PLACE, ()),  # its bytes were changed
)
"""The surest first. What is true of two photos of which only one can be meant says nothing."""


class ActPhotos:
    """The photos that acts are about. An act outlives the row of its photo, and finds the photo again."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, photo_ids: Iterable[int]) -> dict[int, int]:
        """Photo id -> what acts on it refer to, made if need be; unknown photos are left out."""
        wanted = json.dumps(sorted(set(photo_ids)))
        self._db.execute(
            "INSERT OR IGNORE INTO act_photos (photo_id, content_hash, root, folder, name) "
            f"SELECT photo_id, content_hash, root, folder, name FROM ({_PLACED} WHERE p.id IN {_THESE})",
            (wanted,),
        )
        rows = self._db.query(f"SELECT photo_id, id FROM act_photos WHERE photo_id IN {_THESE}", (wanted,))
        return {row["photo_id"]: row["id"] for row in rows}

    def follow(self, photo_id: int) -> None:
        """Note the bytes and the place that a photo has now; inside the caller's transaction."""
        found = self._db.scalar("SELECT id FROM act_photos WHERE photo_id = ?", (photo_id,))
        if found is not None:
            row = self._db.query(f"{_PLACED} WHERE p.id = ?", (photo_id,))[0]
            self._db.execute(
                "UPDATE act_photos SET content_hash = ?, root = ?, folder = ?, name = ? WHERE id = ?",
                (row["content_hash"], row["root"], row["folder"], row["name"], found),
            )

    def follow_root(self, root_id: int) -> None:
        """Note the places of all photos of a root that acts are about."""
        rows = self._db.query(
            f"SELECT photo_id FROM ({_PLACED} WHERE r.id = ?) WHERE photo_id IN "
            "(SELECT photo_id FROM act_photos WHERE photo_id IS NOT NULL)",
            (root_id,),
        )
        for row in rows:
            self.follow(row["photo_id"])

    def lose(self, photo_ids: Sequence[int]) -> None:
        """These photos are about to be forgotten; only photos that come later can be the same."""
        self._db.execute(
            "UPDATE act_photos SET photo_id = NULL, after_id = (SELECT max(id) FROM photos) "
            f"WHERE photo_id IN {_THESE}",
            (json.dumps(list(photo_ids)),),
        )

    def are_lost(self) -> bool:
        """Whether acts wait for their photo."""
        return bool(self._db.scalar("SELECT 1 FROM act_photos WHERE photo_id IS NULL LIMIT 1"))

    def find(self, content_hashes: Iterable[str] | None = None) -> list[tuple[int, int]]:
        """Give lost acts their photos back: those with these bytes in their old places, or, when all photos
        are known, whatever can be meant. (id of the acts' photo, photo id) of each that was found."""
        found: list[tuple[int, int]] = []
        for way in WAYS[:1] if content_hashes is not None else WAYS:
            pairs = self._pairs(way, self._lost(content_hashes))
            by_photo = Counter(photo for _, photo in pairs)
            for lost, photo in pairs:
                if by_photo[photo] == 1:
                    self._db.execute("UPDATE act_photos SET photo_id = ? WHERE id = ?", (photo, lost))
                    found.append((lost, photo))
        return found

    def _lost(self, content_hashes: Iterable[str] | None) -> list[Row]:
        sql = "SELECT * FROM act_photos WHERE photo_id IS NULL"
        if content_hashes is None:
            return self._db.query(sql)
        return self._db.query(f"{sql} AND content_hash IN {_THESE}", (json.dumps(list(content_hashes)),))

    def _pairs(self, way: _Way, lost: Sequence[Row]) -> list[tuple[int, int]]:
        """Of those lost, the ones that exactly one photo may be."""
        pairs: list[tuple[int, int]] = []
        for row in lost:
            keys: list[Any] = [row[key] for key in way.keys]
            may_be = [
                candidate["photo_id"]
                for candidate in self._db.query(way.question, [*keys, row["after_id"]])
                if all(candidate[name] == row[name] for name in way.same)
            ]
            if len(may_be) == 1:
                pairs.append((row["id"], may_be[0]))
        return pairs
