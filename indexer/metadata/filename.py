"""The date in a file's name."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from photos_ml.indexer.metadata.facts import WrittenDate
from photos_ml.types import UNTIMED_HOUR, DateSource, Precision

_DAY = (
    r"(?<!\d)(?P<year>(?:18|19|20)\d\d)(?P<dash>[-_.]?)(?P<month>0[1-9]|1[0-2])(?P=dash)"
    r"(?P<day>0[1-9]|[12]\d|3[01])"
)
_TIME = (
    r"(?:[-_. T]+|\s*,?\s+at\s+|)(?P<hour>\d{1,2})(?P<colon>[-_.:h]?)(?P<minute>[0-5]\d)[-_.:m]?"
    r"(?P<second>[0-5]\d)(?P<fraction>\d{3})?(?!\d)\s?(?P<half>[AaPp]\.?[Mm])?"
)
_FULL = re.compile(_DAY + _TIME)
_DAY_ALONE = re.compile(_DAY + r"(?!\d)")
_EPOCH = re.compile(r"(?:^|FB_IMG_|mmexport|wx_camera_)(1[0-9]{12})(?!\d)")
"""Milliseconds since 1970 in the names that Facebook and WeChat give."""
_UTC_NAMES = ("PXL_",)
"""Google's Pixel phones name files by UTC."""


def date_of_name(stem: str) -> WrittenDate | None:
    """The date in 'IMG_20190704_123456', 'Screenshot 2021-05-06 at 12.33.44', 'IMG-20200101-WA0001'."""
    match = _FULL.search(stem)
    date = _moment(match, utc=stem.startswith(_UTC_NAMES)) if match else None
    if date is not None:
        return date
    epoch = _EPOCH.search(stem)
    if epoch is not None:
        moment = datetime.fromtimestamp(int(epoch[1]) / 1000, UTC)
        return WrittenDate(moment.replace(tzinfo=None), 0, DateSource.FILENAME, utc=True)
    alone = _DAY_ALONE.search(stem)
    return _day(alone) if alone else None


def _day(match: re.Match[str]) -> WrittenDate | None:
    try:
        local = datetime(int(match["year"]), int(match["month"]), int(match["day"]), UNTIMED_HOUR)
    except ValueError:
        return None
    return WrittenDate(local, None, DateSource.FILENAME, precision=Precision.DAY)


def _moment(match: re.Match[str], *, utc: bool) -> WrittenDate | None:
    day = _day(match)
    hour = int(match["hour"])
    half = (match["half"] or "").casefold().replace(".", "")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if day is None or hour > 23:
        return None
    microsecond = int(match["fraction"] or 0) * 1000
    minute, second = int(match["minute"]), int(match["second"])
    if not utc and not any((hour, minute, second, microsecond)):
        return day  # what is written where no time is known
    local = day.local.replace(hour=hour, minute=minute, second=second, microsecond=microsecond)
    return WrittenDate(local, 0 if utc else None, DateSource.FILENAME, utc=utc)
