"""What other programs know of the photos, taken into the library: looked at first, then said as theirs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from photos_ml.app.service.context import Context
from photos_ml.errors import UsageError
from photos_ml.store.paths import printable

if TYPE_CHECKING:
    from photos_ml.indexer.imports.taking import Import


def import_from(
    context: Context,
    source: str,
    path: Path,
    *,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Import:
    """Read a program's library and say what is new in it of the photos here, all of it or nothing. UsageError
    for a source that nothing reads, and for a path that is none of it. `progress` is told how many of its
    records were looked for among the photos; what it raises ends the import before anything is said."""
    from photos_ml.indexer.imports.record import NONSENSE
    from photos_ml.indexer.imports.sources import reader_of
    from photos_ml.indexer.imports.taking import take

    check_import(source, path)
    try:
        reading = reader_of(source)(path)
    except NONSENSE as error:
        hint = "have the other program write it again"
        raise UsageError(f"{path} is damaged: it cannot be understood", hint=hint) from error
    return take(context.library(), reading, dry_run=dry_run, progress=progress)


def check_import(source: str, path: Path) -> None:
    """UsageError for a source that nothing reads, and where nothing is at the path."""
    from photos_ml.indexer.imports.sources import reader_of

    reader_of(source)
    try:
        found = path.exists()
    except (OSError, ValueError):
        found = False
    if not found:
        raise UsageError(
            f"there is no {printable(str(path))}", hint="give the other program's folder or file"
        )


def import_sources() -> dict[str, str]:
    """Name -> what its path is, of all that can be imported from."""
    from photos_ml.indexer.imports.sources import SOURCES

    return {name: what for name, (_, what) in SOURCES.items()}
