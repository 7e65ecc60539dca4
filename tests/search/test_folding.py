"""The shots of one moment become one hit, and nothing else does."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.errors import UsageError
from photos_ml.search.engine import AsOf
from photos_ml.search.folding import BASE_MOST, Shots, base_likeness, fold, fold_each
from photos_ml.store import Moment
from photos_ml.types import DateSource, FloatMatrix, Kind, Metadata, Taken
from tests.search.conftest import Album

NOON = datetime(2024, 6, 1, 12)


def moment(content: int, seconds: float | None = None, burst: str = "") -> Moment:
    return Moment(content, None if seconds is None else NOON + timedelta(seconds=seconds), burst)


def at_angles(*cosines: float) -> FloatMatrix:
    """Unit vectors in a plane; the first two differ by the first angle, and so on."""
    angles = np.cumsum([0.0, *(float(np.arccos(cosine)) for cosine in cosines)])
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def folded(moments: list[Moment], rows: FloatMatrix, base: float = 0.0) -> list[tuple[int, ...]]:
    ids = list(range(10, 10 + len(moments)))
    folds = fold(ids, Shots.of(moments), rows, base=base)
    return [(one.photo_id, *one.similar) for one in folds]


@pytest.mark.parametrize(
    ("seconds", "cosine", "together"),
    [
        (3, 0.9, True),
        (89, 0.86, True),
        (3, 0.8, False),
        (3600, 0.9, False),
        (3600, 0.95, True),
        (13 * 3600, 0.95, False),
        (3 * 365 * 86400, 0.99, True),
        (None, 0.95, False),
        (None, 0.99, True),
    ],
)
def test_time_and_likeness_decide_together(seconds: float | None, cosine: float, together: bool) -> None:
    found = folded([moment(1, 0), moment(2, seconds)], at_angles(cosine))
    assert found == ([(10, 11)] if together else [(10,), (11,)])


def test_copies_and_marked_bursts_need_no_likeness() -> None:
    apart = at_angles(0.1, 0.1, 0.1)
    moments = [moment(1, 0), moment(2, 5, "b7"), moment(1, 9000), moment(3, 9, "b7")]
    assert folded(moments, apart) == [(10, 12), (11, 13)]


def test_photos_without_burst_or_vector_stay_alone() -> None:
    assert folded([moment(1, 0), moment(2, 0)], np.zeros((2, 4), np.float32)) == [(10,), (11,)]
    assert folded([], np.zeros((0, 4), np.float32)) == []


def test_the_best_ranked_leads_and_a_chain_does_not_grow_without_end() -> None:
    """Each is alike the next, the last is not alike the first: a group is around its leader."""
    chain = at_angles(0.95, 0.95, 0.95, 0.95)
    groups = folded([moment(i, i) for i in range(5)], chain)
    assert groups[0][0] == 10
    assert len(groups) > 1


def test_a_model_that_finds_everything_alike_is_measured_from_its_own_base() -> None:
    pair = [moment(1, 0), moment(2, 3)]
    assert folded(pair, at_angles(0.9)) == [(10, 11)]
    assert folded(pair, at_angles(0.9), base=0.6) == [(10,), (11,)]


def test_base_likeness_is_the_mean_cosine_of_two_photos() -> None:
    rows = np.random.default_rng(3).normal(0.3, 1.0, (40, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    cosines = (rows @ rows.T)[~np.eye(40, dtype=bool)]
    assert base_likeness(rows) == pytest.approx(float(cosines.mean()), abs=1e-5)
    assert base_likeness(rows[:20]) == 0.0
    assert base_likeness(np.tile(rows[:1], (50, 1))) == BASE_MOST


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 200), st.integers(0, 2)), max_size=12))
def test_every_photo_stands_once_and_folding_again_changes_nothing(
    drawn: list[tuple[int, int, int]],
) -> None:
    moments = [moment(content, seconds, f"b{burst}" if burst else "") for content, seconds, burst in drawn]
    rows = np.random.default_rng(len(drawn)).normal(size=(len(drawn), 3)).astype(np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    groups = folded(moments, rows)
    assert sorted(i for group in groups for i in group) == list(range(10, 10 + len(drawn)))
    assert [group[0] for group in groups] == sorted(group[0] for group in groups)
    leaders = [group[0] - 10 for group in groups]
    again = folded([moments[i] for i in leaders], rows[leaders])
    assert all(len(group) == 1 for group in again)


def shot(second: int, **more: object) -> Metadata:
    return Metadata(taken=Taken(NOON + timedelta(seconds=second), None, DateSource.EXIF), **more)  # type: ignore[arg-type]


def test_a_burst_is_one_hit_whose_shots_can_be_unfolded(album: Album) -> None:
    album.fill(40)
    burst = [album.add(f"b{i}.jpg", "dog beach", shot(i, burst_id="x", kinds={Kind.BURST})) for i in range(4)]
    other = album.add("c.jpg", "dog", shot(9000))
    hits = album.ask(text="dog").hits
    groups = {frozenset((hit.photo.id, *hit.similar)) for hit in hits[:2]}
    assert groups == {frozenset(burst), frozenset([other])}
    single = album.engine.search(album.planned(text="dog"), folding=False).hits
    assert {hit.photo.id for hit in single[:5]} == {*burst, other}
    listed = album.engine.search(album.planned(), folding=False)
    assert (len({hit.photo.id for hit in listed.hits}), listed.total) == (20, 45)


def test_a_list_by_date_folds_too(album: Album) -> None:
    burst = [album.add(f"b{i}.jpg", "dog", shot(i, burst_id="x")) for i in range(5)]
    alone = album.add("c.jpg", "dog", shot(90_000))
    result = album.ask(taken=[{"from": "2024-01-01", "to": None}])
    assert [(hit.photo.id, *hit.similar) for hit in result.hits] == [(alone,), tuple(reversed(burst))]
    assert result.total == 2


def test_pages_fit_together_while_photos_come(album: Album) -> None:
    """Pages of the first state hold the same list, whatever is added between them."""
    album.fill(60)
    wanted = [album.add(f"w{i}.jpg", "dog tree" if i % 2 else "dog", shot(9000 * i)) for i in range(12)]
    whole = [hit.photo.id for hit in album.ask(limit=40, text="dog").hits]
    pages, state = list[int](), None
    for page in range(8):
        result = album.engine.search(album.planned(text="dog"), limit=5, offset=5 * page, as_of=state)
        state = AsOf.parse(str(result.as_of)) if state is None else state
        pages += [hit.photo.id for hit in result.hits]
        album.add(f"new{page}.jpg", "dog", shot(500_000 + 9000 * page))
    assert pages == whole
    assert set(wanted) <= set(whole)
    fresh = [hit.photo.id for hit in album.ask(limit=40, text="dog").hits]
    assert fresh != whole


def test_lists_by_date_fit_together_while_photos_come(album: Album) -> None:
    for day in range(6):
        album.add(f"w{day}.jpg", "dog", shot(86_400 * day))
    first = album.engine.search(album.planned(), limit=3)
    album.add("new.jpg", "dog", shot(86_400 * 40))
    second = album.engine.search(album.planned(), limit=3, offset=3, as_of=first.as_of)
    assert [hit.photo.id for hit in (*first.hits, *second.hits)] == [6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("text", ["", "1", "1.", "a.b", "1.2.3", "-1.2", "1 .2"])
def test_a_state_nobody_gave_out_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="state of the library"):
        AsOf.parse(text)


@given(st.lists(st.integers(1, 9), max_size=12), st.integers(0, 2**32 - 1))
def test_many_groups_at_once_are_folded_as_each_alone(lengths: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    total = sum(lengths)
    shots = Shots(
        random.integers(0, 40, total),
        np.where(random.random(total) < 0.1, np.nan, random.integers(0, 200, total)),
        random.integers(-1, 6, total),
    )
    rows = random.normal(size=(total, 3)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    expected, start = [], 0
    for length in lengths:
        own = slice(start, start + length)
        alone = fold(
            range(start, start + length),
            Shots(shots.contents[own], shots.seconds[own], shots.bursts[own]),
            rows[own],
        )
        expected += [one for one in alone if one.similar]
        start += length
    found = fold_each(range(total), np.array(lengths, np.int64), shots, lambda places: rows[places])
    assert found == expected


def test_stacks_are_kept_and_follow_what_changes(album: Album) -> None:
    album.fill(40)
    burst = [album.add(f"b{i}.jpg", f"dog beach {i}", shot(i, burst_id="x")) for i in range(3)]
    copies = [album.add(name, "cat", shot(7200), content="c") for name in ("c.jpg", "d.jpg")]

    def stacks(*days: list[int]) -> list[list[int]]:
        asked = np.array([photo for day in days for photo in day], np.int64)
        found = album.engine.stacks(asked, np.array([len(day) for day in days], np.int64))
        return [[one.photo_id, *one.similar] for one in found]

    assert stacks(burst, copies) == stacks(burst, copies) == [burst, copies]
    assert stacks(copies[::-1], burst) == [copies[::-1], burst]
    assert stacks(burst[:1], copies[:1]) == stacks() == []
    with album.library.database.transaction() as connection:
        later = "UPDATE photos SET burst_id = '', taken = '2025-01-01T12:00:00' WHERE id = ?"
        connection.execute(later, burst[2:])
    assert stacks(burst, copies) == [burst[:2], copies]
