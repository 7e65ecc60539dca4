"""What the user says of a photo: favourite, hidden. Acts like any other, which no indexing ever undoes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import Enum

import numpy as np
import numpy.typing as npt

from photos_ml.provenance import USER, Field
from photos_ml.store.acts import Act, Acts
from photos_ml.store.database import Database
from photos_ml.store.ids import distinct, numbers
from photos_ml.store.while_same import FAVORITE
from photos_ml.types import Kind


class Mark(Enum):
    """A fact that is true or not, and that the user puts on photos."""

    FAVORITE = Field.FAVORITE
    HIDE = Field.HIDDEN


HIDDEN = "SELECT photo_id FROM hidden_photos"
"""Ids of the photos that are shown nowhere."""
NOT_BROWSED = f"{HIDDEN} UNION SELECT photo_id FROM photo_kinds WHERE kind = '{Kind.ARCHIVED}'"
"""Ids of the photos that no timeline shows: the hidden ones, and what was archived."""


class Marks:
    """The user's marks on the photos of a library."""

    def __init__(self, database: Database, acts: Acts) -> None:
        self._db = database
        self._acts = acts

    def set(self, photo_id: int, mark: Mark, on: bool) -> None:
        """Put a mark on a photo that exists, or take it off."""
        self.set_all([photo_id], mark, on)

    def set_all(self, photo_ids: Iterable[int], mark: Mark, on: bool) -> int:
        """The same for many, as one gesture; its number. What is shown again is no longer archived either."""
        photo_ids = list(photo_ids)
        acts = [Act(mark.value, "true" if on else "false", photo_id) for photo_id in photo_ids]
        if mark is Mark.HIDE and not on:
            acts += [Act(Field.ARCHIVED, "false", photo_id) for photo_id in self._archived(photo_ids)]
        return self._acts.do(acts)

    def _archived(self, photo_ids: list[int]) -> list[int]:
        sql = (
            "SELECT photo_id FROM photo_kinds WHERE kind = ? AND photo_id IN (SELECT value FROM json_each(?))"
        )
        return [row[0] for row in self._db.query(sql, (Kind.ARCHIVED.value, json.dumps(photo_ids)))]

    def said(self, photo_id: int, mark: Mark) -> bool | None:
        """What the user last said of a photo; None where nothing was said."""
        value = self._db.scalar(
            "SELECT value FROM claims WHERE photo_id = ? AND field = ? AND key = '' AND source = ?",
            (photo_id, mark.value, USER),
        )
        return None if value is None else value == "true"

    def is_hidden(self, photo_id: int) -> bool:
        """Whether a photo is shown nowhere."""
        return bool(self._db.scalar(f"SELECT ? IN ({HIDDEN})", (photo_id,)))

    def hidden(self) -> frozenset[int]:
        """Ids of the photos that are shown nowhere."""
        return self._db.while_same(
            "hidden", lambda: frozenset(row[0] for row in self._db.query(HIDDEN)), but=FAVORITE
        )

    def hidden_ids(self) -> npt.NDArray[np.int64]:
        """The same as an array, ascending."""

        def read() -> npt.NDArray[np.int64]:
            text = self._db.scalar(f"SELECT group_concat(photo_id) FROM ({HIDDEN})")
            return distinct(numbers(text))

        return self._db.while_same("hidden ids", read, but=FAVORITE)

    def not_browsed(self) -> frozenset[int]:
        """Ids of the photos that are in no timeline and no memory."""
        return frozenset(row[0] for row in self._db.query(NOT_BROWSED))
