"""Photos of whose date nothing is known but the time of their file, and those that stand beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from photos_ml.store.database import Database
from photos_ml.store.paths import from_stored, printable
from photos_ml.types import DateSource, Precision

_WEAK = f"'{DateSource.MTIME}', '{DateSource.GUESS}'"


@dataclass(frozen=True, slots=True)
class FolderPhoto:
    """A photo by its place. `day` None: nothing but the time of its file, or a guess, is known of it."""

    photo_id: int
    folder: str
    """Root and path below it: unlike that of any other folder."""
    name: str
    day: date | None


def read_beside_undated(database: Database) -> Iterator[FolderPhoto]:
    """The present undated photos, and those known to the day in their folders and in folders side by side
    with theirs."""
    folders = {
        row["id"]: (row["root_id"], *printable(from_stored(row["path"])).rpartition("/")[::2])
        for row in database.query("SELECT id, root_id, path FROM folders")
    }
    undated = database.query(
        "SELECT DISTINCT f.folder_id FROM photos p JOIN files f ON f.photo_id = p.id AND f.role = 'primary' "
        f"WHERE p.status = 'present' AND (p.taken IS NULL OR p.date_source IN ({_WEAK}))"
    )
    parents = {folders[row[0]][:2] for row in undated}
    near = [folder for folder, place in folders.items() if place[:2] in parents]
    rows = database.iterate(
        f"SELECT p.id, f.folder_id, f.name, p.taken, p.taken IS NULL OR p.date_source IN ({_WEAK}) AS weak "
        "FROM json_each(?) j CROSS JOIN files f ON f.folder_id = j.value AND f.role = 'primary' "
        "JOIN photos p ON p.id = f.photo_id WHERE p.status = 'present' "
        f"AND (weak OR p.date_precision <= {Precision.DAY.level}) ORDER BY p.id",
        (json.dumps(near),),
    )
    for row in rows:
        root, parent, folder = folders[row["folder_id"]]
        day = None if row["weak"] else date.fromisoformat(row["taken"][:10])
        yield FolderPhoto(row["id"], f"{root}/{parent}/{folder}", printable(from_stored(row["name"])), day)
