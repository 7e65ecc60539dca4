"""The trail: what the program did, where it failed and what took long, in a file that a user can send.

Modules log to `logging.getLogger(__name__)`; nothing is kept unless `--verbose` or PHOTOS_ML_LOG asks for it.
A record holds counts, seconds, ids, suffixes, stages and classes of errors: never a path, a name, a caption
or the words of a query. Of an error only its class and where in this program it was raised are written, as
messages may hold any of these.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

from photos_ml import __version__
from photos_ml.errors import UsageError

VARIABLE = "PHOTOS_ML_LOG"
"""Level from which the trail is kept: debug, info, warning or error; `off` or nothing for none."""
LEVELS = ("debug", "info", "warning", "error")
FILE = "photos-ml.log"
MAX_BYTES, BACKUPS = 1_000_000, 2
"""Three files of a megabyte at most."""
FIRST_RECORDS = 200
"""Kept in memory until there is a library folder to write to."""
ROOT = "photos_ml"
FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"

_log = logging.getLogger(__name__)


def keep_trail(folder: Path, *, verbose: bool = False) -> None:
    """Write a trail below this library from now on where the environment asks for it; with `verbose`, from
    info on and on stderr as well. UsageError where the environment names no level."""
    level = _level(verbose)
    root = logging.getLogger(ROOT)
    for handler in list(root.handlers):
        if isinstance(handler, _TrailFile | _Terminal):
            root.removeHandler(handler)
            handler.close()
    if level is None:
        return
    root.setLevel(level)
    trails: list[logging.Handler] = [_TrailFile(folder)]
    if verbose:
        trails.append(_Terminal(sys.stderr))
    for handler in trails:
        handler.setFormatter(_Formatter(FORMAT))
        root.addHandler(handler)
    _log.info("photos-ml %s, Python %s on %s", __version__, sys.version.split()[0], sys.platform)


def _level(verbose: bool) -> int | None:
    named = os.environ.get(VARIABLE, "").strip().lower()
    if named in ("", "off"):
        return logging.INFO if verbose else None
    if named not in LEVELS:
        raise UsageError(f"{VARIABLE} names no level", hint=f"one of: {', '.join((*LEVELS, 'off'))}")
    asked = logging.getLevelNamesMapping()[named.upper()]
    return min(asked, logging.INFO) if verbose else asked


class _TrailFile(RotatingFileHandler):
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


class _Terminal(logging.StreamHandler[TextIO]):
    """The same on stderr."""


class _Formatter(logging.Formatter):
    """Of an error: its class, and the lines of this program it went through."""

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
