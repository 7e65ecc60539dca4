"""Dates as EXIF, XMP and IPTC write them, whole or in part, and offsets from UTC."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from photos_ml.indexer.metadata.facts import WrittenDate
from photos_ml.types import UNTIMED_HOUR, DateSource, Position, Precision, first_day

EDTF_SEASONS = range(21, 25)
"""'1985-21' is its spring."""
OFFSET_STEP_MINUTES = 15
"""Every zone's offset in use is a multiple of this."""
MIN_OFFSET_MINUTES, MAX_OFFSET_MINUTES = -12 * 60, 14 * 60

_DATE = re.compile(
    r"\s*(\d{4})[:\-/.](\d{1,2})[:\-/.](\d{1,2})"
    r"(?:[T\s]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+\-]\d{2}:?\d{2})?"
)
_COMPACT = re.compile(r"\s*(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d))?\s*")
_PART = re.compile(
    r"\s*(?:c(?:a|irca)?\.?\s*)?(?P<year>\d{3}[\dXxu])(?:[:\-/.](?P<month>\d{1,2}|[Xxu ]{2})"
    r"(?:[:\-/.](?:00?|[Xxu ]{2}))?)?(?:[T ]+[0 :]*)?\s*[?~%]?\s*",
    re.IGNORECASE,
)
"""'1985', '1985-06', '1985:06:00 00:00:00', '198X', '1985-XX', '1985?': EDTF's forms and EXIF's blanks."""
_TIME_AFTER = re.compile(r"[T :\d.,]*(?:Z|[+\-]\d\d:?\d\d)?\s*")
_DECADE = re.compile(r"\s*(?P<year>\d{3}0)(?:s|er)\s*")
_SPAN = re.compile(r"\s*(\d{4})(?:-\d\d)*\s*(?:/|\.\.|–)\s*(\d{4})(?:-\d\d)*\s*")
_OFFSET = re.compile(r"\s*([+\-])(\d{1,2}):?(\d{2})")


class ImpossibleDateError(ValueError):
    """A date that no photo can have; the message says which."""


def parse_date(text: str, source: DateSource) -> WrittenDate | None:
    """'2019:07:04 12:34:56', '2019-07-04T12:34:56.78+02:00', and shorter forms down to a decade, with their
    precision; None for anything else. Raises ImpossibleDateError for a day or month that no calendar has."""
    match = None if _SPAN.fullmatch(text) else _DATE.match(text) or _COMPACT.fullmatch(text)
    if match is None:
        return _part(text, source)
    if not int(match[3]) or not int(match[2]):
        known = match.groups()[: 2 if int(match[2]) else 1]
        return _part("-".join(known), source)
    year, month, day, hour, minute, second = (int(group or 0) for group in match.groups()[:6])
    zone = match[8] or "" if match.re is _DATE else ""
    timed, utc = match[4] is not None, zone == "Z"
    precision = Precision.SECOND if timed else Precision.DAY
    hour = hour if timed else UNTIMED_HOUR
    try:
        # 24:00 and leap seconds are written by some, and datetime has neither
        local = datetime(year, month, day, 0 if hour == 24 else hour, minute, 59 if second == 60 else second)
    except ValueError:
        raise ImpossibleDateError(f"impossible date {text.strip()[:40]!r}") from None
    fraction = int(((match[7] or "") + "000000")[:6]) if match.re is _DATE else 0
    offset = 0 if utc else parse_offset(zone)
    return WrittenDate(local.replace(microsecond=fraction), offset, source, utc and timed, precision)


def dated_in_part(year: int, month: int, source: DateSource, precision: Precision) -> WrittenDate | None:
    """The date of a month (1 to 12), a year or a decade; None where the calendar has none."""
    try:
        day = first_day(date(year, month, 1), precision)
    except ValueError:
        return None
    return WrittenDate(datetime(day.year, day.month, day.day, UNTIMED_HOUR), None, source, False, precision)


def _part(text: str, source: DateSource) -> WrittenDate | None:
    if span := _SPAN.fullmatch(text):
        first, last = int(span[1]), int(span[2])
        precision = Precision.YEAR if first == last else Precision.DECADE
        return dated_in_part(first, 1, source, precision) if first // 10 == last // 10 else None
    if decade := _DECADE.fullmatch(text):
        return dated_in_part(int(decade["year"]), 1, source, Precision.DECADE)
    match = _PART.match(text)
    if match is None or (match.end() < len(text.rstrip()) and not _is_blank_date(text, match)):
        return None
    if not match["year"].isdigit():
        return dated_in_part(int(match["year"][:3]) * 10, 1, source, Precision.DECADE)
    month = int(match["month"]) if (match["month"] or "").isdigit() else 0
    if month > 12 and month not in EDTF_SEASONS:
        raise ImpossibleDateError(f"impossible date {text.strip()[:40]!r}")
    is_month = 1 <= month <= 12
    precision = Precision.MONTH if is_month else Precision.YEAR
    return dated_in_part(int(match["year"]), month if is_month else 1, source, precision)


def _is_blank_date(text: str, match: re.Match[str]) -> bool:
    """Whether what follows is the time of a date whose day is not known: EXIF's is written to the second."""
    return match["month"] is not None and _TIME_AFTER.fullmatch(text[match.end() :]) is not None


def parse_offset(text: str) -> int | None:
    """Minutes east of UTC of '+02:00', 'Z' or '-0330'; None for what is no offset on Earth."""
    if text.strip() == "Z":
        return 0
    match = _OFFSET.match(text)
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
    minutes = -minutes if match[1] == "-" else minutes
    return minutes if MIN_OFFSET_MINUTES <= minutes <= MAX_OFFSET_MINUTES else None


def offset_between(local: datetime, utc: datetime, within_s: float) -> int | None:
    """Minutes between wall clock and UTC, to a quarter of an hour; None where they do not fit."""
    minutes = (local - utc).total_seconds() / 60
    rounded = round(minutes / OFFSET_STEP_MINUTES) * OFFSET_STEP_MINUTES
    plausible = MIN_OFFSET_MINUTES <= rounded <= MAX_OFFSET_MINUTES
    return rounded if plausible and abs(minutes - rounded) * 60 <= within_s else None


def fits_offset(one: datetime, other: datetime, within_s: float) -> bool:
    """Whether two clocks tell the same moment, each perhaps in a zone of its own."""
    return (
        offset_between(one, other, within_s) is not None or offset_between(other, one, within_s) is not None
    )


def zone_offset(local: datetime, zone_name: str | None) -> int | None:
    """Offset of an IANA zone at a wall-clock time, in minutes; None where the zone is unknown."""
    zone = zone_named(zone_name)
    if zone is None:
        return None
    offset = local.replace(tzinfo=zone).utcoffset()
    return round(offset.total_seconds() / 60) if offset is not None else None


def zone_named(name: str | None) -> ZoneInfo | None:
    """The zone of an IANA name; None for none, and for the open sea: ships keep the time they like."""
    if not name or name.startswith("Etc/"):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def on_earth(lat: float | None, lon: float | None, altitude_m: float | None = None) -> Position | None:
    """A position in WGS84 degrees, or None: out of range, no number, or the 0, 0 of a lost receiver."""
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    if lat == 0 and lon == 0:
        return None
    altitude = altitude_m if altitude_m is not None and -12_000 < altitude_m < 100_000 else None
    return Position(lat, lon, altitude)
