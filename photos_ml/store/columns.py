"""The facts of a photo as columns, names and full text; all belongs inside the caller's transaction."""

from __future__ import annotations

from typing import Any

from photos_ml.store.database import Database
from photos_ml.store.interned import name_id, place_id
from photos_ml.store.text import indexed
from photos_ml.types import Metadata, Place, Position, Taken

MAX_INTEGER = 2**63 - 1
"""SQLite's; a damaged file may claim more of anything."""


def fact_columns(database: Database, metadata: Metadata) -> dict[str, Any]:
    """The columns of a photo's row that several sources may speak of."""
    return {
        **date_columns(metadata.taken),
        **where_columns(database, metadata.position, metadata.place),
        "title": clean(metadata.title),
        "caption": clean(metadata.caption),
        "rating": metadata.rating if metadata.rating in range(6) else None,
        "heart": None if metadata.heart is None else int(metadata.heart),
    }


def date_columns(taken: Taken | None) -> dict[str, Any]:
    """When a photo was taken."""
    return {
        "taken": taken.local.isoformat(timespec="milliseconds") if taken else None,
        "utc_offset_minutes": whole(taken.offset_minutes) if taken else None,
        "date_source": taken.source.value if taken else None,
        "date_trust": taken.source.trust if taken else 0,
        "date_precision": taken.precision.level if taken else 0,
    }


def where_columns(database: Database, position: Position | None, place: Place | None) -> dict[str, Any]:
    """Where a photo was taken."""
    return {
        "lat": position.lat if position else None,
        "lon": position.lon if position else None,
        "altitude_m": position.altitude_m if position else None,
        "place_id": _place(database, place),
    }


def text_columns(metadata: Metadata) -> dict[str, str]:
    """What is searched by words, but for file and folder."""
    return {
        "caption": searched(f"{metadata.title}\n{metadata.caption}"),
        "keywords": searched("\n".join(metadata.keywords)),
        "place": where_text(metadata.place),
        "people": searched("\n".join(person.name for person in metadata.people)),
    }


def write_names(database: Database, photo_id: int, metadata: Metadata) -> None:
    """The keywords and people of a photo, in place of those it had."""
    for table in ("photo_keywords", "photo_people"):
        database.execute(f"DELETE FROM {table} WHERE photo_id = ?", (photo_id,))
    for keyword in filter(None, map(clean, metadata.keywords)):
        _link(database, "keywords", "photo_keywords", "keyword_id", keyword, photo_id, {})
    for person in metadata.people:
        if name := clean(person.name):
            box = dict(zip(("x", "y", "width", "height"), person.box or (), strict=False))
            _link(database, "people", "photo_people", "person_id", name, photo_id, box)


def change(database: Database, table: str, key: str, row_id: int, values: dict[str, Any]) -> None:
    """Write these columns of one row."""
    assignments = ", ".join(f"{column} = ?" for column in values)
    database.execute(f"UPDATE {table} SET {assignments} WHERE {key} = ?", [*values.values(), row_id])


def insert(database: Database, table: str, values: dict[str, Any]) -> int:
    """Add a row; its id."""
    columns, marks = ", ".join(values), ",".join("?" * len(values))
    cursor = database.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(values.values()))
    return int(cursor.lastrowid or 0)


def whole(number: int | None) -> int | None:
    """A number that SQLite can keep."""
    return number if number is not None and abs(number) <= MAX_INTEGER else None


def clean(text: str) -> str:
    """Text that SQLite can keep: no lone surrogates, no NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "").strip()


def where_text(place: Place | None) -> str:
    """What is searched by words of where a photo was taken."""
    return searched(str(place or ""))


def searched(text: str) -> str:
    """Text for the full-text index."""
    return indexed(clean(text))


def _place(database: Database, place: Place | None) -> int | None:
    if place is None:
        return None
    return place_id(database, *map(clean, (place.city, place.region, place.country, place.country_code)))


def _link(
    database: Database, names: str, links: str, column: str, name: str, photo_id: int, more: dict[str, float]
) -> None:
    values: dict[str, Any] = {column: name_id(database, names, name), "photo_id": photo_id, **more}
    columns, marks = ", ".join(values), ",".join("?" * len(values))
    database.execute(f"INSERT OR IGNORE INTO {links} ({columns}) VALUES ({marks})", list(values.values()))
