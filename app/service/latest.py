"""What was searched for last: in the library, where only its user can read it, not in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from photos_ml.store import Library

KEY = "latest searches"
MOST = 20
"""Kept; the box offers a few of them."""


def latest_searches(library: Library) -> list[str]:
    """The latest first, each once."""
    kept = library.setting(KEY)
    return [query for query in kept if isinstance(query, str)] if isinstance(kept, list) else []


def remember(library: Library, query: str) -> None:
    """Put a search before the others."""
    with library.database.transaction():
        library.set_setting(KEY, [query, *_without(library, query)][:MOST])


def forget(library: Library, query: str) -> None:
    """Take a search out; one that is not there stays so."""
    with library.database.transaction():
        library.set_setting(KEY, _without(library, query))


def _without(library: Library, query: str) -> list[str]:
    return [one for one in latest_searches(library) if one != query]
