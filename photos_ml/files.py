"""Files that are written whole or not at all."""

from __future__ import annotations

import glob
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

SUFFIX = ".part"
LEFT_OVER_S = 3600.0
"""So old, an unfinished file is that of a process that was killed."""


def replace_file(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write `path` through a temporary file: a reader, or a crash at any instant, sees the old or the new.

    Its user alone can read it. What killed processes left unfinished is deleted.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _delete_left_over(path)
    handle, name = tempfile.mkstemp(prefix=path.name, suffix=SUFFIX, dir=path.parent)
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def bytes_below(folder: Path) -> int:
    """Bytes of all files in a folder and below it; of those that go meanwhile nothing."""
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            total += path.stat().st_size if path.is_file() else 0
    return total


def _delete_left_over(path: Path) -> None:
    for partial in path.parent.glob(f"{glob.escape(path.name)}*{SUFFIX}"):
        with suppress(OSError):  # another process was first
            if time.time() - partial.stat().st_mtime > LEFT_OVER_S:
                partial.unlink()


def sync_file(path: Path) -> None:
    """Have the disk keep what was written to a file."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes the rename last; Windows cannot open a folder and does not need it."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
