"""What no row may say, though SQLite has nothing against it: a flipped bit can make nonsense of a word."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from photos_ml.provenance import FILE, USER, Field
from photos_ml.store.feedback import FeedbackKind
from photos_ml.types import DateSource, Kind, Media

REMOVED = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Which rows of a table are unsound, by the columns named, and what is set in them; REMOVED: they go."""

    table: str
    columns: tuple[str, ...]
    unsound: str
    mend: str = REMOVED


def _listed(words: Iterable[StrEnum]) -> str:
    return ", ".join(f"'{word.value}'" for word in words)


def _no_json(column: str) -> str:
    """NULL is none, and no nonsense: older SQLite says that it is not valid."""
    return f"{column} IS NOT NULL AND NOT json_valid({column})"


_NO_SOURCE = (
    f"source NOT IN ('{USER}', '{FILE}') AND source NOT GLOB '{USER}:*' "
    "AND source NOT GLOB 'import:*' AND source NOT GLOB 'model:*@*'"
)
_NO_DATE = "taken IS NOT NULL AND (datetime(taken) IS NULL OR length(taken) <> 23)"
_NO_DATE_SOURCE = f"date_source NOT IN ({_listed(DateSource)})"
_NOWHERE = "NOT (lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180) OR (lat IS NULL) <> (lon IS NULL)"
UNDATED = "taken = NULL, date_source = NULL, date_trust = 0, utc_offset_minutes = NULL"

RULES = (
    Rule("photos", ("media",), f"media NOT IN ({_listed(Media)})", f"media = '{Media.PHOTO.value}'"),
    Rule("photos", ("taken",), _NO_DATE, UNDATED),
    Rule("photos", ("date_source",), _NO_DATE_SOURCE, UNDATED),
    Rule(
        "photos",
        ("utc_offset_minutes",),
        "abs(utc_offset_minutes) > 1439",
        "utc_offset_minutes = NULL",
    ),
    Rule("photos", ("lat", "lon"), _NOWHERE, "lat = NULL, lon = NULL, altitude_m = NULL"),
    Rule("photos", ("problems",), _no_json("problems"), "problems = '[]'"),
    Rule("photo_kinds", ("kind",), f"kind NOT IN ({_listed(Kind)})"),
    Rule("runs", ("counts",), _no_json("counts"), "counts = '{}'"),
    Rule("settings", ("value",), _no_json("value")),
    Rule("memories", ("document",), _no_json("document")),
    Rule("memories", ("made_for",), "date(made_for) IS NULL"),
    Rule("acts", ("value",), _no_json("value")),
    Rule("acts", ("source",), _NO_SOURCE),
    Rule("acts", ("at",), "datetime(at) IS NULL"),
    Rule("claims", ("value",), _no_json("value")),
    Rule("claims", ("source",), _NO_SOURCE),
    Rule("claims", ("field",), f"field NOT IN ({_listed(Field)})"),
    Rule("memory_feedback", ("event",), f"event NOT IN ({_listed(FeedbackKind)})"),
    Rule("memory_feedback", ("at",), "datetime(at) IS NULL"),
    Rule("frozen_memories", ("day",), "date(day) IS NULL"),
    Rule("frozen_memories", ("features",), "length(features) % 4 <> 0"),
    Rule("frozen_photos", ("features",), "length(features) % 4 <> 0"),
    Rule("feature_names", ("memory", "photo"), f"{_no_json('memory')} OR {_no_json('photo')}"),
    Rule("personal_models", ("made_at",), "datetime(made_at) IS NULL"),
    Rule("personal_models", ("report",), _no_json("report")),
    Rule("vectors", ("vector", "dimension"), "length(vector) <> 2 * dimension"),
    Rule("roots", ("path",), "length(path) = 0"),
)


def unsound_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Table -> rows that say what none may say."""
    found: dict[str, int] = {}
    for rule in _rules_for(connection):
        (count,) = connection.execute(f"SELECT count(*) FROM {rule.table} WHERE {rule.unsound}").fetchone()
        if count:
            found[rule.table] = found.get(rule.table, 0) + count
    return found


def mend_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Mend or remove those rows; table -> how many."""
    found: dict[str, int] = {}
    for rule in _rules_for(connection):
        what = f"UPDATE {rule.table} SET {rule.mend}" if rule.mend else f"DELETE FROM {rule.table}"
        count = connection.execute(f"{what} WHERE {rule.unsound}").rowcount
        if count:
            found[rule.table] = found.get(rule.table, 0) + count
    return found


def _rules_for(connection: sqlite3.Connection) -> Iterator[Rule]:
    """Those whose columns an older library has too."""
    sql = (
        "SELECT m.name AS t, c.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) c "
        "WHERE m.type = 'table'"
    )
    held = {(table, column) for table, column in connection.execute(sql)}
    for rule in RULES:
        if all((rule.table, column) in held for column in rule.columns):
            yield rule
