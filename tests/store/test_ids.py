"""Ids as arrays: each once, ascending."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.store.ids import MANY, among, common, distinct, either, without


@given(st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_distinct_is_each_once_in_order(ids: list[int]) -> None:
    given_ids = np.array(ids, np.int64)
    found = distinct(given_ids)
    assert found.dtype == np.int64
    assert found.tolist() == sorted(set(ids))
    assert given_ids.tolist() == ids, "what was given stays as it was"


@given(st.lists(st.integers(-20, 20)), st.lists(st.integers(-20, 20)))
def test_of_two_lots_as_numpy_tells_it(first: list[int], second: list[int]) -> None:
    one, other = np.array(first, np.int64), np.array(second, np.int64)
    assert common(one, other).tolist() == np.intersect1d(one, other).tolist()
    assert either(one, other).tolist() == np.union1d(one, other).tolist()
    assert without(one, other).tolist() == np.setdiff1d(one, other).tolist()


@pytest.mark.parametrize("span", [1, 3, 20], ids=["dense", "some", "sparse"])
@pytest.mark.parametrize("count", [0, 50, MANY + 5])
@pytest.mark.parametrize("first", [0, -7])
def test_among_is_as_numpy_tells_it(span: int, count: int, first: int) -> None:
    dice = np.random.default_rng(count + span)
    ids = dice.integers(first, max(count, 1) * span, count)
    for others in (
        np.empty(0, np.int64),
        distinct(dice.integers(first, 2 * MANY * span, MANY)),
        distinct(ids)[:9],
    ):
        assert (among(ids, others) == np.isin(ids, others)).all()
