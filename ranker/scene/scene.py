"""All that memories are made from, read once: photos that may be shown, their vectors, events, homes and
trips."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from photos_ml.ranker.scene.anniversaries import anniversary_days
from photos_ml.ranker.scene.clocks import clock_shifts
from photos_ml.ranker.scene.covered import Covered
from photos_ml.ranker.scene.events import Event, find_events
from photos_ml.ranker.scene.exclusions import MemoryExclusions
from photos_ml.ranker.scene.favourites import Favourites
from photos_ml.ranker.scene.home import Homes, find_homes
from photos_ml.ranker.scene.junk import JunkFilter, JunkVerdict
from photos_ml.ranker.scene.themes import ThemeReader, written_themes
from photos_ml.ranker.scene.timeline import Timeline, make_timeline
from photos_ml.ranker.scene.trips import Outing, Trip, find_outings, find_trips
from photos_ml.ranker.scene.upright import Upright
from photos_ml.store import Library
from photos_ml.store.dated import DatedPhoto, read_dated
from photos_ml.store.memories import Memories
from photos_ml.store.persons import births_of
from photos_ml.types import FloatMatrix

T = TypeVar("T")
WRITTEN_SHARE = 0.9
"""Share of a theme that a keyword names outright."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What looks at vectors; made once for a model."""

    model: tuple[str, str]
    """Model id and revision."""
    dimension: int
    junk: JunkFilter
    themes: ThemeReader
    upright: Upright | None = None
    """What knows pictures that lie on their side; None where nothing was fitted for the model."""
    tags: frozenset[str] = frozenset()
    """Tags that are read of photos, by their keys."""
    covered: Covered | None = None
    """What knows a finger over the lens; None where nothing was fitted for the model."""


@dataclass(frozen=True, slots=True)
class Birth:
    """When somebody was born: a day, or the first of a month of which no more is known."""

    day: date
    to_the_day: bool


