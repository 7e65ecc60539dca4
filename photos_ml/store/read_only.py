"""A library in a place where nothing can be written: on a disk mounted for reading, or another user's."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from photos_ml.errors import LibraryError, LibraryReadOnlyError

HINT = "open it where it may be written to, or change the permissions of its folder"


def may_be_written(file: Path) -> bool:
    """Whether this user may write to a file and beside it: a library needs both."""
    return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)


def refusal(folder: Path) -> LibraryReadOnlyError:
    """What writing to such a library ends in."""
    return LibraryReadOnlyError(f"the library in {folder} can only be read here", hint=HINT)


def has_log(file: Path) -> bool:
    """Whether some of what a library holds is in its write-ahead log alone: its last user was killed."""
    log = file.with_name(f"{file.name}-wal")
    return log.exists() and log.stat().st_size > 0


def private_copy(file: Path, name: str) -> Path:
    """A copy of a library under this name in a temporary folder, its write-ahead log too; LibraryError where
    there is no room. The caller deletes the folder."""
    folder = Path(tempfile.mkdtemp(prefix="photos-ml-"))
    try:
        for suffix in ("", "-wal"):
            source = file.with_name(file.name + suffix)
            if source.exists():
                shutil.copyfile(source, folder / f"{name}{suffix}")
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        hint = "free some disk space, or open the library where it may be written to"
        raise LibraryError(f"{file} cannot be copied to be read: {error.strerror}", hint=hint) from error
    return folder / name
