"""Which photo files were moved to the system's trash, when and from where: acts, so that the list is kept
with all that was done by hand, in the act log and in backups."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from photos_ml.store.acts import Act
from photos_ml.store.database import Database
from photos_ml.store.library import Library
from photos_ml.store.marks import HIDDEN
from photos_ml.store.paths import from_stored, plain, stored, to_stored
from photos_ml.turns import sql_bytes

TRASHED = "trashed"
"""The field of acts that say so of a photo; the key is what the file is to its photo, and a number."""


@dataclass(frozen=True, slots=True)
class TrashedFile:
    """One file, where it was, and the file with the same bytes that was kept."""

    path: Path
    kept: Path
    size: int
    at: str = ""
    """ISO, UTC."""
    photo: int | None = None
    """None where its photo is no longer known."""


def note_trashed(library: Library, photo: int, role: str, file: TrashedFile) -> int:
    """Write a file down; the number by which `Acts.undo` takes that back."""
    value = {"path": _plain(file.path), "kept": _plain(file.kept), "size": file.size}
    act = Act(TRASHED, json.dumps(value, ensure_ascii=False), photo, f"{role} {uuid4().hex}")
    return library.acts.do([act])


def hidden_copies(database: Database) -> dict[int, int]:
    """Hidden photo -> one that is shown and has all its bytes, the first of several."""
    rows = database.query(
        "WITH hidden AS (SELECT p.id, " + sql_bytes("c.hash") + " AS bytes FROM photos p "
        f"JOIN contents c ON c.id = p.content_id WHERE p.status = 'present' AND p.id IN ({HIDDEN})) "
        "SELECT h.id, min(p.id) AS kept FROM hidden h JOIN contents c ON "
        + sql_bytes("c.hash")
        + " = h.bytes "
        f"JOIN photos p ON p.content_id = c.id AND p.status = 'present' AND p.id NOT IN ({HIDDEN}) "
        "GROUP BY h.id"
    )
    return {row["id"]: row["kept"] for row in rows}


def trashed_files(database: Database) -> list[TrashedFile]:
    """All that were ever moved, the latest first."""
    rows = database.query(
        "SELECT a.at, a.value, p.photo_id FROM acts a JOIN act_photos p ON p.id = a.act_photo_id "
        "WHERE a.id IN (SELECT max(id) FROM acts WHERE field = ? GROUP BY act_photo_id, key) "
        "AND a.value IS NOT NULL ORDER BY a.id DESC",
        (TRASHED,),
    )
    return [_file(json.loads(row["value"]), row["at"], row["photo_id"]) for row in rows]


def trashed_photos(database: Database) -> frozenset[int]:
    """Ids of the photos of which a file was moved."""
    return frozenset(file.photo for file in trashed_files(database) if file.photo is not None)


def _plain(path: Path) -> object:
    return plain(to_stored(str(path)))


def _file(value: dict[str, object], at: str, photo: int | None) -> TrashedFile:
    where, kept = (Path(from_stored(stored(value[name]))) for name in ("path", "kept"))
    size = value["size"]
    assert isinstance(size, int)
    return TrashedFile(where, kept, size, at, photo)
