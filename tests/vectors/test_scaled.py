"""The inverted file: how near to brute force, and that it follows its rows through every change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photos_ml.vectors import coarse as module
from photos_ml.vectors import scaled
from photos_ml.vectors.base import Halves, IndexKey
from photos_ml.vectors.cache import IndexCache
from photos_ml.vectors.coarse import CoarseError, build_coarse, load_coarse, save_coarse
from photos_ml.vectors.scaled import ScaledIndex

DIMENSION = 16
ROWS = 6_000


def clustered(seed: int, n: int) -> Halves:
    """Unit rows around a hundred centres of unequal weight, as photos are."""
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(99).standard_normal((100, DIMENSION))
    weights = 1 / np.arange(1, 101)
    rows = centres[rng.choice(100, n, p=weights / weights.sum())] + 0.5 * rng.standard_normal((n, DIMENSION))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundredth of the real sizes."""
    monkeypatch.setattr(scaled, "WORTH_ROWS", 2_000)
    monkeypatch.setattr(module, "EXACT_ROWS", 300)


@pytest.fixture(scope="module")
def built() -> ScaledIndex:
    index = ScaledIndex(DIMENSION)
    index.add(np.arange(1, ROWS + 1), clustered(0, ROWS))
    index.compact()
    index.attach(build_coarse(index.segments[0]))
    return index


def exact(index: ScaledIndex, query: Any, k: int, allowed: Any = None) -> list[Any]:
    plain = ScaledIndex(DIMENSION, index.segments)
    return plain.search(query, k, allowed)


def recall(index: ScaledIndex, allowed: Any = None, queries: int = 60) -> float:
    found = 0.0
    for query in clustered(7, queries).astype(np.float32):
        wanted = {hit for hit, _ in exact(index, query, 10, allowed)}
        found += len(wanted & {hit for hit, _ in index.search(query, 10, allowed)}) / max(1, len(wanted))
    return found / queries


def test_recall(built: ScaledIndex) -> None:
    assert recall(built) >= 0.99


@pytest.mark.parametrize("share", [0.9, 0.5, 0.1, 0.01, 0.001])
def test_recall_under_filters(built: ScaledIndex, share: float) -> None:
    allowed = np.flatnonzero(np.random.default_rng(3).random(ROWS) < share) + 1
    assert recall(built, allowed) >= 0.99


@pytest.mark.parametrize("share", [0.5, 0.2])
def test_recall_inside_a_filter_that_leaves_whole_clusters_out(built: ScaledIndex, share: float) -> None:
    """As a place or a person does: the lists nearest to a query may then hold nothing that is allowed."""
    nearest = clustered(20, 200).astype(np.float32) @ clustered(0, ROWS).astype(np.float32).T
    groups = nearest.argmax(axis=0) % 100
    allowed = np.flatnonzero(groups < 100 * share) + 1
    assert 0.5 * share * ROWS < len(allowed) < 2 * share * ROWS
    assert recall(built, allowed) >= 0.99


def test_scores_are_exact_and_ordered(built: ScaledIndex) -> None:
    query = clustered(8, 1)[0].astype(np.float32)
    hits = built.search(query, 50)
    rows = built.rows(np.array([hit for hit, _ in hits])).astype(np.float64)
    assert [score for _, score in hits] == (rows @ query.astype(np.float64)).astype(np.float32).tolist()
    assert hits == sorted(hits, key=lambda hit: (-hit[1], hit[0]))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 400), st.floats(0, 1))
def test_only_allowed_ids_and_as_many_as_there_are(
    built: ScaledIndex, seed: int, k: int, share: float
) -> None:
    allowed = np.flatnonzero(np.random.default_rng(seed).random(ROWS) < share / 20) + 1
    hits = [hit for hit, _ in built.search(clustered(seed, 1)[0].astype(np.float32), k, allowed)]
    assert len(set(hits)) == len(hits) == min(k, len(allowed))
    assert set(hits) <= set(allowed.tolist())


@pytest.mark.parametrize(("dimension", "share"), [(512, 1 / 16), (256, 1 / 8), (16, 1 / 4)])
def test_the_codes_take_little_beside_the_rows(dimension: int, share: float) -> None:
    rows = np.random.default_rng(0).standard_normal((2_000, dimension)).astype(np.float16)
    index = ScaledIndex(dimension)
    index.add(np.arange(2_000), rows)
    index.build()
    assert index.coarse is not None
    assert index.coarse.index.ntotal == 2_000
    assert index.coarse.index.code_size == share * dimension * 2


@pytest.mark.parametrize("dimension", [6, 7, 24, 387])
def test_any_dimension_can_be_coded(dimension: int) -> None:
    rows = np.random.default_rng(dimension).standard_normal((3_000, dimension))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    index = ScaledIndex(dimension)
    index.add(np.arange(3_000), rows.astype(np.float16))
    index.compact()
    assert index.build() is True
    query = rows[5].astype(np.float32)
    assert {5} <= {hit for hit, _ in index.search(query, 10)}


def test_removed_rows_do_not_come_back(built: ScaledIndex) -> None:
    index = ScaledIndex(DIMENSION, built.segments, coarse=built.coarse)
    query = clustered(9, 1)[0].astype(np.float32)
    gone = np.array([hit for hit, _ in index.search(query, 30)])
    index.remove(gone)
    again = index.search(query, 30)
    assert not {hit for hit, _ in again} & set(gone.tolist())
    assert len(again) == 30
    assert index.segments[0].alive is not None
    assert recall(index) >= 0.99


