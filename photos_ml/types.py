"""Domain values shared by every package: what a photo is and what is known about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

FloatMatrix: TypeAlias = npt.NDArray[np.float32]
"""float32 (n, d); rows of an embedding are unit vectors."""

Pixels: TypeAlias = npt.NDArray[np.uint8]
"""uint8 (height, width, 3), sRGB."""


class DateSource(StrEnum):
    """Where a date came from, most trusted first."""

    EXIF = "exif"
    XMP = "xmp"
    IPTC = "iptc"
    VIDEO = "video"
    SIDECAR = "sidecar"
    """An export's own record, such as Google Takeout's."""
    FILENAME = "filename"
    MTIME = "mtime"

    @property
    def trust(self) -> int:
        """0 (file modification time, never used for memories) to 3 (written by the camera)."""
        return _TRUST[self]


_TRUST = {
    DateSource.EXIF: 3,
    DateSource.XMP: 3,
    DateSource.IPTC: 2,
    DateSource.VIDEO: 2,
    DateSource.SIDECAR: 2,
    DateSource.FILENAME: 1,
    DateSource.MTIME: 0,
}


class Media(StrEnum):
    """What the primary file is."""

    PHOTO = "photo"
    VIDEO = "video"


class Kind(StrEnum):
    """What a photo is besides a photo; a photo can be several."""

    SCREENSHOT = "screenshot"
    SELFIE = "selfie"
    PANORAMA = "panorama"
    BURST = "burst"
    LIVE = "live"
    RAW = "raw"


@dataclass(frozen=True, slots=True)
class Taken:
    """When a photo was taken: the wall-clock time the camera showed, and its UTC offset where known."""

    local: datetime
    """Naive; the calendar day of every date filter is `local.date()`."""
    offset_minutes: int | None
    source: DateSource

    @property
    def day(self) -> date:
        return self.local.date()


@dataclass(frozen=True, slots=True)
class Position:
    """WGS84 degrees; altitude in metres above sea level where known."""

    lat: float
    lon: float
    altitude_m: float | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A named place from the offline gazetteer; '' where a level is unknown."""

    city: str
    region: str
    country: str
    country_code: str

    def __str__(self) -> str:
        parts = [self.city, self.region if self.region != self.city else "", self.country]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class PersonTag:
    """A person another program named; `box` is (x, y, width, height) in fractions of the upright picture."""

    name: str
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """A word for what a picture shows, and how likely it is right, 0 to 1."""

    word: str
    probability: float


@dataclass(frozen=True, slots=True)
class TaggerInfo:
    """Identity of a tagger: the model whose vectors it reads, and the version of its words and weights."""

    model: str
    revision: str
    version: str


@dataclass(frozen=True, slots=True)
class Camera:
    """Camera and exposure as written in the file; '' and None where unknown."""

    make: str = ""
    model: str = ""
    lens: str = ""
    iso: int | None = None
    aperture: float | None = None
    exposure_s: float | None = None
    focal_mm: float | None = None

    @property
    def name(self) -> str:
        """'Canon EOS R6': the make is not said twice when the model begins with it."""
        first = self.make.split(" ")[0]
        if not self.make or self.model.lower().startswith(first.lower()):
            return self.model or self.make
        return f"{self.make} {self.model}".strip()


@dataclass(frozen=True, slots=True)
class Metadata:
    """All that is known of a photo without looking at it. Width and height: upright, in pixels."""

    width: int = 0
    height: int = 0
    media: Media = Media.PHOTO
    taken: Taken | None = None
    position: Position | None = None
    place: Place | None = None
    camera: Camera = Camera()
    title: str = ""
    caption: str = ""
    keywords: tuple[str, ...] = ()
    people: tuple[PersonTag, ...] = ()
    rating: int | None = None
    favorite: bool = False
    kinds: frozenset[Kind] = frozenset()
    burst_id: str = ""
    duration_s: float | None = None
    problems: tuple[str, ...] = field(default=())
    """What could not be read, one line each; never a reason to fail the photo."""
