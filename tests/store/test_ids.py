"""Ids as arrays: each once, ascending."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.store.ids import common, distinct, either, without


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
