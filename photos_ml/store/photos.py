"""Reading photos and their files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from sqlite3 import Row

from photos_ml.store.columns import MAX_INTEGER
from photos_ml.store.database import Database
from photos_ml.store.paths import from_stored, to_stored
from photos_ml.store.rows import (
    ABSENT,
    FileGroup,
    FileRole,
    FileStat,
    Holder,
    KnownPhoto,
    Moment,
    PhotoRow,
    Status,
)
from photos_ml.store.while_same import MARKS
from photos_ml.turns import KEYS, bytes_of, sql_same_bytes, turn_of
from photos_ml.types import (
    Camera,
    DateSource,
    Kind,
    Media,
    Metadata,
    PersonTag,
    Place,
    Position,
    Precision,
    Taken,
)

PRECISIONS = tuple(Precision)
"""By level."""
CHUNK = 500  # SQLite's limit on parameters was 999 for long; half of it leaves room for others

MOMENT = f"iif(date_trust > 0 AND date_precision <= {Precision.DAY.level}, taken, NULL)"

_PHOTO = """
SELECT p.*, d.path AS folder, f.name, f.size, r.path AS root, r.online, c.hash AS content_hash,
       pl.city, pl.region, pl.country, pl.country_code, cm.make, cm.model
FROM photos p
JOIN contents c ON c.id = p.content_id
JOIN files f ON f.photo_id = p.id AND f.role = 'primary'
JOIN folders d ON d.id = f.folder_id
JOIN roots r ON r.id = d.root_id
LEFT JOIN places pl ON pl.id = p.place_id
LEFT JOIN cameras cm ON cm.id = p.camera_id
"""

_ROLES = {
    role.value: role for role in FileRole
}  # the enum's own look-up is ten times slower, and this is per file


class Photos:
    """The photos of a library."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, photo_ids: Sequence[int]) -> dict[int, PhotoRow]:
        """The photos with these ids; unknown ids are left out."""
        found: dict[int, PhotoRow] = {}
        held = [photo for photo in photo_ids if abs(photo) <= MAX_INTEGER]
        for start in range(0, len(held), CHUNK):
            chunk = held[start : start + CHUNK]
            marks = ",".join("?" * len(chunk))
            rows = self._db.query(f"{_PHOTO} WHERE p.id IN ({marks})", chunk)
            names = self._names(chunk, marks)
            found |= {row["id"]: _photo(row, *names.get(row["id"], ((), (), frozenset()))) for row in rows}
        return found

    def find(self, path: Path) -> PhotoRow | None:
        """The photo whose primary file this is, a present one where others were there before it."""
        for root in self._db.query("SELECT id, path FROM roots"):
            relative = _relative(path, Path(from_stored(root["path"])))
            if relative is None:
                continue
            photo_id = self._db.scalar(
                "SELECT f.photo_id FROM files f JOIN folders d ON d.id = f.folder_id "
                "JOIN photos p ON p.id = f.photo_id "
                "WHERE d.root_id = ? AND d.path = ? AND f.name = ? AND f.role = 'primary' "
                "ORDER BY p.status <> 'present', p.id DESC",
                (root["id"], to_stored(relative[0]), to_stored(relative[1])),
            )
            if photo_id is not None:
                return self.get([photo_id])[photo_id]
        return None

    def known_in(self, root_id: int, folder: str) -> list[KnownPhoto]:
        """The photos whose primary file is directly in `folder`, with all their files."""
        rows = self._db.iterate(
            "SELECT g.photo_id, g.role, g.name, g.size, g.mtime_ns, g.changed_ns, "
            "c.hash AS content_hash, p.status, p.reader "
            "FROM folders d JOIN files f ON f.folder_id = d.id AND f.role = 'primary' "
            "JOIN photos p ON p.id = f.photo_id JOIN contents c ON c.id = p.content_id "
            "JOIN files g ON g.photo_id = p.id "
            "WHERE d.root_id = ? AND d.path = ? ORDER BY g.photo_id, g.id",
            (root_id, to_stored(folder)),
        )
        # One by one: a folder may hold hundreds of thousands.
        by_photo = groupby(rows, key=lambda row: row["photo_id"])
        return [_known(photo_id, list(files)) for photo_id, files in by_photo]

    def folders_of(self, root_id: int) -> Iterator[str]:
        """Every folder of the root that holds a photo, relative to it."""
        sql = (
            "SELECT path FROM folders d WHERE root_id = ? "
            "AND EXISTS (SELECT 1 FROM files f WHERE f.folder_id = d.id AND f.role = 'primary')"
        )
        for row in self._db.query(sql, (root_id,)):
            yield from_stored(row["path"])

    def with_content(self, content_hash: str) -> list[PhotoRow]:
        """The photos that have these bytes, oldest first."""
        ids = [
            row["id"]
            for row in self._db.query(
                "SELECT p.id FROM contents c JOIN photos p ON p.content_id = c.id "
                f"WHERE {sql_same_bytes('c.hash')} ORDER BY p.id",
                (bytes_of(content_hash),) * KEYS,
            )
        ]
        photos = self.get(ids)
        return [photos[photo_id] for photo_id in ids if photo_id in photos]

    def holders_of(self, content_hash: str, after_id: int, limit: int) -> list[Holder]:
        """Photos that have these bytes, with ids above `after_id`, in the order of ids."""
        rows = self._db.query(
            "SELECT p.id, r.path AS root, d.path AS folder, f.* FROM contents c "
            "JOIN photos p ON p.content_id = c.id JOIN files f ON f.photo_id = p.id AND f.role = 'primary' "
            "JOIN folders d ON d.id = f.folder_id JOIN roots r ON r.id = d.root_id "
            f"WHERE {sql_same_bytes('c.hash')} AND p.id > ? ORDER BY p.id LIMIT ?",
            (*(bytes_of(content_hash),) * KEYS, after_id, limit),
        )
        return [Holder(row["photo_id"], _path(row), _stat(row)) for row in rows]

    def content_of(self, photo_id: int) -> str:
        """The content hash of a photo that exists."""
        sql = "SELECT hash FROM contents WHERE id = (SELECT content_id FROM photos WHERE id = ?)"
        return str(self._db.scalar(sql, (photo_id,)))

    def present_in(self, root_id: int, folder: str) -> list[int]:
        """Ids of the present photos whose primary file is directly in `folder`."""
        rows = self._db.query(
            "SELECT p.id FROM folders d JOIN files f ON f.folder_id = d.id AND f.role = 'primary' "
            "JOIN photos p ON p.id = f.photo_id AND p.status = 'present' WHERE d.root_id = ? AND d.path = ?",
            (root_id, to_stored(folder)),
        )
        return [row["id"] for row in rows]

    def group_of(self, photo_id: int) -> FileGroup:
        """The files of a photo, as a scan would group them."""
        rows = self._db.query(
            "SELECT f.*, d.root_id, d.path AS folder, r.path AS root FROM files f "
            "JOIN folders d ON d.id = f.folder_id JOIN roots r ON r.id = d.root_id "
            "WHERE f.photo_id = ? ORDER BY f.id",
            (photo_id,),
        )
        by_role: dict[str, list[FileStat]] = {}
        for row in rows:
            by_role.setdefault(row["role"], []).append(_stat(row))
        first = rows[0]
        return FileGroup(
            root_id=first["root_id"],
            root=from_stored(first["root"]),
            folder=from_stored(first["folder"]),
            primary=by_role["primary"][0],
            raw=next(iter(by_role.get("raw", ())), None),
            live=next(iter(by_role.get("live", ())), None),
            sidecars=tuple(by_role.get("sidecar", ())),
        )

    def by_date(self, photo_ids: Sequence[int], *, oldest: bool = False) -> list[int]:
        """These photos by date, as `Library.newest` orders them."""
        rows: list[tuple[str | None, int]] = []
        for start in range(0, len(photo_ids), CHUNK):
            chunk = photo_ids[start : start + CHUNK]
            sql = f"SELECT taken, id FROM photos WHERE id IN ({','.join('?' * len(chunk))})"
            rows += [(row["taken"], row["id"]) for row in self._db.query(sql, chunk)]
        dated = sorted(((taken, i) for taken, i in rows if taken is not None), reverse=not oldest)
        undated = sorted((i for taken, i in rows if taken is None), reverse=not oldest)
        return [i for _, i in dated] + undated

    def moments(self, photo_ids: Sequence[int]) -> dict[int, Moment]:
        """What tells the shots of one moment: far less to read than whole photos."""
        found: dict[int, Moment] = {}
        for start in range(0, len(photo_ids), CHUNK):
            chunk = photo_ids[start : start + CHUNK]
            marks = ",".join("?" * len(chunk))
            sql = f"SELECT id, content_id, {MOMENT} AS local, burst_id FROM photos WHERE id IN ({marks})"
            found |= {row["id"]: _moment(row) for row in self._db.query(sql, chunk)}
        return found

    def have_suffix(self, suffix: str) -> bool:
        """Whether the primary file of any photo ends so; reads the names of all files where none does."""
        sql = "SELECT 1 FROM files WHERE role = 'primary' AND name LIKE '%' || ? LIMIT 1"
        return bool(self._db.scalar(sql, (suffix,)))

    def count(self, status: Status = Status.PRESENT) -> int:
        """How many photos have this status."""
        return self._db.while_same(("photos", status), lambda: self._count(status), but=MARKS)

    def _count(self, status: Status) -> int:
        if status is Status.PRESENT:
            others = self._db.scalar(f"SELECT count(*) FROM ({ABSENT})")
            return int(self._db.scalar("SELECT count(*) FROM photos") - others)
        # Of the partial index on all that are not present: of another, SQLite reads every photo.
        sql = f"SELECT count(*) FROM photos WHERE id IN ({ABSENT}) AND status = ?"
        return int(self._db.scalar(sql, (status.value,)))

    def _names(
        self, photo_ids: Sequence[int], marks: str
    ) -> dict[int, tuple[tuple[str, ...], tuple[PersonTag, ...], frozenset[Kind]]]:
        keywords: dict[int, list[str]] = {}
        people: dict[int, list[PersonTag]] = {}
        kinds: dict[int, set[Kind]] = {}
        for row in self._db.query(
            "SELECT photo_id, name FROM photo_keywords JOIN keywords ON keywords.id = keyword_id "
            f"WHERE photo_id IN ({marks}) ORDER BY name",
            photo_ids,
        ):
            keywords.setdefault(row["photo_id"], []).append(row["name"])
        for row in self._db.query(
            "SELECT photo_people.*, name FROM photo_people JOIN people ON people.id = person_id "
            f"WHERE photo_id IN ({marks}) ORDER BY name",
            photo_ids,
        ):
            box = None if row["x"] is None else (row["x"], row["y"], row["width"], row["height"])
            people.setdefault(row["photo_id"], []).append(PersonTag(row["name"], box))
        for row in self._db.query(f"SELECT * FROM photo_kinds WHERE photo_id IN ({marks})", photo_ids):
            kinds.setdefault(row["photo_id"], set()).add(Kind(row["kind"]))
        return {
            i: (tuple(keywords.get(i, ())), tuple(people.get(i, ())), frozenset(kinds.get(i, ())))
            for i in photo_ids
        }


