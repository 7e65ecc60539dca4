"""The date in the name of a file or a folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from photos_ml.indexer.metadata.dates import dated_in_part
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
_YEARS = r"(?:18[3-9]\d|19\d\d|20\d\d)"
_ALONE = r"(?<![^\W_])(?<!\d[-_. ])"
"""Behind no letter or digit, nor a number before: '100_2001' and '555-2001' are no years."""
_YEAR_MONTH = re.compile(rf"{_ALONE}({_YEARS})[-_.](0[1-9]|1[0-2])(?![^\W_]|[-_.]\d)")
_YEAR = re.compile(rf"{_ALONE}({_YEARS})(?![^\W_]|[-_.]\d)")
_DECADE = re.compile(rf"{_ALONE}(?P<year>(?:18[3-9]|19\d|20\d)0)(?:s|er)\b")
_SPAN = re.compile(rf"{_ALONE}({_YEARS})\s?[-–/]\s?({_YEARS})(?![^\W_])")
_COUNTED = re.compile(
    r"(?:scan|photo|image|img|dsc|picture|pic|foto|bild|page|seite|file|imagen|immagine|untitled)\W*\d+$",
    re.IGNORECASE,
)
"""'Scan 2001' is the two thousand and first as likely as one of that year."""
_WORDS_AND_YEAR = re.compile(rf"{_YEARS}$|{_YEARS}[ _-]+[^\W\d_]{{3}}|.*[^\W\d_]{{3}}[,.]?\s+\(?{_YEARS}")
_MONTH = re.compile(r"(?:0[1-9]|1[0-2])(?!\d)")
_MONTH_DAY = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?!\d)")
_COPY = re.compile(r"back-?up|sicherung|export|import|recover|copy|copia|kopie|sauvegarde", re.IGNORECASE)
"""A folder called so is dated by when it was made, not by its photos."""
MAX_FOLDERS = 3
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
    return (_day(alone) if alone else None) or _part_of_file(stem)


def date_of_folders(parts: Sequence[str]) -> WrittenDate | None:
    """The date that the nearest dated folder gives: 'Summer 1978', '2004-05 Rome', '1985', '2004/05/12'."""
    for depth in range(1, min(len(parts), MAX_FOLDERS) + 1):
        name = parts[-depth]
        date = _named_day(name) or _part(name)
        if date is not None and not _COPY.search(name):
            return _narrowed(date, parts[len(parts) - depth + 1 :])
    return None


def _named_day(name: str) -> WrittenDate | None:
    alone = _DAY_ALONE.search(name)
    return _day(alone) if alone else None


def _narrowed(date: WrittenDate, below: Sequence[str]) -> WrittenDate:
    """A year's date with the month and day that folders inside it are called by."""
    if date.precision is not Precision.YEAR or not below or not _MONTH.match(below[0]):
        return date
    month = int(below[0][:2])
    if len(below) > 1 and _MONTH_DAY.match(below[1]):
        with suppress(ValueError):
            local = date.local.replace(month=month, day=int(below[1][:2]))
            return replace(date, local=local, precision=Precision.DAY)
    return dated_in_part(date.local.year, month, DateSource.FILENAME, Precision.MONTH) or date


def _part_of_file(stem: str) -> WrittenDate | None:
    """As of a folder's name, but for years: four digits in a file's name count photos as often."""
    date = _part(stem)
    year = date is not None and date.precision is Precision.YEAR
    return None if year and (_COUNTED.match(stem) or not _WORDS_AND_YEAR.match(stem)) else date


def _part(name: str) -> WrittenDate | None:
    """A month, a year or a decade in a name."""
    if decade := _DECADE.search(name):
        return dated_in_part(int(decade["year"]), 1, DateSource.FILENAME, Precision.DECADE)
    if span := _SPAN.search(name):
        first, last = int(span[1]), int(span[2])
        same = first // 10 == last // 10
        return dated_in_part(first, 1, DateSource.FILENAME, Precision.DECADE) if same else None
    if month := _YEAR_MONTH.search(name):
        return dated_in_part(int(month[1]), int(month[2]), DateSource.FILENAME, Precision.MONTH)
    found = _YEAR.findall(name)
    if len(set(found)) != 1:
        return None
    return dated_in_part(int(found[0]), 1, DateSource.FILENAME, Precision.YEAR)


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
