"""Where the records of a trail go: a file in the library's folder, and the terminal."""

from __future__ import annotations

import logging
import os
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

FILE = "photos-ml.log"
MAX_BYTES, BACKUPS = 1_000_000, 2
"""Three files of a megabyte at most."""
FIRST_RECORDS = 200
"""Kept in memory until there is a library folder to write to."""


class TrailFile(RotatingFileHandler):
    """The file, for this user alone. No folder is made for it: what comes before there is a library waits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: list[logging.LogRecord] = []
        super().__init__(folder / FILE, maxBytes=MAX_BYTES, backupCount=BACKUPS, encoding="utf-8", delay=True)

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return open(descriptor, "a", encoding="utf-8")  # noqa: PTH123 - of a descriptor, kept open

    def emit(self, record: logging.LogRecord) -> None:
        if not self._folder.is_dir():
            if len(self._waiting) < FIRST_RECORDS:
                self._waiting.append(record)
            return
        first, self._waiting = self._waiting, []
        for one in (*first, record):
            super().emit(one)

    def handleError(self, record: logging.LogRecord) -> None:
        """A trail that cannot be written stops nothing."""


class Terminal(logging.StreamHandler[TextIO]):
    """The same on stderr."""


class TrailFormatter(logging.Formatter):
    """Of an error: its class, and the lines of this program it went through."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s")

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        error = ei[1]
        lines = []
        while error is not None:
            lines.append(f"  {type(error).__module__}.{type(error).__qualname__}")
            for frame in traceback.extract_tb(error.__traceback__):
                place = Path(frame.filename)
                lines.append(f"    {place.parent.name}/{place.name}:{frame.lineno} {frame.name}")
            error = error.__cause__
        return "\n".join(lines)
