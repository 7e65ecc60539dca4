"""All that was done by hand as one plain file, a JSON document a line, and back into any library."""

from __future__ import annotations

import json
import os
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from photos_ml.errors import LibraryError
from photos_ml.store.database import FOR_ONE_USER, Database
from photos_ml.store.paths import plain, stored
from photos_ml.store.private.marks import PrivateMarks
from photos_ml.store.settled_settings import FOR_THIS_MACHINE, SETTING

FORMAT = "photos-ml acts"
VERSION = 1
LIBRARY_ID = "library id"
"""Setting: what tells this library from any other."""
PHOTO = ("content_hash", "root", "folder", "name")
_ACT = ("gesture", "at", "source", "by_person", "field", "key", "value")
_EVENT = ("at", "event", "memory_id", "position", "value", "subject")
KINDS = {"act": ("acts", _ACT), "event": ("memory_feedback", _EVENT)}
"""What was done by hand: what a file calls it -> its table, and what is told of it."""


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
    return take_acts(database, (one for one in _checked(file) if not _allows_acts_on_files(one)))


def take_acts(database: Database, documents: Iterable[dict[str, Any]]) -> Restored:
    """The same of documents: a photo before what was done to it."""
    ids: dict[int, int] = {}
    added = known = 0
    times: Counter[tuple[Any, ...]] = Counter()
    private, unwanted = PrivateMarks(database), set[int]()
    with database.transaction():
        first = 1 + int(database.scalar("SELECT coalesce(max(gesture), 0) FROM acts"))
        for document in documents:
            if "photo" in document and "content_hash" in document:
                if private.has_told(document):  # it would be named in the clear
                    unwanted.add(document["photo"])
                else:
                    ids[document["photo"]] = find_place(database, document)
                continue
            if document["photo"] in unwanted:
                known += 1
                continue
            kind = "act" if "act" in document else "event"
            photo = ids[document["photo"]] if document["photo"] is not None else None
            told = (kind, photo, *(document[kind][name] for name in _telling(kind)))
            times[told] += 1
            if _add(database, kind, photo, document[kind], first, times[told]):
                added += 1
            else:
                known += 1
        database.note_act()
    return Restored(added, known, tuple(ids.values()))


def _documents(database: Database) -> Iterator[dict[str, Any]]:
    yield {"format": FORMAT, "version": VERSION, "library": library_id(database)}
    for row in database.iterate("SELECT * FROM act_photos ORDER BY id"):
        yield {"photo": row["id"], **{name: plain(row[name]) for name in PHOTO}}
    for kind, (table, columns) in KINDS.items():
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


def find_place(database: Database, document: dict[str, Any]) -> int:
    """What acts on this photo refer to here: the same bytes in the same place, else a lost one."""
    values = [stored(document[name]) for name in PHOTO]
    same = " AND ".join(f"{name} = ?" for name in PHOTO)
    found = database.scalar(f"SELECT id FROM act_photos WHERE {same} ORDER BY photo_id IS NULL", values)
    if found is not None:
        return int(found)
    columns = ", ".join(PHOTO)
    cursor = database.execute(f"INSERT INTO act_photos ({columns}) VALUES (?, ?, ?, ?)", values)
    return int(cursor.lastrowid or 0)


def _telling(kind: str) -> list[str]:
    return [name for name in KINDS[kind][1] if name != "gesture"]


def _add(
    database: Database, kind: str, photo: int | None, values: dict[str, Any], first: int, time: int
) -> bool:
    """Add what is not there yet. `time`: the how manieth of those that read the same, since what was done and
    taken back and done again within a second is told three times."""
    table, columns = KINDS[kind]
    telling = _telling(kind)
    same = " AND ".join(f"{name} IS ?" for name in telling)
    known = database.scalar(
        f"SELECT count(*) FROM {table} WHERE act_photo_id IS ? AND {same}",
        [photo, *(values[name] for name in telling)],
    )
    if known >= time or (kind == "act" and _is_overtaken(database, photo, values)):
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


def _allows_acts_on_files(document: dict[str, Any]) -> bool:
    """Whether it is the choice that files may be moved: that was made for the files of one machine."""
    act = document.get("act", {})
    return act.get("field") == SETTING and act.get("key") in FOR_THIS_MACHINE


def owner_of(file: Path) -> str:
    """The library that a backup is of; '' where it does not say, or is none."""
    with file.open("rb") as opened, suppress(ValueError, AttributeError):
        head = json.loads(opened.readline(1000))
        if head.get("format") == FORMAT:
            return str(head.get("library", ""))
    return ""


def library_id(database: Database) -> str:
    """What a library is called in its act log and its backups, made if need be."""
    sql = "SELECT value FROM settings WHERE key = ?"
    found = database.scalar(sql, (LIBRARY_ID,))
    if found is None and database.is_read_only:
        return ""
    if found is None:
        values = (LIBRARY_ID, json.dumps(secrets.token_hex(8)))
        database.execute("INSERT OR IGNORE INTO settings (key, value) VALUES (?, ?)", values)
        found = database.scalar(sql, (LIBRARY_ID,))
    return str(json.loads(found))
