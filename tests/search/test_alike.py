"""Pairs that are alike: those that multiplying every row with every other finds."""

from __future__ import annotations

import numpy as np
import pytest

from photos_ml.search import alike
from photos_ml.search.alike import pairs_alike, upper_bounds
from photos_ml.types import FloatMatrix

DIMENSION = 200


def crowd(rows: int, clusters: int, spread: float, seed: int) -> FloatMatrix:
    """Unit rows about a few centres; a smaller spread makes more of them alike."""
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((clusters, DIMENSION))
    found = centres[rng.integers(clusters, size=rows)] + spread * rng.standard_normal((rows, DIMENSION))
    unit: FloatMatrix = (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)
    return unit


def clear_of(rows: FloatMatrix, least: float) -> bool:
    """Whether no product lies so near to the limit that rounding could decide."""
    products = rows.astype(np.float64) @ rows.T.astype(np.float64)
    return bool(np.abs(products - least).min() > 1e-6)


@pytest.mark.parametrize("block", [7, 64, 4096])
@pytest.mark.parametrize(("clusters", "spread"), [(300, 0.05), (40, 0.1), (3, 0.2), (1, 0.3)])
def test_the_same_pairs_as_all_products(
    clusters: int, spread: float, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alike, "BLOCK", block)
    rows, least = crowd(300, clusters, spread, seed=clusters), 0.95
    assert clear_of(rows, least)
    expected = np.argwhere(np.triu(rows @ rows.T >= least, 1))
    assert sorted(pairs_alike(rows, least)) == [tuple(pair) for pair in expected.tolist()]


def test_some_are_and_some_are_not() -> None:
    assert 0 < len(list(pairs_alike(crowd(300, 40, 0.1, seed=40), 0.95))) < 300 * 299 / 2


def test_few_rows_and_none() -> None:
    rows = crowd(3, 1, 0.0, seed=1)
    assert list(pairs_alike(rows, 0.99)) == [(0, 1), (0, 2), (1, 2)]
    assert list(pairs_alike(rows[:1], 0.99)) == []
    assert list(pairs_alike(rows[:0], 0.99)) == []


@pytest.mark.parametrize("spread", [0.05, 0.3, 1.0])
def test_a_bound_is_never_less_than_the_product(spread: float) -> None:
    rows = crowd(200, 20, spread, seed=2)
    bounds = upper_bounds(rows)
    assert bounds.shape[1] == alike.BOUND_DIMENSIONS + 1
    assert np.all(bounds @ bounds.T >= rows @ rows.T - alike.ROUNDING)


def test_a_bound_leaves_out_most_of_what_is_not_alike() -> None:
    rows = crowd(400, 100, 0.3, seed=3)
    bounds = upper_bounds(rows)
    maybe, are = bounds @ bounds.T >= 0.95, rows @ rows.T >= 0.95
    assert np.count_nonzero(maybe) < 2 * np.count_nonzero(are) + 0.01 * are.size
