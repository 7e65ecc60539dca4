"""What photos show: words with probabilities, of one tagger at a time, and what the user says against it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.store.array_files import Form, said_in, text_array
from photos_ml.store.database import Database
from photos_ml.store.ids import among, distinct, numbers
from photos_ml.store.interned import content_id
from photos_ml.store.kept import Row
from photos_ml.store.looks import NO_PHOTO
from photos_ml.store.marks import HIDDEN
from photos_ml.store.paths import name_key
from photos_ml.store.photo_table import PhotoTable
from photos_ml.store.rows import ABSENT, TagRow
from photos_ml.store.steps import mark_done
from photos_ml.store.tag_rows import TagKeeper, but_for, covers, note_tagged
from photos_ml.store.while_same import FAVORITE, MARKS
from photos_ml.types import Tag, TaggerInfo

TAG = "tag"
"""The step that makes tags."""
MOST_FACETS = 30
_SHOWN = f"p.status = 'present' AND p.id NOT IN ({HIDDEN})"
_UNSAID = "NOT EXISTS (SELECT 1 FROM said_tags s WHERE s.tag_id = c.tag_id AND s.photo_id = p.id)"
"""Of what the user said something, that holds."""
_THESE = "(SELECT value FROM json_each(?))"
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


_COUNTS: Form[list[TagCount]] = Form(
    lambda counts: {"json": text_array([astuple(count) for count in counts])},
    lambda arrays: [TagCount(*count) for count in said_in(arrays["json"])],
)
NO_TAGGER = TaggerInfo("", "", "")
"""Of a model without one: there are only words by hand."""


class Tags:
    """The tags one tagger gave, but for what the user says, which holds."""

    def __init__(self, database: Database, info: TaggerInfo, photos: PhotoTable | None = None) -> None:
        """`photos`: all photos as arrays, where the library has them."""
        self._db = database
        self._photos = photos or PhotoTable(database)
        self._keeper = TagKeeper(database)
        self.info = info
        self._key = (info.model, info.revision, info.version)

    @property
    def has_tagger(self) -> bool:
        """Whether words come by themselves."""
        return self.info != NO_TAGGER

    @property
    def tagger_id(self) -> int | None:
        """The tagger's row; None while it has tagged nothing here."""
        sql = "SELECT id FROM taggers WHERE model = ? AND revision = ? AND version = ?"
        found = self._db.while_same(
            ("tagger", *self._key), lambda: self._db.scalar(sql, self._key), but=MARKS
        )
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
        if tagger_id is not None:
            note_tagged(self._db, tagger_id, [content for content, tags in found.items() if tags])
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
        """What the tagger says of each of these contents, the surest first, whatever the user says."""
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
        """The words that some photo is tagged with, in order."""
        sql = (
            "SELECT name FROM tags t WHERE EXISTS "
            "(SELECT 1 FROM content_tags c WHERE c.tagger_id IS ? AND c.tag_id = t.id) OR EXISTS "
            "(SELECT 1 FROM said_tags s WHERE s.tag_id = t.id AND s.given) ORDER BY name"
        )
        return self._db.while_same(
            ("tag names", *self._key),
            lambda: tuple(row["name"] for row in self._db.query(sql, (self.tagger_id,))),
            but=MARKS,
        )

    def counts(self) -> list[TagCount]:
        """Every tag of the photos shown, the most frequent first, equal ones by name. What the user says is
        the surest."""
        key = ("tag counts", *self._key)
        kept: list[TagCount] = self._db.while_same(key, self._counts, but=FAVORITE, form=_COUNTS)
        return list(kept)

    def _counts(self) -> list[TagCount]:
        found = self._by_tagger()
        for row in self._db.query(
            "SELECT t.name, count(*) AS photos, max(p.id) AS cover FROM said_tags s "
            "JOIN tags t ON t.id = s.tag_id JOIN photos p ON p.id = s.photo_id "
            f"WHERE s.given AND {_SHOWN} GROUP BY s.tag_id"
        ):
            before = found[row["name"]].photos if row["name"] in found else 0
            found[row["name"]] = TagCount(row["name"], before + row["photos"], row["cover"])
        return sorted(found.values(), key=lambda count: (-count.photos, count.word))

    def _by_tagger(self) -> dict[str, TagCount]:
        """By name, but for photos of which the user said something of the same word. Papers and the like are
        covers last, and of photos that are as sure the first."""
        if self.tagger_id is None:
            return {}
        arrays, photos = self._keeper.current(self.tagger_id), self._photos.current()
        rows, ids = arrays.of_photos(photos, self._ids(HIDDEN))
        said = [tuple(row) for row in self._db.query("SELECT tag_id, photo_id FROM said_tags")]
        open_to_it = but_for(rows, ids, arrays, said)
        rows, ids = rows[open_to_it], ids[open_to_it]
        counted = covers(arrays, rows, ids, arrays.chances[rows] - among(ids, self._ids(NO_PHOTO)))
        names = {row["id"]: row["name"] for row in self._db.query("SELECT id, name FROM tags")}
        return {
            names[tag]: TagCount(names[tag], count, cover)
            for tag, count, cover in zip(*(column.tolist() for column in counted), strict=True)
        }

    def _ids(self, chosen: str) -> npt.NDArray[np.int64]:
        return distinct(numbers(self._db.scalar(f"SELECT group_concat(photo_id) FROM ({chosen})")))

    def facet(self, photo_ids: npt.NDArray[np.int64]) -> dict[str, int]:
        """How many of these photos have each tag, the most frequent first, MOST_FACETS at most."""
        rows = self._db.query(
            "SELECT t.name, count(*) AS photos FROM json_each(?) j CROSS JOIN photos p ON p.id = j.value "
            f"{_TAGS_OF_PHOTO} WHERE {_UNSAID} GROUP BY c.tag_id",
            (these := json.dumps(photo_ids.tolist()), self.tagger_id),
        )
        found = Counter({row["name"]: row["photos"] for row in rows})
        for row in self._db.query(
            "SELECT t.name, count(*) AS photos FROM said_tags s JOIN tags t ON t.id = s.tag_id "
            f"WHERE s.given AND s.photo_id IN {_THESE} GROUP BY s.tag_id",
            (these,),
        ):
            found[row["name"]] += row["photos"]
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MOST_FACETS])

    def of_photos(self, photo_ids: Sequence[int]) -> dict[int, tuple[Tag, ...]]:
        """The tags of each of these photos that has any: what the user says, then the surest first."""
        these = json.dumps(list(map(int, photo_ids)))
        rows = self._db.query(
            "SELECT s.photo_id AS id, t.name, 1.0 AS probability, 1 AS by_hand FROM said_tags s "
            f"JOIN tags t ON t.id = s.tag_id WHERE s.given AND s.photo_id IN {_THESE} UNION ALL "
            "SELECT p.id, t.name, c.probability, 0 FROM json_each(?) j CROSS JOIN photos p ON p.id = j.value "
            f"{_TAGS_OF_PHOTO} WHERE {_UNSAID} ORDER BY by_hand DESC, probability DESC, name",
            (these, these, self.tagger_id),
        )
        found: dict[int, list[Tag]] = {}
        for row in rows:
            tag = Tag(row["name"], row["probability"], by_hand=bool(row["by_hand"]))
            found.setdefault(row["id"], []).append(tag)
        return {photo_id: tuple(tags) for photo_id, tags in found.items()}

    def photos_with(self, word: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Ids of the present photos tagged so, int64 (n,), ascending, and the probability of each (n,)."""
        return self._db.while_same(("tagged", *self._key, word), lambda: self._photos_with(word), but=MARKS)

    def _photos_with(self, word: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        rows = self._db.query(
            "SELECT group_concat(p.id) AS ids, group_concat(c.probability) AS chances FROM content_tags c "
            f"CROSS JOIN photos p ON p.content_id = c.content_id AND p.id NOT IN ({ABSENT}) "
            f"WHERE c.tagger_id IS ? AND c.tag_id = (SELECT id FROM tags WHERE key = ?) AND {_UNSAID}",
            (self.tagger_id, name_key(word)),
        )
        ids = numbers(rows[0]["ids"])
        chances = np.fromstring(rows[0]["chances"] or "", np.float32, sep=",")
        given = self.said_of(word, given=True)
        ids, chances = (
            np.concatenate([ids, given]),
            np.concatenate([chances, np.ones(len(given), np.float32)]),
        )
        order = np.argsort(ids)
        return ids[order], chances[order]

    def said_of(self, word: str, *, given: bool) -> npt.NDArray[np.int64]:
        """Ids of the present photos of which the user says that they show it, or that they do not: int64
        (n,), ascending."""
        found: dict[tuple[str, bool], npt.NDArray[np.int64]] = self._db.while_same(
            "said tags", self._said, but=MARKS
        )
        return found.get((name_key(word), given), np.empty(0, np.int64))

    def _said(self) -> dict[tuple[str, bool], npt.NDArray[np.int64]]:
        found: dict[tuple[str, bool], list[int]] = {}
        for row in self._db.query(
            "SELECT t.key, s.given, s.photo_id FROM said_tags s JOIN tags t ON t.id = s.tag_id "
            f"WHERE s.photo_id NOT IN ({ABSENT}) ORDER BY s.photo_id"
        ):
            found.setdefault((row["key"], bool(row["given"])), []).append(row["photo_id"])
        return {said: np.array(photos, np.int64) for said, photos in found.items()}


def said_tags(database: Database) -> dict[int, list[tuple[str, bool]]]:
    """Photo -> what the user says that it shows, or does not."""
    found: dict[int, list[tuple[str, bool]]] = {}
    for row in database.query(
        "SELECT photo_id, name, given FROM said_tags JOIN tags ON id = tag_id ORDER BY key"
    ):
        found.setdefault(row["photo_id"], []).append((row["name"], bool(row["given"])))
    return found


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
