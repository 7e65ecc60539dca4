"""What one source says about a photo, and how sources are put together."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from photos_ml.types import Camera, DateSource, Kind, PersonTag, Place, Position, Precision

T = TypeVar("T")

PARSE_ERRORS = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
"""Everything that Pillow, pi-heif and the XML parser were seen to raise on damaged blocks."""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as a source wrote it. `utc`: it is in UTC and the wall-clock time is not known from it."""

    local: datetime
    offset_minutes: int | None
    source: DateSource
    utc: bool = False
    precision: Precision = Precision.SECOND
    late: bool = False
    """Of a change of the file, not of the picture."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What one source says; the default of each field means that it says nothing."""

    dates: tuple[WrittenDate, ...] = ()
    """The moment of capture, the best first."""
    digitized: tuple[WrittenDate, ...] = ()
    """When it became a file: for a scan, years after it was taken."""
    late_dates: tuple[WrittenDate, ...] = ()
    """Dates of a later change of the file, to be used when nothing better is known."""
    gps_utc: datetime | None = None
    position: Position | None = None
    place: Place | None = None
    camera: Camera = field(default_factory=Camera)
    orientation: int | None = None
    turned: int = 1
    """What the picture is turned by besides its orientation, counted like one."""
    title: str = ""
    caption: str = ""
    keywords: tuple[str, ...] = ()
    people: tuple[PersonTag, ...] = ()
    """With boxes as they lie in the stored picture, or in that of `regions_of`."""
    regions_of: tuple[int, int] = (0, 0)
    """Width and height of the picture that boxes are measured in, where the source says so."""
    regions_upright: bool = False
    """Whether boxes lie in the picture turned upright by its file."""
    rating: int | None = None
    """0 to 5 stars as said, -1 for a rejected picture."""
    favorite: bool = False
    kinds: frozenset[Kind] = frozenset()
    burst_id: str = ""
    content_id: str = ""
    """Apple's name for a live photo, the same in its picture and its clip."""
    file_name: str = ""
    """What the picture was called where the source comes from."""
    albums: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def first(values: Iterable[T | None], default: T) -> T:
    """The first value that says something."""
    return next((value for value in values if value), default)


def merged_words(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """All words once, in order; letter case does not tell words apart, semicolons do."""
    found: dict[str, str] = {}
    written = (word for group in groups for word in group)
    for word in (part.strip() for words in written for part in words.split(";")):
        if word:
            found.setdefault(word.casefold(), word)
    return tuple(found.values())


def merged_people(groups: Iterable[Sequence[PersonTag]]) -> tuple[PersonTag, ...]:
    """The first group, then whom the others add: a name not met yet, or the boxes of one met without."""
    found: list[PersonTag] = []
    for group in groups:
        boxed = _names(tag for tag in found if tag.box is not None)
        added = [tag for tag in group if tag.box is not None and tag.name.casefold() not in boxed]
        replaced = _names(added)
        found = [tag for tag in found if tag.name.casefold() not in replaced] + added
        known = _names(found)
        found += [tag for tag in group if tag.name.casefold() not in known]
    return tuple(dict.fromkeys(found))


def _names(tags: Iterable[PersonTag]) -> set[str]:
    return {tag.name.casefold() for tag in tags}


def merged_camera(cameras: Sequence[Camera]) -> Camera:
    """Each field from the first source that has it."""
    return Camera(
        make=first((camera.make for camera in cameras), ""),
        model=first((camera.model for camera in cameras), ""),
        lens=first((camera.lens for camera in cameras), ""),
        iso=next((camera.iso for camera in cameras if camera.iso), None),
        aperture=next((camera.aperture for camera in cameras if camera.aperture), None),
        exposure_s=next((camera.exposure_s for camera in cameras if camera.exposure_s), None),
        focal_mm=next((camera.focal_mm for camera in cameras if camera.focal_mm), None),
    )
