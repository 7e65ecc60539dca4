"""Photos of a library by id or path, and what the user says of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from photos_ml.app.service.context import Context
from photos_ml.errors import UsageError
from photos_ml.provenance import FILE, NONE
from photos_ml.store import Mark, PhotoFilter, PhotoRow, Status
from photos_ml.store.facts import facts_of


def find_photo(context: Context, photo: str) -> PhotoRow | None:
    """A photo of the library by its id or path."""
    library = context.library()
    if photo.isdecimal():
        return library.photos.get([int(photo)]).get(int(photo))
    return library.photos.find(Path(photo).absolute())


def known_photo(context: Context, photo: str) -> PhotoRow:
    """As `find_photo`; UsageError where there is none."""
    found = find_photo(context, photo)
    if found is None:
        raise UsageError(f"no photo {photo} in the library", hint="give the id or the path of a photo")
    return found


def present_photo(context: Context, photo_id: int) -> PhotoRow | None:
    """A photo that is there, or may only be out of reach, by its id."""
    return present_photos(context, [photo_id]).get(photo_id)


def present_photos(context: Context, photo_ids: Sequence[int]) -> dict[int, PhotoRow]:
    """Those of these photos that are there, or may only be out of reach, by id."""
    found = context.library().photos.get(photo_ids)
    return {photo_id: photo for photo_id, photo in found.items() if photo.status is not Status.GONE}


def photos_in_parts(context: Context, part: int) -> Iterator[list[PhotoRow]]:
    """All photos that are shown, newest first, `part` at a time."""
    library = context.library()
    shown = library.newest(PhotoFilter(), library.photos.count(), 0)
    for start in range(0, len(shown), part):
        found = present_photos(context, shown[start : start + part])
        yield [found[photo] for photo in shown[start : start + part] if photo in found]


def paths_of(context: Context, photo_ids: Sequence[int]) -> dict[int, Path]:
    """Where these photos are."""
    return {photo_id: row.path for photo_id, row in context.library().photos.get(photo_ids).items()}


def mark_photos(
    context: Context, photo_ids: Sequence[int], *, favorite: bool | None = None, hidden: bool | None = None
) -> list[int]:
    """Keep what the user says of photos that exist, of all or of none; None says nothing. The numbers to undo
    it by, in their order."""
    library = context.library()
    said = ((Mark.FAVORITE, favorite), (Mark.HIDE, hidden))
    with library.database.transaction():
        return [library.marks.set_all(photo_ids, mark, on) for mark, on in said if on is not None]


def is_hidden(context: Context, photo_id: int) -> bool:
    """Whether the photo is shown nowhere."""
    return context.library().marks.is_hidden(photo_id)


def sources_of(context: Context, photo: PhotoRow) -> dict[str, str]:
    """Field -> who says what holds of it ('user', 'import:NAME', 'model:ID@VERSION'), where that is not the
    file; of fields that have no keys."""
    holds, found = facts_of(photo.metadata), dict[str, str]()
    for claim in context.library().claims.of(photo.id):
        field, key = claim.fact
        if key or field.value in found:
            continue  # of each fact the most trusted comes first
        if claim.value == holds.get(claim.fact, NONE):
            found[field.value] = claim.source
    return {field: source for field, source in found.items() if source != FILE}
