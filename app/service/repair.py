"""A damaged library: noticed, said, made whole."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from photos_ml.errors import LibraryError
from photos_ml.store.database import FILE_NAME, Database, holds_caches
from photos_ml.store.repair import Repaired, is_whole, repair
from photos_ml.store.sqlite_errors import DAMAGED

if TYPE_CHECKING:
    pass

SNAPSHOTS = "vectors"


def is_sound(folder: Path) -> bool:
    """Whether the library in a folder is as it was written, as far as can be told; reads all of it."""
    path = folder / FILE_NAME
    if not path.exists() or not path.stat().st_size:
        return not holds_caches(folder)
    with closing(Database(folder)) as database:
        return is_whole(database)


def check_whole(folder: Path, error: BaseException) -> None:
    """LibraryError where what went wrong is that the library is damaged, in a way that SQLite passed over."""
    if not is_sound(folder):
        raise LibraryError(f"the library {folder / FILE_NAME} is damaged", hint=DAMAGED) from error


def repair_library(folder: Path) -> Repaired | None:
    """Make the library whole; None where it is. Its photos are read again at the next `photos-ml index`."""
    if is_sound(folder):
        return None
    repaired = repair(folder)
    for snapshot in (folder / SNAPSHOTS).glob("*"):  # of vectors that may be others now
        snapshot.unlink(missing_ok=True)
    return repaired
