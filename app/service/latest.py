"""What was searched for last: in the library, where only its user can read it, not in a browser."""

from __future__ import annotations

from photos_ml.app.service.context import Context
from photos_ml.store.forgotten_names import LATEST

MOST = 20
"""Kept; the box offers a few of them."""


def latest_searches(context: Context) -> list[str]:
    """The latest first, each once."""
    kept = context.library().setting(LATEST)
    return [query for query in kept if isinstance(query, str)] if isinstance(kept, list) else []


def remember_search(context: Context, query: str) -> None:
    """Put a search before the others."""
    library = context.library()
    if library.is_read_only:
        return
    with library.database.transaction():
        library.set_setting(LATEST, [query, *_without(context, query)][:MOST])


def forget_search(context: Context, query: str) -> None:
    """Take a search out; one that is not there stays so."""
    library = context.library()
    with library.database.transaction():
        library.set_setting(LATEST, _without(context, query))


def _without(context: Context, query: str) -> list[str]:
    return [one for one in latest_searches(context) if one != query]
