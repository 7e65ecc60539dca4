"""Whether a file can be spared: all its bytes are in another file, as the disk says now."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from photos_ml.indexer.regular import open_regular
from photos_ml.store import FileStat

CHUNK_BYTES = 1 << 20
NOWHERE_ELSE = "its bytes are in no other file: it stays where it is"


class NotMovedError(Exception):
    """Why a file stays where it is, in words for one line."""


def check_spare(path: Path, known: FileStat, kept: Path, roots: Sequence[Path]) -> None:
    """NotMovedError unless a file is inside the folders, as the library knows it, and another file, the one
    that is kept, has the same bytes. Reads both whole."""
    file = _regular(path)
    if not _is_inside(path, roots):
        raise NotMovedError("it lies outside of the library's folders, behind a link")
    if (file.st_size, file.st_mtime_ns) != (known.size, known.mtime_ns):
        raise NotMovedError("it was changed since it was looked at")
    try:
        with open_regular(path) as one, open_regular(kept) as other:
            if os.path.samestat(os.fstat(one.fileno()), os.fstat(other.fileno())):
                raise NotMovedError("it is the same file as the one that is kept")
            same = one.read(CHUNK_BYTES)
            while same == other.read(CHUNK_BYTES):
                if not same:
                    return
                same = one.read(CHUNK_BYTES)
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise NotMovedError(f"it or the one that is kept cannot be read: {why}") from error
    raise NotMovedError(NOWHERE_ELSE)


def _regular(path: Path) -> os.stat_result:
    try:
        found = path.lstat()
    except OSError:
        raise NotMovedError("it is not there any more") from None
    if stat.S_ISLNK(found.st_mode):
        raise NotMovedError("it is a link to another file")
    return found


def _is_inside(path: Path, roots: Sequence[Path]) -> bool:
    """Links on the way seen through; those of a folder that was given itself lead where the user meant."""
    folder = path.parent.resolve()
    return any(folder.is_relative_to(root.resolve()) for root in roots)
