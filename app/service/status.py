"""What a library holds, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from photos_ml.app.service.context import Context
from photos_ml.app.service.enrich import Enrichment, StepState
from photos_ml.files import bytes_below
from photos_ml.store import Status


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """What a library holds, for people and programs."""

    library: Path
    photos: int
    missing: int
    gone: int
    failed: int
    vectors: int
    waiting: int
    """Photos that have no vector of the active model yet."""
    model: str
    revision: str
    bytes: int
    roots: tuple[tuple[Path, bool], ...]
    last_run: dict[str, object] | None
    running: bool
    """Whether folders are being indexed now."""
    steps: tuple[StepState, ...]


def read_status(context: Context) -> LibraryStatus:
    """Of the library as it is now."""
    library, info, vectors = context.library(), context.encoder.info, context.vectors
    return LibraryStatus(
        library=context.folder,
        photos=library.photos.count(),
        missing=library.photos.count(Status.MISSING),
        gone=library.photos.count(Status.GONE),
        failed=library.failures.count(),
        vectors=vectors.count(),
        waiting=vectors.count_missing(),
        model=info.id,
        revision=info.revision,
        bytes=bytes_below(context.folder),
        roots=tuple((root.path, root.online) for root in library.roots()),
        last_run=library.runs.last(),
        running=library.is_indexed_now,
        steps=tuple(Enrichment(context).states()),
    )
