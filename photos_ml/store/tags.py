"""What contents show by a tagger: words with probabilities, of one tagger at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.store.database import Database
from photos_ml.store.interned import content_id
from photos_ml.store.kept import Row
from photos_ml.store.marks import HIDDEN
from photos_ml.store.paths import name_key
from photos_ml.store.rows import ABSENT, TagRow
from photos_ml.store.steps import mark_done
from photos_ml.types import Tag, TaggerInfo

TAG = "tag"
"""The step that makes tags."""
MOST_FACETS = 30
_SHOWN = f"p.status = 'present' AND p.id NOT IN ({HIDDEN})"
# '+' keeps SQLite on the index by content: by the tagger it would read all tags for every photo.
_TAGS_OF_PHOTO = (
    "CROSS JOIN content_tags c ON c.content_id = p.content_id AND +c.tagger_id IS ? "
    "JOIN tags t ON t.id = c.tag_id"
)


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag, how many of the photos shown have it, and the one that has it most surely."""

    word: str
    photos: int
    cover: int


class Tags:
    """The tags one tagger gave."""

    def __init__(self, database: Database, info: TaggerInfo) -> None:
        self._db = database
        self.info = info
        self._key = (info.model, info.revision, info.version)

    @property
    def tagger_id(self) -> int | None:
        """The tagger's row; None while it has tagged nothing here."""
        sql = "SELECT id FROM taggers WHERE model = ? AND revision = ? AND version = ?"
        found = self._db.while_same(("tagger", *self._key), lambda: self._db.scalar(sql, self._key))
        return None if found is None else int(found)

    def add(self, rows: Iterable[TagRow]) -> None:
        """Write the tags of contents by hash; inside the caller's transaction."""
        found = {content_id(self._db, row.content_hash): row for row in rows}
        self.put({content: row.tags for content, row in found.items()})
        costs = {content: row.ms for content, row in found.items()}
        mark_done(self._db, TAG, tag_version(self.info), costs)

    def put(self, found: Mapping[int, Sequence[Tag]]) -> None:
        """Content id -> its tags; inside the caller's transaction."""
        self._db.execute(
            "INSERT OR IGNORE INTO taggers (model, revision, version) VALUES (?, ?, ?)", self._key
        )
        tagger_id, words = self.tagger_id, {tag.word for tags in found.values() for tag in tags}
        self._db.connection.executemany(
            "INSERT OR IGNORE INTO tags (name, key) VALUES (?, ?)", [(word, name_key(word)) for word in words]
        )
        self._db.connection.executemany(
            "INSERT OR REPLACE INTO content_tags (tagger_id, tag_id, probability, content_id) "
            "VALUES (?, (SELECT id FROM tags WHERE key = ?), ?, ?)",
            [
                (tagger_id, name_key(tag.word), tag.probability, content)
                for content, tags in found.items()
                for tag in tags
            ],
        )

    def of_content_ids(self, content_ids: Sequence[int]) -> dict[int, tuple[Tag, ...]]:
        """The tags of each of these contents that has any, the surest first."""
        rows = self._db.query(
            "SELECT c.content_id, t.name, c.probability FROM content_tags c JOIN tags t ON t.id = c.tag_id "
            "WHERE +c.tagger_id IS ? AND c.content_id IN (SELECT value FROM json_each(?)) "
            "ORDER BY c.probability DESC, t.name",
            (self.tagger_id, json.dumps(list(content_ids))),
        )
        found: dict[int, list[Tag]] = {}
        for row in rows:
            found.setdefault(row[0], []).append(Tag(row["name"], row["probability"]))
        return {content: tuple(tags) for content, tags in found.items()}

    def drop_others(self) -> None:
        """Forget what other versions said of this model's vectors: their words would no longer grow."""
        with self._db.transaction():
            self._db.execute(
                "DELETE FROM taggers WHERE model = ? AND id IS NOT ?", (self.info.model, self.tagger_id)
            )
            self._db.execute(
                "DELETE FROM steps WHERE name = ? AND version <> ? AND substr(version, 1, length(?)) = ?",
                (TAG, tag_version(self.info), *2 * (f"{self.info.model}@",)),
            )

    def names(self) -> tuple[str, ...]:
        """The words that some content is tagged with, in order."""
        sql = (
            "SELECT name FROM tags t WHERE EXISTS "
            "(SELECT 1 FROM content_tags c WHERE c.tagger_id IS ? AND c.tag_id = t.id) ORDER BY name"
        )
        return self._db.while_same(
            ("tag names", *self._key),
            lambda: tuple(row["name"] for row in self._db.query(sql, (self.tagger_id,))),
        )

    def counts(self) -> list[TagCount]:
        """Every tag of the photos shown, the most frequent first, equal ones by name."""
        rows = self._db.query(
            # SQLite takes `p.id` from the row that has the greatest probability.
            "SELECT t.name, count(*) AS photos, max(c.probability), p.id AS cover FROM content_tags c "
            "JOIN tags t ON t.id = c.tag_id JOIN photos p ON p.content_id = c.content_id "
            f"WHERE c.tagger_id IS ? AND {_SHOWN} GROUP BY c.tag_id ORDER BY photos DESC, t.name",
            (self.tagger_id,),
        )
        return [TagCount(row["name"], row["photos"], row["cover"]) for row in rows]

    def facet(self, photo_ids: npt.NDArray[np.int64]) -> dict[str, int]:
        """How many of these photos have each tag, the most frequent first, MOST_FACETS at most."""
        rows = self._db.query(
            "SELECT t.name, count(*) AS photos FROM json_each(?) j CROSS JOIN photos p ON p.id = j.value "
            f"{_TAGS_OF_PHOTO} GROUP BY c.tag_id ORDER BY photos DESC, t.name LIMIT ?",
            (json.dumps(photo_ids.tolist()), self.tagger_id, MOST_FACETS),
        )
        return {row["name"]: row["photos"] for row in rows}

    def of_photos(self, photo_ids: Sequence[int]) -> dict[int, tuple[Tag, ...]]:
        """The tags of each of these photos that has any, the surest first."""
        rows = self._db.query(
            "SELECT p.id, t.name, c.probability FROM json_each(?) j CROSS JOIN photos p ON p.id = j.value "
            f"{_TAGS_OF_PHOTO} ORDER BY c.probability DESC, t.name",
            (json.dumps(list(map(int, photo_ids))), self.tagger_id),
        )
        found: dict[int, list[Tag]] = {}
        for row in rows:
            found.setdefault(row["id"], []).append(Tag(row["name"], row["probability"]))
        return {photo_id: tuple(tags) for photo_id, tags in found.items()}

    def photos_with(self, word: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Ids of the present photos tagged so, int64 (n,), ascending, and the probability of each (n,)."""
        return self._db.while_same(("tagged", *self._key, word), lambda: self._photos_with(word))

    def _photos_with(self, word: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        rows = self._db.query(
            "SELECT group_concat(p.id) AS ids, group_concat(c.probability) AS chances FROM content_tags c "
            f"CROSS JOIN photos p ON p.content_id = c.content_id AND p.id NOT IN ({ABSENT}) "
            "WHERE c.tagger_id IS ? AND c.tag_id = (SELECT id FROM tags WHERE key = ?)",
            (self.tagger_id, name_key(word)),
        )
        ids = np.fromstring(rows[0]["ids"] or "", np.int64, sep=",")
        chances = np.fromstring(rows[0]["chances"] or "", np.float32, sep=",")
        order = np.argsort(ids)
        return ids[order], chances[order]


def tag_version(info: TaggerInfo) -> str:
    """The version of the step that gives contents the tags of this tagger."""
    return f"{info.model}@{info.revision}/{info.version}"


@dataclass(frozen=True, slots=True)
class TagTable:
    """The tags of one tagger, as what a step keeps: a row is (word, probability)."""

    info: TaggerInfo
    name: str = "tags"
    by_version: bool = True

    def put(self, database: Database, step: str, rows: Mapping[int, Sequence[Row]]) -> None:
        found = {content: [Tag(*row) for row in own] for content, own in rows.items()}
        Tags(database, self.info).put(found)

    def read(self, database: Database, content_ids: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
        found = Tags(database, self.info).of_content_ids(content_ids)
        return {content: [(tag.word, tag.probability) for tag in tags] for content, tags in found.items()}

    def settle(self, database: Database) -> None:
        """Forget what other versions said of this model's vectors."""
        tags = Tags(database, self.info)
        if tags.tagger_id is not None:
            tags.drop_others()
