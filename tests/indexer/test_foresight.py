"""What a run will cost is told from what the library has cost so far."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photos_ml.indexer import pipeline
from photos_ml.indexer.foresight import (
    FEWEST_MEASURED,
    LATER_MS,
    PHOTO_BYTES,
    SEARCH_MS,
    Foreseen,
    LaterStep,
    Spent,
    foresee,
    foreseer,
)
from photos_ml.indexer.report import Counts
from photos_ml.indexer.roots import known_in


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


def test_a_long_run_foresees_its_cost_once_its_files_are_counted(
    studio: Any, painter: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        painter(studio.photos / f"{number}.jpg", number)
    monkeypatch.setattr(pipeline, "COUNT_AFTER_S", 0.0)
    heard: list[Foreseen] = []

    def listen(counts: Counts) -> None:
        if counts.photos == 1:
            time.sleep(1.0)  # the count is over by then
        if counts.foreseen:
            heard.append(counts.foreseen)

    pipeline.Indexer(studio.library, studio.encoder, workers=1, progress=listen).run([studio.photos])
    assert heard[0].photos == 40
    assert heard[0].bytes == 40 * PHOTO_BYTES
    assert heard[0].search_s > 0.0 < heard[0].later_s


def test_what_is_known_is_not_counted_as_new(studio: Any, painter: Callable[..., Path]) -> None:
    for number in range(3):
        painter(studio.photos / f"a/{number}.jpg", number)
    painter(studio.photos / "b/9.jpg", 9)
    (studio.photos / "b/broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    studio.index()
    library = studio.library
    assert known_in(library, studio.photos) == 5
    assert known_in(library, studio.photos / "a") == 3
    assert known_in(library, studio.photos.parent) == 0
    assert foreseer(library, studio.encoder, lambda: known_in(library, studio.photos), 2)(7).photos == 2