class Scene:
    """n photos by local time, none of them excluded, undated or known to be junk. Read-only."""

    def __init__(
        self,
        photos: Sequence[DatedPhoto],
        vectors: npt.NDArray[np.float16],
        visual_scores: Sequence[tuple[float, str]],
        shares: FloatMatrix,
        appeal: FloatMatrix,
        today: date,
    ) -> None:
        """`vectors` float16 (n, d), a zero row where a photo has none; the rest by row as well."""
        self.photos = tuple(photos)
        self.vectors = vectors
        self.visual_scores = visual_scores
        self.shares = shares
        self.appeal = appeal
        self.today = today
        self.until: date | None = None
        """The first later day that has photos: from it on, a scene must be read anew."""
        self.births: Mapping[str, Birth] = {}
        """By the key of a name, of people whose birth is known to the month."""
        self.row = {photo.id: i for i, photo in enumerate(self.photos)}
        self._lasting: dict[str, Any] = {}

    def on(self, day: date) -> Scene:
        """The same photos seen from a later day, with all that is known of them; see `read_scene`."""
        found = copy(self)
        found.today = day
        return found

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives, made once for these photos: it must not depend on the day they are seen from."""
        if name not in self._lasting:
            self._lasting[name] = make()
        found: T = self._lasting[name]
        return found

    @cached_property
    def by_day(self) -> dict[date, list[int]]:
        """Rows by local day."""
        found: dict[date, list[int]] = {}
        for row, photo in enumerate(self.photos):
            found.setdefault(photo.local.date(), []).append(row)
        return found

    @cached_property
    def by_calendar_day(self) -> dict[tuple[int, int], list[date]]:
        """Days that have photos, in order, by month and day of the month."""
        found: dict[tuple[int, int], list[date]] = {}
        for day in self.by_day:
            found.setdefault((day.month, day.day), []).append(day)
        return found

    def earlier_years(self, within: int) -> list[date]:
        """Days that have photos and come round within so many days of today, of earlier years, in order."""
        about = (
            days for days in self.by_calendar_day.values() if anniversary_days(self.today, days[0]) <= within
        )
        return sorted(day for days in about for day in days if day.year < self.today.year)

    def coming_round(self, within: int) -> npt.NDArray[np.bool_]:
        """Whether the calendar day of each row comes within so many days after today, bool (n,)."""
        days = [self.today + timedelta(days=ahead) for ahead in range(1, within + 1)]
        coming = [_calendar_day(day) for day in days]
        if _calendar_day(date(2000, 2, 28)) in coming:
            coming.append(_calendar_day(date(2000, 2, 29)))
        return np.isin(self.once("calendar days", self._calendar_days), coming)

    def _calendar_days(self) -> npt.NDArray[np.int64]:
        return np.array([_calendar_day(photo.local) for photo in self.photos], np.int64)

    @cached_property
    def untimed(self) -> list[int]:
        """Rows of which only the day is known."""
        return [row for row, photo in enumerate(self.photos) if not photo.has_time]

    @cached_property
    def located(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """The m rows that have a position of their own, int64 (m,), and it, degrees, float64 (m, 2)."""
        found = [
            (row, photo.lat, photo.lon)
            for row, photo in enumerate(self.photos)
            if photo.lat is not None and photo.lon is not None
        ]
        table = np.array(found, np.float64).reshape(-1, 3)
        return table[:, 0].astype(np.int64), table[:, 1:]

    @cached_property
    def timeline(self) -> Timeline:
        return make_timeline(self.photos, clock_shifts(self.photos))

    @cached_property
    def homes(self) -> Homes:
        return find_homes(self.timeline)

    @cached_property
    def trips(self) -> list[Trip]:
        return find_trips(self.timeline, self.homes)

    @cached_property
    def outings(self) -> list[Outing]:
        return find_outings(self.timeline, self.homes, self.trips)

    @cached_property
    def events(self) -> list[Event]:
        return find_events(self.timeline)

    @cached_property
    def event_of(self) -> npt.NDArray[np.int64]:
        """Event number of each photo row, int64 (n,); of photos of which only the day is known, -1 - row."""
        found = -1 - np.arange(len(self.photos))
        for number, event in enumerate(self.events):
            for photo in self.timeline.photos[event.start : event.stop]:
                found[self.row[photo.id]] = number
        return found

    @cached_property
    def from_home_km(self) -> npt.NDArray[np.float64]:
        """Distance from home of each photo row, NaN where unknown; float64 (n,)."""
        found = np.full(len(self.photos), np.nan)
        distances = self.homes.distances_km(self.timeline)
        for i, photo in enumerate(self.timeline.photos):
            found[self.row[photo.id]] = distances[i]
        return found

    @cached_property
    def favourites(self) -> Favourites:
        return Favourites.of(self.vectors, [photo.favorite for photo in self.photos])

    @cached_property
    def order(self) -> npt.NDArray[np.int64]:
        """Where each photo row comes in the telling, int64 (n,): by true instant; day-only photos end their
        day."""
        instants = {
            photo.id: s for photo, s in zip(self.timeline.photos, self.timeline.instants_s, strict=True)
        }
        ends: dict[date, float] = {}
        for photo in self.timeline.photos:
            ends[photo.local.date()] = instants[photo.id]
        keys = [
            (photo.local.date(), instants.get(photo.id, ends.get(photo.local.date(), 0.0)), photo.id)
            for photo in self.photos
        ]
        found = np.empty(len(keys), np.int64)
        found[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
        return found

    def rows_of(self, start: int, stop: int) -> list[int]:
        """Rows of photos [start, stop) of the timeline."""
        return [self.row[photo.id] for photo in self.timeline.photos[start:stop]]

    def unit(self, rows: Sequence[int]) -> FloatMatrix:
        """The vectors of rows, float32 (len(rows), d)."""
        return self.vectors[list(rows)].astype(np.float32)


def _calendar_day(day: date) -> int:
    return 100 * day.month + day.day


def read_scene(
    library: Library, reader: Reader, exclusions: MemoryExclusions, today: date
) -> tuple[Scene, dict[int, JunkVerdict]]:
    """The scene of a library on a day, and why photos were left out as junk, by photo id."""
    dated = read_dated(library.database, tags=reader.tags)
    allowed = [photo for photo in dated if exclusions.allows(photo)]
    photos = [photo for photo in allowed if photo.local.date() <= today]
    vectors = _vectors(library, [photo.content_id for photo in photos], reader)
    visual_scores = _blockwise_scores(reader.junk, vectors)
    covered = _blockwise_covered(reader.covered, vectors)
    verdicts = [
        (reader.junk.verdict(photo, None, seen) or _if_covered(photo, under)) if seen[1] else UNSEEN
        for photo, seen, under in zip(photos, visual_scores, covered, strict=True)
    ]
    kept = [i for i, verdict in enumerate(verdicts) if verdict is None]
    left_out = {photos[i].id: verdict for i, verdict in enumerate(verdicts) if verdict is not None}
    rows = vectors[kept]
    shares, appeal = _blockwise_themes(reader.themes, rows)
    for i, at in enumerate(kept):
        for theme in written_themes(photos[at]):
            shares[i, theme] = max(shares[i, theme], WRITTEN_SHARE)
    scene = Scene([photos[i] for i in kept], rows, [visual_scores[i] for i in kept], shares, appeal, today)
    scene.until = allowed[len(photos)].local.date() if len(allowed) > len(photos) else None
    scene.births = _births(library)
    return scene, left_out


def _if_covered(photo: DatedPhoto, covered: bool) -> JunkVerdict | None:
    """What the user calls a photo is one."""
    said = photo.look is not None and photo.look.source == "user"
    return FINGER if covered and not said else None


def _births(library: Library) -> dict[str, Birth]:
    known = births_of(library.database)
    return {
        key: Birth(date.fromisoformat(f"{said}-01"[:10]), len(said) > MONTH_CHARACTERS)
        for key, said in known.items()
        if len(said) >= MONTH_CHARACTERS
    }


MONTH_CHARACTERS = len("2019-05")
BLOCK = 4096
FINGER = JunkVerdict("a finger over the lens")
UNSEEN = JunkVerdict("the model has not seen it yet")
"""Without a vector nobody knows whether it is a receipt: it waits for the next index."""


def _vectors(library: Library, contents: Sequence[int], reader: Reader) -> npt.NDArray[np.float16]:
    """float16 (len(contents), d), a zero row for a content without a vector."""
    ids, data = Memories(library.database).vectors(reader.model)
    known = np.frombuffer(data, "<f2").reshape(len(ids), reader.dimension)
    at = np.searchsorted(ids, contents)
    at[at == len(ids)] = 0
    found = np.zeros((len(contents), reader.dimension), np.float16)
    has = np.array(ids)[at] == contents if ids else np.zeros(len(contents), bool)
    found[has] = known[at[has]]
    return found


def _blockwise_scores(junk: JunkFilter, vectors: npt.NDArray[np.float16]) -> list[tuple[float, str]]:
    """Photos without a vector stand far below every threshold."""
    found: list[tuple[float, str]] = []
    for start in range(0, len(vectors), BLOCK):
        block = vectors[start : start + BLOCK].astype(np.float32)
        known: list[bool] = np.any(block, axis=1).tolist()
        found += [s if k else (-np.inf, "") for s, k in zip(junk.visual_scores(block), known, strict=True)]
    return found


def _blockwise_covered(covered: Covered | None, vectors: npt.NDArray[np.float16]) -> list[bool]:
    if covered is None:
        return [False] * len(vectors)
    blocks = (vectors[at : at + BLOCK].astype(np.float32) for at in range(0, len(vectors), BLOCK))
    return [said for block in blocks for said in covered.says(block).tolist()]


def _blockwise_themes(
    themes: ThemeReader, vectors: npt.NDArray[np.float16]
) -> tuple[FloatMatrix, FloatMatrix]:
    blocks = [
        vectors[start : start + BLOCK].astype(np.float32) for start in range(0, max(len(vectors), 1), BLOCK)
    ]
    shares = np.concatenate([themes.shares(block) * block.any(axis=1, keepdims=True) for block in blocks])
    return shares, np.concatenate([themes.appeal(block) for block in blocks])
