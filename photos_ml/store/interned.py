"""Values the library keeps once and refers to by number: contents, folders, places, cameras, names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from photos_ml.store.database import Database
from photos_ml.store.paths import StoredPath, name_key, path_key, to_stored


def content_id(database: Database, content_hash: str) -> int:
    """The number of a content, made if need be; inside the caller's transaction."""
    return _intern(database, "contents", ("hash",), (content_hash,))


def folder_id(database: Database, root_id: int, folder: str) -> int:
    """The number of a folder of a root, made if need be; inside the caller's transaction."""
    found = find_folder(database, root_id, folder)
    if found is not None:
        return found
    values: tuple[int, StoredPath, str] = (root_id, to_stored(folder), path_key(folder))
    return _insert(database, "folders", ("root_id", "path", "key"), values)


def find_folder(database: Database, root_id: int, folder: str) -> int | None:
    """The number of a folder; None for one that never held anything."""
    sql = "SELECT id FROM folders WHERE root_id = ? AND path = ?"
    found = database.scalar(sql, (root_id, to_stored(folder)))
    return None if found is None else int(found)


def place_id(database: Database, city: str, region: str, country: str, code: str) -> int:
    """The number of a place, made if need be; inside the caller's transaction."""
    columns, values = ("city", "region", "country"), (city, region, country)
    return _intern(database, "places", columns, values, country_code=code)


def camera_id(database: Database, make: str, model: str, name: str) -> int:
    """The number of a camera, made if need be; inside the caller's transaction."""
    return _intern(database, "cameras", ("make", "model"), (make, model), name=name)


def name_id(database: Database, table: str, name: str) -> int:
    """The number of a keyword or person; the spelling that came first stays."""
    return _intern(database, table, ("key",), (name_key(name),), name=name)


def _intern(
    database: Database, table: str, columns: Sequence[str], values: Sequence[Any], **more: str
) -> int:
    condition = " AND ".join(f"{column} = ?" for column in columns)
    found = database.scalar(f"SELECT id FROM {table} WHERE {condition}", values)
    if found is not None:
        return int(found)
    return _insert(database, table, [*columns, *more], [*values, *more.values()])


def _insert(database: Database, table: str, columns: Sequence[str], values: Sequence[Any]) -> int:
    marks = ",".join("?" * len(columns))
    cursor = database.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)
    return int(cursor.lastrowid or 0)
