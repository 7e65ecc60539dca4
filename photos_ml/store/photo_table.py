"""What a search asks of every photo, as arrays: read once, and then only what changed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.store.array_files import said_in, text_array
from photos_ml.store.database import Database
from photos_ml.store.ids import among, distinct, numbers
from photos_ml.store.while_same import NOTHING
from photos_ml.types import DateSource, Media, Precision

ROWS_A_READ = 100_000
FEW = 256
"""Of so few ids each is looked for."""
SPARSE_SPAN = 8
FILE = "photos"
FILED_ROWS, FILED_SHARE = 20_000, 0.05
"""The arrays are kept in a file once so many rows, or so large a share of all, are missing from it."""
_WIDTH = 23
"""Letters of a time: '2024-06-01T12:00:00.000'."""
_PRESENT, _TRUSTED, _GUESSED, _VIDEO, _FAVORITE = 1, 2, 4, 8, 16
_SUMS = (
    f"group_concat(id), group_concat(content_id), group_concat((status = 'present') * {_PRESENT} "
    f"+ (date_trust > 0) * {_TRUSTED} + (date_source IS '{DateSource.GUESS}') * {_GUESSED} "
    f"+ (media = '{Media.VIDEO}') * {_VIDEO} + favorite * {_FAVORITE}), "
    "group_concat(coalesce(width, 0)), group_concat(coalesce(height, 0)), "
    "group_concat(coalesce(place_id, 0)), group_concat(coalesce(camera_id, 0)), "
    "group_concat(date_precision), group_concat(coalesce(rating, 0)), "
    "group_concat(coalesce(lat, 'nan')), group_concat(coalesce(lon, 'nan')), "
    f"group_concat(printf('%-{_WIDTH}.{_WIDTH}s', coalesce(taken, '')), ''), "
    "group_concat(id) FILTER (WHERE burst_id <> ''), json_group_array(burst_id) FILTER (WHERE burst_id <> '')"
)
_PARTS = 14
"""Of the sums."""
_COLUMNS = (
    "id, content_id, status, taken, date_source, date_trust, date_precision, burst_id, "
    "media, favorite, width, height, place_id, camera_id, rating, lat, lon"
)
_NEW = f"SELECT {_SUMS} FROM (SELECT {_COLUMNS} FROM photos WHERE id > ? ORDER BY id LIMIT {ROWS_A_READ})"
_CHANGED = (
    f"SELECT {_SUMS} FROM "
    f"(SELECT {_COLUMNS} FROM photos WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id)"
)
_UNITS = ((Precision.MONTH, 100), (Precision.YEAR, 10_000), (Precision.DECADE, 100_000))
"""How finely a date is known, and of how many numbers of days that is one."""

Ids = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class PhotoArrays:
    """All photos of the library, row by row, ids ascending; one that is missing or gone is not present."""

    ids: Ids
    contents: Ids
    present: Mask
    trusted: Mask
    """Whether the date is more than the file's own."""
    guessed: Mask
    precision: npt.NDArray[np.int8]
    days: npt.NDArray[np.int32]
    """Local calendar days as numbers, 20240601; 0 without a date."""
    hours: npt.NDArray[np.int8]
    seconds: npt.NDArray[np.float64]
    """By the wall clock, since year 1; NaN without a date."""
    bursts: Ids
    """Equal for the shots of one burst; -1 for none."""
    videos: Mask
    favorites: Mask
    ratios: npt.NDArray[np.int32]
    """Width per 100 of height, of the upright picture; 100 where the size is unknown."""
    places: npt.NDArray[np.int32]
    cameras: npt.NDArray[np.int32]
    """Rows of these tables; 0 for none."""
    ratings: npt.NDArray[np.int8]
    """Stars; 0 without any."""
    lats: npt.NDArray[np.float64]
    lons: npt.NDArray[np.float64]
    """Degrees; NaN where it is not known."""

    @cached_property
    def weekdays(self) -> npt.NDArray[np.int8]:
        """Monday is 0; of a photo without a date any."""
        days = np.nan_to_num(self.seconds) // 86_400  # 1 January of year 1 was a Monday
        return (days % 7).astype(np.int8)

    @cached_property
    def tells_moments(self) -> Mask:
        """Whose date says which shots are of one moment, as `Moment` has it."""
        known: Mask = self.trusted & (self.precision <= Precision.DAY.level)
        return known

    @cached_property
    def known_days(self) -> npt.NDArray[np.int32]:
        """Calendar days as far as they are known: 20240600 of a month, 20240000 of a year, which lies before
        its months, and of the 2020s the number before 20200000; 0 without a date but that of the file."""
        known, level = self.days.copy(), self.precision
        for precision, unit in (
            (Precision.MONTH, 100),
            (Precision.YEAR, 10_000),
            (Precision.DECADE, 100_000),
        ):
            known[level == precision.level] //= unit
            known[level == precision.level] *= unit
        known[level == Precision.DECADE.level] -= 1
        known[~self.trusted | (self.days == 0)] = 0
        return known

    @cached_property
    def newest_first(self) -> Ids:
        """All rows, the newest first: by what is known of the day, then by the time, then by the id."""
        return np.lexsort((np.nan_to_num(self.seconds, nan=-1.0), self.known_days))[::-1]

    @cached_property
    def by_content(self) -> tuple[Ids, Ids]:
        """Contents of the present photos, ascending, and the row of each; rows of one content ascend."""
        rows = np.flatnonzero(self.present)
        order = np.argsort(self.contents[rows], kind="stable")
        return self.contents[rows][order], rows[order]

    @cached_property
    def _by_id(self) -> Ids | None:
        """The row of each id up to one that no photo has; None where ids lie too far apart for a table."""
        if self.last_id > SPARSE_SPAN * len(self.ids):
            return None
        table = np.full(self.last_id + 2, -1, np.int64)
        table[self.ids] = np.arange(len(self.ids))
        return table

    @property
    def last_id(self) -> int:
        """The highest id, 0 for none."""
        return int(self.ids[-1]) if len(self.ids) else 0

    def rows_of(self, ids: Ids) -> Ids:
        """The row of each photo; -1 for one that is not here."""
        if not len(self.ids):
            return np.full(len(ids), -1, np.int64)
        if self._by_id is not None and len(ids) > FEW:
            return self._by_id[np.minimum(ids, len(self._by_id) - 1)]
        rows = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[rows] == ids, rows, -1)

    def with_later(self, others: Sequence[PhotoArrays]) -> PhotoArrays:
        """The same and rows of higher ids."""
        return PhotoArrays(
            **{name: np.concatenate([getattr(part, name) for part in (self, *others)]) for name in _NAMES}
        )

    def with_changed(self, ids: Ids, found: PhotoArrays) -> PhotoArrays:
        """The same with the rows of these photos as they were found; those that were not are no more."""
        if len(ids) == len(found.ids) and (rows := self.rows_of(found.ids)).min(initial=0) >= 0:
            return self._with_rows(rows, found)
        kept = ~among(self.ids, distinct(ids))
        columns = {name: np.concatenate([getattr(self, name)[kept], getattr(found, name)]) for name in _NAMES}
        order = np.argsort(columns["ids"], kind="stable")
        return PhotoArrays(**{name: column[order] for name, column in columns.items()})

    def _with_rows(self, rows: Ids, found: PhotoArrays) -> PhotoArrays:
        """With other values in these rows. A column in which nothing changed is shared, and so is what was
        made of columns in which nothing did: a heart changes no date."""
        columns, changed = dict[str, npt.NDArray[Any]](), set[str]()
        for name in _NAMES:
            column, new = getattr(self, name), getattr(found, name)
            if not np.array_equal(column[rows], new, equal_nan=column.dtype.kind == "f"):
                changed.add(name)
                column = column.copy()
                column[rows] = new
            columns[name] = column
        arrays = PhotoArrays(**columns)
        if not changed & _MADE_OF:
            made = {name: value for name, value in self.__dict__.items() if name not in _NAMES}
            arrays.__dict__.update(made)
        return arrays


