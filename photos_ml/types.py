"""Domain values shared by every package: what a photo is and what is known about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from photos_ml.favorites import is_favorite

FloatMatrix: TypeAlias = npt.NDArray[np.float32]
"""float32 (n, d); rows of an embedding are unit vectors."""
FloatVector: TypeAlias = npt.NDArray[np.float32]
"""float32 (d,)."""

Pixels: TypeAlias = npt.NDArray[np.uint8]
"""uint8 (height, width, 3), sRGB."""


class DateSource(StrEnum):
    """Where a date came from, most trusted first."""

    USER = "user"
    EXIF = "exif"
    XMP = "xmp"
    IPTC = "iptc"
    VIDEO = "video"
    SIDECAR = "sidecar"
    """An export's own record, such as Google Takeout's."""
    IMPORT = "import"
    """Another program's library."""
    FILENAME = "filename"
    GUESS = "guess"
    """Told by the photos beside it: shown as 'about', never a day to remember."""
    MTIME = "mtime"

    @property
    def trust(self) -> int:
        """0 (file modification time, never used for memories) to 3 (written by the camera or said by
        the user)."""
        return _TRUST[self]


_TRUST = {
    DateSource.USER: 3,
    DateSource.EXIF: 3,
    DateSource.XMP: 3,
    DateSource.IPTC: 2,
    DateSource.VIDEO: 2,
    DateSource.SIDECAR: 2,
    DateSource.IMPORT: 2,
    DateSource.FILENAME: 1,
    DateSource.GUESS: 1,
    DateSource.MTIME: 0,
}


class Precision(StrEnum):
    """How finely a date is known, the finest first."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    DECADE = "decade"

    @property
    def level(self) -> int:
        """0 (second) to 5 (decade): what the library keeps, and what is compared."""
        return _LEVELS[self]


_LEVELS = {precision: level for level, precision in enumerate(Precision)}

UNTIMED_HOUR = 12
"""Where a day without a time is put: at noon it counts for no night, and stays on its day in every zone."""


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
    ARCHIVED = "archived"
    """Put aside in another program: neither browsed nor in a memory, found when it is searched for."""
    TRASHED = "trashed"
    """Thrown away in another program: hidden, unless the user says otherwise."""
    DOCUMENT = "document"
    RECEIPT = "receipt"
    HANDWRITING = "handwriting"
    WHITEBOARD = "whiteboard"
    MEME = "meme"
    DRAWING = "drawing"
    MAP = "map"
    BLANK = "blank"
    """Shows nothing: a lens cap, a pocket, a finger."""


LOOKS = (
    Kind.SCREENSHOT,
    Kind.DOCUMENT,
    Kind.RECEIPT,
    Kind.HANDWRITING,
    Kind.WHITEBOARD,
    Kind.MEME,
    Kind.DRAWING,
    Kind.MAP,
    Kind.BLANK,
)
"""What a picture may be instead of a photo, one of them at most; told by looking, by metadata or the user."""
PAPERS = (Kind.SCREENSHOT, Kind.DOCUMENT, Kind.RECEIPT, Kind.HANDWRITING, Kind.WHITEBOARD)
"""Those of them that are for reading, and nobody else's business."""


@dataclass(frozen=True, slots=True)
class Taken:
    """When a photo was taken: the wall-clock time the camera showed, and its UTC offset where known."""

    local: datetime
    """Naive. Without a time it is noon of the first day it may be: '1985' is 1985-01-01T12:00."""
    offset_minutes: int | None
    source: DateSource
    precision: Precision = Precision.SECOND

    def __post_init__(self) -> None:
        if not self.has_time:
            day = first_day(self.local.date(), self.precision)
            noon = datetime(day.year, day.month, day.day, UNTIMED_HOUR)
            object.__setattr__(self, "local", noon)

    @property
    def has_time(self) -> bool:
        """Whether the time of day is known."""
        return self.precision.level < Precision.DAY.level

    @property
    def has_day(self) -> bool:
        """Whether the calendar day is known."""
        return self.precision.level <= Precision.DAY.level

    @property
    def day(self) -> date:
        """The calendar day; of a coarser date the first it may be."""
        return self.local.date()

    @property
    def last_day(self) -> date:
        """The last day it may be: the day itself where that is known."""
        return last_day(self.day, self.precision)

    def __str__(self) -> str:
        """As much as is known: '2019-07-04 12:33', '2019-07-04', '2019-07', '2019', '2010s', 'about 2019'."""
        about = "about " if self.source is DateSource.GUESS else ""
        return about + self.local.strftime(_WRITTEN[self.precision])


