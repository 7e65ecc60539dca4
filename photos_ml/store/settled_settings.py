"""What the user has chosen, worked out of the acts that chose it."""

from __future__ import annotations

import json
from typing import Any

from photos_ml.store.database import Database

SETTING = "setting"
"""The field of acts that choose; the key is the choice's name, no value that it is as it comes again."""
KEY = "user settings"
"""Setting: all choices, as a JSON object."""
FOR_THIS_MACHINE = frozenset(("trash",))
"""Choices that allow acts on files: made for those of one machine, so no backup brings them to another."""


def settle_settings(database: Database) -> None:
    """Make each choice what was last chosen; inside the caller's transaction. What no act speaks of stays."""
    rows = database.query(
        "SELECT key, value FROM acts WHERE id IN (SELECT max(id) FROM acts WHERE field = ? GROUP BY key)",
        (SETTING,),
    )
    if not rows:
        return
    chosen = kept_settings(database)
    for row in rows:
        chosen.pop(row["key"], None)
        if row["value"] is not None:
            chosen[row["key"]] = json.loads(row["value"])
    sql = "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)"
    database.execute(sql, (KEY, json.dumps(chosen, ensure_ascii=False)))


def kept_settings(database: Database) -> dict[str, Any]:
    """All choices; none where they cannot be read."""
    found = database.scalar("SELECT value FROM settings WHERE key = ?", (KEY,))
    try:
        chosen = json.loads(found)
    except (TypeError, ValueError):
        return {}
    return chosen if isinstance(chosen, dict) else {}
