"""One field of many photos, read from their rows and written to them: what claims need, thousands at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from photos_ml.provenance import NONE, Field
from photos_ml.store.columns import clean, date_columns, where_columns, where_text
from photos_ml.store.database import Database
from photos_ml.store.facts import read_date, read_where
from photos_ml.store.interned import name_id
from photos_ml.store.photos import PRECISIONS
from photos_ml.types import LOOKS, Kind, Media

PHOTO = Media.PHOTO.value
_THESE = "(SELECT value FROM json_each(?))"
_READ = {
    Field.TITLE: "SELECT id, title FROM photos WHERE title <> ''",
    Field.CAPTION: "SELECT id, caption FROM photos WHERE caption <> ''",
    Field.RATING: "SELECT id, rating FROM photos WHERE rating IS NOT NULL",
    Field.FAVORITE: "SELECT id, heart FROM photos WHERE heart IS NOT NULL",
    Field.DATE: "SELECT id, taken, utc_offset_minutes, date_source, date_precision FROM photos "
    "WHERE taken IS NOT NULL",
    Field.PLACE: "SELECT p.id, lat, lon, altitude_m, l.id, city, region, country, country_code "
    "FROM photos p LEFT JOIN places l ON l.id = p.place_id WHERE (lat IS NOT NULL OR place_id IS NOT NULL)",
    Field.HIDDEN: "SELECT photo_id, 1 FROM hidden_photos WHERE 1",
    Field.ARCHIVED: f"SELECT photo_id, 1 FROM photo_kinds WHERE kind = '{Kind.ARCHIVED}'",
    Field.KEYWORD: "SELECT photo_id, key, name FROM photo_keywords JOIN keywords n ON n.id = keyword_id "
    "WHERE 1",
    Field.PERSON: "SELECT photo_id, key, name, x, y, width, height FROM photo_people l "
    "JOIN people n ON n.id = person_id WHERE 1",
    Field.KIND: "SELECT photo_id, kind FROM said_kinds WHERE 1",
    Field.TAG: "SELECT photo_id, key, name, given FROM said_tags JOIN tags t ON t.id = tag_id WHERE 1",
}
_ID = {Field.PLACE: "p.id"} | dict.fromkeys(
    (Field.HIDDEN, Field.ARCHIVED, Field.KEYWORD, Field.PERSON, Field.KIND, Field.TAG), "photo_id"
)
_ASIDE = {
    Field.HIDDEN: (
        "INSERT OR IGNORE INTO hidden_photos (photo_id) VALUES (?)",
        "DELETE FROM hidden_photos WHERE photo_id = ?",
    ),
    Field.ARCHIVED: (
        f"INSERT OR IGNORE INTO photo_kinds (kind, photo_id) VALUES ('{Kind.ARCHIVED}', ?)",
        f"DELETE FROM photo_kinds WHERE kind = '{Kind.ARCHIVED}' AND photo_id = ?",
    ),
}
"""How photos are put aside and taken back."""
_TEXT = {
    Field.KEYWORD: ("keywords", "photo_keywords", "keyword_id"),
    Field.PERSON: ("people", "photo_people", "person_id"),
}
"""Column of the full text, table of links, what they link to."""
_KEYED = frozenset((*_TEXT, Field.TAG))


def read_facts(database: Database, field: Field, photo_ids: Iterable[int]) -> dict[tuple[int, str], str]:
    """(photo id, key) -> value of a field, of those photos that have one."""
    sql = f"{_READ[field]} AND {_ID.get(field, 'id')} IN {_THESE}"
    found: dict[tuple[int, str], str] = {}
    for photo_id, *row in database.query(sql, (json.dumps(sorted(photo_ids)),)):
        key = row.pop(0) if field in _KEYED else ""
        found[photo_id, key] = json.dumps(_value(field, row), ensure_ascii=False)
    return found


def write_facts(database: Database, field: Field, values: Sequence[tuple[int, str, str | None]]) -> None:
    """(photo id, key, value): make these hold, None and `NONE` that there is none; in a transaction."""
    said = [(photo_id, key, json.loads(value or NONE)) for photo_id, key, value in values]
    if field in _TEXT:
        _write_names(database, field, said)
    elif field in _ASIDE:
        _write_aside(database, field, said)
    elif field is Field.KIND:
        _write_kinds(database, said)
    elif field is Field.TAG:
        _write_tags(database, said)
    else:
        _write_columns(database, field, [(photo_id, value) for photo_id, _, value in said])


def _value(field: Field, row: list[Any]) -> Any:
    match field:
        case Field.DATE:
            local, offset, source, level = row
            precision = PRECISIONS[level].value
            return {"local": local, "offset_minutes": offset, "source": source, "precision": precision}
        case Field.PLACE:
            lat, lon, altitude, place, *names = row
            return {
                "position": None if lat is None else [lat, lon, altitude],
                "place": None if place is None else names,
            }
        case Field.PERSON:
            name, *box = row
            return [name, None if box[0] is None else box]
        case Field.TAG:
            return [row[0], bool(row[1])]
        case Field.FAVORITE | Field.HIDDEN | Field.ARCHIVED:
            return bool(row[0])
        case _:
            return row[0]


def _write_columns(database: Database, field: Field, values: Sequence[tuple[int, Any]]) -> None:
    rows: list[tuple[int, dict[str, Any]]] = []
    places: list[tuple[str, int]] = []
    for photo_id, value in values:
        match field:
            case Field.DATE:
                columns = date_columns(read_date(value))
            case Field.PLACE:
                position, place = read_where(value)
                columns = where_columns(database, position, place)
                places.append((where_text(place), photo_id))
            case Field.RATING:
                columns = {"rating": value if value in range(6) else None}
            case Field.FAVORITE:
                columns = {"heart": None if value is None else int(bool(value))}
            case _:
                columns = {field.value: clean(value or "")}
        rows.append((photo_id, columns))
    assignments = ", ".join(f"{column} = ?" for column in rows[0][1])
    database.connection.executemany(
        f"UPDATE photos SET {assignments} WHERE id = ?", [(*row.values(), photo_id) for photo_id, row in rows]
    )
    database.connection.executemany("UPDATE photo_text SET place = ? WHERE rowid = ?", places)
    if field in (Field.TITLE, Field.CAPTION):
        database.connection.executemany(
            "UPDATE photo_text SET caption = (SELECT indexed(trim(title || char(10) || p.caption, char(10))) "
            "FROM photos p WHERE p.id = ?) WHERE rowid = ?",
            [(photo_id, photo_id) for photo_id, _ in values],
        )


def _write_aside(database: Database, field: Field, values: Sequence[tuple[int, str, Any]]) -> None:
    for statement, wanted in zip(_ASIDE[field], (True, False), strict=True):
        database.connection.executemany(
            statement, [(photo_id,) for photo_id, _, value in values if bool(value) is wanted]
        )


def _write_kinds(database: Database, values: Sequence[tuple[int, str, Any]]) -> None:
    for photo_id, _, kind in values:
        database.execute("DELETE FROM said_kinds WHERE photo_id = ?", (photo_id,))
        if kind in (PHOTO, *LOOKS):
            database.execute("INSERT INTO said_kinds (photo_id, kind) VALUES (?, ?)", (photo_id, kind))


def _write_tags(database: Database, values: Sequence[tuple[int, str, Any]]) -> None:
    connection = database.connection
    connection.executemany(
        "DELETE FROM said_tags WHERE photo_id = ? AND tag_id = (SELECT id FROM tags WHERE key = ?)",
        [(photo_id, key) for photo_id, key, _ in values],
    )
    said = [(photo_id, key, *value) for photo_id, key, value in values if value]
    connection.executemany(
        "INSERT OR IGNORE INTO tags (name, key) VALUES (?, ?)",
        {(clean(word), key) for _, key, word, _ in said},
    )
    connection.executemany(
        "INSERT INTO said_tags (tag_id, photo_id, given) VALUES ((SELECT id FROM tags WHERE key = ?), ?, ?)",
        [(key, photo_id, int(given)) for photo_id, key, _, given in said],
    )


def _write_names(database: Database, field: Field, values: Sequence[tuple[int, str, Any]]) -> None:
    table, links, column = _TEXT[field]
    connection, ids = database.connection, dict[str, int]()
    connection.executemany(
        f"DELETE FROM {links} WHERE photo_id = ? AND {column} = (SELECT id FROM {table} WHERE key = ?)",
        [(photo_id, key) for photo_id, key, _ in values],
    )
    named: list[tuple[Any, ...]] = []
    for photo_id, _, value in values:
        name, box = value if field is Field.PERSON and value else (value, None)
        if name := clean(name or ""):
            if name not in ids:
                ids[name] = name_id(database, table, name)
            named.append((ids[name], photo_id, *((box or [None] * 4) if field is Field.PERSON else ())))
    marks = ", ".join("?" * (6 if field is Field.PERSON else 2))
    boxes = ", x, y, width, height" if field is Field.PERSON else ""
    connection.executemany(
        f"INSERT OR IGNORE INTO {links} ({column}, photo_id{boxes}) VALUES ({marks})", named
    )
    connection.executemany(
        f"UPDATE photo_text SET {table} = (SELECT indexed(coalesce(group_concat(name, char(10)), '')) "
        f"FROM {links} l JOIN {table} n ON n.id = l.{column} WHERE l.photo_id = ?) WHERE rowid = ?",
        sorted({(photo_id, photo_id) for photo_id, _, _ in values}),
    )