_WRITTEN = {
    Precision.SECOND: "%Y-%m-%d %H:%M",
    Precision.MINUTE: "%Y-%m-%d %H:%M",
    Precision.DAY: "%Y-%m-%d",
    Precision.MONTH: "%Y-%m",
    Precision.YEAR: "%Y",
    Precision.DECADE: "%Ys",
}


def first_day(day: date, precision: Precision) -> date:
    """The first day of the month, year or decade that a day is in; of a finer precision the day itself."""
    match precision:
        case Precision.MONTH:
            return day.replace(day=1)
        case Precision.YEAR:
            return date(day.year, 1, 1)
        case Precision.DECADE:
            return date(max(day.year // 10 * 10, date.min.year), 1, 1)
        case _:
            return day


def last_day(day: date, precision: Precision) -> date:
    """The last day of the month, year or decade that a day is in; of a finer precision the day itself."""
    match precision:
        case Precision.MONTH:
            return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        case Precision.YEAR:
            return date(day.year, 12, 31)
        case Precision.DECADE:
            return date(day.year // 10 * 10 + 9, 12, 31)
        case _:
            return day


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
    by_hand: bool = False
    """Whether the user says so: then it is sure."""


@dataclass(frozen=True, slots=True)
class TaggerInfo:
    """Identity of a tagger: the model whose vectors it reads, and the version of its words and weights."""

    model: str
    revision: str
    version: str


_REGISTERED = frozenset("ag co company corp corporation electronics gmbh imaging inc ltd optical".split())
"""What follows a maker's name in a register of companies, and in EXIF."""


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
        """'Canon EOS R6': the make is not said twice when the model begins with it, nor how its maker is
        registered: 'NIKON CORPORATION', 'EASTMAN KODAK COMPANY'."""
        words = self.make.replace(",", " ").split()
        named = [word for word in words if word.lower().strip(".") not in _REGISTERED] or words
        if self.model.lower().startswith(tuple(word.lower() for word in named)):
            return self.model
        return " ".join([*named, *filter(None, [self.model])])


@dataclass(frozen=True, slots=True)
class Metadata:
    """All that is known of a photo without looking at it. Width and height: upright, in pixels."""

    width: int = 0
    height: int = 0
    media: Media = Media.PHOTO
    turn: int = 1
    """What a sidecar turns the picture by when it is upright by its own file, as an EXIF orientation."""
    taken: Taken | None = None
    position: Position | None = None
    place: Place | None = None
    camera: Camera = Camera()
    title: str = ""
    caption: str = ""
    keywords: tuple[str, ...] = ()
    people: tuple[PersonTag, ...] = ()
    rating: int | None = None
    """1 to 5 stars; None where it is not rated, or rejected."""
    rejected: bool = False
    """Marked as one to be thrown away."""
    heart: bool | None = None
    """Whether somebody says that it is a favourite, by a mark, star or label; None where nobody says."""
    kinds: frozenset[Kind] = frozenset()
    burst_id: str = ""
    duration_s: float | None = None
    albums: tuple[str, ...] = ()
    """As another program's export names them."""
    problems: tuple[str, ...] = field(default=())
    """What could not be read, one line each; never a reason to fail the photo."""

    @property
    def favorite(self) -> bool:
        """Whether it is a favourite: see `photos_ml.favorites`."""
        return is_favorite(heart=self.heart, rating=self.rating)
