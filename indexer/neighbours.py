"""When undated photos were taken, told by their neighbours: file numbers around theirs, and their folder."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from photos_ml.provenance import Claim, Fact, Field, model_of
from photos_ml.store import Library
from photos_ml.store.facts import date_value
from photos_ml.store.undated import FolderPhoto, read_beside_undated
from photos_ml.types import UNTIMED_HOUR, DateSource, Precision, Taken

MOST_APART = 60
"""File numbers between a photo and the dated one before or after it: more than a day of most cameras."""
LONGEST_BETWEEN = timedelta(days=370)
"""A counter that stood still longer than this tells nothing."""
LEAST_IN_FOLDER = 3
"""Dated photos that a folder is judged by at least."""
LEAST_FOR_A_DAY = 5
"""The same, where it is to tell the day and not only the month."""


MODEL = model_of("neighbours", "1")
"""The source of these dates, beside what the files and the user say."""
_DATE: Fact = (Field.DATE, "")


def guess_dates(library: Library) -> int:
    """Say of undated photos about when they were taken, and take back what is told no more; how many it was
    said of, or taken back from. Whatever a file, an import or the user says holds against it."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    # Read before the transaction: meanwhile the user may mark photos, which waits for no library to be read.
    found = guesses(read_beside_undated(library.database))
    told = {photo: date_value(taken) for photo, taken in found.items()}
    before = library.claims.by(MODEL, Field.DATE)
    new = [photo for photo, value in told.items() if before.get(photo) != value]
    gone = [photo for photo in before if photo not in told]
    with library.database.transaction():
        library.claims.say((photo, Claim(_DATE, MODEL, told[photo], at)) for photo in new)
        library.claims.unsay(MODEL, ((photo, _DATE) for photo in gone))
    return len(new) + len(gone)


def guesses(shots: Iterable[FolderPhoto]) -> dict[int, Taken]:
    """Photo id -> about when it was taken, for the undated ones whose neighbours agree.

    A counter tells most: a number between two dated ones of the same series in the same folder, or in
    folders side by side that share no number. Then a folder whose dated photos are all of one day, month or
    year. The precision is that of the stretch in which it must lie, a day at best.
    """
    photos = list(shots)
    found = dict(_by_folder(photos))
    found |= _by_number(photos, lambda shot: shot.folder.rpartition("/")[0])
    found |= _by_number(photos, lambda shot: shot.folder)
    return found


def stretch(first: date, last: date) -> Taken | None:
    """The date of something between two days: as finely as they agree, None where not even on the year."""
    if first.year != last.year:
        return None
    precision = Precision.YEAR
    if first == last:
        precision = Precision.DAY
    elif first.month == last.month:
        precision = Precision.MONTH
    return Taken(
        datetime(first.year, first.month, first.day, UNTIMED_HOUR), None, DateSource.GUESS, precision
    )


@dataclass(frozen=True, slots=True)
class _Numbered:
    number: int
    shot: FolderPhoto


def _by_number(shots: Sequence[FolderPhoto], place: Callable[[FolderPhoto], str]) -> dict[int, Taken]:
    """By the counters of each place; one that counts several things at once tells nothing."""
    series: dict[tuple[str, str, int], list[_Numbered]] = defaultdict(list)
    for shot in shots:
        if counted := _counted(shot.name):
            prefix, digits, number = counted
            series[place(shot), prefix, digits].append(_Numbered(number, shot))
    return {
        photo_id: taken
        for members in series.values()
        if not _counts_twice(members)
        for photo_id, taken in _between(sorted(members, key=lambda member: member.number))
    }


def _counted(name: str) -> tuple[str, int, int] | None:
    """What comes before the counter, its digits, and the count: 'DSC_0412.NEF' -> ('dsc_', 4, 412)."""
    match = re.fullmatch(r"(.*?)(\d{3,6})", name.rpartition(".")[0])
    if match is None or re.search(r"\d{6}", match[1]):  # after a date, the number counts within its day
        return None
    return match[1].casefold(), len(match[2]), int(match[2])


def _counts_twice(members: Sequence[_Numbered]) -> bool:
    """Whether a number stands for photos in two folders, or of two days."""
    where: dict[int, tuple[str, date | None]] = {}
    for member in members:
        folder, day = where.setdefault(member.number, (member.shot.folder, member.shot.day))
        if folder != member.shot.folder or (day and member.shot.day and day != member.shot.day):
            return True
    return False


def _between(members: Sequence[_Numbered]) -> Iterator[tuple[int, Taken]]:
    """The undated of one series, by the nearest dated ones on both sides."""
    after = _nearest(reversed(members))
    before = _nearest(members)
    for place, member in enumerate(members):
        earlier, later = before[place], after[len(members) - 1 - place]
        if member.shot.day or earlier is None or later is None:
            continue
        near = max(member.number - earlier.number, later.number - member.number) <= MOST_APART
        taken = _within(earlier.shot.day, later.shot.day) if near else None
        if taken:
            yield member.shot.photo_id, taken


def _nearest(members: Iterable[_Numbered]) -> list[_Numbered | None]:
    """Of each the dated one that comes last before it, in the order given."""
    found: list[_Numbered | None] = []
    last: _Numbered | None = None
    for member in members:
        found.append(last)
        last = member if member.shot.day else last
    return found


def _within(first: date | None, last: date | None) -> Taken | None:
    """A stretch by a counter that only goes up."""
    if first is None or last is None or not timedelta() <= last - first <= LONGEST_BETWEEN:
        return None
    return stretch(first, last)


def _by_folder(shots: Iterable[FolderPhoto]) -> Iterator[tuple[int, Taken]]:
    folders: dict[str, list[FolderPhoto]] = defaultdict(list)
    for shot in shots:
        folders[shot.folder].append(shot)
    for inside in folders.values():
        days = sorted(shot.day for shot in inside if shot.day)
        taken = stretch(days[0], days[-1]) if len(days) >= LEAST_IN_FOLDER else None
        if taken and taken.has_day and len(days) < LEAST_FOR_A_DAY:
            taken = Taken(taken.local, None, DateSource.GUESS, Precision.MONTH)
        if taken:
            yield from ((shot.photo_id, taken) for shot in inside if shot.day is None)
