"""What pages ask of all photos at once, read before anybody asks and kept in files: no page of a large
library waits for it, in this process or the next."""

from __future__ import annotations

from collections.abc import Callable

from photos_ml.app.service.browse import named_people, photo_map, stacks, tag_counts, whole_timeline
from photos_ml.app.service.context import Context
from photos_ml.app.service.status import read_status
from photos_ml.store import PhotoFilter

MANY = 20_000
"""Photos: of fewer nothing takes long enough to be kept."""


def read_ahead(
    context: Context, told: Callable[[int, int], None], stopped: Callable[[], bool] = lambda: False
) -> None:
    """Have all of it known and kept, one after the other, until `stopped`; `told` how many of how many are.
    What is known already is not read again; nothing of a small library, or of one that keeps no files."""
    if not context.has_library:
        return
    library = context.library()
    if library.database.files is None or library.photos.count() < MANY:
        return
    questions = (whole_timeline, stacks, photo_map, named_people, tag_counts, _facets_of_all, read_status)
    for done, ask in enumerate(questions):
        if stopped():
            return
        told(done, len(questions))
        ask(context)


def _facets_of_all(context: Context) -> None:
    library = context.library()
    library.facets(library.photo_ids(PhotoFilter()))
