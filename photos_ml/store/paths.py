"""Paths and names in the database: TEXT where they are valid UTF-8, else their bytes as BLOB."""

from __future__ import annotations

import os
import unicodedata
from typing import Any, TypeAlias

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


def plain(path: StoredPath) -> Any:
    """A path as JSON has it."""
    return path if isinstance(path, str) else {"bytes": path.hex()}


def stored(path: Any) -> StoredPath:
    """The inverse of `plain`."""
    return path if isinstance(path, str) else bytes.fromhex(path["bytes"])


_JOINERS = "\u200c\u200d"
"""Invisible, and part of the spelling: of Persian words, of emoji made of several."""


def printable(path: str) -> str:
    """A path for people and JSON: undecodable bytes and control characters shown as escapes."""
    if path.isprintable():  # lone surrogates are not
        return path
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(
        c if c.isprintable() or c in _JOINERS else c.encode("unicode_escape").decode("ascii") for c in text
    )


def name_key(text: str) -> str:
    """What two spellings of one name share: letter case and Unicode form do not count, accents do."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def path_key(path: str) -> str:
    """A path as people would type it, in the form of `name_key`: '/' between its parts, not around them."""
    return name_key(printable(path.replace(os.sep, "/"))).strip("/")
