"""Every dated photo at once, with what memories need of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

from photos_ml.store.database import Database
from photos_ml.store.looks import Likeness
from photos_ml.store.paths import from_stored, printable
from photos_ml.store.photos import place_of
from photos_ml.types import DateSource, Place, Precision

DatedLinks = dict[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class DatedPhoto:
    """A present photo whose day is known, by more than the time of its file."""

    id: int
    content_id: int
    local: datetime
    """Naive wall-clock time."""
    offset_minutes: int | None
    has_time: bool
    """False where only the day is known."""
    lat: float | None
    lon: float | None
    place: Place | None
    camera: str
    folder: str
    """Root and folder, with forward slashes, as printed: not for opening the file."""
    name: str
    width: int
    height: int
    video: bool
    favorite: bool
    rating: int | None
    burst_id: str
    people: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    look: Likeness | None = None
    """What it is, where it is not simply a photo."""
    words: str = ""
    """Title and caption."""
    albums: tuple[str, ...] = ()
    """Names of the lists it is in."""
    tags: tuple[str, ...] = ()
    """What the model said it shows, of the words that were asked for."""


_DATED = f"""
SELECT p.id, p.content_id, p.taken, p.utc_offset_minutes, p.date_precision, p.lat, p.lon, p.place_id,
       p.width, p.height, p.media, p.favorite, p.rating, p.burst_id, p.title, p.caption,
       cm.name AS camera, f.folder_id, f.name
FROM photos p JOIN files f ON f.photo_id = p.id AND f.role = 'primary'
LEFT JOIN cameras cm ON cm.id = p.camera_id
WHERE p.status = 'present' AND p.taken IS NOT NULL AND p.date_trust > 0
AND p.date_precision <= {Precision.DAY.level} AND p.date_source <> '{DateSource.GUESS}'
AND (NOT p.rejected OR p.favorite OR p.rating IS NOT NULL)
"""


def read_dated(
    database: Database, only: Collection[int] | None = None, tags: Collection[str] = ()
) -> list[DatedPhoto]:
    """The present photos with a date of trust 1 or more, known to the day and not guessed, by local time,
    then id; `only` those with these ids. None that another program rejected, unless rated or liked here.
    `tags`: keys of those that are read."""
    ids = None if only is None else ",".join(str(int(photo)) for photo in sorted(only))
    of_these = "" if ids is None else f"WHERE photo_id IN ({ids})"
    looks = {
        row["photo_id"]: Likeness(row["kind"], row["source"])
        for row in database.iterate(f"SELECT * FROM photo_looks {of_these}")
    }
    links = (
        _people(database, of_these), _keywords(database, of_these), _kinds(database, of_these),
        _albums(database, of_these),
    )  # fmt: skip
    tagged = _tags(database, tags)
    chosen = "" if ids is None else f" AND p.id IN ({ids})"
    places, folders = _places(database, ids), _folders(database, ids)
    found = [_dated(row, places, folders, links, looks, tagged) for row in database.iterate(_DATED + chosen)]
    return sorted(found, key=lambda photo: (photo.local, photo.id))


def _places(database: Database, ids: str | None) -> dict[int, Place]:
    theirs = "" if ids is None else f"WHERE id IN (SELECT place_id FROM photos WHERE id IN ({ids}))"
    rows = database.query(f"SELECT * FROM places {theirs}")
    return {row["id"]: place_of(row) for row in rows}


def _folders(database: Database, ids: str | None) -> dict[int, str]:
    theirs = "" if ids is None else f"WHERE d.id IN (SELECT folder_id FROM files WHERE photo_id IN ({ids}))"
    rows = database.query(
        f"SELECT d.id, d.path, r.path AS root FROM folders d JOIN roots r ON r.id = d.root_id {theirs}"
    )
    return {
        row["id"]: "/".join(printable(from_stored(row[part])) for part in ("root", "path") if row[part])
        for row in rows
    }


def _dated(
    row: Row,
    places: dict[int, Place],
    folders: dict[int, str],
    links: tuple[DatedLinks, DatedLinks, DatedLinks, DatedLinks],
    looks: dict[int, Likeness],
    tagged: DatedLinks,
) -> DatedPhoto:
    people, keywords, kinds, albums = links
    photo_id = row["id"]
    return DatedPhoto(
        id=photo_id,
        content_id=row["content_id"],
        local=datetime.fromisoformat(row["taken"]),
        offset_minutes=row["utc_offset_minutes"],
        has_time=row["date_precision"] < Precision.DAY.level,
        lat=row["lat"],
        lon=row["lon"],
        place=places.get(row["place_id"]),
        camera=row["camera"] or "",
        folder=folders[row["folder_id"]],
        name=printable(from_stored(row["name"])),
        width=row["width"],
        height=row["height"],
        video=row["media"] == "video",
        favorite=bool(row["favorite"]),
        rating=row["rating"],
        burst_id=row["burst_id"],
        people=people.get(photo_id, ()),
        keywords=keywords.get(photo_id, ()),
        kinds=kinds.get(photo_id, ()),
        look=looks.get(photo_id),
        words=f"{row['title']} {row['caption']}".strip(),
        albums=albums.get(photo_id, ()),
        tags=tagged.get(row["content_id"], ()),
    )


def _people(database: Database, of_these: str) -> DatedLinks:
    return _gathered(
        database.iterate(
            f"SELECT photo_id, name FROM photo_people JOIN people q ON q.id = person_id {of_these} "
            "ORDER BY photo_id, name"
        )
    )


def _keywords(database: Database, of_these: str) -> DatedLinks:
    return _gathered(
        database.iterate(
            f"SELECT photo_id, name FROM photo_keywords JOIN keywords k ON k.id = keyword_id {of_these} "
            "ORDER BY photo_id, name"
        )
    )


def _kinds(database: Database, of_these: str) -> DatedLinks:
    return _gathered(
        database.iterate(f"SELECT photo_id, kind AS name FROM photo_kinds {of_these} ORDER BY photo_id, kind")
    )


def _albums(database: Database, of_these: str) -> DatedLinks:
    return _gathered(
        database.iterate(
            f"SELECT photo_id, name FROM album_photos JOIN albums a ON a.id = album_id {of_these} "
            "ORDER BY photo_id, name"
        )
    )


def _tags(database: Database, keys: Collection[str]) -> DatedLinks:
    """By content, of these tags, whichever tagger said so."""
    if not keys:
        return {}
    wanted = ",".join("?" * len(keys))
    return _gathered(
        database.iterate(
            "SELECT DISTINCT content_id AS photo_id, name FROM taggers r JOIN tags t "
            f"JOIN content_tags c ON c.tagger_id = r.id AND c.tag_id = t.id WHERE t.key IN ({wanted}) "
            "ORDER BY content_id, name",
            sorted(keys),
        )
    )


def _gathered(rows: Iterator[Row]) -> DatedLinks:
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row["photo_id"], []).append(row["name"])
    return {photo_id: tuple(names) for photo_id, names in found.items()}
