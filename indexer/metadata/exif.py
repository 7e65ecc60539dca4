"""EXIF: what the camera wrote."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from photos_ml.indexer.metadata import text
from photos_ml.indexer.metadata.apple import read_maker_note
from photos_ml.indexer.metadata.dates import ImpossibleDateError, on_earth, parse_date, parse_offset
from photos_ml.indexer.metadata.facts import Facts, WrittenDate
from photos_ml.indexer.metadata.kinds import is_screenshot
from photos_ml.indexer.tiff import ReadAt, Tags, open_tiff
from photos_ml.types import Camera, DateSource, Kind, Position, Precision

TEXT_BYTES = 40_000
IMAGE_WIDTH, IMAGE_LENGTH, SUB_DIRECTORIES, EXIF_DIRECTORY, GPS_DIRECTORY = (
    0x100,
    0x101,
    0x14A,
    0x8769,
    0x8825,
)
XMP_PACKET, IPTC_BLOCK = 0x2BC, 0x83BB
DESCRIPTION, MAKE, MODEL, ORIENTATION, SOFTWARE, RATING = 0x10E, 0x10F, 0x110, 0x112, 0x131, 0x4746
XP_TITLE, XP_COMMENT, XP_KEYWORDS, XP_SUBJECT = 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F
EXPOSURE_TIME, F_NUMBER, ISO, FOCAL_LENGTH, MAKER_NOTE = 0x829A, 0x829D, 0x8827, 0x920A, 0x927C
USER_COMMENT, PIXEL_WIDTH, PIXEL_HEIGHT, LENS_MAKE, LENS_MODEL = 0x9286, 0xA002, 0xA003, 0xA433, 0xA434
ORIGINAL = (0x9003, 0x9291, 0x9011)
DIGITIZED = (0x9004, 0x9292, 0x9012)
MODIFIED = (0x132, 0x9290, 0x9010)
"""(date, sub-seconds, offset) tags of the three dates of EXIF."""
CUSTOM_RENDERED = 0xA401
APPLE_PANORAMA = 6
"""Apple's own value of CustomRendered for stitched panoramas."""
GPS_LAT_REF, GPS_LAT, GPS_LON_REF, GPS_LON, GPS_ALTITUDE_REF, GPS_ALTITUDE, GPS_TIME, GPS_DATE = (
    *range(1, 8),
    29,
)

_COMMON = (*ORIGINAL, *DIGITIZED, *MODIFIED, EXPOSURE_TIME, F_NUMBER, ISO, FOCAL_LENGTH, USER_COMMENT,
           LENS_MAKE, LENS_MODEL, PIXEL_WIDTH, PIXEL_HEIGHT, CUSTOM_RENDERED)  # fmt: skip
_BASE = (IMAGE_WIDTH, IMAGE_LENGTH, SUB_DIRECTORIES, EXIF_DIRECTORY, GPS_DIRECTORY, DESCRIPTION, MAKE, MODEL,
         ORIENTATION, SOFTWARE, RATING, XP_TITLE, XP_COMMENT, XP_KEYWORDS, XP_SUBJECT, *_COMMON)  # fmt: skip
BASE_LIMITS: Mapping[int, int] = {
    **dict.fromkeys(_BASE, TEXT_BYTES),
    XMP_PACKET: 8 << 20,
    IPTC_BLOCK: 1 << 20,
}
EXIF_LIMITS: Mapping[int, int] = {**dict.fromkeys(_COMMON, TEXT_BYTES), MAKER_NOTE: 64 << 10}
GPS_LIMITS: Mapping[int, int] = dict.fromkeys((*range(1, 8), GPS_DATE), TEXT_BYTES)
SIZE_LIMITS: Mapping[int, int] = dict.fromkeys((IMAGE_WIDTH, IMAGE_LENGTH), 0)


@dataclass(frozen=True, slots=True)
class ExifBlock:
    """The wanted tags of the directories, and the largest picture that the file says it holds."""

    base: Tags
    details: Tags
    gps: Tags
    size: tuple[int, int]


