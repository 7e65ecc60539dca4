"""The system's trash: the one place where a photo file is ever moved to, and only when the user says so."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from photos_ml.app.service.spare_files import NotMovedError

_NOT_WRITABLE = "it or its folder cannot be written to"
_WORDS = {
    errno.ENOENT: "it is not there any more",
    errno.EACCES: _NOT_WRITABLE,
    errno.EPERM: _NOT_WRITABLE,
    errno.EROFS: "its disk can only be read",
    errno.ENOSPC: "the disk is full",
}


def move_to_trash(path: Path) -> None:
    """Move one file; nothing is ever deleted. NotMovedError where that is not possible."""
    from send2trash import TrashPermissionError, send2trash

    try:
        send2trash(os.fspath(path))
    except TrashPermissionError as error:
        raise NotMovedError("its disk has no trash that can be used") from error
    except OSError as error:
        raise NotMovedError(_WORDS.get(error.errno or 0, "the system does not take it")) from error
    if os.path.lexists(path):
        raise NotMovedError("the system did not take it")
