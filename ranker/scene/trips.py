"""Trips and days out: stays away from home, with their legs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from photos_ml.geo import Floats, haversine_km, mean
from photos_ml.ranker.scene.events import Event, find_events, place_of
from photos_ml.ranker.scene.home import Homes
from photos_ml.ranker.scene.timeline import HOUR_S, Timeline
from photos_ml.types import Place

NEAR_HOME_KM = 10.0
"""Ente's radius: a photo inside it was taken at home, and ends a trip."""
TRIP_KM = 40.0
"""Nearer than this from home all along is an outing, not a trip: people sleep at home."""
LEG_KM = 25.0
"""Ente's cluster radius: farther from the middle of a leg begins another."""
GAP_DAYS = (5.0, 10.0)
"""Bounds of the longest silence within a trip; between them, twice the person's usual silence."""
HOME_AND_BACK_KM_A_DAY = 100.0
"""A silence near home was spent at home: at 100 km it may last a day, farther away in proportion ..."""
NIGHT_HOURS = 30.0
"""... anywhere from one day's morning to the next day's noon, at the same place ..."""
QUIET_DAY_HOURS = 54.0
"""... or, beyond easy reach from home, the day after that."""
EASY_REACH_KM = 80.0
"""From one place to another the next day, both within this distance of home: the night was spent at home."""
DAY_STARTS_HOUR = 4
"""Photos after midnight belong to the evening before; a trip needs a night, not a late evening."""
EDGE_HOURS = 26.0
"""Photos without a position this near in time to a trip belong to it, if nearer to it than to home."""
MIN_TRIP_PHOTOS = 3
OUTING_KM = 1.5
MIN_OUTING_PHOTOS = 4


@dataclass(frozen=True, slots=True)
class Leg:
    """Photos [start, stop) of a timeline around one place; `place` is None where no photo names one."""

    start: int
    stop: int
    lat: float
    lon: float
    place: Place | None


@dataclass(frozen=True, slots=True)
class Trip:
    """Photos [start, stop) of a timeline, away from home over at least one night."""

    start: int
    stop: int
    first: date
    last: date
    legs: tuple[Leg, ...]
    farthest_km: float

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def is_weekend(self) -> bool:
        """Three days at most, with a Saturday or Sunday among them, Friday to Monday."""
        week = [(self.first.weekday() + i) % 7 for i in range(self.days)]
        return self.days <= 3 and bool({5, 6} & set(week)) and {4, 5, 6, 0}.issuperset(week)


@dataclass(frozen=True, slots=True)
class Outing:
    """An event away from home that is part of no trip."""

    event: Event
    day: date
    farthest_km: float
    place: Place | None


def find_trips(timeline: Timeline, homes: Homes) -> list[Trip]:
    """Stays away over a night, in order; none without a home, for then nothing is away."""
    from_home = homes.distances_km(timeline)
    at = np.flatnonzero(np.isfinite(from_home))
    limit_s = gap_days(timeline) * 24 * HOUR_S
    found = []
    for run in _away_runs(timeline, at, from_home, limit_s):
        trip = _trip(timeline, run, from_home)
        if trip is not None:
            found.append(trip)
    return found


def find_outings(timeline: Timeline, homes: Homes, trips: list[Trip]) -> list[Outing]:
    """Events of a few photos away from home and from every familiar place, outside trips."""
    from_home = homes.distances_km(timeline)
    found = []
    for event in find_events(timeline):
        place = place_of(timeline, event) if len(event) >= MIN_OUTING_PHOTOS else None
        if place is None:
            continue
        if any(trip.start < event.stop and event.start < trip.stop for trip in trips):
            continue
        if not _is_familiar(place, homes) and homes.by_month:
            far = float(np.nanmax(from_home[event.start : event.stop]))
            found.append(Outing(event, timeline.day(event.start), far, common_place(timeline, event)))
    return found


def gap_days(timeline: Timeline) -> float:
    """The longest silence a trip of this person may have, in days."""
    days = np.unique([timeline.day(i).toordinal() for i in range(len(timeline))])
    usual = float(np.median(np.diff(days))) if len(days) > 1 else GAP_DAYS[0]
    return float(np.clip(2 * usual, *GAP_DAYS))


def common_place(timeline: Timeline, span: Event | Leg) -> Place | None:
    """The place most photos of a span name."""
    places = Counter(p.place for p in timeline.photos[span.start : span.stop] if p.place is not None)
    return max(places, key=lambda place: (places[place], str(place))) if places else None


