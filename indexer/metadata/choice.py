"""The choice of one date among those that a photo's sources give, and of its offset from UTC."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from photos_ml.indexer.metadata.dates import offset_between, zone_named, zone_offset
from photos_ml.indexer.metadata.facts import WrittenDate
from photos_ml.types import DateSource, Precision, Taken, last_day

OLDEST_YEAR = 1826
"""The year of the oldest photograph that still exists; scans of old prints carry dates down to it."""
FUTURE_SLACK = timedelta(days=1)
"""A camera set to another time zone may run ahead of the clock of this machine."""
UNSET_CLOCK_DAYS = (date(1904, 1, 1), date(1970, 1, 1), date(1980, 1, 1))
"""What a clock that was never set shows: the epochs of QuickTime, Unix and DOS."""
UNSET_CLOCK_MOMENTS = (datetime(2000, 1, 1), datetime(2002, 12, 8, 12))
"""Many cameras' own beginnings; the days themselves were photographed a lot, if not in these seconds."""
FACTORY_YEARS = range(1995, 2021)
"""Years whose first second cameras begin with."""
NEAR = timedelta(days=31)
"""A folder of last year's may hold the pictures of New Year's night."""
FIRST_HOURS = timedelta(hours=24)
"""So long after such a beginning, a date gives way to one that anything else says."""
GPS_TOLERANCE_S = 300
"""A GPS time this far from a whole offset is an old fix, not a clock."""
SAME_SHOT_S = 5.0
"""Between two records of one moment."""
NEW_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sources:
    """The dates of one photo by what they are of, each the most trusted first."""

    original: Sequence[WrittenDate] = ()
    """The moment of capture."""
    digitized: Sequence[WrittenDate] = ()
    """When it became a file: the same for a camera, years later for a scanner."""
    late: Sequence[WrittenDate] = ()
    """When the file was changed."""
    named: WrittenDate | None = None
    folder: WrittenDate | None = None
    modified: WrittenDate | None = None

    def in_order(self) -> list[WrittenDate]:
        """The most trusted first. What a person wrote into a name stands before the date of a later scan or
        change; a date of change that is older, or tells the hour of the named day, before the name."""
        ranked = list(self.digitized)
        start = 0
        for written in filter(None, (self.named, self.folder)):
            later = (i for i in range(start, len(ranked)) if _is_later(ranked[i], written))
            start = next(later, len(ranked))
            ranked.insert(start, written)
            start += 1
        for change in self.late:
            at = next((i for i, date in enumerate(ranked) if self._gives_way(date, change)), len(ranked))
            ranked.insert(at, replace(change, late=True))
        found = [*self.original, *ranked]
        if self.modified is not None:
            if self.folder is not None and self.folder.local > self.modified.local:
                found.remove(self.folder)  # the files were there before the folder's year
            found.append(self.modified)
        return found

    def _gives_way(self, written: WrittenDate, change: WrittenDate) -> bool:
        if written not in (self.named, self.folder):
            return False
        same = first_of(written) <= change.local.date() <= last_of(written)
        return change.local.date() < first_of(written) or (same and written.precision.level > 1)


def first_of(date: WrittenDate) -> date:
    """The first day that a date may be."""
    return date.local.date()


def last_of(date: WrittenDate) -> date:
    """The last day that a date may be."""
    return last_day(date.local.date(), date.precision)


def why_impossible(local: datetime, now: datetime) -> str:
    """'' for a date that a photo can have, else a line that says why not."""
    if local.year < OLDEST_YEAR:
        return f"date {local:%Y-%m-%d} is older than photography"
    if local > now.replace(tzinfo=None) + FUTURE_SLACK:
        return f"date {local:%Y-%m-%d} is in the future"
    return ""


def is_unset(written: WrittenDate) -> bool:
    """Whether a clock shows this that was never set: a real date only where something else says so."""
    if written.precision.level > Precision.DAY.level:
        return False
    local, timed = written.local.replace(microsecond=0), written.precision is not Precision.DAY
    return local.date() in UNSET_CLOCK_DAYS or (timed and local in UNSET_CLOCK_MOMENTS)


def may_be_unset(written: WrittenDate) -> bool:
    """Whether a clock that was never set shows this in its first hours, and so do clocks that were."""
    local, timed = written.local, written.precision.level < Precision.DAY.level
    if not timed or written.source not in (DateSource.EXIF, DateSource.VIDEO):
        return False
    beginnings = (datetime(local.year, 1, 1), *UNSET_CLOCK_MOMENTS)
    began = any(timedelta(0) <= local - start < FIRST_HOURS for start in beginnings)
    return began and local.year in FACTORY_YEARS


def choose(
    dates: Iterable[WrittenDate],
    gps_utc: datetime | None,
    zone_of: Callable[[], str | None],
    now: datetime,
    *,
    length_s: float = 0.0,
) -> tuple[Taken | None, list[str]]:
    """The first possible date, with what the others say more exactly; and the problems met. `length_s`: of a
    video, whose clock may be read at its beginning or its end."""
    possible, problems = _possible(list(dates), now)
    if not possible:
        return None, problems
    chosen = _wall_clock(_finer(possible[0], possible), possible, zone_of, length_s)
    offset = _offset(chosen, possible, gps_utc, zone_of, length_s)
    return Taken(_finest(chosen.local, possible), offset, chosen.source, chosen.precision), problems


