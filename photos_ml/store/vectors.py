"""Vectors of a library: float16, one for each content and model."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.store.array_files import NUMBER, Form
from photos_ml.store.database import Database
from photos_ml.store.ids import looked_up, numbers
from photos_ml.store.interned import content_id
from photos_ml.store.kept import Row
from photos_ml.store.photos import CHUNK
from photos_ml.store.rows import ABSENT, VectorRow
from photos_ml.store.steps import mark_done
from photos_ml.store.while_same import MARKS

ROWS_A_READ = 4096
_CONTENTS: Form[tuple[npt.NDArray[np.int64], ...]] = Form(
    lambda columns: {"ids": columns[0], "contents": columns[1]},
    lambda arrays: (arrays["ids"], arrays["contents"]),
)
EMBED = "embed"
"""The step that makes vectors."""

_OF_CONTENT = (
    "WHERE model_id = (SELECT id FROM models WHERE name = ? AND revision = ?) "
    "AND content_id = (SELECT id FROM contents WHERE hash = ?)"
)


class Vectors:
    """The vectors of one model. Ids are those of vector rows, never reused."""

    def __init__(self, database: Database, name: str, revision: str, dimension: int) -> None:
        self._db = database
        self._key = (name, revision)
        self.dimension = dimension
        self._lock = Lock()
        self._by_vector = self._by_content = (np.empty(0, np.int64), np.empty(0, np.int64))

    @property
    def model_id(self) -> int | None:
        """The model's row; None while it has no vector here."""
        sql = "SELECT id FROM models WHERE name = ? AND revision = ?"
        found = self._db.while_same(("model", *self._key), lambda: self._db.scalar(sql, self._key), but=MARKS)
        return None if found is None else int(found)

    def register(self) -> int:
        """The model's row, made if need be; inside the caller's transaction."""
        self._db.execute(
            "INSERT OR IGNORE INTO models (name, revision, dimension) VALUES (?, ?, ?)",
            (*self._key, self.dimension),
        )
        return int(self.model_id or 0)

    def add(self, rows: tuple[VectorRow, ...]) -> None:
        """Write vectors; a content that has one already keeps it. Inside the caller's transaction."""
        found = {content_id(self._db, row.content_hash): row for row in rows}
        if found:
            self.put({content: row.vector for content, row in found.items()})
            costs = {content: row.ms for content, row in found.items()}
            mark_done(self._db, EMBED, embed_version(*self._key), costs)

    def put(self, vectors: Mapping[int, npt.NDArray[np.float16]]) -> None:
        """Content id -> vector; a content that has one already keeps it. Inside the caller's transaction."""
        model_id = self.register()
        self._db.connection.executemany(
            "INSERT OR IGNORE INTO vectors (model_id, content_id, dimension, dtype, vector) "
            "VALUES (?, ?, ?, 'float16', ?)",
            [
                (model_id, content, self.dimension, vector.astype("<f2").tobytes())
                for content, vector in vectors.items()
            ],
        )

    def of_content_ids(self, content_ids: Sequence[int]) -> dict[int, npt.NDArray[np.float32]]:
        """Content id -> its vector as float32 (d,); contents without one are left out."""
        rows = self._db.query(
            "SELECT content_id, vector FROM vectors WHERE model_id IS ? "
            "AND content_id IN (SELECT value FROM json_each(?))",
            (self.model_id, json.dumps(list(content_ids))),
        )
        return {row[0]: np.frombuffer(row[1], "<f2").astype(np.float32) for row in rows}

    def has(self, content_hash: str) -> bool:
        """Whether a content has a vector of this model."""
        sql = f"SELECT 1 FROM vectors {_OF_CONTENT}"
        return bool(self._db.scalar(sql, (*self._key, content_hash)))

    def get(self, content_hash: str) -> npt.NDArray[np.float32] | None:
        """One vector as float32 (d,)."""
        sql = f"SELECT vector FROM vectors {_OF_CONTENT}"
        blob = self._db.scalar(sql, (*self._key, content_hash))
        return None if blob is None else np.frombuffer(blob, "<f2").astype(np.float32)

    def count(self) -> int:
        sql, model = "SELECT count(*) FROM vectors WHERE model_id = ?", (self.model_id,)
        return self._db.while_same(
            ("vectors", *model), lambda: int(self._db.scalar(sql, model)), but=MARKS, form=NUMBER
        )

    def generation(self) -> int:
        """Grows whenever a vector is added: the highest id. Rows are only ever added, never changed."""
        sql = "SELECT id FROM vectors WHERE model_id = ? ORDER BY id DESC LIMIT 1"
        return self._db.while_same(
            ("newest vector", *self._key), lambda: int(self._db.scalar(sql, (self.model_id,)) or 0), but=MARKS
        )

    def keys(self) -> npt.NDArray[np.int64]:
        """The ids of all vectors, int64 (n,), ascending."""
        found = self._db.query("SELECT id FROM vectors WHERE model_id = ? ORDER BY id", (self.model_id,))
        return np.fromiter((row[0] for row in found), np.int64, len(found))

    def rows(
        self, after_id: int | None = None
    ) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.float16]]]:
        """Blocks of ids (n,) and float16 vectors (n, d), in id order, those with a higher id only."""
        last = after_id or 0
        while True:
            rows = self._db.query(
                "SELECT id, vector FROM vectors WHERE model_id = ? AND id > ? ORDER BY id LIMIT ?",
                (self.model_id, last, ROWS_A_READ),
            )
            if not rows:
                return
            ids = np.fromiter((row["id"] for row in rows), np.int64, len(rows))
            matrix = np.frombuffer(b"".join(row["vector"] for row in rows), "<f2")
            yield ids, matrix.reshape(len(rows), self.dimension)
            last = int(ids[-1])

    def of_contents(self, content_ids: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Ids of the vectors of these contents, int64 (n,), ascending. Remembers each vector's content: a row
        is never changed, so only what was added since is read."""
        ids, contents = self._known()
        wanted = np.zeros(int(max(contents.max(initial=0), content_ids.max(initial=0))) + 1, bool)
        wanted[content_ids] = True  # contents are numbered one after the other
        found: npt.NDArray[np.int64] = ids[wanted[contents]]
        return found

    def contents_of(self, vector_ids: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The content of each vector; 0 for none."""
        return looked_up(*self._known(), vector_ids)

    def of_content(self, content_ids: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The vector of each content; 0 for none."""
        self._known()
        return looked_up(*self._by_content, content_ids)

    def _known(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Ids ascending, and the content of each."""
        newest = self.generation()
        with self._lock:
            ids, contents = self._by_vector
            if newest > (int(ids[-1]) if len(ids) else 0):
                newer = self._contents_after(int(ids[-1])) if len(ids) else self._all_contents()
                ids, contents = (np.concatenate(pair) for pair in zip(self._by_vector, newer, strict=True))
                order = np.argsort(contents, kind="stable")
                self._by_vector, self._by_content = (ids, contents), (contents[order], ids[order])
            return ids, contents

    def _all_contents(self) -> tuple[npt.NDArray[np.int64], ...]:
        return self._db.filed(
            ("contents of vectors", *self._key), lambda: self._contents_after(0), MARKS, _CONTENTS
        )

    def _contents_after(self, last_id: int) -> tuple[npt.NDArray[np.int64], ...]:
        text = self._db.query(
            "SELECT group_concat(id), group_concat(content_id) FROM "
            "(SELECT id, content_id FROM vectors WHERE model_id = ? AND id > ? ORDER BY id)",
            (self.model_id, last_id),
        )[0]
        return tuple(numbers(column) for column in text)

    def photos_of(self, vector_ids: list[int]) -> dict[int, list[int]]:
        """Vector id -> the ids of the present photos with that content."""
        found: dict[int, list[int]] = {}
        for start in range(0, len(vector_ids), CHUNK):
            chunk = vector_ids[start : start + CHUNK]
            rows = self._db.query(
                "SELECT v.id AS vector_id, p.id AS photo_id FROM vectors v "
                f"JOIN photos p ON p.content_id = v.content_id AND p.id NOT IN ({ABSENT}) "
                f"WHERE v.id IN ({','.join('?' * len(chunk))}) ORDER BY p.id",
                chunk,
            )
            for row in rows:
                found.setdefault(row["vector_id"], []).append(row["photo_id"])
        return found

    def of_photos(self, photo_ids: list[int]) -> dict[int, int]:
        """Photo id -> the id of its vector; photos without one are left out."""
        found: dict[int, int] = {}
        for start in range(0, len(photo_ids), CHUNK):
            chunk = photo_ids[start : start + CHUNK]
            rows = self._db.query(
                "SELECT p.id, v.id FROM photos p CROSS JOIN vectors v ON v.content_id = p.content_id "
                f"AND v.model_id = ? WHERE p.id IN ({','.join('?' * len(chunk))})",
                [self.model_id, *chunk],
            )
            found |= {row[0]: row[1] for row in rows}
        return found

    def count_missing(self) -> int:
        """How many photos `missing` finds."""
        return self._db.while_same(
            ("missing", self.model_id), lambda: sum(1 for _ in self.missing()), but=MARKS, form=NUMBER
        )

    def missing(self) -> Iterator[int]:
        """Present photos whose content has no vector of this model, by id, as rows stand when read."""
        sql = (
            "SELECT p.id FROM photos p WHERE p.status = 'present' AND p.id > ? AND NOT EXISTS "
            "(SELECT 1 FROM vectors v WHERE v.content_id = p.content_id AND v.model_id IS ?) "
            "ORDER BY p.id LIMIT ?"
        )
        last = 0
        while rows := self._db.query(sql, (last, self.model_id, ROWS_A_READ)):
            for row in rows:
                yield row["id"]
            last = rows[-1]["id"]


def embed_version(name: str, revision: str) -> str:
    """The version of the step that gives contents a vector of this model."""
    return f"{name}@{revision}"


@dataclass(frozen=True, slots=True)
class VectorTable:
    """The vectors of one model, as what a step keeps: a row is one float16 vector (d,)."""

    model: str
    revision: str
    dimension: int
    name: str = "vectors"
    by_version: bool = True

    def put(self, database: Database, step: str, rows: Mapping[int, Sequence[Row]]) -> None:
        vectors = {content: row[0] for content, own in rows.items() for row in own}
        self._vectors(database).put(vectors)

    def read(self, database: Database, content_ids: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
        found = self._vectors(database).of_content_ids(content_ids)
        return {content: [(vector,)] for content, vector in found.items()}

    def settle(self, database: Database) -> None:
        """Nothing: the vectors of other models stay."""

    def _vectors(self, database: Database) -> Vectors:
        return Vectors(database, self.model, self.revision, self.dimension)
