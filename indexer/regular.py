"""Opening a file of the photo folder without ever blocking on it."""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

_OPEN_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)


def open_regular(path: Path) -> BufferedReader:
    """The file opened for reading. Folders, pipes, sockets and devices are refused without being opened.

    Raises OSError, with EINVAL for those.
    """
    _check(path.stat())
    # O_NONBLOCK: should a pipe have taken the file's place since, opening it still returns at once.
    descriptor = os.open(path, _OPEN_FLAGS)
    try:
        _check(os.fstat(descriptor))
    except OSError:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")


def _check(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "not a regular file")
