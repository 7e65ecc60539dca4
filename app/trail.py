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
from pathlib import Path

from photos_ml import __version__
from photos_ml.errors import UsageError

VARIABLE = "PHOTOS_ML_LOG"
"""Level from which the trail is kept: debug, info, warning or error; `off` or nothing for none."""
LEVELS = ("debug", "info", "warning", "error")
ROOT = "photos_ml"

_log = logging.getLogger(__name__)


def keep_trail(folder: Path, *, verbose: bool = False) -> None:
    """Write a trail below this library from now on where the environment asks for it; with `verbose`, from
    info on and on stderr as well. UsageError where the environment names no level."""
    level = _level(verbose)
    root = logging.getLogger(ROOT)
    if level is None and all(isinstance(handler, logging.NullHandler) for handler in root.handlers):
        return
    from photos_ml.app.trail_handlers import (  # here: few commands keep one
        Terminal,
        TrailFile,
        TrailFormatter,
    )

    for handler in list(root.handlers):
        if isinstance(handler, TrailFile | Terminal):
            root.removeHandler(handler)
            handler.close()
    if level is None:
        return
    root.setLevel(level)
    trails: list[logging.Handler] = [TrailFile(folder)]
    if verbose:
        trails.append(Terminal(sys.stderr))
    for handler in trails:
        handler.setFormatter(TrailFormatter())
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
