"""Duplicates with the best one proposed: quality is measured in the pixels, not in bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from photos_ml.app.service.context import Context
from photos_ml.app.service.duplicate_reasons import differences, sharpness_of, why_first
from photos_ml.app.service.pictures import thumbnail
from photos_ml.ranker.measured import Decode, MeasuredQuality, Told
from photos_ml.search.duplicates import DuplicateGroup, DuplicateKind, best_first
from photos_ml.store import Library, PhotoRow
from photos_ml.store.faces import face_worths

if TYPE_CHECKING:
    from photos_ml.vision.quality import Quality

FACES = 0.5
"""How much of a shot is its faces: that all are seen, turned to the camera and sharp."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """One group, the photo to keep first."""

    kind: DuplicateKind
    photos: tuple[PhotoRow, ...]
    why: tuple[str, ...] = ()
    """What the first is better in, in words."""
    differ: tuple[str, ...] = ()
    """What its photos differ in, of DIFFERENCES."""
    sharpness: Mapping[int, float] = field(default_factory=dict)
    """Photo id -> from 0, blurred, to 1, of those that could be looked at; copies byte by byte are not."""


def library_duplicates(
    context: Context, kind: str | None = None, told: Told | None = None
) -> list[Duplicates]:
    """Photos that are there more than once, of one kind or all, the one to keep first in each group."""
    groups = [group for group in duplicate_groups(context) if kind in (None, group.kind.value)]
    return proposed_of(context, groups, told)


def duplicate_groups(context: Context) -> list[DuplicateGroup]:
    """All groups by id, none of their pictures looked at yet."""
    from photos_ml.search.duplicates import find_duplicates
    from photos_ml.search.folding import likeness_of

    lines = likeness_of(context.measured, context.encoder.info.id)
    return find_duplicates(context.library(), context.vectors, context.index_cache.current(), lines)


def proposed_of(
    context: Context, groups: Sequence[DuplicateGroup], told: Told | None = None
) -> list[Duplicates]:
    """These groups with the photo to keep first: looks at the pixels of all but exact copies."""
    from photos_ml.vision.quality import SIDE_PIXELS

    return proposed(context.library(), groups, lambda photo: thumbnail(context, photo, SIDE_PIXELS), told)


def proposed(
    library: Library, groups: Sequence[DuplicateGroup], decode: Decode, told: Told | None = None
) -> list[Duplicates]:
    """The groups with the best of each first; a photo that cannot be decoded is the worst.

    Copies byte by byte are not decoded: they are equally good. Where faces were looked for, the shot on
    which all look at the camera comes first.
    """
    unequal = [group for group in groups if group.kind is not DuplicateKind.EXACT]
    moments = library.photos.moments(sorted({photo_id for group in unequal for photo_id in group.photo_ids}))
    contents = {photo_id: moment.content_id for photo_id, moment in moments.items()}
    measured = MeasuredQuality(library, decode).of(contents, told)

    faces = face_worths(library.database, list(set(contents.values())))
    found = []
    for group in groups:
        rows = library.photos.get(group.photo_ids)
        photos = [rows[photo_id] for photo_id in group.photo_ids if photo_id in rows]
        seen = {photo.id: faces.get(contents.get(photo.id, 0), 0.0) for photo in photos}
        most = max(seen.values(), default=0.0)

        def quality(photo: PhotoRow, seen: dict[int, float] = seen, most: float = most) -> float:
            pixels = weighed(measured[photo.id]) if photo.id in measured else 0.0
            return pixels if not most else (1 - FACES) * pixels + FACES * seen[photo.id] / most

        exact = group.kind is DuplicateKind.EXACT  # one of them may be in another group, too, and looked at
        looks = {} if exact else {photo.id: measured[photo.id] for photo in photos if photo.id in measured}
        best = best_first(photos, equal if exact else quality)
        sharp = {photo: sharpness_of(look) for photo, look in looks.items()}
        why, differ = why_first(best, looks, {} if exact else seen), differences(best, sharp)
        found.append(Duplicates(group.kind, tuple(best), why, differ, sharp))
    return found


def equal(photo: PhotoRow) -> float:
    return 1.0


def weighed(quality: Quality) -> float:
    """0 to 1: sharp, well exposed, neither clipped nor noisy."""
    spoilt = min(quality.clipped, 0.5) + min(4 * quality.noise, 0.25)
    return max(0.6 * sharpness_of(quality) + 0.4 * quality.exposure - 0.3 * spoilt, 0.0)