def open_block(read_at: ReadAt) -> ExifBlock:
    """Read the directories of an EXIF block or a TIFF file. Raises NotTiffError."""
    tiff = open_tiff(read_at)
    base = tiff.directory(tiff.first_directory, BASE_LIMITS)
    details = tiff.directory(_pointer(base, EXIF_DIRECTORY), EXIF_LIMITS)
    gps = tiff.directory(_pointer(base, GPS_DIRECTORY), GPS_LIMITS)
    subs = [tiff.directory(round(offset), SIZE_LIMITS) for offset in numbers(base, SUB_DIRECTORIES)[:8]]
    sizes = [(_whole(tags, IMAGE_WIDTH), _whole(tags, IMAGE_LENGTH)) for tags in (base, *subs)]
    largest = max(sizes, key=lambda size: size[0] * size[1])
    told = (_whole(details, PIXEL_WIDTH), _whole(details, PIXEL_HEIGHT))
    return ExifBlock(base, details, gps, largest if all(largest) else told)


def read_exif(block: ExifBlock) -> Facts:
    """What an EXIF block says; what cannot be understood in it is a problem, never an error."""
    problems: list[str] = []
    base, details = block.base, block.details
    everything = {**base, **details}
    original, digitized, modified = (
        _date(everything, tags, problems) for tags in (ORIGINAL, DIGITIZED, MODIFIED)
    )
    note = read_maker_note(details.get(MAKER_NOTE, b""))
    return Facts(
        dates=(original,) if original else (),
        digitized=(digitized,) if digitized else (),
        late_dates=(modified,) if modified else (),
        gps_utc=_gps_utc(block.gps),
        position=_position(block.gps, problems),
        camera=_camera(everything),
        orientation=_orientation(base),
        title=_xp(base, XP_TITLE) or _xp(base, XP_SUBJECT),
        caption=_caption(everything),
        keywords=(_xp(base, XP_KEYWORDS),),
        rating=_rating(base),
        kinds=note.kinds | _kinds(everything),
        burst_id=note.burst_id,
        content_id=note.content_id,
        problems=tuple(problems),
    )


def written(tags: Tags, number: int) -> str:
    """A text tag."""
    value = tags.get(number)
    return text.decode(value) if isinstance(value, bytes) else ""


def numbers(tags: Tags, number: int) -> tuple[float, ...]:
    """A number tag; none where the tag is missing or is text."""
    value = tags.get(number, ())
    return value if isinstance(value, tuple) else ()


def _pointer(tags: Tags, number: int) -> int:
    return _whole(tags, number)


def _whole(tags: Tags, number: int) -> int:
    value = next(iter(numbers(tags, number)), 0)
    return round(value) if math.isfinite(value) and 0 <= value < 2**32 else 0


def _xp(tags: Tags, number: int) -> str:
    value = tags.get(number)
    return text.decode_utf16le(value) if isinstance(value, bytes) else ""


def _positive(tags: Tags, number: int) -> float | None:
    value = next(iter(numbers(tags, number)), 0.0)
    return float(value) if math.isfinite(value) and value > 0 else None


def _date(tags: Tags, triple: tuple[int, int, int], problems: list[str]) -> WrittenDate | None:
    date, subsec, offset = (written(tags, number) for number in triple)
    try:
        found = parse_date(date, DateSource.EXIF)
    except ImpossibleDateError as error:
        problems.append(str(error))
        return None
    if found is None:
        if date.strip(" :0-/"):
            problems.append(f"not a date: {date[:40]!r}")
        return None
    if found.precision.level > Precision.MINUTE.level:
        return found
    digits = "".join(char for char in subsec if char in "0123456789")
    microsecond = found.local.microsecond or int((digits + "000000")[:6])
    east = found.offset_minutes if found.offset_minutes is not None else parse_offset(offset)
    return replace(found, local=found.local.replace(microsecond=microsecond), offset_minutes=east)


