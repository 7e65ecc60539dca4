"""What other programs know of the photos, taken into the library: looked at first, then said as theirs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from photos_ml.app.service.context import Context

if TYPE_CHECKING:
    from photos_ml.indexer.imports.taking import Import


def import_from(context: Context, source: str, path: Path, *, dry_run: bool = False) -> Import:
    """Read a program's library and say what is new in it of the photos here, all of it or nothing. UsageError
    for a source that nothing reads, and for a path that is none of it."""
    from photos_ml.errors import UsageError
    from photos_ml.indexer.imports.record import NONSENSE
    from photos_ml.indexer.imports.sources import reader_of
    from photos_ml.indexer.imports.taking import take

    read = reader_of(source)
    if not path.exists():
        raise UsageError(f"there is no {path}", hint="give the folder or file of the other program")
    try:
        reading = read(path)
    except NONSENSE as error:
        hint = "have the other program write it again"
        raise UsageError(f"{path} is damaged: it cannot be understood", hint=hint) from error
    return take(context.library(), reading, dry_run=dry_run)


def import_sources() -> dict[str, str]:
    """Name -> what its path is, of all that can be imported from."""
    from photos_ml.indexer.imports.sources import SOURCES

    return {name: what for name, (_, what) in SOURCES.items()}
