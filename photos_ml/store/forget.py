"""Taking a folder out of the library. Only rows go: no file outside the library is ever touched."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from photos_ml.store.act_photos import ActPhotos
from photos_ml.store.database import Database

_PHOTOS = (
    "SELECT f.photo_id FROM files f JOIN folders d ON d.id = f.folder_id "
    "WHERE f.role = 'primary' AND d.root_id = ?"
)
_THESE = "(SELECT value FROM json_each(?))"

_NAMES = (
    ("keywords", "photo_keywords", "keyword_id"),
    ("people", "photo_people", "person_id"),
)
"""Names that are kept once, where photos refer to them, and by which column."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What went with a folder."""

    photos: int
    contents: tuple[str, ...]
    """Hashes of the contents that no photo has any more: what is cached of them may go too."""


def forget_acts(database: Database, photo_ids: Sequence[int]) -> None:
    """Delete all that was done by hand to photos; inside the caller's transaction."""
    ids = json.dumps(list(photo_ids))
    these = f"(SELECT id FROM act_photos WHERE photo_id IN {_THESE})"
    for table in ("acts", "memory_feedback"):
        database.execute(f"DELETE FROM {table} WHERE act_photo_id IN {these}", (ids,))
    database.execute(f"DELETE FROM act_photos WHERE photo_id IN {_THESE}", (ids,))
    database.note_act(forgotten=True)


def forget_root(database: Database, root_id: int, *, acts_too: bool = False) -> Forgotten:
    """Delete a root with its photos, their vectors and the memories they are in: all or nothing. A content
    that a photo elsewhere shares keeps its vector. What was done to the photos by hand is kept for when they
    come back; with `acts_too` it is forgotten too."""
    with database.transaction() as connection:
        photos = [row[0] for row in database.query(_PHOTOS, (root_id,))]
        ids = json.dumps(photos)
        database.note_erasing()
        sql = f"SELECT DISTINCT content_id FROM photos WHERE id IN {_THESE}"
        contents = json.dumps([row[0] for row in database.query(sql, (ids,))])
        holding = f"SELECT memory_id FROM memory_photos WHERE photo_id IN {_THESE}"
        connection.execute(f"DELETE FROM memories WHERE id IN ({holding})", (ids,))
        if acts_too:
            forget_acts(database, photos)
        ActPhotos(database).lose(photos)
        connection.execute(f"DELETE FROM photo_text WHERE rowid IN {_THESE}", (ids,))
        connection.execute(f"DELETE FROM photos WHERE id IN {_THESE}", (ids,))
        inside = "(SELECT id FROM folders WHERE root_id = ?)"
        connection.execute(f"DELETE FROM failures WHERE folder_id IN {inside}", (root_id,))
        connection.execute("DELETE FROM folders WHERE root_id = ?", (root_id,))
        connection.execute("DELETE FROM roots WHERE id = ?", (root_id,))
        unused = f"id IN {_THESE} AND NOT EXISTS (SELECT 1 FROM photos p WHERE p.content_id = contents.id)"
        gone = database.query(f"SELECT id, hash FROM contents WHERE {unused}", (contents,))
        last = json.dumps([row["id"] for row in gone])
        connection.execute(f"DELETE FROM vectors WHERE content_id IN {_THESE}", (last,))
        connection.execute(f"DELETE FROM content_tags WHERE content_id IN {_THESE}", (last,))
        connection.execute(f"DELETE FROM contents WHERE id IN {_THESE}", (last,))
        for names, link, column in _NAMES:
            connection.execute(f"DELETE FROM {names} WHERE id NOT IN (SELECT {column} FROM {link})")
    return Forgotten(len(photos), tuple(row["hash"] for row in gone))
