"""Dates as EXIF, XMP and IPTC write them, and the choice of one with its UTC offset."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from photos_ml.indexer.metadata.facts import WrittenDate
from photos_ml.types import UNTIMED_HOUR, DateSource, Position, Precision, Taken

OLDEST_YEAR = 1826
"""The year of the oldest photograph that still exists; scans of old prints carry dates down to it."""
FUTURE_SLACK = timedelta(days=1)
"""A camera set to another time zone may run ahead of the clock of this machine."""
UNSET_CLOCK_DAYS = (date(1904, 1, 1), date(1970, 1, 1), date(1980, 1, 1))
"""What a clock that was never set shows: the epochs of QuickTime, Unix and DOS."""
UNSET_CLOCK_MOMENT = datetime(2000, 1, 1)
"""Many cameras' own epoch; the day itself was photographed a lot, if not in its first second."""
OFFSET_STEP_MINUTES = 15
"""Every zone's offset in use is a multiple of this."""
GPS_TOLERANCE_S = 300
"""A GPS time this far from a whole offset is an old fix, not a clock."""
MIN_OFFSET_MINUTES, MAX_OFFSET_MINUTES = -12 * 60, 14 * 60

_DATE = re.compile(
    r"\s*(\d{4})[:\-/.](\d{1,2})(?:[:\-/.](\d{1,2}))?"
    r"(?:[T\s]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+\-]\d{2}:?\d{2})?"
)
_OFFSET = re.compile(r"\s*([+\-])(\d{1,2}):?(\d{2})")


class ImpossibleDateError(ValueError):
    """A date that no photo can have; the message says which."""


def parse_date(text: str, source: DateSource) -> WrittenDate | None:
    """'2019:07:04 12:34:56', '2019-07-04T12:34:56.78+02:00' and shorter forms; None for anything else."""
    match = _DATE.match(text)
    if match is None or match[3] is None:
        return None
    year, month, day, hour, minute, second = (int(group or 0) for group in match.groups()[:6])
    timed, utc = match[4] is not None, match[8] == "Z"
    precision = Precision.SECOND if timed else Precision.DAY
    hour = hour if timed else UNTIMED_HOUR
    if not any((year, month, day)):
        return None
    try:
        # 24:00 and leap seconds are written by some, and datetime has neither
        local = datetime(year, month, day, 0 if hour == 24 else hour, minute, 59 if second == 60 else second)
    except ValueError:
        raise ImpossibleDateError(f"impossible date {text.strip()[:40]!r}") from None
    fraction = int(((match[7] or "") + "000000")[:6])
    offset = 0 if utc else parse_offset(match[8] or "")
    return WrittenDate(local.replace(microsecond=fraction), offset, source, utc and timed, precision)


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


def why_impossible(local: datetime, now: datetime) -> str:
    """'' for a date that a photo can have, else a line that says why not."""
    if local.year < OLDEST_YEAR:
        return f"date {local:%Y-%m-%d} is older than photography"
    if local.date() in UNSET_CLOCK_DAYS or local.replace(microsecond=0) == UNSET_CLOCK_MOMENT:
        return f"date {local:%Y-%m-%d} is the default of a clock that was never set"
    if local > now.replace(tzinfo=None) + FUTURE_SLACK:
        return f"date {local:%Y-%m-%d} is in the future"
    return ""


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
    zone = _zone(zone_name)
    if zone is None:
        return None
    offset = local.replace(tzinfo=zone).utcoffset()
    return round(offset.total_seconds() / 60) if offset is not None else None


def _zone(name: str | None) -> ZoneInfo | None:
    if not name or name.startswith("Etc/"):  # the open sea: ships keep the time they like
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def choose(
    dates: Iterable[WrittenDate], gps_utc: datetime | None, zone_of: Callable[[], str | None], now: datetime
) -> tuple[Taken | None, list[str]]:
    """The first possible date, with what others of its second say more exactly; and the problems met."""
    problems = []
    possible = []
    for written in dates:
        problem = why_impossible(written.local, now)
        if problem:
            problems.append(problem)
        else:
            possible.append(written)
    if not possible:
        return None, problems
    chosen = _placed(possible[0], zone_of)
    local = _finest(chosen.local, possible)
    offset = _offset(chosen, possible, gps_utc, zone_of)
    return Taken(local, offset, chosen.source, chosen.precision), problems


def _placed(date: WrittenDate, zone_of: Callable[[], str | None]) -> WrittenDate:
    """A UTC date turned to the wall-clock time where the photo was taken, if that is known."""
    zone = _zone(zone_of()) if date.utc else None
    if zone is None:
        return date
    local = date.local.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    return replace(date, local=local, offset_minutes=zone_offset(local, zone.key), utc=False)


def _finest(local: datetime, dates: Sequence[WrittenDate]) -> datetime:
    if local.microsecond:
        return local
    same = (other.local for other in dates if other.local.replace(microsecond=0) == local)
    return next((finer for finer in same if finer.microsecond), local)


def _offset(
    chosen: WrittenDate,
    dates: Sequence[WrittenDate],
    gps_utc: datetime | None,
    zone_of: Callable[[], str | None],
) -> int | None:
    if chosen.offset_minutes is not None:
        return chosen.offset_minutes
    second = chosen.local.replace(microsecond=0)
    for other in dates:
        if (
            other.offset_minutes is not None
            and other.local.replace(microsecond=0) == second
            and not other.utc
        ):
            return other.offset_minutes
    timed = chosen.precision.level < Precision.DAY.level
    by_gps = offset_between(chosen.local, gps_utc, GPS_TOLERANCE_S) if gps_utc is not None and timed else None
    return by_gps if by_gps is not None else zone_offset(chosen.local, zone_of())


def on_earth(lat: float | None, lon: float | None, altitude_m: float | None = None) -> Position | None:
    """A position in WGS84 degrees, or None: out of range, no number, or the 0, 0 of a lost receiver."""
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    if lat == 0 and lon == 0:
        return None
    altitude = altitude_m if altitude_m is not None and -12_000 < altitude_m < 100_000 else None
    return Position(lat, lon, altitude)
