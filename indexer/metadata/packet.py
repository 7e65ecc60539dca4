"""What an XMP packet says about a photo."""

from __future__ import annotations

import re
from collections.abc import Iterator

from photos_ml.indexer.metadata import people
from photos_ml.indexer.metadata.dates import ImpossibleDateError, on_earth, parse_date
from photos_ml.indexer.metadata.facts import Facts, WrittenDate, merged_people, merged_words
from photos_ml.indexer.metadata.kinds import is_screenshot
from photos_ml.indexer.metadata.text import caption, clean
from photos_ml.indexer.metadata.xmp import Value, structures, texts, tree_paths
from photos_ml.types import Camera, DateSource, Kind, PersonTag, Place, Position

Packet = dict[str, Value]

DATES = ("exif:DateTimeOriginal", "photoshop:DateCreated")
DIGITIZED = ("exif:DateTimeDigitized", "xmp:CreateDate")
LATE_DATES = ("tiff:DateTime", "xmp:ModifyDate")
FAVORITE_LABELS = frozenset(("favorite", "favourite", "favorit", "favori"))
PERCENT_STARS = ((99, 5), (75, 4), (50, 3), (25, 2), (1, 1))
"""Windows' rating in percent, as its property system maps it to stars."""

_COORDINATE = re.compile(
    r"\s*([+\-]?\d+(?:\.\d+)?)\s*(?:,|°|deg|d)?\s*(?:(\d+(?:\.\d+)?)\s*[,'′m]?\s*)?"
    r"(?:(\d+(?:\.\d+)?)\s*[\"″s]?\s*)?([NSEW]|North|South|East|West)?\s*",
    re.IGNORECASE,
)


def read_packet(packet: Packet) -> Facts:
    """The facts of one packet; boxes as stored, not turned upright."""
    problems: list[str] = []
    words, named = _keywords(packet)
    rating = _rating(packet)
    return Facts(
        dates=tuple(_dates(packet, DATES, problems)),
        digitized=tuple(_dates(packet, DIGITIZED, problems)),
        late_dates=tuple(_dates(packet, LATE_DATES, problems)),
        position=_position(packet),
        place=_place(packet),
        camera=_camera(packet),
        orientation=_orientation(packet),
        title=_first(packet, "dc:title", "photoshop:Headline", "acdsee:caption"),
        caption=caption(_first(packet, "dc:description", "exif:UserComment", "acdsee:notes")),
        keywords=words,
        people=merged_people([people.people_of(packet), named]),
        regions_of=people.measured(packet),
        rating=rating,
        favorite=_is_favorite(packet),
        kinds=_kinds(packet),
        burst_id=_first(packet, "GCamera:BurstID"),
        problems=tuple(problems),
    )


def _first(packet: Packet, *names: str) -> str:
    values = (clean(value) for name in names for value in texts(packet.get(name))[:1])
    return next((value for value in values if value), "")


def _dates(packet: Packet, names: tuple[str, ...], problems: list[str]) -> Iterator[WrittenDate]:
    for name in names:
        try:
            date = parse_date(_first(packet, name), DateSource.XMP)
        except ImpossibleDateError as error:
            problems.append(str(error))
            continue
        if date is not None:
            yield date


def _position(packet: Packet) -> Position | None:
    lat, lon = (
        _coordinate(_first(packet, f"exif:GPS{axis}"), _first(packet, f"exif:GPS{axis}Ref"))
        for axis in ("Latitude", "Longitude")
    )
    altitude = _ratio(_first(packet, "exif:GPSAltitude"))
    if altitude is not None and _first(packet, "exif:GPSAltitudeRef") == "1":
        altitude = -altitude
    return on_earth(lat, lon, altitude)


def _coordinate(value: str, side: str) -> float | None:
    """'50,5.375N' or '50,5,22N' in degrees, minutes, seconds; "43 deg 4' 34.6\" S"; signed degrees; or
    degrees whose hemisphere is in a field of its own, by a letter or a word."""
    match = _COORDINATE.fullmatch(value)
    if match is None:
        return None
    degrees = abs(float(match[1])) + float(match[2] or 0) / 60 + float(match[3] or 0) / 3600
    told = (match[4] or side.strip())[:1].upper()
    negative = match[1].startswith("-") or told in ("S", "W")
    return -degrees if negative else degrees


