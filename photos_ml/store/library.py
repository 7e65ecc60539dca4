"""The library as one object: open it, read it, write batches to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.store.database import Database, open_database
from photos_ml.store.filters import PhotoFilter
from photos_ml.store.journal import Failures, Runs
from photos_ml.store.paths import from_stored, printable, to_stored
from photos_ml.store.photos import CHUNK, Photos
from photos_ml.store.rows import Batch, Status
from photos_ml.store.vectors import Vectors
from photos_ml.store.writer import PhotoWriter
from photos_ml.types import Place


@dataclass(frozen=True, slots=True)
class Root:
    """A folder the user asked to index, with everything below it."""

    id: int
    path: Path
    online: bool


@dataclass(frozen=True, slots=True)
class Names:
    """What this library knows by name, for the planner."""

    people: tuple[str, ...]
    places: tuple[str, ...]
    cameras: tuple[str, ...]
    folders: tuple[str, ...]
    keywords: tuple[str, ...]
    first_day: str | None
    last_day: str | None


class Library:
    """One library folder. Safe to share between threads; several processes may read while one writes."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.photos = Photos(database)
        self.failures = Failures(database)
        self.runs = Runs(database)
        self._writer = PhotoWriter(database)

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Library:
        """Open or make the library in `folder`; errors as `open_database`."""
        return cls(open_database(folder, create=create))

    @property
    def folder(self) -> Path:
        return self.database.folder

    def close(self) -> None:
        self.database.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def vectors(self, name: str, revision: str, dimension: int) -> Vectors:
        """The vectors of one model revision; there may be none yet."""
        return Vectors(self.database, name, revision, dimension)

    # Roots

    def roots(self) -> list[Root]:
        rows = self.database.query("SELECT * FROM roots ORDER BY id")
        return [Root(row["id"], Path(from_stored(row["path"])), bool(row["online"])) for row in rows]

    def add_root(self, path: Path) -> Root:
        """The root at this absolute path, made if need be."""
        stored = to_stored(str(path))
        self.database.execute("INSERT OR IGNORE INTO roots (path) VALUES (?)", (stored,))
        row = self.database.query("SELECT * FROM roots WHERE path = ?", (stored,))[0]
        return Root(row["id"], path, bool(row["online"]))

    def merge_root(self, inner: Root, *, into: Root) -> None:
        """Hand the photos of a root to one that contains it, so that no file is indexed twice."""
        prefix = inner.path.relative_to(into.path).as_posix()
        with self.database.transaction():
            for table in ("files", "failures"):
                folders = self.database.query(
                    f"SELECT DISTINCT folder FROM {table} WHERE root_id = ?", [inner.id]
                )
                for row in folders:
                    folder = from_stored(row["folder"])
                    self.database.execute(
                        f"UPDATE {table} SET root_id = ?, folder = ? WHERE root_id = ? AND folder = ?",
                        (
                            into.id,
                            to_stored(f"{prefix}/{folder}" if folder else prefix),
                            inner.id,
                            row["folder"],
                        ),
                    )
            self.database.execute("DELETE FROM roots WHERE id = ?", (inner.id,))

    def set_online(self, root_id: int, online: bool) -> None:
        self.database.execute("UPDATE roots SET online = ? WHERE id = ?", (int(online), root_id))

    # Writing

    def write(self, batch: Batch, vectors: Vectors | None = None) -> list[int]:
        """All of a batch or nothing of it; the ids of its photos in order."""
        with self.database.transaction():
            ids = [self._writer.upsert(change) for change in batch.upserts]
            if vectors is not None:
                vectors.add(batch.vectors)
            for failure in batch.failures:
                self.failures.record(failure)
            for key in batch.cleared:
                self.failures.clear(*key)
        return ids

    def set_status(self, photo_ids: Iterable[int], status: Status) -> None:
        with self.database.transaction():
            self._writer.set_status(photo_ids, status)

    @contextmanager
    def indexing(self) -> Iterator[None]:
        """Hold the right to index; LibraryBusyError when another process has it."""
        with self.database.indexing():
            yield

    # Settings

    def setting(self, key: str) -> Any:
        """A JSON value, or None."""
        found = self.database.scalar("SELECT value FROM settings WHERE key = ?", (key,))
        return None if found is None else json.loads(found)

    def set_setting(self, key: str, value: Any) -> None:
        self.database.execute(
            "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (key, json.dumps(value))
        )

    # Searching

    def count_matching(self, filter: PhotoFilter) -> int:
        condition, values = filter.where()
        return int(self.database.scalar(f"SELECT count(*) FROM photos p WHERE {condition}", values))

    def photo_ids(self, filter: PhotoFilter) -> npt.NDArray[np.int64]:
        """Ids of the present photos the filter lets through, int64 (n,), ascending."""
        condition, values = filter.where()
        rows = self.database.query(f"SELECT p.id FROM photos p WHERE {condition} ORDER BY p.id", values)
        return np.fromiter((row[0] for row in rows), np.int64, len(rows))

    def vector_ids(self, filter: PhotoFilter, vectors: Vectors) -> npt.NDArray[np.int64]:
        """Ids of the vectors of the photos the filter lets through, int64 (n,), ascending."""
        condition, values = filter.where()
        rows = self.database.query(
            "SELECT DISTINCT v.id FROM photos p JOIN vectors v ON v.content_hash = p.content_hash "
            f"AND v.model_id = ? WHERE {condition} ORDER BY v.id",
            [vectors.model_id, *values],
        )
        return np.fromiter((row[0] for row in rows), np.int64, len(rows))

    def vector_ids_of(self, photo_ids: list[int], vectors: Vectors) -> npt.NDArray[np.int64]:
        """Ids of the vectors of these photos, int64 (n,), ascending."""
        found: set[int] = set()
        for start in range(0, len(photo_ids), CHUNK):
            chunk = photo_ids[start : start + CHUNK]
            rows = self.database.query(
                "SELECT v.id FROM photos p JOIN vectors v ON v.content_hash = p.content_hash "
                f"AND v.model_id = ? WHERE p.id IN ({','.join('?' * len(chunk))})",
                [vectors.model_id, *chunk],
            )
            found.update(row[0] for row in rows)
        return np.array(sorted(found), np.int64)

    def newest(self, filter: PhotoFilter, limit: int, offset: int, *, oldest: bool = False) -> list[int]:
        """Photo ids by date; photos without one come last either way."""
        condition, values = filter.where()
        direction = "ASC" if oldest else "DESC"
        rows = self.database.query(
            f"SELECT p.id FROM photos p WHERE {condition} "
            f"ORDER BY p.taken IS NULL, p.taken {direction}, p.id LIMIT ? OFFSET ?",
            [*values, limit, offset],
        )
        return [row[0] for row in rows]

    def match_text(self, expression: str, limit: int) -> list[tuple[int, float]]:
        """Present photos and their BM25 scores (higher is better) for an FTS5 expression, best first."""
        # A word in a caption, keyword or person says more of a picture than one in its folder.
        rows = self.database.query(
            "SELECT rowid, -bm25(photo_text, 2, 1, 3, 4, 2, 4) AS score FROM photo_text "
            "JOIN photos p ON p.id = rowid AND p.status = 'present' "
            "WHERE photo_text MATCH ? ORDER BY score DESC, rowid LIMIT ?",
            (expression, limit),
        )
        return [(row["rowid"], row["score"]) for row in rows]

    def places(self) -> dict[int, Place]:
        """Every place a photo was ever taken at, by its row."""
        rows = self.database.query("SELECT * FROM places ORDER BY id")
        return {
            row["id"]: Place(row["city"], row["region"], row["country"], row["country_code"]) for row in rows
        }

    def names(self) -> Names:
        """Every name a query could mean here."""
        db = self.database
        first, last = db.query(
            "SELECT min(substr(taken, 1, 10)), max(substr(taken, 1, 10)) FROM photos WHERE date_trust > 0"
        )[0]
        return Names(
            people=_column(db, "SELECT name FROM people ORDER BY name"),
            places=_column(
                db,
                "SELECT city FROM places UNION SELECT region FROM places UNION SELECT country FROM places",
            ),
            cameras=_column(
                db,
                "SELECT camera FROM photos UNION SELECT camera_make FROM photos "
                "UNION SELECT camera_model FROM photos",
            ),
            folders=self._folder_names(),
            keywords=_column(db, "SELECT name FROM keywords ORDER BY name"),
            first_day=first,
            last_day=last,
        )

    def _folder_names(self) -> tuple[str, ...]:
        parts: set[str] = {root.path.name for root in self.roots()}
        for row in self.database.query("SELECT DISTINCT folder FROM files WHERE role = 'primary'"):
            parts.update(printable(from_stored(row["folder"])).split("/"))
        return tuple(sorted(parts - {""}))


def _column(database: Database, sql: str) -> tuple[str, ...]:
    return tuple(row[0] for row in database.query(sql) if row[0])