def _relative(path: Path, root: Path) -> tuple[str, str] | None:
    try:
        relative = path.relative_to(root)
    except ValueError:
        return None
    folder = relative.parent.as_posix()
    return ("" if folder == "." else folder), relative.name


def _path(row: Row) -> Path:
    return Path(from_stored(row["root"]), from_stored(row["folder"]), from_stored(row["name"]))


def _stat(row: Row) -> FileStat:
    return FileStat(from_stored(row["name"]), row["size"], row["mtime_ns"])


def _seen(row: Row) -> FileStat:
    return FileStat(from_stored(row["name"]), row["size"], row["mtime_ns"], row["changed_ns"])


def _moment(row: Row) -> Moment:
    local = row["local"]
    return Moment(row["content_id"], datetime.fromisoformat(local) if local else None, row["burst_id"])


def _known(photo_id: int, rows: list[Row]) -> KnownPhoto:
    return KnownPhoto(
        photo_id,
        rows[0]["content_hash"],
        Status(rows[0]["status"]),
        tuple((_ROLES[row["role"]], _seen(row)) for row in rows),
        rows[0]["reader"],
    )


def _photo(
    row: Row, keywords: tuple[str, ...], people: tuple[PersonTag, ...], kinds: frozenset[Kind]
) -> PhotoRow:
    return PhotoRow(
        id=row["id"],
        path=_path(row),
        status=Status(row["status"]),
        content_hash=row["content_hash"],
        metadata=_metadata(row, keywords, people, kinds),
        size=row["size"],
        online=bool(row["online"]),
    )


