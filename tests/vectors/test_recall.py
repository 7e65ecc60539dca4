"""The shipped sizes of the inverted file find what they say, of rows made as those of the benches are."""

from __future__ import annotations

import numpy as np
import pytest

from photos_ml.types import FloatMatrix
from photos_ml.vectors.exact import ExactIndex
from photos_ml.vectors.scaled import ScaledIndex
from tests.bench.made_rows import Maker, nearest_of

ROWS, DIMENSION, QUERIES = 60_000, 512, 100
FLOOR = 0.985
"""With 1,024 candidates it is 0.975 of all rows."""
SEEN = 0.2
"""How much of a query is a row, beside what lies off all rows: sentences do, and are the harder ones."""


@pytest.fixture(scope="module")
def made() -> tuple[ScaledIndex, FloatMatrix]:
    rng = np.random.default_rng(0)
    loose = rng.standard_normal((600, 60)) @ rng.standard_normal((60, DIMENSION))
    real = _unit(loose + 0.3 * 60**0.5 * rng.standard_normal((600, DIMENSION)))
    maker = Maker(real, nearest_of(real), spread=0.2, noise=0.3)
    index = ScaledIndex(DIMENSION)
    index.add(np.arange(1, ROWS + 1), maker.rows(ROWS, (3,))[0].astype(np.float16))
    index.build()
    seen, _ = maker.rows(QUERIES, (11,))
    off = rng.standard_normal(seen.shape) / DIMENSION**0.5
    return index, _unit(SEEN * seen + off)


@pytest.mark.parametrize("share", [1.0, 0.5, 0.2])
def test_the_nearest_ten_are_found(made: tuple[ScaledIndex, FloatMatrix], share: float) -> None:
    index, queries = made
    exact = ExactIndex(DIMENSION, index.segments)
    allowed = None if share == 1 else np.flatnonzero(np.random.default_rng(5).random(ROWS) < share) + 1
    found = 0
    for query in queries:
        true = {hit for hit, _ in exact.search(query, 10, allowed)}
        found += len(true & {hit for hit, _ in index.search(query, 10, allowed)})
    assert found / (10 * QUERIES) >= FLOOR


def _unit(rows: FloatMatrix) -> FloatMatrix:
    unit: FloatMatrix = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit
