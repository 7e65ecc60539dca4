"""Vectors by the million whose neighbours lie as real ones do, made of the rows of a real library.

A row is a real one moved towards or off its real neighbours, and a little off all of them: so the made ones
lie in as few directions about each point as the real ones. How far is found by trying: of as many rows as
there are real ones, and of a quarter of them, the nearest neighbours shall be as near.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from photos_ml.types import FloatMatrix

NEIGHBOURS = 12
"""Real rows that a made one is moved by; more directions than photos about a point have are no use."""
SPREADS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
NOISES = (0.0, 0.15, 0.3, 0.45)
"""Length of what is added off all neighbours."""
QUANTILES = (0.1, 0.5, 0.9)
BLOCK_ROWS = 20_000


@dataclass(frozen=True)
class Maker:
    """`real`: unit rows float32 (n, d); `near`: int64 (n, NEIGHBOURS), the nearest of each."""

    real: FloatMatrix
    near: npt.NDArray[np.int64]
    spread: float
    noise: float

    def rows(self, count: int, key: tuple[int, ...]) -> tuple[FloatMatrix, npt.NDArray[np.int32]]:
        """Unit rows float32 (count, d), the same for the same key, and the real row each was made of."""
        rng = np.random.default_rng(key)
        bases = rng.integers(len(self.real), size=count).astype(np.int32)
        weights = self.spread * rng.standard_normal((count, NEIGHBOURS), np.float32)
        rows = (1 - weights.sum(1, keepdims=True)) * self.real[bases]
        for place in range(NEIGHBOURS):
            rows += weights[:, place, None] * self.real[self.near[bases, place]]
        rows = _unit(rows)
        width = rows.shape[1] ** -0.5
        rows += self.noise * width * rng.standard_normal(rows.shape, np.float32)
        return _unit(rows), bases


def fitted(real: FloatMatrix) -> tuple[Maker, dict[str, list[float]]]:
    """The maker whose rows lie most like these, and the quantiles of the cosine to the nearest neighbour:
    of the real ones and of the made, at all and at a quarter of their number."""
    order = np.random.default_rng(1).permutation(len(real))
    real = real[order]
    near = nearest_of(real)
    told = {"real": _told(real)}
    best: tuple[float, Maker] | None = None
    for spread in SPREADS:
        for noise in NOISES:
            maker = Maker(real, near, spread, noise)
            made = _told(maker.rows(len(real), (7,))[0])
            off = float(np.abs(np.subtract(made, told["real"])).mean())
            if best is None or off < best[0]:
                best, told["made"] = (off, maker), made
    assert best is not None
    return best[1], told


def write(maker: Maker, count: int, folder: Path) -> None:
    """`rows.npy`: float16 (count, d); `bases.npy`: int32 (count,)."""
    dimension = maker.real.shape[1]
    rows = np.lib.format.open_memmap(folder / "rows.npy", "w+", np.float16, (count, dimension))
    bases = np.empty(count, np.int32)
    for start in range(0, count, BLOCK_ROWS):
        part = slice(start, min(start + BLOCK_ROWS, count))
        made, bases[part] = maker.rows(part.stop - start, (3, start))
        rows[part] = made
    rows.flush()
    np.save(folder / "bases.npy", bases)


def _told(rows: FloatMatrix) -> list[float]:
    """Quantiles of the cosine to the nearest, among all and among a quarter."""
    told: list[float] = []
    for some in (rows, rows[: len(rows) // 4]):
        best = np.concatenate([_scores(some, start)[1] for start in range(0, len(some), 1000)])
        told += [round(float(found), 3) for found in np.quantile(best, QUANTILES)]
    return told


def nearest_of(rows: FloatMatrix, count: int = NEIGHBOURS) -> npt.NDArray[np.int64]:
    """The nearest of each of these rows but itself, int64 (n, count)."""
    found = [
        np.argpartition(-_scores(rows, start)[0], count, axis=1)[:, :count]
        for start in range(0, len(rows), 1000)
    ]
    return np.concatenate(found)


def _scores(rows: FloatMatrix, start: int) -> tuple[FloatMatrix, FloatMatrix]:
    """Cosines of a thousand rows to all but themselves, and the best of each."""
    scores: FloatMatrix = rows[start : start + 1000] @ rows.T
    here = np.arange(len(scores))
    scores[here, start + here] = -1
    return scores, scores.max(1)


def _unit(rows: FloatMatrix) -> FloatMatrix:
    unit: FloatMatrix = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit
