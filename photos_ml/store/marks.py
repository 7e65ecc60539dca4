"""What the user says of a photo: favourite, hidden. Acts like any other, which no indexing ever undoes."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from photos_ml.provenance import USER, Field
from photos_ml.store.acts import Act, Acts
from photos_ml.store.database import Database
from photos_ml.types import Kind


class Mark(Enum):
    """A fact that is true or not, and that the user puts on photos."""

    FAVORITE = Field.FAVORITE
    HIDE = Field.HIDDEN


_ASIDE = (
    "SELECT photo_id FROM photo_kinds k WHERE k.kind {kinds} AND NOT EXISTS (SELECT 1 FROM claims c "
    f"WHERE c.photo_id = k.photo_id AND c.field = '{Field.HIDDEN}' AND c.source = '{USER}' "
    "AND c.value = 'false')"
)
"""What other programs put aside, but for what the user has shown since."""
HIDDEN = "SELECT photo_id FROM hidden_photos UNION " + _ASIDE.format(kinds=f"= '{Kind.TRASHED}'")
"""Ids of the hidden photos: by the user, or thrown away in another program."""
NOT_BROWSED = "SELECT photo_id FROM hidden_photos UNION " + _ASIDE.format(
    kinds=f"IN ('{Kind.ARCHIVED}', '{Kind.TRASHED}')"
)
"""Ids of the photos that no timeline shows: the hidden ones, and what was archived in another program."""


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
        """Ids of the photos that are shown nowhere."""
        return frozenset(row[0] for row in self._db.query(HIDDEN))

    def not_browsed(self) -> frozenset[int]:
        """Ids of the photos that are in no timeline and no memory."""
        return frozenset(row[0] for row in self._db.query(NOT_BROWSED))
