"""The tables behind the sample library: sources, places, devices and photos, as frozen values."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ALLOWED_LICENCES = (
    "Public domain",
    "CC0-1.0",
    *(f"CC-BY-{version}" for version in ("1.0", "2.0", "2.5", "3.0", "4.0")),
    *(f"CC-BY-SA-{version}" for version in ("1.0", "2.0", "2.5", "3.0", "4.0")),
)
DRAWN = "drawn"


class TableError(ValueError):
    """A row of a table contradicts itself or another table."""


@dataclass(frozen=True)
class Source:
    """One freely licensed photograph and where it was taken from."""

    id: str
    package: str
    version: str
    file: str
    member: str
    title: str
    author: str
    licence: str
    stated_in: str

    def __post_init__(self) -> None:
        if self.licence not in ALLOWED_LICENCES:
            raise TableError(f"source {self.id}: licence {self.licence!r} is not on the list")
        if not self.author:
            raise TableError(f"source {self.id} names no author")


@dataclass(frozen=True)
class Place:
    """A named position; latitude and longitude in degrees, north and east positive."""

    id: str
    name: str
    zone: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Device:
    """A camera and what it writes: phones write the UTC offset and the position, the camera neither."""

    id: str
    make: str
    model: str
    lens: str
    focal_mm: float
    f_number: float
    writes_offset: bool
    writes_position: bool


@dataclass(frozen=True)
class Region:
    """A named rectangle: centre and size as fractions of the picture; size 0 means a name without one."""

    name: str
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0
    is_pet: bool = False

    @classmethod
    def parse(cls, text: str) -> Region:
        """'Leo', 'Leo@0.5 0.4 0.3 0.3' or 'pet Miso@0.5 0.4 0.3 0.3'."""
        name, _, box = text.removeprefix("pet ").partition("@")
        numbers = [float(part) for part in box.split()]
        if numbers and (len(numbers) != 4 or not all(0.0 <= number <= 1.0 for number in numbers)):
            raise TableError(f"region {text!r} needs four fractions")
        x, y, width, height = numbers or (0.0, 0.0, 0.0, 0.0)
        return cls(name.strip(), x, y, width, height, is_pet=text.startswith("pet "))


@dataclass(frozen=True)
class Photo:
    """One file of the library: what it is made of and what is written into it."""

    path: str
    source: str
    make: str = "photo"
    taken: datetime | None = None
    place: str = ""
    device: str = ""
    caption: str = ""
    keywords: tuple[str, ...] = ()
    rating: int = 0
    people: tuple[Region, ...] = field(default=())
    carrier: str = "xmp"

    @property
    def recipe(self) -> str:
        """The name of the way it is made, without its parameter."""
        return self.make.partition(":")[0]

    @property
    def parameter(self) -> str:
        """What follows the colon of `make`, or ''."""
        return self.make.partition(":")[2]

    @property
    def has_words(self) -> bool:
        """Whether there is a caption, keyword, rating or name to write."""
        return bool(self.caption or self.keywords or self.rating or self.people)


@dataclass(frozen=True)
class Tables:
    """Everything the script is told, checked against each other."""

    sources: dict[str, Source]
    places: dict[str, Place]
    devices: dict[str, Device]
    photos: tuple[Photo, ...]

    def __post_init__(self) -> None:
        paths = [photo.path for photo in self.photos]
        if len(set(paths)) != len(paths):
            raise TableError("two photos have the same path")
        for photo in self.photos:
            self._check(photo, set(paths))

    def _check(self, photo: Photo, paths: set[str]) -> None:
        known = paths if photo.recipe == "copy" else {*self.sources, DRAWN}
        if photo.source not in known:
            raise TableError(f"{photo.path}: no source {photo.source!r}")
        if photo.place and photo.place not in self.places:
            raise TableError(f"{photo.path}: no place {photo.place!r}")
        if photo.device and photo.device not in self.devices:
            raise TableError(f"{photo.path}: no device {photo.device!r}")
        if photo.carrier not in ("xmp", "sidecar", "stem-sidecar"):
            raise TableError(f"{photo.path}: no carrier {photo.carrier!r}")

    def original(self, photo: Photo) -> str:
        """The id of the photograph a file comes from, through copies; DRAWN for what the script draws."""
        if photo.recipe != "copy":
            return photo.source
        return self.original(next(other for other in self.photos if other.path == photo.source))

    def offset(self, photo: Photo) -> timedelta | None:
        """The UTC offset that the device writes, or None where it writes none."""
        if photo.taken is None or not photo.place or not photo.device:
            return None
        if not self.devices[photo.device].writes_offset:
            return None
        return photo.taken.replace(tzinfo=ZoneInfo(self.places[photo.place].zone)).utcoffset()


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _photo(row: dict[str, str]) -> Photo:
    return Photo(
        path=row["path"],
        source=row["source"],
        make=row["make"] or "photo",
        taken=datetime.fromisoformat(row["taken"]) if row["taken"] else None,
        place=row["place"],
        device=row["device"],
        caption=row["caption"],
        keywords=tuple(word for word in row["keywords"].split(";") if word),
        rating=int(row["rating"] or 0),
        people=tuple(Region.parse(text) for text in row["people"].split(";") if text),
        carrier=row["carrier"] or "xmp",
    )


def _settings(path: Path) -> tuple[dict[str, Place], dict[str, Device]]:
    data: dict[str, dict[str, dict[str, Any]]] = tomllib.loads(path.read_text(encoding="utf-8"))
    places = {name: Place(id=name, **values) for name, values in data["places"].items()}
    devices = {name: Device(id=name, **values) for name, values in data["devices"].items()}
    return places, devices


def read_tables(folder: Path) -> Tables:
    """sources.csv, photos.csv and setting.toml of the folder; TableError where they contradict each other."""
    places, devices = _settings(folder / "setting.toml")
    sources = {row["id"]: Source(**row) for row in _rows(folder / "sources.csv")}
    return Tables(sources, places, devices, tuple(_photo(row) for row in _rows(folder / "photos.csv")))
