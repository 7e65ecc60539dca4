"""What a run will cost is told from what the library has cost so far."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.indexer.foresight import (
    FEWEST_MEASURED,
    LATER_MS,
    PHOTO_BYTES,
    SEARCH_MS,
    LaterStep,
    Spent,
    foresee,
)


def test_nothing_to_do_costs_nothing() -> None:
    found = foresee(0, 0, [LaterStep(0, 9.0)], Spent(), cores=2)
    assert (found.seconds, found.bytes) == (0.0, 0)


def test_a_new_library_is_judged_by_what_is_usual() -> None:
    found = foresee(1000, 0, [LaterStep(0, None)], Spent(), cores=2)
    assert found.search_s == pytest.approx(1000 * SEARCH_MS / 2000)
    assert found.later_s == pytest.approx(1000 * LATER_MS / 2000)
    assert found.bytes == 1000 * PHOTO_BYTES


def test_a_library_that_was_measured_by_itself() -> None:
    spent = Spent(FEWEST_MEASURED, FEWEST_MEASURED * 70_000, 20.0)
    found = foresee(100, 50, [LaterStep(10, 40.0)], spent, cores=4)
    assert found.search_s == pytest.approx(150 * 0.020 / 4)
    assert found.later_s == pytest.approx(110 * 0.040 / 4)
    assert found.bytes == 7_000_000


def test_a_handful_of_photos_is_no_measure() -> None:
    few = Spent(FEWEST_MEASURED - 1, 10**12, 10_000.0)
    assert foresee(10, 0, [], few, cores=1) == foresee(10, 0, [], Spent(), cores=1)


counts = st.integers(0, 10**6)


@given(counts, counts, counts, st.integers(1, 64))
def test_more_work_takes_longer_and_more_cores_less(new: int, waiting: int, due: int, cores: int) -> None:
    later = [LaterStep(due, 12.0), LaterStep(due, None)]
    found = foresee(new, waiting, later, Spent(), cores=cores)
    assert foresee(new + 1, waiting, later, Spent(), cores=cores).seconds > found.seconds
    assert foresee(new, waiting, later, Spent(), cores=cores + 1).seconds <= found.seconds
    assert found.seconds == found.search_s + found.later_s
