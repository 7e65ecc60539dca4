"""The index of a large library: its rows stay on disk, and neither growth, removal nor a killed build costs
what was there. Sizes are a thousandth of the real ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photos_ml.vectors import cache as cache_module
from photos_ml.vectors import coarse as module
from photos_ml.vectors import scaled
from photos_ml.vectors.base import Halves, IndexKey
from photos_ml.vectors.cache import IndexCache
from photos_ml.vectors.exact import ExactIndex
from photos_ml.vectors.scaled import ScaledIndex

DIMENSION, ROWS = 16, 6_000
KEY = IndexKey("builtin", "r1", DIMENSION)


def clustered(seed: int, n: int) -> Halves:
    """Unit rows around a hundred centres."""
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(99).standard_normal((100, DIMENSION))
    rows = centres[rng.integers(100, size=n)] + 0.5 * rng.standard_normal((n, DIMENSION))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaled, "WORTH_ROWS", 1_000)
    for name, value in {
        "LARGE_ROWS": 2_000,
        "EXACT_ROWS": 100,
        "KEPT_EVERY_ROWS": 1_000,
        "LARGE_SHARE": 0.2,
        "LARGE_SEEN": 500,
    }.items():
        monkeypatch.setattr(module, name, value)


@pytest.fixture
def source(list_source: Any) -> Any:
    made = list_source(DIMENSION, block=700)
    made.append(clustered(0, ROWS))
    return made


def recall(index: ScaledIndex, allowed: Any = None) -> float:
    """Of the nearest ten, against all rows."""
    exact, found, wanted = ExactIndex(DIMENSION, index.segments), 0, 0
    for query in clustered(7, 60).astype(np.float32):
        true = {hit for hit, _ in exact.search(query, 10, allowed)}
        found += len(true & {hit for hit, _ in index.search(query, 10, allowed)})
        wanted += len(true)
    return found / wanted


def prepared(folder: Path, source: Any) -> ScaledIndex:
    """What a later process opens."""
    cache = IndexCache(folder, KEY, source)
    assert cache.prepare() is True
    index = IndexCache(folder, KEY, source).current()
    assert index.coarse is not None and index.coarse.is_large
    return index


@pytest.mark.parametrize("share", [1.0, 0.5, 0.1, 0.01])
def test_the_nearest_are_found_within_any_filter(tmp_path: Path, source: Any, share: float) -> None:
    index = prepared(tmp_path, source)
    allowed = None if share == 1 else np.flatnonzero(np.random.default_rng(3).random(ROWS) < share) + 1
    assert recall(index, allowed) >= 0.97


def test_a_filter_far_from_the_query_is_searched_where_its_rows_are(tmp_path: Path, source: Any) -> None:
    index = prepared(tmp_path, source)
    near = (
        clustered(0, ROWS).astype(np.float32) @ np.random.default_rng(99).standard_normal((100, DIMENSION)).T
    )
    allowed = np.flatnonzero(near.argmax(axis=1) < 5) + 1
    assert 100 < len(allowed) < 600
    assert recall(index, allowed) >= 0.97


def test_of_lists_only_those_that_hold_rows_of_the_filter_are_looked_at(
    tmp_path: Path, source: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LARGE_SEEN", 150)
    coarse = prepared(tmp_path, source).coarse
    assert coarse is not None
    query = clustered(7, 1)[0].astype(np.float32)
    for chosen in (coarse.lists.of_row < 3, np.arange(ROWS) % 3 == 0, np.arange(ROWS) == 5):
        lists = coarse._lists_within(query, chosen, int(chosen.sum()))
        held = np.bincount(coarse.lists.of_row[chosen], minlength=len(coarse.lists.sizes))[lists]
        assert held.min() > 0
        assert held.sum() >= min(150, chosen.sum())
        towards = coarse.lists.centres[lists] @ query
        assert (np.diff(towards) <= 1e-6).all()  # the nearest first


def test_rows_that_are_read_are_those_that_are_mapped(tmp_path: Path, source: Any) -> None:
    (segment,) = prepared(tmp_path, source).segments
    some = np.array([0, 5, 4_000, 4_001, ROWS - 1])
    read = segment.storage.gathered(some)
    assert np.array_equal(read, segment.vectors[some])
    assert not np.shares_memory(read, segment.vectors)


def test_a_rebuild_reads_the_store_to_disk_and_the_rows_are_mapped(tmp_path: Path, source: Any) -> None:
    index = IndexCache(tmp_path, KEY, source).current()
    (segment,) = index.segments
    assert not segment.vectors.flags.owndata
    assert np.array_equal(segment.ids, source.ids)
    assert np.array_equal(segment.vectors, source.vectors)


def test_rows_that_leave_while_they_are_read_are_noticed(tmp_path: Path, source: Any) -> None:
    whole = source.keys
    source.keys = lambda: np.concatenate([whole(), [ROWS + 7]])
    index = IndexCache(tmp_path, KEY, source).current()
    assert len(index) == ROWS
    assert not list(tmp_path.glob("*.part"))


def test_new_photos_are_found_at_once_and_the_file_waits(tmp_path: Path, source: Any) -> None:
    prepared(tmp_path, source)
    path = IndexCache(tmp_path, KEY, source).path
    assert path is not None
    before = path.stat().st_ino
    fresh = clustered(5, 40)
    ids = source.append(fresh)
    cache = IndexCache(tmp_path, KEY, source)
    assert cache.current().search(fresh[3].astype(np.float32), 1)[0][0] == ids[3]
    assert cache.save() is True
    assert cache.prepare() is False
    assert path.stat().st_ino == before


def test_growth_is_added_to_the_lists_and_much_of_it_makes_them_anew(tmp_path: Path, source: Any) -> None:
    lists = prepared(tmp_path, source).coarse
    assert lists is not None
    source.append(clustered(5, 400))
    grown = prepared(tmp_path, source)
    assert grown.coarse is not None and grown.coarse.count == ROWS + 400
    assert grown.coarse.index.nlist == lists.index.nlist
    assert recall(grown) >= 0.97
    source.append(clustered(6, ROWS))
    doubled = prepared(tmp_path, source)
    assert doubled.coarse is not None and doubled.coarse.count == 2 * ROWS + 400
    assert doubled.coarse.index.nlist > lists.index.nlist
    assert recall(doubled) >= 0.97


def test_what_is_not_in_the_lists_yet_is_looked_through(tmp_path: Path, source: Any) -> None:
    prepared(tmp_path, source)
    fresh = clustered(5, 400)
    ids = source.append(fresh)
    cache = IndexCache(tmp_path, KEY, source)
    cache.current()
    assert cache.save() is True
    index = IndexCache(tmp_path, KEY, source).current()
    assert index.coarse is not None and index.coarse.count == ROWS
    (segment,) = index.segments
    assert len(segment.ids) == ROWS + 400
    assert index.search(fresh[300].astype(np.float32), 1)[0][0] == ids[300]
    within = index.search(fresh[300].astype(np.float32), 5, ids[:399])
    assert len(within) == 5 and {hit for hit, _ in within} <= set(ids.tolist())


def test_removed_photos_do_not_come_back_and_cost_no_rebuild(
    tmp_path: Path, source: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = prepared(tmp_path, source)
    query = clustered(9, 1)[0].astype(np.float32)
    gone = np.array([hit for hit, _ in index.search(query, 30)])
    source.drop(gone)
    monkeypatch.setattr(cache_module, "write_snapshot", None)
    source.rows_read = 0
    opened = IndexCache(tmp_path, KEY, source).current()
    assert source.rows_read == 0
    assert opened.coarse is not None
    again = {hit for hit, _ in opened.search(query, 30)}
    assert len(again) == 30 and not again & set(gone.tolist())
    assert not {hit for hit, _ in opened.search(query, 30, np.arange(1, ROWS))} & set(gone.tolist())
    assert recall(opened) >= 0.97


def test_where_many_are_gone_the_file_is_made_anew(tmp_path: Path, source: Any) -> None:
    prepared(tmp_path, source)
    source.drop(source.ids[: ROWS // 2])
    index = IndexCache(tmp_path, KEY, source).current()
    assert sum(len(segment.ids) for segment in index.segments) == ROWS // 2


def test_a_killed_build_leaves_the_old_one_and_is_gone_on_with(
    tmp_path: Path, source: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = prepared(tmp_path, source)
    query = clustered(9, 1)[0].astype(np.float32)
    source.append(clustered(6, ROWS))
    cache, told = IndexCache(tmp_path, KEY, source), list[tuple[int, int]]()

    def killed(done: int, of: int) -> None:
        told.append((done, of))
        if done >= 3_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.prepare(killed)
    assert told == [(done, 2 * ROWS) for done in (0, 1_000, 2_000, 3_000)]
    old = IndexCache(tmp_path, KEY, source).current()
    assert old.coarse is not None and old.coarse.count == ROWS
    assert old.coarse.index.nlist == index.coarse.index.nlist  # type: ignore[union-attr]
    assert len(old.search(query, 10)) == 10
    trained = list[int]()
    monkeypatch.setattr(module, "_trained", lambda *_: trained.append(1))
    told.clear()
    assert IndexCache(tmp_path, KEY, source).prepare(lambda done, of: told.append((done, of))) is True
    assert told[0] == (2_000, 2 * ROWS) and told[-1] == (2 * ROWS, 2 * ROWS)
    assert not trained
    assert not list(tmp_path.glob("*.begun"))


def test_coarser_lists_of_an_older_version_are_used_until_finer_ones_are_made(
    tmp_path: Path, list_source: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = list_source(256, block=1_000)
    rows = np.random.default_rng(0).standard_normal((3_000, 256))
    source.append((rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16))
    key = IndexKey("builtin", "r1", 256)
    monkeypatch.setattr(module, "LARGE_ROWS", 5_000)
    monkeypatch.setattr(module, "LEAST_CODES", 64)
    IndexCache(tmp_path, key, source).prepare()
    monkeypatch.setattr(module, "LARGE_ROWS", 2_000)
    old = IndexCache(tmp_path, key, source)
    lists = old.current().coarse
    assert lists is not None and not lists.is_large
    assert old.current().search(rows[5].astype(np.float32), 1)[0][0] == 6
    assert old.prepare() is True
    finer = IndexCache(tmp_path, key, source).current().coarse
    assert finer is not None and finer.is_large and finer.index.pq.M == 2 * lists.index.pq.M
