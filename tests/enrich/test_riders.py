"""What comes along in the first pass: rows as the step's own run would make them, and no other decoding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from photos_ml.indexer.enrich.quality import make
from photos_ml.indexer.enrich.step import Surroundings


@pytest.fixture
def quality(workshop: Any) -> Any:
    return make(Surroundings(workshop.encoder))


def test_a_picture_that_is_decoded_large_enough_is_measured_at_once(workshop: Any, quality: Any) -> None:
    workshop.paint("whole.jpg", 1, size=(40, 30))  # decoded as it is
    workshop.paint("wide.jpg", 2, size=(1280, 64))  # never made smaller than 32 pixels high
    workshop.paint("small.jpg", 3, size=(192, 128))  # decoded at a quarter: less than is to be measured
    workshop.index()
    assert sorted(workshop.rows("quality")) == ["whole.jpg", "wide.jpg"]
    assert workshop.counts(quality) == (2, 1, 0)
    before = workshop.rows("quality")
    workshop.enrich(quality)
    assert workshop.counts(quality) == (3, 0, 0)
    assert {name: rows for name, rows in workshop.rows("quality").items() if name in before} == before


def test_the_rows_are_those_of_the_steps_own_run(workshop: Any, quality: Any, tmp_path: Path) -> None:
    workshop.paint("a.jpg", 1, size=(40, 30))
    workshop.index()
    at_once = workshop.rows("quality")
    workshop.library.steps.switch_off("quality")
    workshop.library.steps.switch_on("quality")
    assert "quality" not in workshop.tables()
    workshop.enrich(quality)
    assert workshop.rows("quality") == at_once


def test_nothing_comes_along_that_is_switched_off(workshop: Any) -> None:
    workshop.paint("a.jpg", 1, size=(40, 30))
    workshop.library.steps.switch_off("quality")
    workshop.index()
    assert "quality" not in workshop.tables()


def test_a_measure_that_fails_costs_its_own_row_alone(
    workshop: Any, quality: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no such measure")

    monkeypatch.setattr("photos_ml.indexer.enrich.quality.as_row", broken)
    workshop.paint("a.jpg", 1, size=(40, 30))
    workshop.index()
    assert [failure.stage for failure in workshop.library.steps.failures()] == ["quality"]
    assert workshop.library.newest_id() == 1
    assert not workshop.library.failures.all()
