"""The order of photos and the positions they are given."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.ranker.scene.timeline import make_timeline, nearest_of
from photos_ml.store.dated import DatedPhoto

MakePhoto = Callable[..., DatedPhoto]
NOON = datetime(2024, 6, 1, 12)


def test_instants_order_photos_across_time_zones(make_photo: MakePhoto) -> None:
    takeoff = make_photo(1, "2024-06-01T10:00", offset_minutes=120)
    landing = make_photo(2, "2024-06-01T09:30", offset_minutes=-240)
    assert [p.id for p in make_timeline([landing, takeoff]).photos] == [1, 2]


def test_an_unwritten_offset_is_that_of_the_nearest_photo(make_photo: MakePhoto) -> None:
    photos = [
        make_photo(1, "2024-06-01T10:00", offset_minutes=120),
        make_photo(2, "2024-06-01T10:10", offset_minutes=None, camera="old"),
        make_photo(3, "2024-06-20T10:00", offset_minutes=-240),
        make_photo(4, "2024-06-20T10:10", offset_minutes=None, camera="old"),
    ]
    gaps_s = np.diff(make_timeline(photos).instants_s)
    assert gaps_s[0] == gaps_s[2] == 600


def test_photos_of_a_day_without_a_time_are_left_out(make_photo: MakePhoto) -> None:
    photos = [make_photo(1, "2024-06-01T00:00", has_time=False), make_photo(2, "2024-06-01T10:00")]
    assert [p.id for p in make_timeline(photos).photos] == [2]


def test_positions_come_from_neighbours_in_time(make_photo: MakePhoto) -> None:
    photos = [
        make_photo(1, "2024-06-01T10:00", lat=50.0, lon=8.0),
        make_photo(2, "2024-06-01T10:30"),
        make_photo(3, "2024-06-01T20:00"),
        make_photo(4, "2024-06-02T10:00", lat=50.01, lon=8.0),
        make_photo(5, "2024-06-09T10:00"),
    ]
    timeline = make_timeline(photos)
    assert timeline.lat[1] == 50.0
    assert timeline.lat[2] == 50.0, "both ends of the night are at one place"
    assert np.isnan(timeline.lat[4]), "a week later it could be anywhere"
    assert timeline.measured.tolist() == [True, False, False, True, False]


def test_a_silence_with_a_move_is_not_bridged(make_photo: MakePhoto) -> None:
    photos = [
        make_photo(1, "2024-06-01T10:00", lat=50.0, lon=8.0),
        make_photo(2, "2024-06-01T20:00"),
        make_photo(3, "2024-06-02T10:00", lat=52.0, lon=8.0),
    ]
    assert np.isnan(make_timeline(photos).lat[1])


def test_a_fix_no_one_could_reach_is_dropped_and_filled(make_photo: MakePhoto) -> None:
    photos = [
        make_photo(1, "2024-06-01T10:00", lat=50.0, lon=8.0),
        make_photo(2, "2024-06-01T10:05", lat=12.0, lon=80.0),
        make_photo(3, "2024-06-01T10:10", lat=50.0, lon=8.001),
    ]
    timeline = make_timeline(photos)
    assert not timeline.measured[1]
    assert abs(timeline.lat[1] - 50.0) < 0.1


def test_a_flight_is_no_wrong_fix(make_photo: MakePhoto) -> None:
    photos = [
        make_photo(1, "2024-06-01T08:00", lat=50.0, lon=8.0),
        make_photo(2, "2024-06-01T20:00", lat=40.7, lon=-74.0),
        make_photo(3, "2024-06-01T21:00", lat=40.7, lon=-74.01),
    ]
    assert make_timeline(photos).measured.all()


def test_null_island_is_no_position(make_photo: MakePhoto) -> None:
    assert np.isnan(make_timeline([make_photo(1, "2024-06-01T10:00", lat=0.0, lon=0.0)]).lat[0])


def test_clock_shifts_move_photos(make_photo: MakePhoto) -> None:
    photos = [make_photo(1, "2024-06-01T10:00"), make_photo(2, "2024-06-01T10:30")]
    assert [p.id for p in make_timeline(photos, {2: -3600.0}).photos] == [2, 1]


@given(
    minutes=st.lists(st.integers(0, 10_000), unique=True, max_size=30),
    rng=st.randoms(use_true_random=False),
)
def test_the_order_given_never_matters(make_photo: MakePhoto, minutes: list[int], rng: random.Random) -> None:
    photos = [
        make_photo(
            i,
            (NOON + timedelta(minutes=m)).isoformat(),
            offset_minutes=0 if m % 3 else None,
            lat=50.0 if m % 2 else None,
            lon=8.0 if m % 2 else None,
        )
        for i, m in enumerate(minutes)
    ]
    shuffled = rng.sample(photos, len(photos))
    one, two = make_timeline(photos), make_timeline(shuffled)
    assert one.photos == two.photos
    np.testing.assert_array_equal(one.lat, two.lat)
    assert (np.diff(one.instants_s) >= 0).all()


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.lists(st.floats(-1e6, 1e6), max_size=20))
def test_nearest_is_as_near_as_any(values: list[float], wanted: list[float]) -> None:
    ordered, asked = np.sort(values), np.array(wanted)
    found = np.abs(ordered[nearest_of(ordered, asked)] - asked)
    for distance, value in zip(found, asked, strict=True):
        assert distance == np.abs(ordered - value).min()
