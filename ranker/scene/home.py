"""Where a person lives, as it changes over the years, and the other places they keep coming back to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from photos_ml.geo import Floats, centre, haversine_km
from photos_ml.ranker.scene.timeline import Timeline

MERGE_KM = 1.5
"""Positions this close are one place; Ente's merge radius."""
CELL_DEGREES = 0.01
MIN_PHOTOS = 10
MIN_DAYS = 10
MIN_WEEKS = 6
MIN_MONTHS = 2
MIN_SPAN_DAYS = 45
DENSE_DAYS = 12
DENSE_WINDOW_DAYS = 120
"""Ente's rule: this many active days in some window of this length."""
SPARSE_MONTHS = 3
SPARSE_SHARE = 0.2
"""For people who seldom take photos: the place of this share of their months, at least this many."""
MEMORY_MONTHS = 4
"""A home counts for the months around each use, fading over this many."""
WORK_HOURS = (8, 18)
WORK_SHARE = 0.85
MAX_PLACES = 64


@dataclass(frozen=True, slots=True)
class FamiliarPlace:
    """A place of many days. `work`: nearly always seen on weekdays by day."""

    lat: float
    lon: float
    first: date
    last: date
    active_days: int
    home: bool
    work: bool


@dataclass(frozen=True, slots=True)
class Homes:
    """The homes of a person over time; none where too little is known."""

    places: tuple[FamiliarPlace, ...]
    """All familiar places, most used first."""
    first_month: int
    by_month: tuple[tuple[float, float], ...]
    """Home position for each month from `first_month` (year * 12 + month - 1) on; empty without a home."""

    def at(self, day: date) -> tuple[float, float] | None:
        """Where home was on a day; before the first and after the last known month, the nearest of them."""
        if not self.by_month:
            return None
        return self.by_month[min(max(_month(day) - self.first_month, 0), len(self.by_month) - 1)]

    def distances_km(self, timeline: Timeline) -> Floats:
        """Kilometres from home of every photo, NaN where either is unknown.

        Around a move, the nearer of the homes of the month before, the month itself and the month after.
        """
        if not self.by_month:
            return np.full(len(timeline), np.nan)
        table = np.array(self.by_month)
        months = np.array([_month(timeline.day(i)) for i in range(len(timeline))]) - self.first_month
        found = [
            haversine_km(timeline.lat, timeline.lon, *table[np.clip(months + step, 0, len(table) - 1)].T)
            for step in (-1, 0, 1)
        ]
        nearest: Floats = np.minimum.reduce(found)
        return nearest


def find_homes(timeline: Timeline) -> Homes:
    """Familiar places by Ente's rule, a laxer one for sparse libraries; home is the most used of a month."""
    at = np.flatnonzero(timeline.measured)
    if not len(at):
        return Homes((), 0, ())
    days = np.array([timeline.day(i).toordinal() for i in at.tolist()])
    months = np.array([_month(timeline.day(i)) for i in at.tolist()])
    clusters = _clusters(timeline.lat[at], timeline.lon[at], days)
    familiar = [members for members in clusters if _passes(days[members], months[members])]
    if not familiar:
        familiar = [m for m in clusters[:1] if _passes_sparsely(months[m], months)]
    if not familiar:
        return Homes((), 0, ())
    return _homes(timeline, at, familiar, days, months)


def _homes(
    timeline: Timeline,
    at: npt.NDArray[np.int64],
    familiar: list[npt.NDArray[np.int64]],
    days: npt.NDArray[np.int64],
    months: npt.NDArray[np.int64],
) -> Homes:
    first, last = int(months.min()), int(months.max())
    works = [_is_work(timeline, at[members]) for members in familiar]
    if all(works):
        works = [False] * len(works)
    use = np.stack(
        [_use(days[m], months[m], first, last) * (not w) for m, w in zip(familiar, works, strict=True)]
    )
    chosen = np.argmax(use, axis=0)
    middles = [centre(timeline.lat[at[m]], timeline.lon[at[m]]) for m in familiar]
    places = tuple(
        FamiliarPlace(
            *middles[i],
            first=date.fromordinal(int(days[members].min())),
            last=date.fromordinal(int(days[members].max())),
            active_days=len(np.unique(days[members])),
            home=i in chosen,
            work=works[i],
        )
        for i, members in enumerate(familiar)
    )
    return Homes(places, first, tuple(middles[i] for i in chosen))


def _clusters(lat: Floats, lon: Floats, days: npt.NDArray[np.int64]) -> list[npt.NDArray[np.int64]]:
    """Members of places of MERGE_KM around the busiest spots, most active days first."""
    cell = np.round(lat / CELL_DEGREES).astype(np.int64) * 100_000 + np.round(lon / CELL_DEGREES).astype(
        np.int64
    )
    spots, spot_of = np.unique(cell, return_inverse=True)
    active = np.bincount(np.unique(np.stack([spot_of, days]), axis=1)[0], minlength=len(spots))
    count = np.bincount(spot_of)
    spot_lat, spot_lon = np.bincount(spot_of, lat) / count, np.bincount(spot_of, lon) / count
    free = np.ones(len(spots), bool)
    found: list[npt.NDArray[np.int64]] = []
    for seed in np.argsort(-active, kind="stable"):
        if len(found) == MAX_PLACES:
            break
        if free[seed]:
            near = free & (haversine_km(spot_lat, spot_lon, spot_lat[seed], spot_lon[seed]) <= MERGE_KM)
            free &= ~near
            found.append(np.flatnonzero(near[spot_of]))
    return sorted(found, key=lambda members: -len(np.unique(days[members])))


def _passes(days: npt.NDArray[np.int64], months: npt.NDArray[np.int64]) -> bool:
    active = np.unique(days)
    if len(days) < MIN_PHOTOS or len(active) < max(MIN_DAYS, DENSE_DAYS):
        return False
    in_window = np.searchsorted(active, active + DENSE_WINDOW_DAYS) - np.arange(len(active))
    return bool(
        len(np.unique(active // 7)) >= MIN_WEEKS
        and len(np.unique(months)) >= MIN_MONTHS
        and active[-1] - active[0] >= MIN_SPAN_DAYS
        and in_window.max() >= DENSE_DAYS
    )


def _passes_sparsely(months: npt.NDArray[np.int64], all_months: npt.NDArray[np.int64]) -> bool:
    used = len(np.unique(months))
    return used >= SPARSE_MONTHS and used >= SPARSE_SHARE * len(np.unique(all_months))


def _use(days: npt.NDArray[np.int64], months: npt.NDArray[np.int64], first: int, last: int) -> Floats:
    """Active days a month, spread over the months around; float64 (months,)."""
    _, index = np.unique(days, return_index=True)
    counts = np.bincount(months[index] - first, minlength=last - first + 1).astype(np.float64)
    reach = np.arange(-3 * MEMORY_MONTHS, 3 * MEMORY_MONTHS + 1)
    spread: Floats = np.convolve(counts, np.exp(-np.abs(reach) / MEMORY_MONTHS), mode="full")
    return spread[3 * MEMORY_MONTHS : 3 * MEMORY_MONTHS + len(counts)]


def _is_work(timeline: Timeline, members: npt.NDArray[np.int64]) -> bool:
    first, last = WORK_HOURS
    by_day = [
        timeline.photos[i].local.weekday() < 5 and first <= timeline.photos[i].local.hour < last
        for i in members
    ]
    return bool(np.mean(by_day) >= WORK_SHARE)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