def _is_familiar(place: tuple[float, float], homes: Homes) -> bool:
    here = np.array([place[0]]), np.array([place[1]])
    return any(haversine_km(*here, known.lat, known.lon)[0] <= OUTING_KM for known in homes.places)


def _away_runs(
    timeline: Timeline, at: npt.NDArray[np.int64], from_home: Floats, limit_s: float
) -> list[list[int]]:
    """Located photos away from home, cut at photos at home and at long silences."""
    runs: list[list[int]] = [[]]
    for i in at.tolist():
        if from_home[i] <= NEAR_HOME_KM:
            runs.append([])
            continue
        if runs[-1] and _went_home(timeline, runs[-1][-1], i, from_home, limit_s):
            runs.append([])
        runs[-1].append(i)
    return [run for run in runs if run]


def _went_home(timeline: Timeline, i: int, j: int, from_home: Floats, limit_s: float) -> bool:
    """Whether the silence between two photos away from home was long enough to spend a night at home."""
    near_km, far_km = sorted((from_home[i], from_home[j]))
    hop_km = haversine_km(timeline.lat[[i]], timeline.lon[[i]], timeline.lat[j], timeline.lon[j])[0]
    stayed_h = 24 * near_km / HOME_AND_BACK_KM_A_DAY
    if hop_km <= LEG_KM:
        stayed_h = max(stayed_h, QUIET_DAY_HOURS if near_km > EASY_REACH_KM else NIGHT_HOURS)
    elif far_km > EASY_REACH_KM:
        stayed_h = max(stayed_h, NIGHT_HOURS)
    else:
        stayed_h = min(stayed_h, DAY_STARTS_HOUR)
    return bool(timeline.instants_s[j] - timeline.instants_s[i] > min(limit_s, stayed_h * HOUR_S))


def _trip(timeline: Timeline, run: list[int], from_home: Floats) -> Trip | None:
    start, stop = _widened(timeline, run[0], run[-1] + 1)
    first, last = timeline.day(start), timeline.day(stop - 1)
    farthest = float(from_home[run].max())
    nights = (_evening_day(timeline, stop - 1) - _evening_day(timeline, start)).days
    if farthest < TRIP_KM or nights < 1 or len(run) < MIN_TRIP_PHOTOS:
        return None
    return Trip(start, stop, first, last, tuple(_legs(timeline, run)), farthest)


def _evening_day(timeline: Timeline, i: int) -> date:
    return (timeline.photos[i].local - timedelta(hours=DAY_STARTS_HOUR)).date()


def _widened(timeline: Timeline, start: int, stop: int) -> tuple[int, int]:
    """The run with the photos without a position just before and after it."""
    times, unknown = timeline.instants_s, np.isnan(timeline.lat)
    first, last = times[start], times[stop - 1]
    before = start
    while before > 0 and unknown[before - 1] and first - times[before - 1] <= EDGE_HOURS * HOUR_S:
        before -= 1
    home = times[before - 1] if before > 0 else -np.inf
    start = next((i for i in range(before, start) if first - times[i] <= times[i] - home), start)
    after = stop
    while after < len(timeline) and unknown[after] and times[after] - last <= EDGE_HOURS * HOUR_S:
        after += 1
    home = times[after] if after < len(timeline) else np.inf
    stop = next((i + 1 for i in range(after - 1, stop - 1, -1) if times[i] - last <= home - times[i]), stop)
    return start, stop


def _legs(timeline: Timeline, run: list[int]) -> list[Leg]:
    """Stays in the order they were made; one that only passes through a place named before it is merged."""
    groups: list[list[int]] = []
    for i in run:
        if groups and _near_middle(timeline, groups[-1], i):
            groups[-1].append(i)
        else:
            groups.append([i])
    legs: list[Leg] = []
    for group in groups:
        span = Event(group[0], group[-1] + 1)
        middle = mean(timeline.lat[group], timeline.lon[group])
        leg = Leg(span.start, span.stop, *middle, common_place(timeline, span))
        if legs and legs[-1].place is not None and legs[-1].place == leg.place:
            legs[-1] = Leg(legs[-1].start, leg.stop, legs[-1].lat, legs[-1].lon, leg.place)
        else:
            legs.append(leg)
    return legs


def _near_middle(timeline: Timeline, group: list[int], i: int) -> bool:
    lat, lon = mean(timeline.lat[group], timeline.lon[group])
    return bool(haversine_km(timeline.lat[[i]], timeline.lon[[i]], lat, lon)[0] <= LEG_KM)
