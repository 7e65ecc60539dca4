"""Everything done by hand, written out as one plain file and taken back from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from photos_ml.app.service.context import Context
from photos_ml.app.service.outputs import check_output
from photos_ml.store.backup import FORMAT

if TYPE_CHECKING:
    from photos_ml.store.backup import Restored


def backup(context: Context, file: Path) -> int:
    """Favourites, hidden photos, corrections, exclusions and feedback to `file`, over an earlier backup if it
    is one; how many acts. UsageError where the file may not be written."""
    check_output(context, file, own=f'{{"format": "{FORMAT}"'.encode())
    return context.library().backup(file)


def restore(context: Context, file: Path) -> Restored:
    """The same from `file` onto the photos that are found; the rest waits for its photos to be indexed."""
    return context.library(create=True).restore(file)


def waiting(context: Context) -> int:
    """Photos that something was done to and that the library does not know."""
    found = context.library().database.scalar("SELECT count(*) FROM act_photos WHERE photo_id IS NULL")
    return int(found)