def test_rows_added_later_are_found(built: ScaledIndex) -> None:
    index = ScaledIndex(DIMENSION, built.segments, coarse=built.coarse)
    fresh = clustered(10, 300)
    index.add(np.arange(ROWS + 1, ROWS + 301), fresh)
    for row in range(0, 300, 20):
        assert index.search(fresh[row].astype(np.float32), 1)[0][0] == ROWS + 1 + row
    assert recall(index) >= 0.99


def test_after_compacting_the_old_lists_are_not_used(built: ScaledIndex) -> None:
    index = ScaledIndex(DIMENSION, built.segments, coarse=built.coarse)
    index.add(np.arange(ROWS + 1, ROWS + 301), clustered(10, 300))
    index.remove(np.arange(1, 500))
    index.compact()
    query = clustered(11, 1)[0].astype(np.float32)
    assert index.search(query, 20) == exact(index, query, 20)
    assert index.large() is not None
    assert index.build() is True
    assert index.large() is None
    assert index.build() is False
    assert recall(index) >= 0.99


def test_small_collections_stay_exact() -> None:
    index = ScaledIndex(DIMENSION)
    index.add(np.arange(1_000), clustered(1, 1_000))
    assert index.build() is False
    assert index.coarse is None
    assert ScaledIndex(DIMENSION).build() is False


def test_saved_and_loaded(built: ScaledIndex, tmp_path: Path) -> None:
    (segment,) = built.segments
    assert built.coarse is not None
    save_coarse(tmp_path / "a.lists", built.coarse, segment.ids)
    again = ScaledIndex(DIMENSION, [segment], coarse=load_coarse(tmp_path / "a.lists", segment))
    for query in clustered(12, 10).astype(np.float32):
        assert again.search(query, 20) == built.search(query, 20)


def test_loading_for_more_rows_adds_them(built: ScaledIndex, tmp_path: Path) -> None:
    (segment,) = built.segments
    assert built.coarse is not None
    save_coarse(tmp_path / "a.lists", built.coarse, segment.ids)
    longer = ScaledIndex(DIMENSION, built.segments)
    longer.add(np.arange(ROWS + 5, ROWS + 105), clustered(13, 100))
    longer.compact()
    longer.attach(load_coarse(tmp_path / "a.lists", longer.segments[0]))
    assert longer.large() is None
    assert longer.search(clustered(13, 100)[50].astype(np.float32), 1)[0][0] == ROWS + 55


def test_lists_of_other_rows_or_damaged_are_refused(built: ScaledIndex, tmp_path: Path) -> None:
    (segment,) = built.segments
    path = tmp_path / "a.lists"
    assert built.coarse is not None
    save_coarse(path, built.coarse, segment.ids)
    other = ScaledIndex(DIMENSION)
    other.add(np.arange(2, ROWS + 2), clustered(0, ROWS))
    other.compact()
    with pytest.raises(CoarseError, match="other rows"):
        load_coarse(path, other.segments[0])
    fewer = ScaledIndex(DIMENSION)
    fewer.add(np.arange(1, 101), clustered(0, 100))
    with pytest.raises(CoarseError, match="other rows"):
        load_coarse(path, fewer.segments[0])
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(CoarseError, match="damaged"):
        load_coarse(path, segment)
    path.write_bytes(b"")
    with pytest.raises(CoarseError, match="damaged"):
        load_coarse(path, segment)
    with pytest.raises(CoarseError, match="no lists"):
        load_coarse(tmp_path / "none.lists", segment)


def test_a_library_prepares_once_and_opens_with_its_lists(tmp_path: Path, list_source: Any) -> None:
    key = IndexKey("builtin", "r1", DIMENSION)
    source = list_source(DIMENSION, block=1_000)
    source.append(clustered(0, ROWS))
    cache = IndexCache(tmp_path, key, source)
    assert cache.prepare() is True
    assert cache.prepare() is False
    assert cache.lists_path is not None and cache.lists_path.is_file()
    source.append(clustered(1, 50))
    opened = IndexCache(tmp_path, key, source)
    index = opened.current()
    assert index.coarse is not None
    assert len(index) == ROWS + 50
    assert recall(index) >= 0.99
    assert opened.prepare() is False


def test_damaged_lists_mean_exact_search(tmp_path: Path, list_source: Any) -> None:
    key = IndexKey("builtin", "r1", DIMENSION)
    source = list_source(DIMENSION, block=1_000)
    source.append(clustered(0, ROWS))
    cache = IndexCache(tmp_path, key, source)
    cache.prepare()
    assert cache.lists_path is not None
    cache.lists_path.write_bytes(b"nothing")
    index = IndexCache(tmp_path, key, source).current()
    assert index.coarse is None
    query = clustered(14, 1)[0].astype(np.float32)
    assert index.search(query, 20) == exact(index, query, 20)


def test_a_folder_that_cannot_be_written_still_gets_its_lists(tmp_path: Path, list_source: Any) -> None:
    (tmp_path / "file").write_text("not a folder")
    source = list_source(DIMENSION, block=1_000)
    source.append(clustered(0, ROWS))
    cache = IndexCache(tmp_path / "file", IndexKey("builtin", "r1", DIMENSION), source)
    assert cache.prepare() is True
    assert cache.current().coarse is not None
    assert recall(cache.current()) >= 0.99
