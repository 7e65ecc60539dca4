"""What the user says of a photo: favourite, hidden. Kept as feedback, which no indexing ever undoes."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from photos_ml.store.database import Database


class Mark(StrEnum):
    """An event of the feedback table whose latest value (1 or 0) stands."""

    FAVORITE = "favorite"
    HIDE = "hide"


HIDDEN = (
    "SELECT photo_id FROM (SELECT photo_id, value, max(id) FROM feedback "
    "WHERE event = 'hide' AND photo_id IS NOT NULL GROUP BY photo_id) WHERE value > 0"
)
"""Ids of the hidden photos: SQLite takes `value` from the row that has the greatest id."""


class Marks:
    """The user's marks on the photos of a library."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def set(self, photo_id: int, mark: Mark, on: bool) -> None:
        """Put a mark on a photo that exists, or take it off."""
        with self._db.transaction():
            self._db.execute(
                "INSERT INTO feedback (at, event, photo_id, value) VALUES (?, ?, ?, ?)",
                (datetime.now(UTC).isoformat(timespec="seconds"), mark.value, photo_id, int(on)),
            )
            if mark is Mark.FAVORITE:  # a column of the photo, because every filter reads it
                self._db.execute("UPDATE photos SET favorite = ? WHERE id = ?", (int(on), photo_id))

    def said(self, photo_id: int, mark: Mark) -> bool | None:
        """What the user last said of a photo; None where nothing was said."""
        value = self._db.scalar(
            "SELECT value FROM feedback WHERE photo_id = ? AND event = ? ORDER BY id DESC LIMIT 1",
            (photo_id, mark.value),
        )
        return None if value is None else value > 0

    def hidden(self) -> frozenset[int]:
        """Ids of the photos the user has hidden."""
        return frozenset(row[0] for row in self._db.query(HIDDEN))