def place_of(row: Row) -> Place:
    """The place of a row with its columns."""
    return Place(row["city"], row["region"], row["country"], row["country_code"])


def _metadata(
    row: Row, keywords: tuple[str, ...], people: tuple[PersonTag, ...], kinds: frozenset[Kind]
) -> Metadata:
    return Metadata(
        width=row["width"],
        height=row["height"],
        media=Media(row["media"]),
        turn=turn_of(row["content_hash"]),
        taken=_taken(row),
        position=None if row["lat"] is None else Position(row["lat"], row["lon"], row["altitude_m"]),
        place=None if row["place_id"] is None else place_of(row),
        camera=Camera(
            row["make"] or "",
            row["model"] or "",
            row["lens"],
            row["iso"],
            row["aperture"],
            row["exposure_s"],
            row["focal_mm"],
        ),
        title=row["title"],
        caption=row["caption"],
        keywords=keywords,
        people=people,
        rating=row["rating"],
        rejected=bool(row["rejected"]),
        heart=None if row["heart"] is None else bool(row["heart"]),
        kinds=kinds,
        burst_id=row["burst_id"],
        duration_s=row["duration_s"],
        problems=() if row["problems"] == "[]" else tuple(json.loads(row["problems"])),
    )


def _taken(row: Row) -> Taken | None:
    if row["taken"] is None:
        return None
    return Taken(
        datetime.fromisoformat(row["taken"]),
        row["utc_offset_minutes"],
        DateSource(row["date_source"]),
        PRECISIONS[row["date_precision"]],
    )
