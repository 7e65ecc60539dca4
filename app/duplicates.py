"""Duplicates with the best one proposed: quality is measured in the pixels, not in bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from photos_ml.errors import DecodeError
from photos_ml.indexer.decode import decode_image
from photos_ml.ranker.quality import SIDE_PIXELS, measure
from photos_ml.search.duplicates import DuplicateGroup, DuplicateKind, best_first
from photos_ml.store import Library, PhotoRow

if TYPE_CHECKING:
    from photos_ml.ranker.quality import Quality

SHARPEST, BLURRED = 6.2, 4.3
"""Log variance of the Laplacian of crisp and of blurred everyday photos."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """One group, the photo to keep first."""

    kind: DuplicateKind
    photos: tuple[PhotoRow, ...]


def proposed(library: Library, groups: Sequence[DuplicateGroup]) -> list[Duplicates]:
    """The groups with the best of each first. Copies byte by byte are not decoded: they are equally good."""
    found = []
    for group in groups:
        rows = library.photos.get(group.photo_ids)
        photos = [rows[photo_id] for photo_id in group.photo_ids if photo_id in rows]
        quality = equal if group.kind is DuplicateKind.EXACT else quality_of
        found.append(Duplicates(group.kind, tuple(best_first(photos, quality))))
    return found


def equal(photo: PhotoRow) -> float:
    return 1.0


def quality_of(photo: PhotoRow) -> float:
    """0 to 1: sharp, well exposed, neither clipped nor noisy; 0 for what cannot be decoded."""
    try:
        return _weighed(measure(decode_image(photo.path, min_side=SIDE_PIXELS)))
    except (DecodeError, OSError):
        return 0.0


def _weighed(quality: Quality) -> float:
    sharp = min(max((quality.sharpness - BLURRED) / (SHARPEST - BLURRED), 0.0), 1.0)
    spoilt = min(quality.clipped, 0.5) + min(4 * quality.noise, 0.25)
    return max(0.6 * sharp + 0.4 * quality.exposure - 0.3 * spoilt, 0.0)