def _possible(dates: Sequence[WrittenDate], now: datetime) -> tuple[list[WrittenDate], list[str]]:
    problems, possible = [], []
    for written in dates:
        problem = why_impossible(written.local, now)
        if not problem and _is_false(written, dates):
            problem = f"date {written.local:%Y-%m-%d} is the default of a clock that was never set"
        if problem:
            problems.append(problem)
        else:
            possible.append(written)
    return possible, problems


def _is_false(suspect: WrittenDate, dates: Iterable[WrittenDate]) -> bool:
    """Whether a clock that was never set wrote this, as other witnesses have it: what knows no such clock, as
    names, folders and what people wrote, holds the day or does not."""
    unset = is_unset(suspect)
    if not unset and not may_be_unset(suspect):
        return False
    day = suspect.local.date()
    told = [other for other in dates if _knows_no_clock(other)]
    if unset:
        return not any(first_of(other) <= day <= last_of(other) for other in told)
    return bool(told) and not any(first_of(o) - NEAR <= day <= last_of(o) + NEAR for o in told)


def _knows_no_clock(date: WrittenDate) -> bool:
    """Whether a date is worth something as a witness."""
    return not (is_unset(date) or may_be_unset(date) or date.late or date.source is DateSource.MTIME)


def _finer(first: WrittenDate, dates: Sequence[WrittenDate]) -> WrittenDate:
    """A more exact date within a coarser one: what a person wrote, and the hour that a camera knew."""
    if first.precision.level < Precision.DAY.level:
        return first
    for other in dates:
        of_picture = not other.late and other.source is not DateSource.MTIME
        midnight = first.precision is Precision.DAY and other.local.time() == time(0)  # no time is known
        finer = of_picture and not midnight and other.precision.level < first.precision.level
        if finer and first_of(first) <= other.local.date() <= last_of(first):
            return _finer(other, dates)
    return first


def _wall_clock(
    date: WrittenDate, dates: Sequence[WrittenDate], zone_of: Callable[[], str | None], length_s: float
) -> WrittenDate:
    """A UTC date as the wall clock showed it where the photo was taken, if anything tells that: another
    source of the same moment, the zone of the position, another source's offset."""
    if not date.utc:
        return date
    for other in dates:
        timed = other.precision.level < Precision.DAY.level and other.source is not DateSource.MTIME
        if timed and not other.utc and _between(other.local, date.local, length_s) is not None:
            source = max(date.source, other.source, key=lambda source: source.trust)
            return replace(other, source=source)
    zone = zone_named(zone_of())
    if zone is not None:
        local = date.local.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
        return replace(date, local=local, offset_minutes=zone_offset(local, zone.key), utc=False)
    offset = next((o.offset_minutes for o in dates if o.offset_minutes is not None and not o.utc), None)
    if offset is not None:
        local = date.local + timedelta(minutes=offset)
        return replace(date, local=local, offset_minutes=offset, utc=False)
    return date


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
    length_s: float,
) -> int | None:
    """Its own, another source's of the same second, the difference to what tells it in UTC, the zone's."""
    if chosen.offset_minutes is not None:
        return chosen.offset_minutes
    if chosen.precision.level > Precision.DAY.level:
        return None
    second = chosen.local.replace(microsecond=0)
    for other in dates:
        same = other.local.replace(microsecond=0) == second and not other.utc
        if other.offset_minutes is not None and same:
            return other.offset_minutes
    if chosen.precision is not Precision.DAY:
        by_utc = _difference(chosen.local, dates, length_s)
        by_gps = offset_between(chosen.local, gps_utc, GPS_TOLERANCE_S) if gps_utc is not None else None
        found = by_utc if by_utc is not None else by_gps
        if found is not None:
            return found
    return zone_offset(chosen.local, zone_of())


def _difference(local: datetime, dates: Sequence[WrittenDate], length_s: float) -> int | None:
    """The offset that a source in UTC gives a wall clock. No difference tells nothing: who does not know the
    zone writes the wall clock as UTC, but for phones that name files so."""
    for other in dates:
        offset = _between(local, other.local, length_s) if other.utc else None
        if offset or (offset == 0 and other.source is DateSource.FILENAME):
            return offset
    return None


def _between(local: datetime, utc: datetime, length_s: float) -> int | None:
    """The offset that makes two clocks tell one moment; a video's may be read at its beginning or its end."""
    began = utc - timedelta(seconds=length_s)
    found = (offset_between(local, moment, SAME_SHOT_S) for moment in (utc, began))
    return next((offset for offset in found if offset is not None), None)


def _is_later(date: WrittenDate, written: WrittenDate) -> bool:
    return first_of(date) > last_of(written) + NEW_DAY
