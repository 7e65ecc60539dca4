"""Names that nobody has any more: once a person is forgotten they stand nowhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from sqlite3 import Row

from photos_ml.store.database import Database
from photos_ml.store.memories import EXCLUDE
from photos_ml.store.paths import name_key
from photos_ml.store.persons import OF_A_NAME
from photos_ml.store.said_faces import Of, OfPerson, uids_in

LATEST = "latest searches"
"""Setting: queries, the latest first."""
_SPEAKING = (
    ("memories", "document"),
    ("memories", "subject"),
    ("frozen_memories", "subject"),
    ("memory_feedback", "subject"),
)
_BORNE = "SELECT 1 FROM photo_people l JOIN people n ON n.id = l.person_id WHERE n.key = ? LIMIT 1"


def forget_said(database: Database, uids: Iterable[str]) -> None:
    """Delete these persons, and all that acts say of them; inside the caller's transaction."""
    uids = list(uids)
    rows = database.query(
        "SELECT id, field, key, value FROM acts WHERE field GLOB 'person.*' OR field GLOB 'face.*'"
    )
    gone = [(row["id"],) for row in rows if any(_names(uid, row) for uid in uids)]
    database.connection.executemany("DELETE FROM acts WHERE id = ?", gone)
    database.connection.executemany("DELETE FROM persons WHERE uid = ?", [(uid,) for uid in uids])


def _names(uid: str, act: Row) -> bool:
    if uid in uids_in(act["field"], act["key"]):
        return True
    if act["field"] not in (Of.IS, OfPerson.INTO) or act["value"] is None:
        return False
    said = json.loads(act["value"])
    return bool(uid == (said[0] if act["field"] == Of.IS else said))


def forget_names(database: Database, names: Iterable[str]) -> None:
    """Delete what is left of these names, but for those that a photo still has from elsewhere: memories and
    feedback about them, mutes, searches. Inside the caller's transaction."""
    for name in dict.fromkeys(names):
        key = name_key(name)
        if not key or database.scalar(_BORNE, (key,)):
            continue
        database.execute("DELETE FROM persons WHERE uid = ?", (OF_A_NAME + key,))
        database.execute("DELETE FROM people WHERE key = ?", (key,))
        for table, column in _SPEAKING:
            _delete_speaking_of(database, table, column, name)
        database.execute("DELETE FROM acts WHERE field = ? AND key = ?", (EXCLUDE, f"person:{key}"))
        _forget_searches(database, key)


def _delete_speaking_of(database: Database, table: str, column: str, name: str) -> None:
    """Rows that hold the name as a word, as it is or as JSON has it."""
    for written in {name, json.dumps(name)[1:-1]}:
        sql = f"SELECT rowid, {column} FROM {table} WHERE instr({column}, ?) > 0"
        word = re.compile(rf"(?<!\w){re.escape(written)}(?!\w)")
        for row in database.query(sql, (written,)):
            if word.search(row[1]):
                database.execute(f"DELETE FROM {table} WHERE rowid = ?", (row[0],))


def _forget_searches(database: Database, key: str) -> None:
    kept = database.scalar("SELECT value FROM settings WHERE key = ?", (LATEST,))
    searches = json.loads(kept) if kept else []
    left = [query for query in searches if key not in name_key(str(query))]
    if left != searches:
        database.execute("UPDATE settings SET value = ? WHERE key = ?", (json.dumps(left), LATEST))
