"""Calibration keeps the order, ignores where a query's similarities lie, and is never sure of nothing."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from photos_ml.search.calibrate import MIN_SIGMA, Background, Calibration

similarities = arrays(np.float32, st.integers(1, 50), elements=st.floats(-1, 1, width=32))


def normal(seed: int, size: int = 1000) -> np.ndarray:
    return np.random.default_rng(seed).normal(0.2, 0.03, size).astype(np.float32)


@given(similarities)
def test_probabilities_keep_the_order_and_lie_in_0_1(similarity: np.ndarray) -> None:
    found = Calibration().probability(similarity, Background(0.1, 0.05))
    assert ((found >= 0) & (found <= 1)).all()
    assert (np.diff(found[np.argsort(similarity, kind="stable")]) >= 0).all()


@given(st.floats(-0.5, 0.5), st.floats(0.5, 2.0))
def test_only_the_distance_from_the_background_counts(shift: float, scale: float) -> None:
    sample, asked = normal(1), np.array([0.2, 0.3, 0.4], np.float32)
    plain = Calibration().probability(asked, Background.of(sample))
    moved = Calibration().probability(
        (asked * scale + shift).astype(np.float32), Background.of((sample * scale + shift).astype(np.float32))
    )
    np.testing.assert_allclose(plain, moved, atol=0.02)


def test_a_few_true_hits_do_not_move_the_background() -> None:
    sample = normal(2)
    with_hits = np.concatenate([sample, np.full(50, 0.9, np.float32)])
    plain, moved = Background.of(sample), Background.of(with_hits)
    assert abs(plain.median - moved.median) < 0.1 * plain.sigma
    assert moved.sigma < 1.2 * plain.sigma


def test_sigma_of_a_normal_sample() -> None:
    assert abs(Background.of(normal(3, 20_000)).sigma - 0.03) < 0.001


def test_identical_photos_and_empty_libraries() -> None:
    assert Background.of(np.full(5, 0.3, np.float32)).sigma == MIN_SIGMA
    nothing = np.zeros(0, np.float32)
    assert Calibration().probability(nothing, Background.of(nothing)).shape == (0,)


def test_the_middle_of_the_background_is_no_hit() -> None:
    sample = normal(4)
    found = Calibration().probability(np.array([np.median(sample)]), Background.of(sample))
    assert found[0] < 0.05
