"""What a library knows by name: what a query can mean by 'Anna', 'Rome', 'Canon' or 'Work'."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from photos_ml.store.array_files import Form, said_in, text_array
from photos_ml.store.database import Database
from photos_ml.store.paths import printable
from photos_ml.types import Place


@dataclass(frozen=True, slots=True)
class Names:
    """What this library knows by name, for the planner."""

    people: tuple[str, ...]
    places: tuple[str, ...]
    cameras: tuple[str, ...]
    folders: tuple[str, ...]
    keywords: tuple[str, ...]
    first_day: str | None
    last_day: str | None


def _from_json(values: Sequence[Any]) -> Names:
    people, places, cameras, folders, keywords = map(tuple, values[:5])
    return Names(people, places, cameras, folders, keywords, *values[5:])


NAMES_FORM: Form[Names] = Form(
    lambda names: {"json": text_array(astuple(names))}, lambda arrays: _from_json(said_in(arrays["json"]))
)


def read_names(database: Database, folders: Iterable[str], places: Mapping[int, Place]) -> Names:
    """The names that some photo has. Every look-up is by an index, whatever the library's size."""
    used = [places[number] for number in _used(database, "places", "place_id") if number in places]
    parts = {part for folder in folders for part in printable(folder).split("/")}
    return Names(
        people=_linked(database, "people", "photo_people", "person_id"),
        places=_sorted(level for place in used for level in (place.city, place.region, place.country)),
        cameras=_cameras(database),
        folders=_sorted(parts | _albums(database)),
        keywords=_linked(database, "keywords", "photo_keywords", "keyword_id"),
        first_day=_day(database, "ASC"),
        last_day=_day(database, "DESC"),
    )


def _albums(database: Database) -> set[str]:
    return {row["name"] for row in database.query("SELECT name FROM albums WHERE query IS NULL")}


def _linked(database: Database, table: str, links: str, column: str) -> tuple[str, ...]:
    sql = f"SELECT name FROM {table} n WHERE EXISTS (SELECT 1 FROM {links} l WHERE l.{column} = n.id)"
    return _sorted(row["name"] for row in database.query(sql))


def _cameras(database: Database) -> tuple[str, ...]:
    used = set(_used(database, "cameras", "camera_id"))
    rows = [row for row in database.query("SELECT * FROM cameras") if row["id"] in used]
    return _sorted(row[column] for row in rows for column in ("name", "make", "model"))


def _used(database: Database, table: str, column: str) -> list[int]:
    """The rows of a table that some photo names."""
    sql = f"SELECT id FROM {table} t WHERE EXISTS (SELECT 1 FROM photos p WHERE p.{column} = t.id)"
    return [row["id"] for row in database.query(sql)]


def _day(database: Database, direction: str) -> str | None:
    """The first or last day of a present photo whose date is more than the time of its file."""
    condition = "status = 'present' AND date_trust > 0"
    sql = f"SELECT taken FROM photos WHERE {condition} ORDER BY taken {direction} LIMIT 1"
    found = database.scalar(sql)
    return None if found is None else str(found)[:10]


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names) - {""}))
