"""Events of a timeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.ranker.scene.events import RHYTHM_HOURS, find_events, place_of, rhythm_hours
from photos_ml.ranker.scene.timeline import Timeline, make_timeline
from photos_ml.store.dated import DatedPhoto

MakePhoto = Callable[..., DatedPhoto]
START = datetime(2024, 6, 1, 9)


def at_minutes(make_photo: MakePhoto, minutes: Sequence[float], **changes: float) -> Timeline:
    photos = [
        make_photo(i + 1, (START + timedelta(minutes=m)).isoformat(), **changes)
        for i, m in enumerate(minutes)
    ]
    return make_timeline(photos)


def sizes(timeline: Timeline) -> list[int]:
    return [len(event) for event in find_events(timeline)]


def test_no_photos_no_events(make_photo: MakePhoto) -> None:
    assert find_events(make_timeline([])) == []


def test_a_night_parts_two_days(make_photo: MakePhoto) -> None:
    assert sizes(at_minutes(make_photo, [0, 10, 20, 1440, 1450])) == [3, 2]


def test_a_lunch_does_not_end_a_day_out(make_photo: MakePhoto) -> None:
    assert sizes(at_minutes(make_photo, [0, 20, 40, 60, 140, 160, 180])) == [7]


def test_a_long_gap_among_short_ones_ends_an_event_sooner(make_photo: MakePhoto) -> None:
    quick = [i * 0.5 for i in range(40)]
    later = [quick[-1] + 200 + i * 0.5 for i in range(40)]
    assert sizes(at_minutes(make_photo, quick + later)) == [40, 40]


def test_a_drive_to_elsewhere_ends_an_event(make_photo: MakePhoto) -> None:
    photos = [make_photo(i, f"2024-06-01T09:{i:02d}", lat=50.0, lon=8.0) for i in range(1, 6)]
    photos += [make_photo(10 + i, f"2024-06-01T09:5{i}", lat=50.5, lon=8.0) for i in range(1, 6)]
    assert [len(event) for event in find_events(make_timeline(photos))] == [5, 5]


def test_views_from_a_moving_train_are_one_event(make_photo: MakePhoto) -> None:
    photos = [
        make_photo(i, (START + timedelta(minutes=35 * i)).isoformat(), lat=50.0 + 0.4 * i, lon=8.0)
        for i in range(6)
    ]
    assert [len(event) for event in find_events(make_timeline(photos))] == [6]


def test_the_rhythm_parts_short_gaps_from_long_ones() -> None:
    gaps_h = np.concatenate([np.full(60, 0.05), np.full(30, 20.0)])
    assert 0.05 < rhythm_hours(gaps_h) < 20.0


def test_sparse_photographers_get_the_middle_of_the_bounds() -> None:
    assert rhythm_hours(np.array([30.0, 200.0])) == pytest.approx(np.sqrt(RHYTHM_HOURS[0] * RHYTHM_HOURS[1]))


def test_the_place_of_an_event_is_robust_to_a_wrong_fix(make_photo: MakePhoto) -> None:
    photos = [make_photo(i, f"2024-06-01T09:{i:02d}", lat=50.0, lon=179.99) for i in range(1, 6)]
    photos.append(make_photo(9, "2024-06-01T09:09", lat=50.0, lon=-179.99))
    timeline = make_timeline(photos)
    lat, lon = place_of(timeline, find_events(timeline)[0]) or (0.0, 0.0)
    assert (round(lat, 2), round(lon, 2)) == (50.0, 179.99), "the date line is no gap"


def test_no_position_no_place(make_photo: MakePhoto) -> None:
    timeline = at_minutes(make_photo, [0, 1])
    assert place_of(timeline, find_events(timeline)[0]) is None


@given(minutes=st.lists(st.floats(0, 100_000), max_size=60))
def test_events_cover_every_photo_once_in_order(make_photo: MakePhoto, minutes: list[float]) -> None:
    timeline = at_minutes(make_photo, minutes)
    events = find_events(timeline)
    covered = [i for event in events for i in range(event.start, event.stop)]
    assert covered == list(range(len(timeline)))
    assert all(len(event) for event in events)


@given(minutes=st.lists(st.integers(0, 20_000), min_size=2, max_size=60), days=st.integers(-5000, 5000))
def test_events_do_not_depend_on_the_calendar(make_photo: MakePhoto, minutes: list[int], days: int) -> None:
    moved = [minute + days * 1440 for minute in minutes]
    assert sizes(at_minutes(make_photo, minutes)) == sizes(at_minutes(make_photo, moved))
