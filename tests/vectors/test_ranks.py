"""Ranks: where ids stand, as a bisection would say."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from photos_ml.vectors.ranks import SPARSE_SPAN, Ranks

GAPS = st.lists(st.integers(1, 12), min_size=0, max_size=400)
FARTHEST = st.integers(-(2**63), 2**63 - 1)


@given(st.integers(-1000, 2**40), GAPS, st.lists(st.integers(-40, 5_000), max_size=300), FARTHEST)
@example(1, [1] * 63, [0, 1, 62, 63, 64], 2**63 - 1)
@example(0, [1] * 64, [63, 63, 64, 65], -(2**63))
def test_they_stand_where_a_bisection_finds_them(
    first: int, gaps: list[int], offsets: list[int], far: int
) -> None:
    ids = first + np.cumsum([0, *gaps]).astype(np.int64)
    wanted = np.concatenate([first + np.asarray(offsets, np.int64), ids[::3], [far]])
    here = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    assert np.array_equal(Ranks(ids).rows(wanted), here[ids[here] == wanted])


def test_they_suit_ids_that_lie_near_one_another() -> None:
    assert not Ranks.suit(np.zeros(0, np.int64))
    assert Ranks.suit(np.array([7]))
    assert Ranks.suit(np.arange(100) * (SPARSE_SPAN - 1))
    assert not Ranks.suit(np.arange(100) * (SPARSE_SPAN + 1))