_NAMES = tuple(field.name for field in fields(PhotoArrays))
_MADE_OF = frozenset(("ids", "contents", "present", "trusted", "precision", "days", "seconds"))
"""Columns that the cached properties are made of."""


class PhotoTable:
    """The arrays of one library, as fresh as it. Safe to call from several threads."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._lock = threading.Lock()
        self._numbers: dict[str, int] = {}
        self._change = 0
        self._version: int | None = None
        self._arrays: PhotoArrays | None = None
        self._unfiled = 0
        self._filing = threading.Lock()

    @property
    def is_read(self) -> bool:
        """Whether the arrays are there: to read them takes a second or two of a million photos."""
        return self._arrays is not None

    def current(self) -> PhotoArrays:
        """What holds now, of all photos."""
        version, known, arrays = self._db.version(), self._version, self._arrays
        if arrays is not None and known == version:
            return arrays
        with self._lock:
            if self._arrays is None:
                self._arrays = self._from_file()
            # Before the rows: what is written meanwhile is read once more next time.
            version = self._db.version()
            arrays = self._refreshed(self._arrays)
            self._arrays, self._version = arrays, version
            change, names = self._change, list(self._numbers)
            due = self._unfiled >= max(FILED_ROWS, FILED_SHARE * len(arrays.ids))
        if due and self._filing.acquire(blocking=False):  # a disk takes its time: others go on meanwhile
            try:
                self._file(arrays, change, names)
            finally:
                self._filing.release()
        return arrays

    def of(self, photo_ids: Sequence[int]) -> PhotoArrays:
        """What holds of these photos now, and perhaps of others: all are not read for a few."""
        if self.is_read:
            return self.current()
        with self._lock:
            return self._parsed(self._db.query(_CHANGED, (json.dumps(list(photo_ids)),))[0])

    def _refreshed(self, arrays: PhotoArrays | None) -> PhotoArrays:
        newest = int(self._db.scalar("SELECT max(change) FROM photo_changes") or 0)
        if arrays is not None and newest > self._change:
            arrays = self._changed(arrays)
        self._change = newest
        later = list(self._later(arrays.last_id if arrays else 0))
        self._unfiled += sum(len(part.ids) for part in later)
        if arrays is None:
            arrays, *later = later or [self._parsed(("",) * _PARTS)]
        return arrays.with_later(later) if later else arrays

    def _changed(self, arrays: PhotoArrays) -> PhotoArrays:
        sql = "SELECT group_concat(photo_id) FROM photo_changes WHERE change > ? AND photo_id <= ?"
        ids = distinct(numbers(self._db.scalar(sql, (self._change, arrays.last_id))))
        self._unfiled += len(ids)
        found = self._parsed(self._db.query(_CHANGED, (json.dumps(ids.tolist()),))[0])
        return arrays.with_changed(ids, found)

    def _later(self, last_id: int) -> Iterator[PhotoArrays]:
        while True:
            part = self._parsed(self._db.query(_NEW, (last_id,))[0])
            if not len(part.ids):
                return
            yield part
            last_id = part.last_id

    def _from_file(self) -> PhotoArrays | None:
        """What a process before kept. The library is what it was then and what was done since: a file is told
        by a number that the library has, and another copy of it has not."""
        stamp = self._db.stamp(FILE) if self._db.files else None
        found = self._db.files.read(FILE, stamp) if self._db.files and stamp is not None else None
        if found is None:
            return None
        self._change, names = said_in(found["state"])
        self._numbers = {name: number for number, name in enumerate(names)}
        return PhotoArrays(**{name: found[name] for name in _NAMES})

    def _file(self, arrays: PhotoArrays, change: int, names: list[str]) -> None:
        """Keep them, where they are what the library holds just now and nobody else writes to it."""
        files = self._db.files
        if files is None:
            return
        with self._db.transaction_if_free(NOTHING) as is_free:
            if not is_free:
                return
            newest = self._db.query("SELECT (SELECT max(change) FROM photo_changes), max(id) FROM photos")[0]
            if (newest[0] or 0) != change or (newest[1] or 0) != arrays.last_id:
                return
            stamp = self._db.set_stamp(FILE)
        columns = {name: getattr(arrays, name) for name in _NAMES}
        files.write(FILE, stamp, {**columns, "state": text_array([change, names])})
        self._unfiled = 0  # where the disk is full, too: it is not tried again at once

    def _parsed(self, row: Sequence[str | None]) -> PhotoArrays:
        *columns, times, with_burst, names = row
        *whole, lats, lons = columns
        ids, contents, flags, widths, heights, places, cameras, precision, ratings = map(numbers, whole)
        days, hours, seconds = _times(times or "")
        bursts = np.full(len(ids), -1, np.int64)
        marked = [self._numbers.setdefault(burst, len(self._numbers)) for burst in json.loads(names or "[]")]
        bursts[np.searchsorted(ids, numbers(with_burst))] = marked
        ratios = np.rint(100 * widths / np.where(heights > 0, heights, 1))
        return PhotoArrays(
            ids,
            contents,
            flags & _PRESENT > 0,
            flags & _TRUSTED > 0,
            flags & _GUESSED > 0,
            precision.astype(np.int8),
            days,
            hours,
            seconds,
            bursts,
            flags & _VIDEO > 0,
            flags & _FAVORITE > 0,
            np.where((widths > 0) & (heights > 0), np.maximum(ratios, 1), 100).astype(np.int32),
            places.astype(np.int32),
            cameras.astype(np.int32),
            ratings.astype(np.int8),
            np.fromstring(lats or "", np.float64, sep=","),
            np.fromstring(lons or "", np.float64, sep=","),
        )


def _times(text: str) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int8], npt.NDArray[np.float64]]:
    """Times of one width each, blank for none -> days, hours and seconds as PhotoArrays has them."""
    letters = np.frombuffer(text.encode(), np.uint8).reshape(-1, _WIDTH)
    dated, digits = letters[:, 0] != ord(" "), letters.astype(np.int64) - ord("0")

    def number(start: int, end: int) -> Ids:
        total = digits[:, start].copy()
        for column in range(start + 1, end):
            total = 10 * total + digits[:, column]
        return np.where(dated, total, 0)

    year, month, day = number(0, 4), number(5, 7), number(8, 10)
    hour, minute, second, ms = number(11, 13), number(14, 16), number(17, 19), number(20, 23)
    months = (12 * (year - 1970) + month - 1).astype("datetime64[M]")
    first = np.datetime64("0001-01-01", "D")
    since = (months.astype("datetime64[D]") - first).astype(np.int64) + day - 1
    total_ms = ((since * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + ms
    seconds = np.where(dated, total_ms / 1000, np.nan)
    return (10_000 * year + 100 * month + day).astype(np.int32), hour.astype(np.int8), seconds
