"""What the user says of a photo: favourite, hidden. Acts like any other, which no indexing ever undoes."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from photos_ml.provenance import USER, Field
from photos_ml.store.acts import Act, Acts
from photos_ml.store.database import Database


class Mark(Enum):
    """A fact that is true or not, and that the user puts on photos."""

    FAVORITE = Field.FAVORITE
    HIDE = Field.HIDDEN


HIDDEN = "SELECT photo_id FROM hidden_photos"
"""Ids of the hidden photos."""


class Marks:
    """The user's marks on the photos of a library."""

    def __init__(self, database: Database, acts: Acts) -> None:
        self._db = database
        self._acts = acts

    def set(self, photo_id: int, mark: Mark, on: bool) -> None:
        """Put a mark on a photo that exists, or take it off."""
        self.set_all([photo_id], mark, on)

    def set_all(self, photo_ids: Iterable[int], mark: Mark, on: bool) -> None:
        """The same for many, as one gesture."""
        value = "true" if on else "false"
        self._acts.do([Act(mark.value, value, photo_id) for photo_id in photo_ids])

    def said(self, photo_id: int, mark: Mark) -> bool | None:
        """What the user last said of a photo; None where nothing was said."""
        value = self._db.scalar(
            "SELECT value FROM claims WHERE photo_id = ? AND field = ? AND key = '' AND source = ?",
            (photo_id, mark.value, USER),
        )
        return None if value is None else value == "true"

    def hidden(self) -> frozenset[int]:
        """Ids of the photos the user has hidden."""
        return frozenset(row[0] for row in self._db.query(HIDDEN))
