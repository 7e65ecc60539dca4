"""What cannot be read on this installation, told from a file's first bytes: it needs an extra, or nothing
reads it. No long video is read whole to find that out."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache
from pathlib import Path

from photos_ml.errors import DecodeError
from photos_ml.formats import Family, format_of
from photos_ml.indexer.decode.jpeg_xl import require_jpeg_xl
from photos_ml.indexer.decode.seeking import require_video
from photos_ml.indexer.decode.source import recognise
from photos_ml.indexer.regular import open_regular

_PACKAGES: dict[Family, tuple[str, Callable[[], object]]] = {
    Family.VIDEO: ("av", require_video),
    Family.JPEG_XL: ("imagecodecs", require_jpeg_xl),
}
"""Family -> the package that reads it, and what raises DecodeError without it."""


def missing_families() -> frozenset[Family]:
    """The families whose package is not installed."""
    return frozenset(family for family, (package, _) in _PACKAGES.items() if not _is_installed(package))


def needs_what_is_missing(name: str) -> bool:
    """Whether a file's name is that of a family whose package is not installed."""
    form = format_of(name)
    return form is not None and form.family in missing_families()


def unreadable(path: Path) -> DecodeError | None:
    """Why a file cannot be read here; None where that is not known from its first bytes. OSError where those
    cannot be read."""
    try:
        with open_regular(path) as file:
            family = recognise(file, path.name)
        if family in missing_families():
            _PACKAGES[family][1]()
    except DecodeError as error:
        return error
    return None


@cache
def _is_installed(package: str) -> bool:
    return bool(importlib.util.find_spec(package))
