"""Homes, trips and outings: hand-made lives, and made-up journeys with the errors of real cameras."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from photos_ml.ranker.scene.clocks import clock_shifts
from photos_ml.ranker.scene.home import find_homes
from photos_ml.ranker.scene.timeline import Timeline, make_timeline
from photos_ml.ranker.scene.trips import Trip, find_outings, find_trips
from photos_ml.ranker.simulation.boundaries import f1, score_journey
from photos_ml.ranker.simulation.journeys import Habits, make_journey
from photos_ml.store.dated import DatedPhoto
from photos_ml.types import Place

MakePhoto = Callable[..., DatedPhoto]
BERLIN = Place("Berlin", "Berlin", "Germany", "DE")
OSLO = Place("Oslo", "Oslo", "Norway", "NO")
BERGEN = Place("Bergen", "Vestland", "Norway", "NO")


class Life:
    """Photos added a day at a time."""

    def __init__(self, make_photo: MakePhoto) -> None:
        self._make = make_photo
        self.photos: list[DatedPhoto] = []

    def day(
        self,
        when: date,
        lat: float | None,
        lon: float | None,
        place: Place | None,
        *,
        count: int = 4,
        hour: int = 11,
    ) -> None:
        for i in range(count):
            moment = datetime.combine(when, datetime.min.time()) + timedelta(hours=hour, minutes=7 * i)
            self.photos.append(
                self._make(len(self.photos) + 1, moment.isoformat(), lat=lat, lon=lon, place=place)
            )

    def at_home(
        self, first: date, days: int, *, every: int = 3, lat: float = 52.52, lon: float = 13.4
    ) -> None:
        for step in range(0, days, every):
            self.day(first + timedelta(days=step), lat, lon, BERLIN, count=2, hour=19)

    def timeline(self) -> Timeline:
        return make_timeline(self.photos)

    def trips(self) -> list[Trip]:
        timeline = self.timeline()
        return find_trips(timeline, find_homes(timeline))


@pytest.fixture
def life(make_photo: MakePhoto) -> Life:
    return Life(make_photo)


def test_home_is_where_most_days_are(life: Life) -> None:
    life.at_home(date(2024, 1, 1), 200)
    for step in range(8):
        life.day(date(2024, 8, 1) + timedelta(days=step), 59.91, 10.75, OSLO, count=50)
    homes = find_homes(life.timeline())
    assert homes.at(date(2024, 8, 3)) == pytest.approx((52.52, 13.4), abs=0.01)


def test_home_follows_a_move(life: Life) -> None:
    life.at_home(date(2022, 1, 1), 360)
    life.at_home(date(2023, 1, 1), 360, lat=48.14, lon=11.58)
    homes = find_homes(life.timeline())
    assert homes.at(date(2022, 5, 1)) == pytest.approx((52.52, 13.4), abs=0.01)
    assert homes.at(date(2023, 9, 1)) == pytest.approx((48.14, 11.58), abs=0.01)
    assert sum(place.home for place in homes.places) == 2
    assert life.trips() == []


def test_a_home_on_the_date_line_is_one(life: Life) -> None:
    for step in range(0, 200, 3):
        life.day(date(2024, 1, 1) + timedelta(days=step), -16.8, 179.997 if step % 2 else -179.997, None)
    (home,) = find_homes(life.timeline()).places
    assert home.active_days == 67
    assert (home.lat, abs(home.lon)) == pytest.approx((-16.8, 180), abs=0.005)


def test_a_place_of_weekdays_by_day_is_work(life: Life) -> None:
    life.at_home(date(2024, 1, 1), 300, every=4)
    for step in range(300):
        when = date(2024, 1, 1) + timedelta(days=step)
        if when.weekday() < 5:
            life.day(when, 52.40, 13.06, None, count=1, hour=12)
    homes = find_homes(life.timeline())
    assert [place.work for place in homes.places] == [True, False]
    assert homes.at(date(2024, 5, 1)) == pytest.approx((52.52, 13.4), abs=0.01)


def test_without_positions_there_is_no_home_and_no_trip(life: Life) -> None:
    life.day(date(2024, 1, 1), None, None, None)
    homes = find_homes(life.timeline())
    assert homes.by_month == () and homes.at(date(2024, 1, 1)) is None
    assert np.isnan(homes.distances_km(life.timeline())).all()
    assert life.trips() == []


def test_few_photos_over_many_months_still_give_a_home(life: Life) -> None:
    for month in range(1, 13):
        life.day(date(2024, month, 5), 52.52, 13.4, BERLIN, count=1)
    assert find_homes(life.timeline()).at(date(2024, 6, 1)) is not None


def test_a_trip_has_days_and_legs(life: Life) -> None:
    life.at_home(date(2024, 1, 1), 150)
    for step in range(3):
        life.day(date(2024, 6, 10) + timedelta(days=step), 59.91, 10.75, OSLO)
    for step in range(3, 6):
        life.day(date(2024, 6, 10) + timedelta(days=step), 60.39, 5.32, BERGEN)
    life.at_home(date(2024, 7, 1), 60)
    (trip,) = life.trips()
    assert (trip.first, trip.last, trip.days) == (date(2024, 6, 10), date(2024, 6, 15), 6)
    assert [leg.place for leg in trip.legs] == [OSLO, BERGEN]
    assert trip.farthest_km > 700


def test_photos_without_a_position_at_the_edges_belong_to_the_trip(life: Life) -> None:
    life.at_home(date(2024, 1, 1), 150)
    life.day(date(2024, 6, 10), None, None, None, hour=8)
    for step in range(3):
        life.day(date(2024, 6, 10) + timedelta(days=step), 59.91, 10.75, OSLO, hour=12)
    life.day(date(2024, 6, 13), None, None, None, hour=9)
    life.at_home(date(2024, 7, 1), 60)
    (trip,) = life.trips()
    assert (trip.first, trip.last, trip.stop - trip.start) == (date(2024, 6, 10), date(2024, 6, 13), 20)


def test_a_photo_at_home_parts_two_trips(life: Life) -> None:
    life.at_home(date(2024, 1, 1), 150)
    life.day(date(2024, 6, 10), 59.91, 10.75, OSLO)
    life.day(date(2024, 6, 11), 59.91, 10.75, OSLO)
    life.day(date(2024, 6, 12), 52.52, 13.4, BERLIN)
    life.day(date(2024, 6, 13), 60.39, 5.32, BERGEN)
    life.day(date(2024, 6, 14), 60.39, 5.32, BERGEN)
    assert [trip.last for trip in life.trips()] == [date(2024, 6, 11), date(2024, 6, 14)]


def test_a_late_evening_is_no_night_away(life: Life) -> None:
    life.at_home(date(2024, 1, 1), 150)
    life.day(date(2024, 6, 10), 53.55, 9.99, None, count=8, hour=23)
    assert life.trips() == []


def test_a_weekend_is_friday_to_monday(life: Life) -> None:
    life.at_home(date(2024, 1, 1), 150)
    for first in (date(2024, 6, 14), date(2024, 6, 18)):
        for step in range(3):
            life.day(first + timedelta(days=step), 59.91, 10.75, OSLO)
        life.at_home(first + timedelta(days=3), 1)
    assert [trip.is_weekend for trip in life.trips()] == [True, False]


def test_an_outing_is_a_day_elsewhere(life: Life) -> None:
    life.at_home(date(2024, 1, 1), 150)
    life.day(date(2024, 6, 10), 52.40, 13.06, None, count=9)
    life.day(date(2024, 6, 12), 52.52, 13.4, BERLIN, count=9)
    timeline = life.timeline()
    homes = find_homes(timeline)
    (outing,) = find_outings(timeline, homes, find_trips(timeline, homes))
    assert outing.day == date(2024, 6, 10)
    assert 20 < outing.farthest_km < 40


@pytest.mark.parametrize("minutes", [60, -360, 0, 45])
def test_the_clock_of_a_second_camera_is_put_right(minutes: int) -> None:
    habits = Habits(
        second_camera=0.4, clock_error_minutes=minutes, years=1, trips_a_year=6, photos_an_event=12
    )
    journey = make_journey(habits, seed=3)
    shifts = clock_shifts(journey.photos)
    second = [photo for photo in journey.photos if photo.camera == "second"]
    right = sum(shifts.get(photo.id, 0.0) == -60 * minutes for photo in second)
    assert right >= 0.8 * len(second) > 20


def test_a_camera_used_alone_is_left_alone(make_photo: MakePhoto) -> None:
    phone = [make_photo(i, f"2024-06-01T09:{i:02d}") for i in range(20)]
    camera = [
        make_photo(50 + i, f"2024-06-03T{9 + i // 4:02d}:{i % 4 * 13:02d}", offset_minutes=None, camera="old")
        for i in range(20)
    ]
    assert clock_shifts(phone + camera) == {}


@pytest.mark.parametrize(
    "habits",
    [
        Habits(),
        Habits(missing_gps=0.5),
        Habits(gps_noise_m=500),
        Habits(wrong_fix=0.05),
        Habits(second_camera=0.4),
        Habits(home_days_a_year=25, photos_an_event=3),
        Habits(years=4, moves=True),
    ],
    ids=["usual", "half without GPS", "GPS noise", "wrong fixes", "clock error", "few photos", "a move"],
)
def test_boundaries_of_made_up_journeys_are_found(habits: Habits) -> None:
    scores = [score_journey(make_journey(habits, seed)) for seed in range(20, 24)]
    assert np.mean([score.events_f1 for score in scores]) >= 0.9
    assert np.mean([score.trips_f1 for score in scores]) >= 0.9
    assert np.mean([score.homes for score in scores]) >= 0.9


def test_a_journey_is_the_same_for_the_same_seed() -> None:
    assert make_journey(Habits(), 1) == make_journey(Habits(), 1) != make_journey(Habits(), 2)


def test_f1_of_sets() -> None:
    assert f1(set(), set()) == 1.0
    assert f1({1, 2}, {2, 3}) == 0.5
    assert f1({1}, set()) == 0.0
