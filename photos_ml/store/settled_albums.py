"""What holds of albums, worked out of the acts on them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from photos_ml.store.database import Database
from photos_ml.store.paths import name_key

ALBUM = "album"
"""The field of acts that make, rename and delete an album; the key is its id."""
IN_ALBUM = "in album"
"""The field of acts that put a photo into one; the value is its place in the user's order."""
COVER = "album cover"
"""The field of acts that choose the photo that stands for an album."""
OF_ALBUMS = frozenset((ALBUM, IN_ALBUM, COVER))
_LAST = (
    "NOT EXISTS (SELECT 1 FROM acts o WHERE o.field = a.field AND o.key = a.key "
    "AND o.act_photo_id IS a.act_photo_id AND o.id > a.id)"
)


def settle_albums(database: Database, albums: Iterable[str]) -> None:
    """Make these albums what was last said of them; inside the caller's transaction."""
    for album in dict.fromkeys(albums):
        database.execute("DELETE FROM albums WHERE id = ?", (album,))
        sql = f"SELECT value, source, at FROM acts a WHERE field = ? AND key = ? AND {_LAST}"
        rows = database.query(sql, (ALBUM, album))
        if not rows or rows[0]["value"] is None:
            continue
        said = json.loads(rows[0]["value"])
        database.execute(
            "INSERT INTO albums (id, name, key, query, source, at) VALUES (?, ?, ?, ?, ?, ?)",
            (album, said["name"], name_key(said["name"]), said["query"], rows[0]["source"], rows[0]["at"]),
        )
        database.execute(
            "INSERT INTO album_photos (album_id, photo_id, position) "
            "SELECT a.key, p.photo_id, CAST(a.value AS REAL) FROM acts a "
            "JOIN act_photos p ON p.id = a.act_photo_id AND p.photo_id IS NOT NULL "
            f"WHERE a.field = ? AND a.key = ? AND a.value IS NOT NULL AND {_LAST}",
            (IN_ALBUM, album),
        )
        database.execute(
            "UPDATE albums SET cover_id = (SELECT p.photo_id FROM acts a "
            "JOIN act_photos p ON p.id = a.act_photo_id AND p.photo_id IS NOT NULL "
            f"WHERE a.field = ? AND a.key = ? AND a.value IS NOT NULL AND {_LAST} "
            "ORDER BY a.id DESC LIMIT 1) WHERE id = ?",
            (COVER, album, album),
        )


def settle_all_albums(database: Database) -> None:
    """The same for every album: photos were found again, or acts came from elsewhere."""
    rows = database.query("SELECT DISTINCT key FROM acts WHERE field = ?", (ALBUM,))
    settle_albums(database, [row["key"] for row in rows])
