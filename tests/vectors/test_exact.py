"""The exact index against brute force: whatever the filter, the ties, the order and the history."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from photos_ml.vectors import engine, segment
from photos_ml.vectors.base import Halves, Hit, Ids, VectorIndex
from photos_ml.vectors.exact import MOST_SEGMENTS, ExactIndex

DIMENSION = 6


def brute(ids: Ids, vectors: Halves, query: Any, k: int, allowed: Ids | None = None) -> list[Hit]:
    keep = np.ones(len(ids), bool) if allowed is None else np.isin(ids, allowed)
    scores = (vectors.astype(np.float64) @ query.astype(np.float64)).astype(np.float32)
    order = [row for row in np.lexsort((ids, -scores)) if keep[row]][:k]
    return [(int(ids[row]), float(scores[row])) for row in order]


def normalised(rows: Any) -> Halves:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths == 0, 1, lengths)).astype(np.float16)


def spread(seed: int, n: int, dimension: int = DIMENSION) -> Halves:
    return normalised(np.random.default_rng(seed).standard_normal((n, dimension)))


# Few distinct values: equal scores everywhere.
coarse = st.sampled_from([-1.0, 0.0, 1.0])
matrices = st.integers(0, 60).flatmap(lambda n: arrays.arrays(np.float32, (n, DIMENSION), elements=coarse))
needles = arrays.arrays(np.float32, DIMENSION, elements=coarse)


@pytest.fixture(params=["faiss", "numpy"], autouse=True)
def path(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every test runs over both ways of scanning, on collections small enough to check."""
    monkeypatch.setattr(segment, "GATHER_ROWS", 4)
    monkeypatch.setattr(segment, "SPARE_ROWS", 1)
    monkeypatch.setattr(segment.ScanBudget, "scan_with_faiss", lambda self, rows: request.param == "faiss")
    return str(request.param)


@settings(max_examples=150, deadline=None)
@given(matrices, needles, st.integers(0, 70), st.data())
def test_equals_brute_force_for_any_filter(rows: Any, needle: Any, k: int, data: st.DataObject) -> None:
    vectors = normalised(rows)
    gaps = data.draw(st.lists(st.integers(1, 40), min_size=len(rows), max_size=len(rows)))
    ids = np.cumsum(gaps, dtype=np.int64)
    allowed = data.draw(st.none() | st.lists(st.integers(-5, 2_000), max_size=80).map(np.array))
    index = ExactIndex(DIMENSION)
    index.add(ids, vectors)
    assert index.search(needle, k, allowed) == brute(ids, vectors, needle, k, allowed)


