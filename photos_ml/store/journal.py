"""What happened: runs of the indexer, and the files that failed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from sqlite3 import Row

from photos_ml.store.database import Database
from photos_ml.store.interned import folder_id
from photos_ml.store.paths import from_stored, to_stored
from photos_ml.store.rows import Failure, FileStat
from photos_ml.store.while_same import RUN

_FAILURE = (
    "SELECT f.*, d.root_id, d.path AS folder, r.path AS root FROM failures f "
    "JOIN folders d ON d.id = f.folder_id JOIN roots r ON r.id = d.root_id "
)


class Failures:
    """Files that could not be indexed, and why. A failure stands until the file is indexed or gone."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def record(self, failure: Failure) -> None:
        """Inside the caller's transaction. A repeated failure of a file counts its attempts."""
        self._db.execute(
            "INSERT INTO failures (folder_id, name, size, mtime_ns, stage, reason, retry, failed_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (folder_id, name) DO UPDATE SET "
            "size = excluded.size, mtime_ns = excluded.mtime_ns, stage = excluded.stage, "
            "reason = excluded.reason, retry = excluded.retry, failed_at = excluded.failed_at, "
            "attempts = attempts + 1",
            (
                folder_id(self._db, failure.root_id, failure.folder),
                to_stored(failure.file.name),
                failure.file.size,
                failure.file.mtime_ns,
                failure.stage,
                failure.reason,
                int(failure.retry),
                _now(),
            ),
        )

    def allow(self, beginnings: Sequence[str]) -> None:
        """Have the files tried again whose reasons begin with one of these."""
        for beginning in beginnings:
            self._db.execute(
                "UPDATE failures SET retry = 1 WHERE substr(reason, 1, length(?)) = ?", 2 * (beginning,)
            )

    def clear(self, root_id: int, folder: str, name: str) -> None:
        """Inside the caller's transaction."""
        self._db.execute(
            "DELETE FROM failures WHERE name = ? AND folder_id = "
            "(SELECT id FROM folders WHERE root_id = ? AND path = ?)",
            (to_stored(name), root_id, to_stored(folder)),
        )

    def known_in(self, root_id: int, folder: str) -> dict[str, Failure]:
        """The failures directly in a folder, by file name."""
        sql = _FAILURE + "WHERE d.root_id = ? AND d.path = ?"
        rows = self._db.query(sql, (root_id, to_stored(folder)))
        return {from_stored(row["name"]): _failure(row) for row in rows}

    def of(self, root_id: int, folder: str, name: str) -> Failure | None:
        """The failure of one file."""
        sql = _FAILURE + "WHERE d.root_id = ? AND d.path = ? AND f.name = ?"
        rows = self._db.query(sql, (root_id, to_stored(folder), to_stored(name)))
        return _failure(rows[0]) if rows else None

    def folders_of(self, root_id: int) -> Iterator[str]:
        """Every folder of the root that holds a failure."""
        sql = (
            "SELECT path FROM folders d WHERE root_id = ? "
            "AND EXISTS (SELECT 1 FROM failures f WHERE f.folder_id = d.id)"
        )
        for row in self._db.query(sql, (root_id,)):
            yield from_stored(row["path"])

    def all(self) -> list[Failure]:
        """Every failure, in the order the files first failed."""
        return [_failure(row) for row in self._db.query(_FAILURE + "ORDER BY f.id")]

    def count(self) -> int:
        return int(self._db.scalar("SELECT count(*) FROM failures"))


class Runs:
    """One row for each run of the indexer."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def start(self, command: str) -> int:
        """Also closes the rows of runs that were killed: only one indexer runs at a time."""
        self._db.execute("UPDATE runs SET outcome = 'killed' WHERE outcome IS NULL", changes=RUN)
        sql = "INSERT INTO runs (command, started_at) VALUES (?, ?)"
        cursor = self._db.execute(sql, (command, _now()), changes=RUN)
        return int(cursor.lastrowid or 0)

    def end(self, run_id: int, outcome: str, counts: dict[str, int]) -> None:
        self._db.execute(
            "UPDATE runs SET ended_at = ?, outcome = ?, counts = ? WHERE id = ?",
            (_now(), outcome, json.dumps(counts), run_id),
            changes=RUN,
        )

    def last(self) -> dict[str, object] | None:
        rows = self._db.query("SELECT * FROM runs ORDER BY id DESC LIMIT 1")
        return {**dict(rows[0]), "counts": json.loads(rows[0]["counts"])} if rows else None


def _failure(row: Row) -> Failure:
    return Failure(
        root_id=row["root_id"],
        root=from_stored(row["root"]),
        folder=from_stored(row["folder"]),
        file=FileStat(from_stored(row["name"]), row["size"], row["mtime_ns"]),
        stage=row["stage"],
        reason=row["reason"],
        retry=bool(row["retry"]),
        attempts=row["attempts"],
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
