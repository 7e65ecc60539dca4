"""Why one of several photos is proposed to be kept, and what they differ in: for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from photos_ml.search.duplicates import EVEN_QUALITY
from photos_ml.store import PhotoRow

if TYPE_CHECKING:
    from photos_ml.vision.quality import Quality

SHARPEST, BLURRED = 6.2, 4.3
"""Log variance of the Laplacian of crisp and of blurred everyday photos."""

_OF_METADATA: dict[str, Callable[[PhotoRow], Any]] = {
    "folder": lambda photo: photo.path.parent,
    "pixels": lambda photo: (photo.metadata.width, photo.metadata.height),
    "bytes": lambda photo: photo.size,
    "format": lambda photo: photo.path.suffix.lower(),
    "date": lambda photo: photo.metadata.taken,
    "place": lambda photo: (photo.metadata.position, photo.metadata.place),
    "camera": lambda photo: photo.metadata.camera.name,
    "people": lambda photo: {tag.name for tag in photo.metadata.people},
    "keywords": lambda photo: set(photo.metadata.keywords),
    "caption": lambda photo: (photo.metadata.title, photo.metadata.caption),
    "rating": lambda photo: photo.metadata.rating,
    "favorite": lambda photo: photo.metadata.favorite,
}
DIFFERENCES = (*_OF_METADATA, "sharpness")


def sharpness_of(quality: Quality) -> float:
    """0 for blurred, 1 for crisp."""
    return min(max((quality.sharpness - BLURRED) / (SHARPEST - BLURRED), 0.0), 1.0)


def differences(photos: Sequence[PhotoRow], sharpness: Mapping[int, float]) -> tuple[str, ...]:
    """What is not the same of all, of DIFFERENCES."""
    found = [
        name for name, read in _OF_METADATA.items() if any(read(photo) != read(photos[0]) for photo in photos)
    ]
    values = [sharpness[photo.id] for photo in photos if photo.id in sharpness]
    differ = bool(values) and max(values) - min(values) >= EVEN_QUALITY
    return (*found, "sharpness") if differ else tuple(found)


def why_first(
    photos: Sequence[PhotoRow], looks: Mapping[int, Quality], faces: Mapping[int, float]
) -> tuple[str, ...]:
    """In what the first is better than all others; where that is nothing, than the second. `faces`: how well
    those in each can be seen."""
    if len(photos) < 2:
        return ()
    first, *others = photos
    better = _better(first, others, looks, faces) or _better(first, others[:1], looks, faces)
    return better or ("it was there first",)


def _better(
    first: PhotoRow, others: Sequence[PhotoRow], looks: Mapping[int, Quality], faces: Mapping[int, float]
) -> tuple[str, ...]:
    def sharp(photo: PhotoRow) -> float:
        return sharpness_of(looks[photo.id]) if photo.id in looks else 0.0

    def exposed(photo: PhotoRow) -> float:
        return looks[photo.id].exposure if photo.id in looks else 0.0

    def pixels(photo: PhotoRow) -> float:
        return photo.metadata.width * photo.metadata.height

    def face(photo: PhotoRow) -> float:
        return faces.get(photo.id, 0.0)

    rating = first.metadata.rating or 0
    told: tuple[tuple[str, Callable[[PhotoRow], float], float], ...] = (
        ("a favourite", lambda photo: photo.metadata.favorite, 0.5),
        (f"rated {rating} of 5", lambda photo: photo.metadata.rating or 0, 0.5),
        ("faces are seen better", face, EVEN_QUALITY * (face(first) or 1.0)),
        ("sharper", sharp, EVEN_QUALITY),
        ("better exposed", exposed, EVEN_QUALITY),
        ("more pixels", pixels, 1.0),
        ("its camera is known", lambda photo: bool(photo.metadata.camera.name), 0.5),
        ("the shorter name", lambda photo: -len(photo.path.name), 0.5),
    )
    return tuple(
        words for words, read, least in told if all(read(first) - read(other) >= least for other in others)
    )
