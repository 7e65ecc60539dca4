"""The shape of a library: clusters, outliers and a core set, over vectors whose shape is known."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photos_ml.search.coverage import CANDIDATES, core_set, likeness_to
from photos_ml.search.explore import explore, grouped, name_of, natural_number, novel

DIMENSION = 24
SIZES = (60, 40, 20)
THINGS = ("dog", "beach", "snow")


def unit(matrix: Any) -> Any:
    return (matrix / np.linalg.norm(matrix, axis=-1, keepdims=True)).astype(np.float32)


def three_kinds(seed: int = 0) -> Any:
    """60, 40 and 20 rows about three directions at right angles."""
    rng = np.random.default_rng(seed)
    axes = np.repeat(np.eye(DIMENSION)[:3], SIZES, axis=0)
    return unit(axes + 0.06 * rng.standard_normal(axes.shape))


def kind_of(place: int) -> int:
    return int(np.searchsorted(np.cumsum(SIZES), place, side="right"))


def ids_and_words() -> tuple[list[int], dict[int, list[str]]]:
    ids = [1000 + place for place in range(sum(SIZES))]
    return ids, {i: [THINGS[kind_of(i - 1000)], "photo"] for i in ids}


def test_clusters_are_the_kinds_there_are_named_by_what_sets_them_apart() -> None:
    ids, words = ids_and_words()
    found = explore(ids, three_kinds(), words, clusters=3, core=3)
    assert [cluster.size for cluster in found.clusters] == [60, 40, 20]
    assert [cluster.name for cluster in found.clusters] == ["dog", "beach", "snow"]
    for number, cluster in enumerate(found.clusters):
        assert {kind_of(i - 1000) for i in cluster.photo_ids} == {number}
        assert cluster.likeness > 0.8
    assert found.photos == 120


def test_what_is_like_nothing_else_is_the_outlier() -> None:
    rows = three_kinds()
    odd = np.eye(DIMENSION, dtype=np.float32)[10:12]
    ids, words = ids_and_words()
    found = explore([7, *ids, 9], np.concatenate([odd[:1], rows, odd[1:]]), words, outliers=2, core=3)
    assert {photo for photo, _ in found.outliers} == {7, 9}
    assert all(novelty > 0.7 for _, novelty in found.outliers)


def test_novelty_is_that_of_the_true_neighbours() -> None:
    """Clusters only make the search shorter: the figures are those of comparing all with all."""
    rows = unit(np.random.default_rng(4).standard_normal((300, 8)))
    _, member = grouped(rows, 12)
    cosine = rows @ rows.T
    np.fill_diagonal(cosine, -2)
    true = 1 - np.sort(cosine, axis=1)[:, -5:].mean(axis=1)
    for place, value in novel(rows, member, 10, 0.0):
        assert value == pytest.approx(min(max(true[place], 0), 1), abs=1e-3)
    assert novel(rows, member, 10, 0.0)[0][0] == int(true.argmax())


def test_a_core_set_has_one_of_each_kind_first_and_covers_more_than_chance() -> None:
    ids, words = ids_and_words()
    found = explore(ids, three_kinds(), words, clusters=3, core=3)
    assert [kind_of(photo - 1000) for photo, _ in found.core] == [0, 1, 2]
    assert [number for _, number in found.core] == list(SIZES)
    coverage = found.coverage
    assert coverage.clusters == 1
    assert coverage.mean > coverage.mean_of_random
    assert coverage.worst <= coverage.median <= 1


def covered(rows: Any, chosen: Any) -> float:
    return float(np.maximum(likeness_to(rows, np.array(chosen))[0], 0).sum())


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 3))
def test_the_greedy_core_is_near_the_best_there_is(seed: int, number: int) -> None:
    rows = unit(np.random.default_rng(seed).standard_normal((9, 4)))
    best = max(covered(rows, chosen) for chosen in combinations(range(9), number))
    greedy = core_set(rows, number)
    assert covered(rows, greedy) >= (1 - 1 / np.e) * best
    assert len(set(greedy.tolist())) == number


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_lazy_gains_choose_what_plain_greed_chooses(seed: int) -> None:
    rows = unit(np.random.default_rng(seed).standard_normal((40, 6)))
    plain: list[int] = []
    for _ in range(6):
        gains = [covered(rows, [*plain, place]) for place in range(40)]
        plain.append(int(np.argmax(gains)))
    assert covered(rows, core_set(rows, 6)) == pytest.approx(covered(rows, plain), rel=1e-4)


def test_a_large_library_chooses_among_the_typical_and_a_sample() -> None:
    rng = np.random.default_rng(0)
    rows = unit(rng.standard_normal((CANDIDATES + 500, 8)))
    assert core_set(rows, 5).tolist() == core_set(rows, 5).tolist()
    lone = np.concatenate([np.tile(rows[:1], (CANDIDATES + 500, 1)), unit(-rows[:1])])
    assert len(lone) - 1 in core_set(lone, 2, [len(lone) - 1]), "what is given first can be chosen"


def test_the_same_library_is_explored_the_same_way() -> None:
    ids, words = ids_and_words()
    assert explore(ids, three_kinds(), words) == explore(ids, three_kinds(), words)


@pytest.mark.parametrize("photos", [1, 2, 5, 6])
def test_small_libraries(photos: int) -> None:
    found = explore(list(range(photos)), three_kinds()[:photos], {}, clusters=10, core=50)
    assert sum(cluster.size for cluster in found.clusters) == photos
    assert sum(number for _, number in found.core) == photos
    assert all(cluster.name == "" for cluster in found.clusters)


def test_a_word_that_all_have_names_nothing() -> None:
    everywhere = Counter({"photo": 10, "dog": 4, "rare": 1})
    assert name_of([["photo", "dog"], ["photo", "dog"], ["photo", "dog", "rare"], []], everywhere, 10) == (
        "dog, rare"
    )
    assert name_of([[], []], everywhere, 10) == ""
    assert name_of([["photo"]] * 10, everywhere, 10) == ""


def test_clusters_grow_with_the_root_of_the_library() -> None:
    assert [natural_number(n) for n in (1, 2, 200, 5_000, 1_000_000)] == [1, 1, 10, 50, 60]
