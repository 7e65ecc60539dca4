"""Photos of which the user says that they are no duplicates of each other: acts, so that it outlives indexing
anew, is undone, and is carried with all that is done by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from uuid import uuid4

from photos_ml.store.acts import Act
from photos_ml.store.database import Database

DIFFERENT = "different"
"""The field of acts that say so: photos with one key and unlike values are different."""


def acts_of_different(photo_ids: Sequence[int], alone: int | None = None) -> list[Act]:
    """That all of these are different, or that one of them is different from the others."""
    key = uuid4().hex
    sides = enumerate(photo_ids) if alone is None else ((int(one != alone), one) for one in photo_ids)
    return [Act(DIFFERENT, json.dumps(side), photo, key) for side, photo in sides]


class ToldApart:
    """Which photos are different by the user's word, and which contents with them: it holds of copies too."""

    def __init__(self, database: Database) -> None:
        rows = database.query(
            "SELECT t.photo_id, p.content_id, a.key, a.value FROM acts a "
            "JOIN act_photos t ON t.id = a.act_photo_id JOIN photos p ON p.id = t.photo_id WHERE a.id IN "
            "(SELECT max(id) FROM acts WHERE field = ? GROUP BY act_photo_id, key) AND a.value IS NOT NULL",
            (DIFFERENT,),
        )
        self._content = {row["photo_id"]: row["content_id"] for row in rows}
        self._photos: dict[int, dict[str, str]] = {}
        self._contents: dict[int, dict[str, str]] = {}
        for row in rows:
            self._photos.setdefault(row["photo_id"], {})[row["key"]] = row["value"]
            self._contents.setdefault(row["content_id"], {})[row["key"]] = row["value"]

    def __bool__(self) -> bool:
        return bool(self._photos)

    def are(self, one: int, other: int, *contents: int) -> bool:
        """Whether two photos are different; `contents`: theirs, where they are known to differ."""
        if _apart(self._photos.get(one), self._photos.get(other)):
            return True
        first, second = contents or (self._content.get(one), self._content.get(other))
        if first is None or second is None or first == second:
            return False
        return _apart(self._contents.get(first), self._contents.get(second))

    def parted(self, photo_ids: Iterable[int], contents: dict[int, int]) -> list[tuple[int, ...]]:
        """A group without two that are different in one part; parts of one photo are left out."""
        parts: list[list[int]] = []
        for photo in photo_ids:
            for part in parts:
                if not any(self.are(photo, one, contents[photo], contents[one]) for one in part):
                    part.append(photo)
                    break
            else:
                parts.append([photo])
        return [tuple(part) for part in parts if len(part) > 1]


def _apart(one: dict[str, str] | None, other: dict[str, str] | None) -> bool:
    if not one or not other:
        return False
    return any(other.get(key, side) != side for key, side in one.items())
