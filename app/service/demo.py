"""The demo: index the sample library and show what search finds in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import photos_ml
from photos_ml.errors import UsageError

FOLDER = "sample_library"
PHOTOS = "photos"
QUERIES = ("snowy mountains", "california last summer", "Miso", "beach without people", "zebra")
NOW = datetime.fromisoformat("2026-11-21T10:00:00+01:00")
"""The day the sample library was made for: 'last summer' means the same whenever the demo is run."""


def find_sample_library(named: Path | None) -> Path:
    """The photos given, else those beside the program's source or in the current folder.

    Raises UsageError where there is none: an installed package does not carry the photos.
    """
    beside = Path(photos_ml.__file__).resolve().parent.parent / FOLDER
    for folder in [named] if named else [beside / PHOTOS, Path.cwd() / FOLDER / PHOTOS]:
        if folder.is_dir():
            return folder
    raise UsageError(
        "the sample library is not here", hint="run the demo in the source folder, or give --photos DIR"
    )


def shell_line(library: Path, words: str) -> Iterator[str]:
    """What to type next."""
    import shlex

    yield "try your own words:"
    yield f"  photos-ml search --library {shlex.quote(str(library))} {shlex.quote(words)}"
    yield "and your own photos:"
    yield "  photos-ml index ~/Pictures"
