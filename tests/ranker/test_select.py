"""Collapse, selection, covers, titles and candidates over scenes made by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.ranker.candidates.by_subject import hanging_together
from photos_ml.ranker.candidates.candidate import Candidate, MemoryFacts, MemoryKind, Reason
from photos_ml.ranker.candidates.kinds import KINDS, all_candidates
from photos_ml.ranker.ranking.appeal import RANGES, UNKNOWN, WEIGHTS, hand_scores
from photos_ml.ranker.ranking.features import FEATURE_NAMES, photo_features
from photos_ml.ranker.ranking.select import (
    MAX_PHOTOS,
    choose,
    moments,
    shortlist,
    thinned,
    wanted_length,
)
from photos_ml.ranker.scene.anniversaries import anniversary_days
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.scene.themes import THEMES
from photos_ml.ranker.telling.english import trip_name, when
from photos_ml.ranker.telling.titles import title_of
from photos_ml.store.dated import DatedPhoto
from photos_ml.types import Place

MakePhoto = Callable[..., DatedPhoto]
TODAY = date(2026, 11, 21)
AXES = 64


def scene_of(
    photos: Sequence[DatedPhoto], directions: Sequence[int] | None = None, today: date = TODAY
) -> Scene:
    """A scene whose photos point along axes: those of one axis look the same, of two have nothing in
    common."""
    count = len(photos)
    vectors = np.zeros((count, AXES), np.float16)
    vectors[np.arange(count), [d % AXES for d in (directions or range(count))]] = 1
    shares = np.zeros((count, len(THEMES)), np.float32)
    return Scene(photos, vectors, [(-2.0, "")] * count, shares, np.zeros(count, np.float32), today)


@pytest.fixture
def week(make_photo: MakePhoto) -> Scene:
    """Thirty different photos of ten days."""
    start = datetime(2024, 6, 1, 10)
    return scene_of([
        make_photo(i + 1, (start + timedelta(days=i // 3, hours=i % 3)).isoformat()) for i in range(30)
    ])  # fmt: skip


def test_what_has_nothing_to_do_with_an_event_is_not_its_highlight(make_photo: MakePhoto) -> None:
    """Ten pictures alike in pairs and one like none of them, which is liked a little more."""
    photos = [make_photo(i + 1, f"2024-06-09T{10 + i}:00") for i in range(11)]
    scene = scene_of(photos, [i // 2 for i in range(11)])
    scores = dict.fromkeys(range(11), 0.5) | {10: 0.6}
    assert 10 not in choose(scene, KINDS["day_out"], range(11), scores, 5)
    assert 10 in choose(scene, KINDS["theme"], range(11), scores, 5), "a theme is held together otherwise"
    assert 10 in choose(scene, KINDS["day_out"], range(11), scores, 11), (
        "nothing is left out where all are told"
    )


def test_alike_on_one_day_is_one_moment_a_year_later_two(make_photo: MakePhoto) -> None:
    photos = [
        make_photo(1, "2024-06-01T10:00"),
        make_photo(2, "2024-06-01T15:00"),
        make_photo(3, "2024-06-01T15:30"),
        make_photo(4, "2025-06-01T15:30"),
    ]
    scene = scene_of(photos)
    scene.vectors[:, :2] = [(1, 0), (0.93, 0.3676), (0, 1), (0.93, 0.3676)]
    assert moments(scene, [0, 1, 2]) == [[0, 1], [2]]
    assert moments(scene, [0, 3]) == [[0], [3]]


def test_a_copy_is_one_moment_whenever_it_was_made(make_photo: MakePhoto) -> None:
    photos = [make_photo(1, "2024-06-01T10:00"), make_photo(2, "2026-01-01T10:00")]
    assert moments(scene_of(photos, [0, 0]), [0, 1]) == [[0, 1]]
    same_bytes = [photos[0], make_photo(2, "2026-01-01T10:00", content_id=1)]
    assert moments(scene_of(same_bytes), [0, 1]) == [[0, 1]]


def test_a_burst_the_camera_marked_is_one_moment(make_photo: MakePhoto) -> None:
    photos = [make_photo(i, f"2024-06-01T10:00:0{i}", burst_id="b") for i in range(1, 5)]
    assert moments(scene_of(photos), range(4)) == [[0, 1, 2, 3]]


@given(days=st.lists(st.integers(0, 300), min_size=1, max_size=25), looks=st.data())
def test_moments_part_the_rows(make_photo: MakePhoto, days: list[int], looks: st.DataObject) -> None:
    photos = [
        make_photo(i + 1, (datetime(2024, 1, 1, 12) + timedelta(days=d)).isoformat())
        for i, d in enumerate(days)
    ]
    directions = [looks.draw(st.integers(0, 4)) for _ in days]
    groups = moments(scene_of(photos, directions), range(len(photos)))
    assert sorted(row for group in groups for row in group) == list(range(len(photos)))
    for group in groups:
        assert len({directions[row] for row in group}) == 1


def test_chosen_are_told_in_order_and_no_more_than_asked(week: Scene) -> None:
    scores = {row: (row * 7 % 30) / 30 for row in range(30)}
    chosen = choose(week, KINDS["trip"], range(30), scores, 8)
    assert len(chosen) == 8 == len(set(chosen))
    assert [week.order[row] for row in chosen] == sorted(week.order[row] for row in chosen)


def test_of_equals_every_day_is_told_before_one_is_told_twice(week: Scene) -> None:
    chosen = choose(week, KINDS["trip"], range(30), dict.fromkeys(range(30), 0.5), 10)
    assert len({week.photos[row].local.date() for row in chosen}) == 10


def test_every_year_is_told_before_one_is_told_twice(make_photo: MakePhoto) -> None:
    photos = [make_photo(i + 1, f"{2020 + i // 5}-11-21T1{i % 5}:00") for i in range(20)]
    chosen = choose(scene_of(photos), KINDS["on_this_day"], range(20), dict.fromkeys(range(20), 0.5), 4)
    assert len({photos[row].local.year for row in chosen}) == 4


def test_the_like_of_what_is_chosen_comes_last(make_photo: MakePhoto) -> None:
    photos = [make_photo(i + 1, f"2024-06-01T1{i}:00") for i in range(3)]
    chosen = choose(scene_of(photos, [0, 0, 1]), KINDS["trip"], range(3), {0: 0.9, 1: 0.85, 2: 0.6}, 2)
    assert chosen == [0, 2]


@given(order=st.permutations(range(12)))
def test_the_choice_does_not_depend_on_the_order_given(make_photo: MakePhoto, order: list[int]) -> None:
    photos = [make_photo(i + 1, f"2024-06-{i + 1:02d}T10:00") for i in range(12)]
    scene = scene_of(photos, [i // 2 for i in range(12)])
    scores = {row: (row % 5) / 5 for row in range(12)}
    assert choose(scene, KINDS["theme"], order, scores, 5) == choose(
        scene, KINDS["theme"], range(12), scores, 5
    )


@given(keys=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=14))
def test_what_is_linked_by_others_is_one_moment(make_photo: MakePhoto, keys: list[tuple[int, int]]) -> None:
    """Photos of one burst, or with the same bytes, in any order; told again by joining sets."""
    photos = [
        make_photo(i + 1, f"2024-06-{i + 1:02d}T10:00", burst_id=f"b{burst}", content_id=content)
        for i, (burst, content) in enumerate(keys)
    ]
    groups: list[set[int]] = []
    for i, (burst, content) in enumerate(keys):
        linked = [g for g in groups if any(keys[j][0] == burst or keys[j][1] == content for j in g)]
        groups = [g for g in groups if g not in linked] + [{i}.union(*linked)]
    assert moments(scene_of(photos), range(len(photos))) == sorted(map(sorted, groups))


@given(count=st.integers(1, 30), steps=st.sets(st.integers(0, 28)))
def test_a_chain_of_pictures_alike_is_one_moment_however_long(
    make_photo: MakePhoto, count: int, steps: set[int]
) -> None:
    """Each is like the next, the ends are not alike; at a step another moment begins."""
    scene = scene_of([make_photo(i + 1, f"2024-06-01T10:{i:02d}") for i in range(count)])
    part = np.cumsum([0, *(i in steps for i in range(count - 1))])
    scene.vectors[:] = 0
    scene.vectors[np.arange(count), 2 * part] = np.cos(0.4 * np.arange(count))
    scene.vectors[np.arange(count), 2 * part + 1] = np.sin(0.4 * np.arange(count))
    found = moments(scene, range(count))
    assert [len(group) for group in found] == np.unique(part, return_counts=True)[1].tolist()


@given(
    days=st.lists(st.dates(date(2016, 1, 1), date(2026, 11, 20)), min_size=1, max_size=30, unique=True),
    today=st.dates(date(2026, 11, 21), date(2029, 3, 1)),
    within=st.integers(0, 6),
)
def test_days_of_earlier_years_are_those_that_come_round(
    make_photo: MakePhoto, days: list[date], today: date, within: int
) -> None:
    photos = [make_photo(i + 1, f"{day}T10:00") for i, day in enumerate(sorted(days))]
    found = scene_of(photos, today=today).earlier_years(within)
    assert found == [d for d in sorted(days) if d.year < today.year and anniversary_days(today, d) <= within]


def test_nothing_to_choose_from(week: Scene) -> None:
    assert choose(week, KINDS["trip"], [], {}, 5) == []
    assert shortlist(week, KINDS["trip"], [], {}) == []


def test_a_shortlist_keeps_rivals_of_a_moment(make_photo: MakePhoto) -> None:
    photos = [make_photo(i + 1, f"2024-06-01T10:00:{i:02d}") for i in range(6)]
    scene = scene_of(photos, [0, 0, 0, 0, 1, 2])
    listed = shortlist(scene, KINDS["day_out"], range(6), {row: row / 10 for row in range(6)})
    assert listed == [3, 2, 4, 5]


@given(st.integers(0, 5000))
def test_length_grows_with_content_and_has_a_bound(count: int) -> None:
    assert wanted_length(count, 1000) <= min(count, MAX_PHOTOS)
    assert wanted_length(count, 1000) <= wanted_length(count + 1, 1000)
    assert count > 8 or wanted_length(count, 1000) == count
    assert wanted_length(count, 160) <= 10, "a small library has something left for others"


def test_thinning_keeps_the_best_of_each_part(week: Scene) -> None:
    scores = np.array([row % 3 for row in range(30)], np.float32)
    assert thinned(week, range(30), scores, 10) == list(range(2, 30, 3))
    assert thinned(week, range(30), scores, 40) == list(range(30))


def test_features_have_names_and_a_row_each(week: Scene) -> None:
    features = photo_features(week, [3, 4, 5], {})
    assert features.shape == (3, len(FEATURE_NAMES))
    assert np.isnan(features[:, FEATURE_NAMES.index("sharpness")]).all(), "not measured, not made up"
    assert photo_features(week, [], {}).shape == (0, len(FEATURE_NAMES))
    assert photo_features(week, [3], {})[0, FEATURE_NAMES.index("uniqueness")] == 1


@pytest.mark.parametrize("name", WEIGHTS)
def test_the_hand_score_follows_each_weight(name: str) -> None:
    low, high = RANGES[name]
    rows = np.full((3, len(FEATURE_NAMES)), np.nan, np.float32)
    rows[:, FEATURE_NAMES.index(name)] = [low, high, np.nan]
    worst, best, unknown = hand_scores(rows)
    assert (best > worst) == (WEIGHTS[name] > 0)
    share = UNKNOWN.get(name, 0.5)
    assert unknown == pytest.approx((1 - share) * worst + share * best, abs=1e-5)


def test_this_day_is_the_local_calendar_day(make_photo: MakePhoto) -> None:
    photos = [
        make_photo(1, "2023-11-21T23:59"),
        make_photo(2, "2023-11-22T00:01"),
        make_photo(3, "2026-11-21T09:00"),
        make_photo(4, "2022-11-21T00:00", has_time=False),
    ]
    (found,) = [c for c in all_candidates(scene_of(photos)) if c.kind is KINDS["on_this_day"]]
    assert set(found.rows) == {0, 3}
    assert found.why == (Reason("taken_on", years=(2022, 2023)),)


def test_leap_days_return_on_the_28th_but_not_in_leap_years() -> None:
    assert anniversary_days(date(2026, 2, 28), date(2024, 2, 29)) == 0
    assert anniversary_days(date(2028, 2, 28), date(2024, 2, 29)) == 1
    assert anniversary_days(date(2028, 2, 29), date(2024, 2, 29)) == 0
    assert anniversary_days(date(2026, 12, 31), date(2020, 1, 2)) == 2


def test_a_feast_is_remembered_in_its_days(make_photo: MakePhoto) -> None:
    photos = [make_photo(i + 1, f"{2022 + i}-12-25T10:00", words="Christmas tree") for i in range(3)]
    for day, there in ((23, False), (24, True), (28, True), (29, False)):
        found = {c.subject for c in all_candidates(scene_of(photos, today=date(2026, 12, day)))}
        assert ("feast:christmas" in found) is there, day
    assert not any(c.kind is KINDS["holiday"] for c in all_candidates(scene_of(photos)))


def test_of_a_feasts_days_the_events_are_told_that_show_it_or_somebody(make_photo: MakePhoto) -> None:
    """Slices of fruit on 25 December are no Christmas; what was written of one year makes no other."""
    fruit = [make_photo(i, f"202{i}-12-25T10:00") for i in (1, 2)]
    tree = make_photo(3, "2023-12-25T10:00", keywords=("Christmas",))
    guest = make_photo(4, "2024-12-25T10:00", people=("Ann",))
    scene = scene_of([*fruit, tree, guest], today=date(2026, 12, 25))
    (told,) = (one for one in all_candidates(scene) if one.subject == "feast:christmas")
    assert [scene.photos[row].id for row in told.rows] == [3, 4]
    bare = scene_of([*fruit, make_photo(5, "2023-04-09T10:00")], today=date(2026, 12, 25))
    assert not [one for one in all_candidates(bare) if one.subject == "feast:christmas"]


def test_best_of_needs_photos_of_several_events(make_photo: MakePhoto) -> None:
    spread = [make_photo(i + 1, f"2025-11-{i + 1:02d}T10:00") for i in range(8)]
    once = [make_photo(i + 1, f"2025-11-05T10:0{i}") for i in range(8)]
    assert "month:2025-11" in {c.subject for c in all_candidates(scene_of(spread))}
    assert "month:2025-11" not in {c.subject for c in all_candidates(scene_of(once))}


def test_people_and_pairs(make_photo: MakePhoto) -> None:
    photos = [make_photo(i + 1, f"2025-0{i + 1}-01T10:00", people=("Ann", "Ben")) for i in range(4)]
    photos.append(make_photo(9, "2025-08-01T10:00", people=("Cleo",)))
    found = {c.subject: c for c in all_candidates(scene_of(photos))}
    assert set(found) == {"person:Ann", "person:Ben", "together:Ann+Ben"}
    assert found["together:Ann+Ben"].rows == (0, 1, 2, 3)


def test_a_theme_needs_sure_photos_of_several_events(make_photo: MakePhoto) -> None:
    photos = [make_photo(i + 1, f"2025-0{i + 1}-01T10:00") for i in range(8)]
    scene = scene_of(photos)
    scene.shares[:7, 0] = 0.9
    (found,) = all_candidates(scene)
    assert found.subject == f"theme:{THEMES[0].id}"
    assert found.rows == tuple(range(7))


def test_christmas_is_in_its_days(make_photo: MakePhoto) -> None:
    days = ("2023-12-24", "2023-12-26", "2024-01-06", "2024-11-25", "2024-12-10", "2025-12-25", "2025-06-01")
    scene = scene_of([make_photo(i + 1, f"{day}T10:00") for i, day in enumerate(days)])
    christmas = next(i for i, theme in enumerate(THEMES) if theme.id == "christmas")
    scene.shares[:, christmas] = 0.9
    (found,) = (one for one in all_candidates(scene) if one.kind is KINDS["theme"])
    assert [scene.photos[row].local.month for row in found.rows] == [12, 12, 1, 11, 12, 12]


def test_what_looks_like_none_of_its_theme_leaves_it_and_what_differs_is_none() -> None:
    unit = np.zeros((7, 4), np.float32)
    unit[:6, 0] = 1.0
    unit[6, 1] = 1.0
    assert hanging_together(unit, range(7)) == list(range(6))
    assert hanging_together(np.eye(7, dtype=np.float32), range(7)) == []
    assert hanging_together(unit[:1], [3]) == []


ROME, PISA = Place("Rome", "Lazio", "Italy", "IT"), Place("Pisa", "Tuscany", "Italy", "IT")
BERN = Place("Bern", "Bern", "Switzerland", "CH")
DALLAS, MIAMI = (
    Place("Dallas", "Texas", "United States", "US"),
    Place("Miami", "Florida", "United States", "US"),
)
JUNE = (date(2024, 6, 8), date(2024, 6, 16))


@pytest.mark.parametrize(
    ("places", "home", "name"),
    [
        ((ROME,), "US", "Rome, June 2024"),
        ((ROME, PISA), "US", "Italy, June 2024"),
        ((ROME, PISA, BERN), "US", "Italy & Switzerland, June 2024"),
        ((DALLAS, MIAMI), "US", "Texas & Florida, June 2024"),
        ((ROME, PISA), "IT", "Lazio & Tuscany, June 2024"),
        ((ROME, PISA, BERN, DALLAS, MIAMI, ROME), "IT", "Switzerland & United States, June 2024"),
        ((), "US", "Trip in June 2024"),
    ],
)
def test_trips_are_named_by_what_holds_them_and_home_is_not_said(
    places: tuple[Place, ...], home: str, name: str
) -> None:
    assert trip_name(MemoryFacts(*JUNE, places, home_country=home)) == name


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2023, 11, 21), date(2023, 11, 21), "21 November 2023"),
        (*JUNE, "8–16 June 2024"),
        (date(2024, 6, 8), date(2024, 8, 1), "June to August 2024"),
        (date(2022, 6, 8), date(2024, 8, 1), "2022–2024"),
    ],
)
def test_when(first: date, last: date, said: str) -> None:
    assert when(first, last) == said


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_has_a_title(kind: MemoryKind) -> None:
    facts = MemoryFacts(*JUNE, (ROME,), people=("Ann", "Ben"), theme="beach", occasion="christmas")
    title, subtitle = title_of(Candidate(kind, "s", (0,), facts, ()), TODAY)
    assert title and subtitle


def test_one_year_alone_says_how_long_ago() -> None:
    facts = MemoryFacts(date(2025, 11, 21), date(2025, 11, 21))
    assert title_of(Candidate(KINDS["on_this_day"], "s", (0,), facts, ()), TODAY)[0] == "A year ago today"