def _ratio(value: str) -> float | None:
    top, _, bottom = value.partition("/")
    try:
        return float(top) / float(bottom or 1)
    except (ValueError, ArithmeticError):
        return None


def _camera(packet: Packet) -> Camera:
    iso = _ratio(_first(packet, "exif:ISOSpeedRatings", "exifEX:PhotographicSensitivity"))
    return Camera(
        make=_first(packet, "tiff:Make"),
        model=_first(packet, "tiff:Model"),
        lens=_first(packet, "exifEX:LensModel", "aux:Lens"),
        iso=round(iso) if iso and 0 < iso < 1e9 else None,
        aperture=_positive(_first(packet, "exif:FNumber")),
        exposure_s=_positive(_first(packet, "exif:ExposureTime")),
        focal_mm=_positive(_first(packet, "exif:FocalLength")),
    )


def _positive(value: str) -> float | None:
    number = _ratio(value)
    return number if number is not None and 0 < number < 1e9 else None


def _orientation(packet: Packet) -> int | None:
    value = _first(packet, "tiff:Orientation")
    return int(value) if value in tuple("12345678") else None


def _place(packet: Packet) -> Place | None:
    city, region, country = (_first(packet, f"photoshop:{level}") for level in ("City", "State", "Country"))
    code = _first(packet, "Iptc4xmpCore:CountryCode")
    if not any((city, region, country, code)):
        shown = next(iter(structures(packet.get("Iptc4xmpExt:LocationShown"))), {})
        city, region, country = (_first(shown, name) for name in ("City", "ProvinceState", "CountryName"))
        code = _first(shown, "CountryCode")
    return Place(city, region, country, code) if any((city, region, country)) else None


def _keywords(packet: Packet) -> tuple[tuple[str, ...], tuple[PersonTag, ...]]:
    """Keywords, and the people among them: each part of a path is a keyword, but for paths of people."""
    words = [clean(word) for word in texts(packet.get("dc:subject"))]
    named = []
    paths = [path.split("|") for path in texts(packet.get("lr:hierarchicalSubject"))]
    paths += [path.split("/") for path in texts(packet.get("digiKam:TagsList"))]
    paths += [path.split("/") for path in texts(packet.get("MicrosoftPhoto:LastKeywordXMP"))]
    paths += tree_paths(packet)
    for path in paths:
        parts = [clean(part) for part in path if part.strip()]
        if len(parts) > 1 and parts[0].casefold() in people.PEOPLE_ROOTS:
            named.append(PersonTag(parts[-1]))
        elif parts and not parts[0].startswith("_Digikam"):
            words += parts
    internal = {tag.name.casefold() for tag in named}
    return merged_words([[word for word in words if word.casefold() not in internal]]), tuple(named)


def _rating(packet: Packet) -> int | None:
    stars = _ratio(_first(packet, "xmp:Rating", "acdsee:rating"))
    if stars is not None and -1 <= stars <= 5:
        return round(stars)
    percent = _ratio(_first(packet, "MicrosoftPhoto:Rating"))
    return next((star for least, star in PERCENT_STARS if percent is not None and percent >= least), None)


def _is_favorite(packet: Packet) -> bool:
    picked = _first(packet, "digiKam:PickLabel") == "3" or _first(packet, "xmpDM:pick") == "1"
    return picked or _first(packet, "xmp:Label").casefold() in FAVORITE_LABELS


def _kinds(packet: Packet) -> frozenset[Kind]:
    kinds = set()
    if (
        _first(packet, "GPano:ProjectionType")
        or _first(packet, "GPano:UsePanoramaViewer").casefold() == "true"
    ):
        kinds.add(Kind.PANORAMA)
    if "1" in (_first(packet, "GCamera:MotionPhoto"), _first(packet, "GCamera:MicroVideo")):
        kinds.add(Kind.LIVE)
    if is_screenshot(_first(packet, "exif:UserComment")):
        kinds.add(Kind.SCREENSHOT)
    if _first(packet, "GCamera:BurstID"):
        kinds.add(Kind.BURST)
    return frozenset(kinds)
