"""Albums: lists of photos in the user's order, and searches that are kept. What is done to them are acts."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Row

from photos_ml.provenance import USER
from photos_ml.store.acts import Act, Acts
from photos_ml.store.database import Database
from photos_ml.store.marks import HIDDEN
from photos_ml.store.paths import name_key
from photos_ml.store.settled_albums import ALBUM, COVER, IN_ALBUM
from photos_ml.store.while_same import LOOK

ID_BYTES = 8
_SHOWN = f"p.status = 'present' AND p.id NOT IN ({HIDDEN})"


@dataclass(frozen=True, slots=True)
class AlbumRow:
    """One album. `query`: None for a list of photos, else the search that is run when it is opened."""

    id: str
    name: str
    query: str | None
    photos: int
    """Shown ones; 0 for a search, which nobody has run yet."""
    cover: int | None
    """The one that was chosen, as long as it is in it; else the first."""
    source: str
    """Who made it: 'user', or 'import:NAME'."""


class Albums:
    """The albums of a library."""

    def __init__(self, database: Database, acts: Acts) -> None:
        self._db = database
        self._acts = acts

    def all(self) -> list[AlbumRow]:
        """By name."""
        return [_album(row) for row in self._rows("1")]

    def get(self, album: str) -> AlbumRow | None:
        """By its id."""
        return next((_album(row) for row in self._rows("a.id = ?", album)), None)

    def called(self, name: str) -> list[AlbumRow]:
        """Those of a name, letter case aside."""
        return [_album(row) for row in self._rows("a.key = ?", name_key(name))]

    def photos(self, album: str) -> list[int]:
        """The shown photos of a list, in its order."""
        rows = self._db.query(
            "SELECT p.id FROM album_photos m JOIN photos p ON p.id = m.photo_id "
            f"WHERE m.album_id = ? AND {_SHOWN} ORDER BY m.position, p.id",
            (album,),
        )
        return [row[0] for row in rows]

    def of_photo(self, photo: int) -> list[AlbumRow]:
        """The lists that a photo is in."""
        return [_album(row) for row in self._rows(f"a.id IN {_OF_PHOTO}", photo)]

    def make(self, name: str, photos: Iterable[int] = (), *, query: str | None = None) -> tuple[str, int]:
        """A new album, its photos in this order; its id, and the number to undo it by."""
        album = secrets.token_hex(ID_BYTES)
        acts = [album_act(album, name, query), *_placed(album, photos, 1.0)]
        return album, self._acts.do(acts)

    def rename(self, album: AlbumRow, name: str) -> int:
        """Give it another name; the number to undo it by, as of all below."""
        return self._acts.do([album_act(album.id, name, album.query)])

    def delete(self, album: str) -> int:
        """Take the album away; the photos stay where they are."""
        return self._acts.do([Act(ALBUM, None, key=album)])

    def add(self, album: str, photos: Sequence[int]) -> int:
        """Put photos at its end; those that are in it keep their place."""
        rows = self._db.query("SELECT photo_id FROM album_photos WHERE album_id = ?", (album,))
        known = {row[0] for row in rows}
        return self._acts.do(_placed(album, [p for p in photos if p not in known], 1.0 + self._last(album)))

    def remove(self, album: str, photos: Sequence[int]) -> int:
        """Take photos out of it."""
        return self._acts.do([Act(IN_ALBUM, None, photo, album) for photo in photos])

    def arrange(self, album: str, photos: Sequence[int]) -> int:
        """Put these of its photos first, in this order; the others follow as they were."""
        inside = self.photos(album)
        wanted = [photo for photo in dict.fromkeys(photos) if photo in set(inside)]
        rest = [photo for photo in inside if photo not in set(wanted)]
        return self._acts.do(_placed(album, [*wanted, *rest], 1.0))

    def choose_cover(self, album: str, photo: int | None) -> int:
        """The photo that stands for the album; None: its first one does again."""
        before = self._db.scalar("SELECT cover_id FROM albums WHERE id = ?", (album,))
        acts = [] if before is None else [Act(COVER, None, before, album)]
        return self._acts.do(acts if photo is None else [*acts, Act(COVER, "true", photo, album)])

    # What was looked at

    def look(self, photo: int) -> None:
        """Note that a photo was looked at now."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._db.execute(
            "INSERT OR REPLACE INTO looked_at (photo_id, at) SELECT id, ? FROM photos WHERE id = ?",
            (at, photo),
            changes=LOOK,
        )

    def looked_at(self, limit: int) -> list[int]:
        """The shown photos that were looked at last, the latest first."""
        sql = f"SELECT p.id FROM looked_at l JOIN photos p ON p.id = l.photo_id WHERE {_SHOWN} "
        return [row[0] for row in self._db.query(sql + "ORDER BY l.at DESC, p.id LIMIT ?", (limit,))]

    def added(self, limit: int) -> list[int]:
        """The shown photos that came last, the latest first."""
        sql = f"SELECT p.id FROM photos p WHERE {_SHOWN} ORDER BY p.id DESC LIMIT ?"
        return [row[0] for row in self._db.query(sql, (limit,))]

    def _last(self, album: str) -> float:
        sql = "SELECT coalesce(max(position), 0) FROM album_photos WHERE album_id = ?"
        return float(self._db.scalar(sql, (album,)))

    def _rows(self, condition: str, *values: object) -> list[Row]:
        members = (
            f"FROM album_photos m JOIN photos p ON p.id = m.photo_id WHERE m.album_id = a.id AND {_SHOWN}"
        )
        return self._db.query(
            f"SELECT a.*, (SELECT count(*) {members}) AS photos, "
            f"coalesce((SELECT p.id {members} AND p.id = a.cover_id), "
            f"(SELECT p.id {members} ORDER BY m.position, p.id LIMIT 1)) AS cover "
            f"FROM albums a WHERE {condition} ORDER BY a.key, a.id",
            values,
        )


_OF_PHOTO = "(SELECT album_id FROM album_photos WHERE photo_id = ?)"


def album_act(album: str, name: str, query: str | None = None) -> Act:
    """What makes an album of this id, or renames it."""
    return Act(ALBUM, json.dumps({"name": name, "query": query}, ensure_ascii=False), key=album)


def in_album_act(album: str, photo: int, position: float) -> Act:
    """What puts a photo into an album."""
    return Act(IN_ALBUM, json.dumps(position), photo, album)


def _placed(album: str, photos: Iterable[int], first: float) -> list[Act]:
    return [in_album_act(album, photo, first + at) for at, photo in enumerate(dict.fromkeys(photos))]


def _album(row: Row) -> AlbumRow:
    return AlbumRow(row["id"], row["name"], row["query"], row["photos"], row["cover"], row["source"] or USER)
