"""When memories are told: how many on a day, which wait for their own, and that no photo comes again soon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest

from photos_ml.ranker.candidates.candidate import Candidate, MemoryFacts
from photos_ml.ranker.candidates.kinds import KINDS
from photos_ml.ranker.ranking.pacing import (
    APART_DAYS,
    FIRST_DAY,
    MAX_OVERLAP,
    MOST_A_DAY,
    REST_DAYS,
    Pace,
    is_timely,
    kept_apart,
    repeats,
)
from photos_ml.ranker.scene.anniversaries import days_since
from photos_ml.ranker.scene.scene import Scene
from photos_ml.store.dated import DatedPhoto
from photos_ml.store.memories import Showing

MakePhoto = Callable[..., DatedPhoto]
TODAY = date(2026, 6, 10)


def scene_of(photos: list[DatedPhoto], today: date = TODAY) -> Scene:
    count = len(photos)
    blank = np.zeros((count, 4), np.float16)
    return Scene(
        photos,
        blank,
        [(0.0, "")] * count,
        np.zeros((count, 1), np.float32),
        np.zeros(count, np.float32),
        today,
    )


def candidate(kind: str, scene: Scene, rows: tuple[int, ...]) -> Candidate:
    days = [scene.photos[row].local.date() for row in rows]
    return Candidate(KINDS[kind], f"{kind}:x", rows, MemoryFacts(min(days), max(days)), ())


def showing(days_ago: int, *photos: int) -> list[Showing]:
    return [Showing("trip", "trip:x", TODAY - timedelta(days=days_ago), frozenset(photos))]


def run(supply: int, days: int) -> list[int]:
    """How many each day tells of a supply that is always there."""
    told: list[int] = []
    for step in range(days):
        day = TODAY + timedelta(days=step)
        begun = TODAY if step else None
        pace = Pace(Counter({TODAY + timedelta(days=i): count for i, count in enumerate(told)}), begun)
        told.append(pace.today(day, supply))
    return told


@pytest.mark.parametrize(("supply", "a_week"), [(12, 4), (21, 7), (42, 14), (3, 4), (500, 7 * MOST_A_DAY)])
def test_what_there_is_is_spread_over_the_week(supply: int, a_week: int) -> None:
    told = run(supply, 60)
    assert told[0] == FIRST_DAY
    weeks = [sum(told[start : start + 7]) for start in range(7, 53)]
    assert set(weeks) == {a_week}
    assert max(told[1:]) <= max(1, -(-supply // 21))
    if supply >= 12:
        assert all(sum(map(bool, told[start : start + 7])) >= 4 for start in range(54))


def test_one_of_few_waits_on_a_day_that_has_its_own() -> None:
    pace = Pace(Counter(), TODAY - timedelta(days=1))
    assert pace.today(TODAY, 12) == 1 and pace.today(TODAY, 21) == 1
    assert pace.today(TODAY, 21, has_own=True) == 1, "there is enough"
    late = Pace(Counter({TODAY - timedelta(days=1): 1}), TODAY - timedelta(days=1))
    assert late.today(TODAY, 12) == 1 and late.today(TODAY, 12, has_own=True) == 0


def test_nothing_to_tell_is_told_on_no_day() -> None:
    assert run(0, 5)[1:] == [0] * 4


def test_days_on_which_nobody_looked_are_made_up_for_on_one_day_by_as_many_as_a_day_has() -> None:
    assert Pace(Counter(), TODAY - timedelta(days=90)).today(TODAY, 12) == 1
    assert Pace(Counter(), TODAY - timedelta(days=90)).today(TODAY, 42) == 2


def test_what_is_of_the_day_does_not_count() -> None:
    before = TODAY - timedelta(days=1)
    shown = [Showing(kind, "x", before, frozenset()) for kind in ("holiday", "on_this_day")]
    assert Pace.of(shown, TODAY - timedelta(days=9)).told == Counter()
    shown.append(Showing("trip", "x", before, frozenset()))
    assert Pace.of(shown, None).told.total() == 1


def test_a_journey_waits_for_its_day_and_is_of_the_day_then(make_photo: MakePhoto) -> None:
    photos = [make_photo(i + 1, f"2024-06-{20 + i}T10:00") for i in range(6)]
    rows = tuple(range(6))
    for day, waits, timely in ((1, True, False), (19, True, False), (20, False, True), (22, False, True)):
        scene = scene_of(photos, date(2026, 6, day))
        trip = candidate("trip", scene, rows)
        assert (kept_apart(scene, [trip], ()) == []) is waits, day
        assert is_timely(trip, scene.today) is timely, day
    scene = scene_of(photos, date(2026, 9, 1))
    assert kept_apart(scene, [candidate("trip", scene, rows)], ()) == [candidate("trip", scene, rows)]


def test_what_is_not_a_year_old_has_no_anniversary(make_photo: MakePhoto) -> None:
    scene = scene_of([make_photo(i + 1, f"2026-06-0{8 + i}T10:00") for i in range(2)])
    assert not is_timely(candidate("trip", scene, (0, 1)), TODAY)


def test_no_photo_comes_again_soon(make_photo: MakePhoto) -> None:
    photos = [make_photo(i + 1, f"2024-{1 + i // 4:02d}-{1 + i % 4:02d}T10:00") for i in range(16)]
    scene = scene_of(photos)
    season = candidate("season", scene, tuple(range(16)))
    (left,) = kept_apart(scene, [season], showing(1, 1, 2, 3))
    assert left.rows == tuple(range(3, 16))
    many = showing(1, *range(1, 12))
    assert kept_apart(scene, [season], many) == [], "five of sixteen are no memory of it"
    assert kept_apart(scene, [season], showing(APART_DAYS, *range(1, 12))) == [season]


def test_where_there_is_little_a_few_photos_that_have_rested_come_again(make_photo: MakePhoto) -> None:
    photos = [make_photo(i + 1, f"2024-{1 + i // 4:02d}-{1 + i % 4:02d}T10:00") for i in range(16)]
    scene = scene_of(photos)
    season = candidate("season", scene, tuple(range(16)))
    shown = showing(REST_DAYS, *range(1, 9))
    (left,) = kept_apart(scene, [season], shown, again=True)
    assert set(left.rows) >= set(range(8, 16)) and len(left.rows) == 8 + int(MAX_OVERLAP * 8)
    assert not repeats(scene, left.rows, shown)
    assert repeats(scene, range(16), shown) and not repeats(scene, range(16), showing(APART_DAYS, 1, 2))
    (tired,) = kept_apart(scene, [season], showing(REST_DAYS - 1, *range(1, 9)), again=True)
    assert tired.rows == tuple(range(8, 16))


def test_photos_whose_day_comes_are_kept_for_it(make_photo: MakePhoto) -> None:
    soon = TODAY + timedelta(days=APART_DAYS)
    days = [TODAY, TODAY + timedelta(days=1), soon, soon + timedelta(days=1)]
    scene = scene_of([make_photo(i + 1, f"2023-{day:%m-%d}T10:00") for i, day in enumerate(days)])
    assert scene.coming_round(APART_DAYS).tolist() == [False, True, True, False]
    leap = scene_of([make_photo(1, "2024-02-29T10:00")], date(2026, 2, 20))
    assert leap.coming_round(10).tolist() == [True]


def test_days_since_a_day_came_round() -> None:
    assert days_since(date(2026, 6, 10), date(2020, 6, 10)) == 0
    assert days_since(date(2026, 6, 10), date(2020, 6, 11)) == 364
    assert days_since(date(2026, 1, 1), date(2020, 12, 31)) == 1
    assert days_since(date(2026, 3, 1), date(2024, 2, 29)) == 1
