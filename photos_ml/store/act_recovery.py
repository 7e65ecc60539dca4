"""Acts that the act log tells and the library lacks: an older copy of it came back, the power went before the
disk had them, its file was damaged, or it was made anew."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from photos_ml.store.act_log import ActLog, Logged, Reach
from photos_ml.store.backup import KINDS, PHOTO, Restored, find_place, library_id, take_acts
from photos_ml.store.database import Database
from photos_ml.store.log_lines import Document
from photos_ml.store.paths import stored
from photos_ml.store.private.marks import PrivateMarks

NOTHING = Reach()

_log = logging.getLogger(__name__)


def agree(database: Database, log: ActLog) -> Restored | None:
    """Bring library and log to tell the same acts; what the library was given, None where it had all. Where
    the log cannot be read or written now, the next opening does it."""
    try:
        told, held = log.reach(), _held(database)
        if told == held or (told is None and held == Reach()):
            return None
        with database.transaction():
            return _agree(database, log)
    except OSError as error:
        _log.warning("the act log cannot be read: %s", error.strerror)
        return None


def _agree(database: Database, log: ActLog) -> Restored | None:
    told, held = log.reach(), _held(database)  # another process may have been first
    if told is not None and log.owner() != library_id(database):
        restored = take_acts(database, numbered_apart(log.read()))
        log.tell_anew()
        return restored
    if told is not None and (told.act > held.act or told.event > held.event):
        restored = put_back(database, log.read().documents, after=held)
        with suppress(OSError):  # it may lack what was forgotten just before the power went
            log.tell_anew()
        return restored
    log.tell()
    return None


def put_back(database: Database, documents: Iterable[Document], *, after: Reach = NOTHING) -> Restored:
    """Give a library the acts of its own log with greater numbers, under the numbers that they had."""
    added, photos, private = 0, dict[int, int](), PrivateMarks(database)
    least = {"act": after.act, "event": after.event}
    with database.transaction():
        for document in documents:
            kind = "act" if "act" in document else "event"
            if kind not in document or document[kind]["id"] <= least[kind]:
                continue
            told = document["photo"]
            if told is not None and private.has_told(told):
                continue
            if told is not None and told["photo"] not in photos:
                photos[told["photo"]] = _place(database, told)
            _put(database, kind, None if told is None else photos[told["photo"]], document[kind])
            added += 1
    if added:
        _log.warning("%d acts came from the act log", added)
    return Restored(added, 0, tuple(photos.values()))


def numbered_apart(logged: Logged) -> Iterator[Document]:
    """What a log tells as a backup tells it: photos before what was done to them."""
    known: set[int] = set()
    for document in logged.documents:
        photo = document.get("photo")
        if photo is not None and photo["photo"] not in known:
            known.add(photo["photo"])
            yield photo
        if "act" in document or "event" in document:
            yield {**document, "photo": None if photo is None else photo["photo"]}


def _held(database: Database) -> Reach:
    """The numbers of the last act and event that the library ever had."""
    sql = "SELECT name, seq FROM sqlite_sequence WHERE name IN ('acts', 'memory_feedback')"
    last = {row["name"]: row["seq"] for row in database.query(sql)}
    return Reach(last.get("acts", 0), last.get("memory_feedback", 0))


def _place(database: Database, told: Document) -> int:
    """The acts' photo of this number; another one where the number has come to mean another photo."""
    number, values = told["photo"], [stored(told[name]) for name in PHOTO]
    rows = database.query("SELECT content_hash, root, folder, name FROM act_photos WHERE id = ?", (number,))
    if not rows:
        columns = ", ".join(PHOTO)
        sql = f"INSERT INTO act_photos (id, {columns}) VALUES (?, ?, ?, ?, ?)"
        return int(database.execute(sql, (number, *values)).lastrowid or 0)
    (row,) = rows
    same = row["content_hash"] == values[0] or [row[name] for name in PHOTO[1:]] == values[1:]
    return int(number) if same else find_place(database, told)


def _put(database: Database, kind: str, photo: int | None, values: dict[str, Any]) -> None:
    table, columns = KINDS[kind]
    marks = ", ".join("?" * (2 + len(columns)))
    database.execute(
        f"INSERT OR REPLACE INTO {table} (id, act_photo_id, {', '.join(columns)}) VALUES ({marks})",
        [values["id"], photo, *(values[name] for name in columns)],
    )
