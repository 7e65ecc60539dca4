"""Learning weights from preferences between things shown together, freed of where they were shown.

Pairwise logistic regression with a Gaussian prior about 0 (Bradley & Terry, 1952; RankNet, Burges 2005); the
prior's covariance may tell which likings go together. Each pair counts by the inverse of the chance that the
thing acted on was looked at (Joachims et al., 2017).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from photos_ml.ndcg import ndcg_of_gains

Floats = npt.NDArray[np.float64]

MOST_PROPENSITY = 6.0
"""No pair counts more than this many: rare interactions far down would drown the rest."""
STEPS = 12


def propensity(positions: npt.NDArray[np.int64]) -> Floats:
    """The chance that what is shown at a position is looked at: the discount of DCG, 1 for the first."""
    found: Floats = 1.0 / np.log2(2.0 + positions)
    return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """n things shown together: columns (n, d), a score each has without weights (n,), and what was done."""

    columns: Floats
    start: Floats
    gains: Floats
    weights: Floats
    """Inverse propensities (n,)."""

    @classmethod
    def of(
        cls, columns: npt.NDArray[np.floating], start: Floats, gains: Floats, positions: npt.NDArray[np.int64]
    ) -> Comparison:
        weights = np.minimum(1.0 / propensity(positions), MOST_PROPENSITY)
        return cls(np.asarray(columns, np.float64), start, gains, weights)

    def scores(self, weights: Floats) -> Floats:
        found: Floats = self.start + self.columns @ weights
        return found

    def pairs(self) -> tuple[Floats, Floats, Floats]:
        """Differences of columns and of start, liked less not liked, and the weight of each pair.

        All pairs of a comparison weigh as much as the things something was done with.
        """
        better, worse = np.nonzero(self.gains[:, None] > self.gains[None])
        acted = np.where(self.gains[better] > 0, better, worse)
        weights = self.weights[acted] * np.abs(self.gains[better] - self.gains[worse])
        if len(weights):
            weights = weights * (np.count_nonzero(self.gains) / len(weights))
        return self.columns[better] - self.columns[worse], self.start[better] - self.start[worse], weights

    def loss(self, weights: Floats) -> float:
        """Mean logistic loss of its pairs, weighted as in `fit`; 0 without pairs. Lower foretells better."""
        columns, start, counts = self.pairs()
        if not len(counts):
            return 0.0
        return float(counts @ np.logaddexp(0.0, -(start + columns @ weights)) / counts.sum())

    def quality(self, weights: Floats, k: int = 10) -> float:
        """NDCG@k of the order by these weights; gains by inverse propensity, what was not wanted as 0.

        1 where nothing was liked: no order is better there than another.
        """
        gains = np.maximum(self.gains, 0.0) * self.weights
        order = np.argsort(-self.scores(weights), kind="stable")
        return ndcg_of_gains(gains[order], gains, k) if gains.any() else 1.0


def fit(comparisons: Sequence[Comparison], covariance: Floats) -> Floats:
    """The weights (d,) of greatest posterior, by Newton's method; `covariance` (d, d) of the prior."""
    found = [one.pairs() for one in comparisons]
    weights = np.zeros(len(covariance))
    if not any(len(pair_weights) for _, _, pair_weights in found):
        return weights
    columns = np.concatenate([pair[0] for pair in found])
    start = np.concatenate([pair[1] for pair in found])
    counts = np.concatenate([pair[2] for pair in found])
    precision = np.linalg.inv(covariance)
    for _ in range(STEPS):
        wrong = 1.0 / (1.0 + np.exp(np.clip(start + columns @ weights, -40, 40)))
        slope = columns.T @ (counts * wrong) - precision @ weights
        bend = (columns * (counts * wrong * (1.0 - wrong))[:, None]).T @ columns + precision
        step = np.linalg.solve(bend, slope)
        weights = weights + step
        if float(np.abs(step).max()) < 1e-6:
            break
    return weights
