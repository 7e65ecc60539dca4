"""Ids as arrays: each once, ascending."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.store.ids import distinct


@given(st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_distinct_is_each_once_in_order(ids: list[int]) -> None:
    given_ids = np.array(ids, np.int64)
    found = distinct(given_ids)
    assert found.dtype == np.int64
    assert found.tolist() == sorted(set(ids))
    assert given_ids.tolist() == ids, "what was given stays as it was"
