"""The folders that photos lie in, and the photos of a folder and all below it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePath

from photos_ml.store.database import Database
from photos_ml.store.marks import HIDDEN
from photos_ml.store.paths import from_stored, printable
from photos_ml.types import Kind

_LIES_IN = "files f ON f.photo_id = p.id AND f.role = 'primary'"
_EMPTY = f"SELECT photo_id FROM photo_looks WHERE kind = '{Kind.BLANK}'"
_SHOWN = f"p.status = 'present' AND p.id NOT IN ({HIDDEN})"


@dataclass(frozen=True, slots=True)
class FolderRow:
    """One folder with shown photos right in it."""

    root: int
    name: str
    """Of the indexed folder that it lies in."""
    path: str
    """Below that, with '/' between; '' for the indexed folder itself."""
    photos: int
    cover: int
    """Its latest photo that is no empty frame; of a folder of such alone the latest."""


def read_folders(database: Database) -> list[FolderRow]:
    """By root, then by path."""
    rows = database.query(
        "SELECT d.root_id, r.path AS root, d.path, count(*) AS photos, "
        f"coalesce(max(CASE WHEN p.id NOT IN ({_EMPTY}) THEN p.id END), max(p.id)) AS cover "
        f"FROM photos p JOIN {_LIES_IN} JOIN folders d ON d.id = f.folder_id "
        "JOIN roots r ON r.id = d.root_id "
        f"WHERE {_SHOWN} GROUP BY d.id"
    )
    found = [
        FolderRow(
            row["root_id"],
            PurePath(printable(from_stored(row["root"]))).name or printable(from_stored(row["root"])),
            printable(from_stored(row["path"])),
            row["photos"],
            row["cover"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda folder: (folder.name.casefold(), folder.root, folder.path.casefold()))


def photos_below(database: Database, root: int, path: str) -> list[int]:
    """The shown photos of a folder, by its path as `FolderRow` has it, and of all folders below it."""
    folders = [
        row["id"]
        for row in database.query("SELECT id, path FROM folders WHERE root_id = ?", (root,))
        if not path or f"{printable(from_stored(row['path']))}/".startswith(f"{path}/")
    ]
    rows = database.query(
        f"SELECT DISTINCT p.id FROM photos p JOIN {_LIES_IN} "
        f"WHERE f.folder_id IN (SELECT value FROM json_each(?)) AND {_SHOWN}",
        (json.dumps(folders),),
    )
    return [row[0] for row in rows]
