"""A library that other machines read."""

from __future__ import annotations

from photos_ml.app.service.context import Context
from photos_ml.store.sharing import stop_sharing


def share(context: Context, *, take_over: bool = False) -> None:
    """Let other machines read the library, or make this the machine that writes it."""
    context.library().share(take_over=take_over)


def unshare(context: Context) -> None:
    """The library is this machine's alone; LibraryReadOnlyError where another writes it."""
    with context.library().indexing():  # which another machine may not
        context.library().database.is_shared = False
        stop_sharing(context.folder)
