"""Calibration keeps the order, ignores where a query's similarities lie, and is never sure of nothing."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from photos_ml.encoders.base import ModelInfo
from photos_ml.search.calibrate import (
    FILE_NAME,
    MAD_TO_SIGMA,
    MIN_SIGMA,
    Background,
    Calibration,
    Calibrations,
    CloserCalibration,
    calibrations_for,
)

similarities = arrays(np.float32, st.integers(1, 50), elements=st.floats(-1, 1, width=32))


def probability(similarity: np.ndarray, background: Background) -> np.ndarray:
    return Calibration().curve(background)(similarity)


def normal(seed: int, size: int = 1000) -> np.ndarray:
    return np.random.default_rng(seed).normal(0.2, 0.03, size).astype(np.float32)


@given(similarities)
def test_probabilities_keep_the_order_and_lie_in_0_1(similarity: np.ndarray) -> None:
    found = probability(similarity, Background(0.1, 0.05))
    assert ((found >= 0) & (found <= 1)).all()
    assert (np.diff(found[np.argsort(similarity, kind="stable")]) >= 0).all()


@given(st.floats(-0.5, 0.5), st.floats(0.5, 2.0))
def test_only_the_distance_from_the_background_counts(shift: float, scale: float) -> None:
    sample, asked = normal(1), np.array([0.2, 0.3, 0.4], np.float32)
    plain = probability(asked, Background.of(sample))
    moved = probability(
        (asked * scale + shift).astype(np.float32), Background.of((sample * scale + shift).astype(np.float32))
    )
    np.testing.assert_allclose(plain, moved, atol=0.02)


def test_a_few_true_hits_do_not_move_the_background() -> None:
    sample = normal(2)
    with_hits = np.concatenate([sample, np.full(50, 0.9, np.float32)])
    plain, moved = Background.of(sample), Background.of(with_hits)
    assert abs(plain.median - moved.median) < 0.1 * plain.sigma
    assert moved.sigma < 1.2 * plain.sigma


@given(similarities)
def test_the_background_is_by_the_median(similarity: np.ndarray) -> None:
    found = Background.of(similarity)
    assert found.median == float(np.median(similarity))
    mad = float(np.median(np.abs(similarity - found.median)))
    assert found.sigma == max(MAD_TO_SIGMA * mad, MIN_SIGMA)


def test_sigma_of_a_normal_sample() -> None:
    assert abs(Background.of(normal(3, 20_000)).sigma - 0.03) < 0.001


def test_identical_photos_and_empty_libraries() -> None:
    assert Background.of(np.full(5, 0.3, np.float32)).sigma == MIN_SIGMA
    nothing = np.zeros(0, np.float32)
    assert probability(nothing, Background.of(nothing)).shape == (0,)


def test_the_middle_of_the_background_is_no_hit() -> None:
    sample = normal(4)
    found = probability(np.array([np.median(sample)]), Background.of(sample))
    assert found[0] < 0.05


def test_the_curve_says_what_the_formula_says() -> None:
    calibration = Calibration(deviation=0.5, cosine=3.0, spread=20.0, photos=-0.3, offset=-4.0)
    background = Background(0.1, 0.08, 200)
    found = calibration.curve(background)(np.array([0.4], np.float32))
    logit = 0.5 * (0.4 - 0.1) / 0.08 + 3.0 * 0.4 + 20.0 * 0.08 - 0.3 * np.log(200) - 4.0
    assert found[0] == pytest.approx(1 / (1 + np.exp(-logit)), abs=1e-5)


def test_what_was_fitted_for_a_model_is_found_by_its_revision(tmp_path: Path) -> None:
    fitted = Calibrations(Calibration(0.1, 2.0, 3.0, 0.0, -4.0), Calibration(0.3, 1.0, 0.0, -0.4, -2.0))
    parts = {"scenes": fitted.scenes, "things": fitted.things}
    noted = {name: {**asdict(part), "measured": "more may stand here"} for name, part in parts.items()}
    (tmp_path / FILE_NAME).write_text(json.dumps({"r1": noted}))
    assert calibrations_for(ModelInfo("m", "r1", 8, 32), tmp_path) == fitted
    assert calibrations_for(ModelInfo("m", "r2", 8, 32), tmp_path) == Calibrations()
    closer = CloserCalibration(30.0, 20.0, -1.2, -3.0)
    (tmp_path / FILE_NAME).write_text(json.dumps({"r1": {**noted, "closer": asdict(closer)}}))
    assert calibrations_for(ModelInfo("m", "r1", 8, 32), tmp_path) == replace(fitted, closer=closer)


def test_a_closer_look_says_what_the_formula_says() -> None:
    found = CloserCalibration(30.0, 20.0, -1.2, -3.0).curve(200)(0.3, 0.05)
    logit = 30.0 * 0.3 + 20.0 * 0.05 - 1.2 * np.log(200) - 3.0
    assert found == pytest.approx(1 / (1 + np.exp(-logit)))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"r1": {}}', '{"r1": {"deviation": "x"}}', '{"r1": 3}'])
def test_a_model_without_a_sound_calibration_gets_the_defaults(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    assert calibrations_for(ModelInfo("m", "r1", 8, 32), tmp_path) == Calibrations()
    assert calibrations_for(ModelInfo("m", "r1", 8, 32), tmp_path / "nowhere") == Calibrations()
