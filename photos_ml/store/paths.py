"""File names in the database: TEXT where they are valid UTF-8, the raw bytes as BLOB where they are not."""

from __future__ import annotations

import os
from typing import TypeAlias

StoredPath: TypeAlias = "str | bytes"


def to_stored(path: str) -> StoredPath:
    """A path as Python has it (undecodable bytes as surrogates) -> what SQLite can keep."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(path)
    return path


def from_stored(stored: StoredPath) -> str:
    """The inverse of `to_stored`."""
    return os.fsdecode(stored) if isinstance(stored, bytes) else stored


def printable(path: str) -> str:
    """A path for people and JSON: undecodable bytes and control characters shown as escapes."""
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