def _camera(tags: Tags) -> Camera:
    lens, iso = written(tags, LENS_MODEL), _positive(tags, ISO)
    return Camera(
        make=written(tags, MAKE),
        model=written(tags, MODEL),
        lens=lens if lens.strip("-. ") else written(tags, LENS_MAKE),
        iso=round(iso) if iso else None,
        aperture=_positive(tags, F_NUMBER),
        exposure_s=_positive(tags, EXPOSURE_TIME),
        focal_mm=_positive(tags, FOCAL_LENGTH),
    )


def _orientation(tags: Tags) -> int | None:
    value = _whole(tags, ORIENTATION)
    return value if 1 <= value <= 8 else None


def _rating(tags: Tags) -> int | None:
    found = numbers(tags, RATING)[:1]
    return round(found[0]) if found and found[0] in range(6) else None


def _caption(tags: Tags) -> str:
    candidates = (written(tags, DESCRIPTION), _user_comment(tags), _xp(tags, XP_COMMENT))
    return next((found for found in map(text.caption, candidates) if found), "")


def _kinds(tags: Tags) -> frozenset[Kind]:
    kinds = set()
    if is_screenshot(_user_comment(tags)) or is_screenshot(written(tags, SOFTWARE)):
        kinds.add(Kind.SCREENSHOT)
    if _whole(tags, CUSTOM_RENDERED) == APPLE_PANORAMA:
        kinds.add(Kind.PANORAMA)
    return frozenset(kinds)


def _user_comment(tags: Tags) -> str:
    value = tags.get(USER_COMMENT, b"")
    if not isinstance(value, bytes):
        return ""
    charset, body = value[:8], value[8:]
    if charset == b"UNICODE\0":
        big = body[:1] == b"\0" or body.startswith(b"\xfe\xff")  # the order is not told: Latin text shows it
        return text.clean(body.decode("utf-16-be" if big else "utf-16-le", errors="ignore").lstrip("\ufeff"))
    if charset == b"JIS\0\0\0\0\0":
        return text.clean(body.decode("iso2022_jp", errors="ignore"))
    told = charset in (b"ASCII\0\0\0", bytes(8))
    return text.decode(text.without_noise(body if told else value))


def _position(gps: Tags, problems: list[str]) -> Position | None:
    lat, lon = _degrees(gps, GPS_LAT, "S"), _degrees(gps, GPS_LON, "W")
    if lat is None and lon is None:
        return None
    altitude = next(iter(numbers(gps, GPS_ALTITUDE)), None)
    if altitude is not None and gps.get(GPS_ALTITUDE_REF) == b"\x01":
        altitude = -altitude
    position = on_earth(lat, lon, altitude)
    if position is None:
        problems.append("impossible GPS position")
    return position


def _degrees(gps: Tags, number: int, negative: str) -> float | None:
    """Degrees, minutes, seconds to degrees; a missing or 0/0 minute or second counts as none."""
    parts = numbers(gps, number)[:3]
    if not parts or not math.isfinite(parts[0]):
        return None
    scaled = [part / (1, 60, 3600)[power] for power, part in enumerate(parts) if math.isfinite(part)]
    degrees = math.fsum(scaled)
    return -degrees if written(gps, number - 1).upper().startswith(negative) else degrees


def _gps_utc(gps: Tags) -> datetime | None:
    """Moment of the GPS fix, naive UTC."""
    try:
        day = parse_date(written(gps, GPS_DATE), DateSource.EXIF)
    except ImpossibleDateError:
        return None
    clock = numbers(gps, GPS_TIME)
    if day is None or len(clock) != 3 or not all(map(math.isfinite, clock)):
        return None
    seconds = clock[0] * 3600 + clock[1] * 60 + clock[2]
    midnight = day.local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(seconds=seconds) if 0 <= seconds <= 86_400 and day.local.year < 9999 else None
