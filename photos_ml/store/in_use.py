"""Whether another process has a library open: its file may not be taken from under it."""

from __future__ import annotations

import os
from pathlib import Path

from photos_ml.errors import LibraryBusyError

SHARED_FIRST, SHARED_BYTES = 0x4000_0002, 510
"""Bytes on which SQLite holds a lock as long as a connection is open (https://sqlite.org/lockingv3.html)."""
IN_USE = "another photos-ml has the library open"
HINT = "close it (the window, photos-ml serve, index --watch), then run the command again"


def check_nobody_else(path: Path) -> None:
    """LibraryBusyError where another process has the library open. This process must have no connection: the
    system would take its locks away. On Windows an open file cannot be replaced: that says the same later."""
    if os.name != "posix" or not path.exists():
        return
    import fcntl

    with path.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, SHARED_BYTES, SHARED_FIRST)
        except OSError as error:
            raise LibraryBusyError(IN_USE, hint=HINT) from error
