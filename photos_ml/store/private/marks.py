"""Which files are private, as keyed hashes: known again while nobody knows the passphrase, and not named."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from photos_ml.store.database import Database
from photos_ml.store.paths import from_stored, stored
from photos_ml.store.rows import FileGroup
from photos_ml.turns import bytes_of

MARK_BYTES = 16
_PLACE, _BYTES = b"place\0", b"bytes\0"


class PrivateMarks:
    """The marks of one library, read when they are first asked for."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._key = bytes(database.scalar("SELECT marking FROM private_key") or b"")
        self._marks = {bytes(row[0]) for row in database.query("SELECT mark FROM private_marks")}

    @property
    def any(self) -> bool:
        """Whether anything is private here."""
        return bool(self._marks)

    def has_group(self, group: FileGroup) -> bool:
        """Whether a photo's own file, or what belongs to it, lies where a private one does."""
        files = [group.primary, *filter(None, (group.raw, group.live))]
        return self.any and any(self._place(group.path_of(file)) in self._marks for file in files)

    def has_bytes(self, content_hash: str) -> bool:
        """Whether a private file has these bytes."""
        return self.any and self._bytes(content_hash) in self._marks

    def has_told(self, document: dict[str, Any]) -> bool:
        """Whether a photo is private, as backups and the act log tell of it."""
        if not self.any:
            return False
        root, folder, name = (from_stored(stored(document[part])) for part in ("root", "folder", "name"))
        return (
            self.has_bytes(document["content_hash"]) or self._place(Path(root) / folder / name) in self._marks
        )

    def add_group(self, group: FileGroup) -> None:
        """A private file lies here now."""
        files = [group.primary, *filter(None, (group.raw, group.live))]
        self._add(self._place(group.path_of(file)) for file in files)

    def add(self, paths: Iterable[Path], content_hashes: Iterable[str]) -> None:
        """Files that are private from now on; inside the caller's transaction, as below."""
        self._add((*map(self._place, paths), *map(self._bytes, content_hashes)))

    def remove(self, paths: Iterable[Path], content_hashes: Iterable[str]) -> None:
        """Files that no longer are."""
        gone = [*map(self._place, paths), *map(self._bytes, content_hashes)]
        self._db.connection.executemany("DELETE FROM private_marks WHERE mark = ?", [(one,) for one in gone])
        self._marks.difference_update(gone)

    def _add(self, marks: Iterable[bytes]) -> None:
        new = set(marks) - self._marks
        if not new:
            return
        with self._db.transaction() as connection:
            sql = "INSERT OR IGNORE INTO private_marks (mark) VALUES (?)"
            connection.executemany(sql, [(one,) for one in sorted(new)])
        self._marks |= new

    def _place(self, path: Path) -> bytes:
        return self._mark(_PLACE + os.fsencode(path))

    def _bytes(self, content_hash: str) -> bytes:
        return self._mark(_BYTES + bytes_of(content_hash).encode())

    def _mark(self, what: bytes) -> bytes:
        from blake3 import blake3

        return blake3(what, key=self._key).digest(MARK_BYTES)


def files_of(database: Database, photo_ids: Iterable[int]) -> tuple[list[Path], list[str]]:
    """The files of photos but their sidecars, and the hashes of their bytes."""
    import json

    these = json.dumps(list(photo_ids))
    rows = database.query(
        "SELECT r.path AS root, d.path AS folder, f.name FROM files f JOIN folders d ON d.id = f.folder_id "
        "JOIN roots r ON r.id = d.root_id WHERE f.role <> 'sidecar' "
        "AND f.photo_id IN (SELECT value FROM json_each(?))",
        (these,),
    )
    hashes = database.query(
        "SELECT DISTINCT c.hash FROM photos p JOIN contents c ON c.id = p.content_id "
        "WHERE p.id IN (SELECT value FROM json_each(?))",
        (these,),
    )
    paths = [
        Path(from_stored(row["root"])) / from_stored(row["folder"]) / from_stored(row["name"]) for row in rows
    ]
    return paths, [row["hash"] for row in hashes]
