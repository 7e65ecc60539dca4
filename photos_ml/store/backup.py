"""All that was done by hand as one plain file, a JSON document a line, and back into any library."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from photos_ml.errors import LibraryError
from photos_ml.store.database import FOR_ONE_USER, Database
from photos_ml.store.paths import StoredPath

FORMAT = "photos-ml acts"
VERSION = 1
_PHOTO = ("content_hash", "root", "folder", "name")
_ACT = ("gesture", "at", "source", "by_person", "field", "key", "value")
_EVENT = ("at", "event", "memory_id", "position", "value", "subject")
_TABLES = {"act": ("acts", _ACT), "event": ("memory_feedback", _EVENT)}


@dataclass(frozen=True, slots=True)
class Restored:
    """What a file brought: what was new here, what was known or overtaken, and the photos it is about."""

    added: int
    known: int
    photos: tuple[int, ...]
    """Of act_photos."""


def write_acts(database: Database, file: Path) -> int:
    """Write all acts and feedback to a file for this user alone, whole or not at all; how many."""
    part = file.with_name(file.name + ".part")
    digest, lines = sha256(), 0
    with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, FOR_ONE_USER), "wb") as out:
        for document in _documents(database):
            line = json.dumps(document, ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            out.write(line)
            lines += "act" in document or "event" in document
        out.write(json.dumps({"end": lines, "sha256": digest.hexdigest()}).encode() + b"\n")
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)
    return lines


def read_acts(database: Database, file: Path) -> Restored:
    """Take in what `write_acts` wrote, all or nothing; what is known already changes nothing. LibraryError
    for a file that is none or not whole. The acts are done by `Acts.renew` and `Acts.find_photos`."""
    documents = _checked(file)
    ids: dict[int, int] = {}
    added = known = 0
    with database.transaction():
        first = 1 + int(database.scalar("SELECT coalesce(max(gesture), 0) FROM acts"))
        for document in documents:
            if "photo" in document and "content_hash" in document:
                ids[document["photo"]] = _photo_id(database, document)
                continue
            kind = "act" if "act" in document else "event"
            photo = ids[document["photo"]] if document["photo"] is not None else None
            if _add(database, kind, photo, document[kind], first):
                added += 1
            else:
                known += 1
    return Restored(added, known, tuple(ids.values()))


def _documents(database: Database) -> Iterator[dict[str, Any]]:
    yield {"format": FORMAT, "version": VERSION}
    for row in database.iterate("SELECT * FROM act_photos ORDER BY id"):
        yield {"photo": row["id"], **{name: _plain(row[name]) for name in _PHOTO}}
    for kind, (table, columns) in _TABLES.items():
        for row in database.iterate(f"SELECT * FROM {table} ORDER BY id"):
            yield {kind: {name: row[name] for name in columns}, "photo": row["act_photo_id"]}


def _checked(file: Path) -> list[dict[str, Any]]:
    try:
        *lines, last = file.read_bytes().splitlines(keepends=True)
        end = json.loads(last)
        whole = end["sha256"] == sha256(b"".join(lines)).hexdigest()
        head, *documents = [json.loads(line) for line in lines]
        known = head["format"] == FORMAT and head["version"] <= VERSION
    except (OSError, ValueError, KeyError, TypeError) as error:
        hint = "give a file that photos-ml backup wrote"
        raise LibraryError(f"{file} cannot be read as a backup", hint=hint) from error
    if not whole or not known:
        reason = "is damaged or was cut short" if known else "was made by a newer photos-ml"
        raise LibraryError(f"{file} {reason}", hint="give another backup, or install the newer version")
    return documents


def _photo_id(database: Database, document: dict[str, Any]) -> int:
    """What acts on this photo refer to here: the same bytes in the same place, else a lost one."""
    values = [_stored(document[name]) for name in _PHOTO]
    same = " AND ".join(f"{name} = ?" for name in _PHOTO)
    found = database.scalar(f"SELECT id FROM act_photos WHERE {same} ORDER BY photo_id IS NULL", values)
    if found is not None:
        return int(found)
    columns = ", ".join(_PHOTO)
    cursor = database.execute(f"INSERT INTO act_photos ({columns}) VALUES (?, ?, ?, ?)", values)
    return int(cursor.lastrowid or 0)


def _add(database: Database, kind: str, photo: int | None, values: dict[str, Any], first: int) -> bool:
    table, columns = _TABLES[kind]
    telling = [name for name in columns if name != "gesture"]
    same = " AND ".join(f"{name} IS ?" for name in telling)
    known = database.scalar(
        f"SELECT 1 FROM {table} WHERE act_photo_id IS ? AND {same} LIMIT 1",
        [photo, *(values[name] for name in telling)],
    )
    if known or (kind == "act" and _is_overtaken(database, photo, values)):
        return False
    if "gesture" in values:
        values = {**values, "gesture": first + values["gesture"]}
    marks = ", ".join("?" * (1 + len(columns)))
    database.execute(
        f"INSERT INTO {table} (act_photo_id, {', '.join(columns)}) VALUES ({marks})",
        [photo, *(values[name] for name in columns)],
    )
    return True


def _is_overtaken(database: Database, photo: int | None, act: dict[str, Any]) -> bool:
    """Whether something was done since to the same."""
    found = database.scalar(
        "SELECT 1 FROM acts WHERE act_photo_id IS ? AND field = ? AND key = ? AND source = ? AND at > ? "
        "LIMIT 1",
        (photo, act["field"], act["key"], act["source"], act["at"]),
    )
    return bool(found)


def _plain(path: StoredPath) -> Any:
    return path if isinstance(path, str) else {"bytes": path.hex()}


def _stored(path: Any) -> StoredPath:
    return path if isinstance(path, str) else bytes.fromhex(path["bytes"])