@given(matrices, needles, st.randoms(use_true_random=False))
def test_the_order_of_adding_does_not_matter(rows: Any, needle: Any, random: Any) -> None:
    vectors = normalised(rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    index = ExactIndex(DIMENSION)
    for row in order:
        index.add(np.array([row + 1]), vectors[row : row + 1])
    assert len(index) == len(rows)
    assert len(index.segments) <= MOST_SEGMENTS
    assert index.search(needle, 10) == brute(np.arange(1, len(rows) + 1), vectors, needle, 10)


def test_thousands_of_equal_vectors_come_by_id() -> None:
    vectors = np.repeat(spread(0, 3), 1000, axis=0)
    ids = np.random.default_rng(0).permutation(3000).astype(np.int64) + 1
    index = ExactIndex(DIMENSION)
    index.add(ids, vectors)
    query = vectors[0].astype(np.float32)
    assert index.search(query, 50) == brute(ids, vectors, query, 50)
    assert [hit for hit, _ in index.search(query, 1000)] == sorted(ids[:1000].tolist())


def test_a_larger_answer_begins_with_the_smaller() -> None:
    index = ExactIndex(DIMENSION)
    index.add(np.arange(500), spread(1, 500))
    query = spread(2, 1)[0].astype(np.float32)
    large = index.search(query, 200)
    assert all(index.search(query, k) == large[:k] for k in (0, 1, 5, 17, 199))
    assert index.search(query, -1) == []


def test_more_than_there_is() -> None:
    index = ExactIndex(DIMENSION)
    query = np.ones(DIMENSION, np.float32)
    assert index.search(query, 5) == []
    index.add(np.array([7]), spread(0, 1))
    assert [hit for hit, _ in index.search(query, 5)] == [7]
    assert index.search(query, 5, np.array([], np.int64)) == []
    assert index.search(query, 5, np.array([8])) == []


def test_an_id_added_again_has_the_new_vector() -> None:
    vectors = spread(3, 2)
    index = ExactIndex(DIMENSION)
    index.add(np.array([5]), vectors[:1])
    index.add(np.array([5]), vectors[1:])
    assert len(index) == 1
    assert np.array_equal(index.rows(np.array([5])), vectors[1:].astype(np.float32))
    index.add(np.array([9, 9]), vectors)
    assert np.array_equal(index.rows(np.array([9])), vectors[1:].astype(np.float32))


def test_rows_come_in_the_order_asked() -> None:
    vectors = spread(4, 30)
    index = ExactIndex(DIMENSION)
    for start in range(0, 30, 3):
        index.add(np.arange(start, start + 3), vectors[start : start + 3])
    asked = np.array([29, 0, 7, 7, 13])
    assert np.array_equal(index.rows(asked), vectors[asked].astype(np.float32))
    index.remove(np.array([7]))
    with pytest.raises(KeyError, match="7"):
        index.rows(asked)


def test_wrong_shapes_are_refused() -> None:
    index = ExactIndex(DIMENSION)
    with pytest.raises(ValueError, match="shape"):
        index.add(np.array([1, 2]), spread(0, 3))
    with pytest.raises(ValueError, match="shape"):
        index.add(np.array([1]), np.zeros((1, DIMENSION + 1), np.float16))
    with pytest.raises(ValueError, match="shape"):
        index.search(np.zeros(DIMENSION + 1, np.float32), 1)


def test_removing_most_rows_gives_their_memory_back() -> None:
    index = ExactIndex(DIMENSION)
    index.add(np.arange(1000), spread(5, 1000))
    assert index.remove(np.arange(0, 900)) == 900
    assert index.remove(np.arange(0, 900)) == 0
    assert sum(len(part.ids) for part in index.segments) == 100
    assert index.last_id == 999


def test_compacting_changes_no_answer() -> None:
    index = ExactIndex(DIMENSION)
    vectors = spread(6, 900)
    for start in range(0, 900, 300):
        index.add(np.arange(start, start + 300)[::-1], vectors[start : start + 300][::-1])
    index.remove(np.array([3, 400]))
    query = spread(7, 1)[0].astype(np.float32)
    before = index.search(query, 40)
    index.compact()
    assert len(index.segments) == 1
    assert index.search(query, 40) == before


def test_many_small_batches_stay_few_segments() -> None:
    index = ExactIndex(DIMENSION)
    vectors = spread(8, 3000)
    for start in range(0, 3000, 10):
        index.add(np.arange(start, start + 10), vectors[start : start + 10])
        assert len(index.segments) <= MOST_SEGMENTS
    query = vectors[77].astype(np.float32)
    assert index.search(query, 25) == brute(np.arange(3000), vectors, query, 25)


def test_ids_that_are_here_are_told_in_the_order_asked() -> None:
    vectors, index = spread(4, 300), ExactIndex(DIMENSION)
    index.add(np.arange(0, 200, 2), vectors[:100])
    index.remove(np.arange(0, 20))
    index.add(np.arange(200, 300), vectors[100:200])
    asked = np.array([299, 18, 20, 21, 250, 300, 20])
    assert index.known(asked).tolist() == [299, 20, 250, 20]
    assert len(index.rows(index.known(asked))) == 4


def test_a_protocol_is_met() -> None:
    index: VectorIndex = ExactIndex(DIMENSION)
    assert (index.dimension, index.last_id, len(index)) == (DIMENSION, 0, 0)


def test_searching_while_another_thread_adds_and_removes() -> None:
    """Rows that are never removed must be found at every instant, with their true scores."""
    vectors = spread(9, 4000)
    index = ExactIndex(DIMENSION)
    index.add(np.arange(1000), vectors[:1000])
    query = vectors[123].astype(np.float32)
    stable = brute(np.arange(1000), vectors[:1000], query, 10)
    stop = threading.Event()
    problems: list[str] = []

    def search() -> None:
        while not stop.is_set():
            found = index.search(query, 4000)
            seen = [hit for hit in found if hit[0] < 1000][:10]
            if seen != stable:
                problems.append(f"{seen}")
            if len({hit for hit, _ in found}) != len(found):
                problems.append("twice")

    readers = [threading.Thread(target=search) for _ in range(3)]
    for reader in readers:
        reader.start()
    for start in range(1000, 4000, 50):
        index.add(np.arange(start, start + 50), vectors[start : start + 50])
        index.remove(np.arange(start, start + 25))
    stop.set()
    for reader in readers:
        reader.join()
    assert problems == []
    assert len(index) == 1000 + 60 * 25


class Histories(RuleBasedStateMachine):
    """Any sequence of adding, replacing, removing and compacting leaves what a dictionary would hold."""

    def __init__(self) -> None:
        super().__init__()
        self.index = ExactIndex(DIMENSION)
        self.model: dict[int, Any] = {}

    @rule(ids=st.lists(st.integers(1, 80), max_size=30), seed=st.integers(0, 999))
    def add(self, ids: list[int], seed: int) -> None:
        vectors = spread(seed, len(ids)) if ids else np.zeros((0, DIMENSION), np.float16)
        self.index.add(np.array(ids, np.int64), vectors)
        self.model.update(zip(ids, vectors, strict=True))

    @rule(ids=st.lists(st.integers(1, 80), max_size=40))
    def remove(self, ids: list[int]) -> None:
        expected = len(self.model.keys() & set(ids))
        assert self.index.remove(np.array(ids, np.int64)) == expected
        self.model = {key: row for key, row in self.model.items() if key not in ids}

    @rule()
    def compact(self) -> None:
        self.index.compact()

    @invariant()
    def agrees(self) -> None:
        ids = np.array(sorted(self.model), np.int64)
        vectors = np.array([self.model[key] for key in ids.tolist()], np.float16).reshape(-1, DIMENSION)
        query = np.linspace(-1, 1, DIMENSION, dtype=np.float32)
        assert len(self.index) == len(ids)
        assert self.index.search(query, 12) == brute(ids, vectors, query, 12)
        assert np.array_equal(self.index.rows(ids), vectors.astype(np.float32))


def test_any_history_leaves_what_a_dictionary_would_hold() -> None:
    settled = settings(max_examples=40, stateful_step_count=15, deadline=None)
    run_state_machine_as_test(Histories, settings=settled)


def test_faiss_is_not_owner_of_the_rows(path: str) -> None:
    """The scanner reads the segment's own memory: an index of n rows costs n rows, not two times n."""
    if path == "numpy":
        return
    index = ExactIndex(DIMENSION)
    index.add(np.arange(100), spread(1, 100))
    index.search(np.ones(DIMENSION, np.float32), 5)
    scanner = index.segments[0].made.scanner
    assert engine.is_loaded()
    assert not scanner.codes.is_owned
    assert scanner.ntotal == 100


def test_a_query_of_zeros_gives_the_lowest_ids() -> None:
    index = ExactIndex(DIMENSION)
    zeros = np.zeros(DIMENSION, np.float32)
    assert index.search(zeros, 3) == []
    index.add(np.arange(300, 600), spread(1, 300))
    index.add(np.arange(0, 300), spread(2, 300))
    index.remove(np.array([1]))
    assert index.search(zeros, 3) == [(0, 0.0), (2, 0.0), (3, 0.0)]
    assert index.search(zeros, 2, np.array([599, 17, 1, 400])) == [(17, 0.0), (400, 0.0)]
