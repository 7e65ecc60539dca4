"""A made-up person's years: days at home, outings, trips, a move; with the errors of real cameras.

What is drawn here (lengths, rhythms, distances, errors) is chosen by how people travel and cameras fail, not
by the constants of the code that is measured on it.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from photos_ml.geo import KM_PER_DEGREE
from photos_ml.store.dated import DatedPhoto

CITIES = (
    (52.52, 13.40), (48.86, 2.35), (41.90, 12.50), (59.91, 10.75), (40.71, -74.01), (37.77, -122.42),
    (35.68, 139.69), (-33.87, 151.21), (51.51, -0.13), (38.72, -9.14), (64.15, -21.94), (-1.29, 36.82),
    (55.95, -3.19), (47.38, 8.54), (45.44, 12.34), (43.30, 5.37), (50.08, 14.44), (19.43, -99.13),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Habits:
    """How much a person photographs and travels, and how badly the cameras behave."""

    years: int = 3
    home_days_a_year: int = 90
    trips_a_year: float = 3.0
    outings_a_year: float = 12.0
    photos_an_event: float = 6.0
    missing_gps: float = 0.25
    gps_noise_m: float = 60.0
    wrong_fix: float = 0.01
    second_camera: float = 0.2
    """Share of trip photos by a camera without position and UTC offset ..."""
    clock_error_minutes: int = 60
    """... whose clock is off by this much."""
    moves: bool = False


@dataclass(frozen=True, slots=True)
class Journey:
    """Photos by true time, and the truth: the event and the trip (-1 for none) each belongs to."""

    photos: tuple[DatedPhoto, ...]
    events: tuple[int, ...]
    trips: tuple[int, ...]
    homes: tuple[tuple[float, float], ...]
    home_from: tuple[datetime, ...]


@dataclass(slots=True)
class _Diary:
    """What is being made up."""

    rng: random.Random
    habits: Habits
    shots: list[tuple[datetime, DatedPhoto, int, int]] = field(default_factory=list)
    events: int = 0
    trips: int = 0

    def event(
        self, start: datetime, lat: float, lon: float, *, trip: int = -1, size: float = 1.0
    ) -> datetime:
        """Photos of one occasion: gaps of minutes with a long tail, wandering a kilometre or two; its end."""
        count = max(1, round(self.rng.lognormvariate(math.log(self.habits.photos_an_event * size), 0.7)))
        moment = start
        for _ in range(count):
            lat, lon = moved(self.rng, lat, lon, 0.15)
            self._shoot(moment, lat, lon, trip)
            pause = self.rng.uniform(50, 120) if self.rng.random() < 0.03 else 0.0  # a meal
            moment += timedelta(minutes=pause + min(50.0, self.rng.lognormvariate(math.log(3.0), 1.2)))
        self.events += 1
        return moment

    def _shoot(self, moment: datetime, lat: float, lon: float, trip: int) -> None:
        rng, habits = self.rng, self.habits
        second = trip >= 0 and rng.random() < habits.second_camera
        offset = round(lon / 15) * 60
        local = moment + timedelta(minutes=offset + (habits.clock_error_minutes if second else 0))
        located = not second and rng.random() >= habits.missing_gps
        shown = moved(rng, lat, lon, habits.gps_noise_m / 1000)
        if rng.random() < habits.wrong_fix:
            shown = moved(rng, lat, lon, 3000)
        self.shots.append((
            moment,
            DatedPhoto(
                id=len(self.shots) + 1, content_id=len(self.shots) + 1, local=local,
                offset_minutes=None if second else offset, has_time=True,
                lat=shown[0] if located else None, lon=shown[1] if located else None, place=None,
                camera="second" if second else "phone", folder="", name=f"{len(self.shots):06d}.jpg",
                width=4000, height=3000, video=False, favorite=False, rating=None, burst_id="",
            ),
            self.events,
            trip,
        ))  # fmt: skip


def make_journey(habits: Habits, seed: int) -> Journey:
    """The same life for the same habits and seed."""
    rng = random.Random(seed)  # noqa: S311 - repeatable, no secret
    diary = _Diary(rng, habits)
    home = rng.choice(CITIES)
    homes, since = [home], [datetime(2018, 1, 1)]
    move_year = habits.years // 2 if habits.moves else -1
    for year in range(habits.years):
        if year == move_year:
            home = moved(rng, *home, rng.choice((15, 60, 400)))
            homes.append(home)
            since.append(datetime(2018 + year, 1, 1))
        _live(diary, datetime(2018 + year, 1, 1), home)
    diary.shots.sort(key=lambda shot: shot[0])
    return Journey(
        tuple(shot[1] for shot in diary.shots),
        tuple(shot[2] for shot in diary.shots),
        tuple(shot[3] for shot in diary.shots),
        tuple(homes),
        tuple(since),
    )


def _live(diary: _Diary, new_year: datetime, home: tuple[float, float]) -> None:
    """A year: trips first, the rest of the days at home."""
    rng, habits = diary.rng, diary.habits
    taken: set[int] = set()
    for _ in range(_poisson(rng, habits.trips_a_year)):
        nights = rng.choice((1, 2, 2, 3, 5, 7, 9, 14))
        first = rng.randrange(2, 360 - nights)
        days = set(range(first - 1, first + nights + 2))
        if not taken & days:
            taken |= days
            _travel(diary, new_year + timedelta(days=first), nights, home)
    free = [day for day in range(364) if day not in taken]
    for day in rng.sample(free, min(habits.home_days_a_year, len(free))):
        morning = new_year + timedelta(days=day) - timedelta(minutes=round(home[1] / 15) * 60)
        outing = rng.random() < habits.outings_a_year / habits.home_days_a_year
        if outing:
            where = moved(rng, *home, rng.uniform(5, 80), exactly=True)
            diary.event(morning + timedelta(hours=rng.uniform(9, 13)), *where, size=2.0)
        else:
            diary.event(morning + timedelta(hours=rng.uniform(8, 12)), *moved(rng, *home, 0.3), size=0.5)
        if rng.random() < 0.3:
            diary.event(morning + timedelta(hours=rng.uniform(18.5, 21)), *moved(rng, *home, 0.3), size=0.5)


def _travel(diary: _Diary, first: datetime, nights: int, home: tuple[float, float]) -> None:
    """A trip of one or more legs; now and then a day without photos."""
    rng = diary.rng
    where = moved(rng, *home, rng.choice((80, 150, 400))) if nights < 3 else rng.choice(CITIES)
    if abs(where[0] - home[0]) + abs(where[1] - home[1]) < 0.6:
        where = moved(rng, *home, 200, exactly=True)
    stay = rng.randrange(1, 5)
    for day in range(nights + 1):
        if day and day % stay == 0:
            where = moved(rng, *where, rng.choice((20, 60, 150, 300)), exactly=True)
        if 0 < day < nights and rng.random() < 0.15:
            continue
        morning = first + timedelta(days=day) - timedelta(minutes=round(where[1] / 15) * 60)
        end = diary.event(morning + timedelta(hours=rng.uniform(9, 11)), *where, trip=diary.trips, size=1.5)
        if rng.random() < 0.6:
            evening = max(morning + timedelta(hours=rng.uniform(17, 20)), end + timedelta(hours=3))
            diary.event(evening, *moved(rng, *where, 1.0), trip=diary.trips)
    diary.trips += 1


def moved(
    rng: random.Random, lat: float, lon: float, scale_km: float, *, exactly: bool = False
) -> tuple[float, float]:
    """A position some way off in any direction, `scale_km` the standard deviation or the very distance."""
    distance = scale_km if exactly else abs(rng.gauss(0, scale_km))
    bearing = rng.uniform(0, 2 * math.pi)
    lat_moved = max(-75.0, min(75.0, lat + distance * math.cos(bearing) / KM_PER_DEGREE))
    degrees = distance * math.sin(bearing) / KM_PER_DEGREE / math.cos(math.radians(lat_moved))
    return lat_moved, (lon + degrees + 180) % 360 - 180


def _poisson(rng: random.Random, mean: float) -> int:
    """Knuth's method."""
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count
