"""From a raw similarity to the probability that a photo shows what was asked.

Raw cosines cannot be compared between queries: one query's junk stands where another's hits stand. What can
be compared is how far a similarity stands out of the library's own background for that query.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

MAD_TO_SIGMA = 1.4826
"""Median absolute deviation -> standard deviation of a normal distribution."""
MIN_SIGMA = 0.01
"""A library of near-identical photos has no spread to measure against."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """p = sigmoid(slope_z * z + slope_s * s + offset): z in deviations above the background, s the cosine."""

    slope_z: float = 1.6
    slope_s: float = 0.0
    offset: float = -5.0

    def probability(
        self, similarity: npt.NDArray[np.float32], background: Background
    ) -> npt.NDArray[np.float32]:
        """Cosines (n,) -> probabilities (n,), ascending with the cosine."""
        logit = self.slope_z * background.deviations(similarity) + self.slope_s * similarity + self.offset
        return (1.0 / (1.0 + np.exp(-np.clip(logit, -30.0, 30.0)))).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Background:
    """Where the library's photos stand for one query."""

    median: float
    sigma: float

    @classmethod
    def of(cls, similarity: npt.NDArray[np.float32]) -> Background:
        """From the cosines (n,) of a sample; by median and MAD, which a few true hits do not move."""
        if similarity.size == 0:
            return cls(0.0, 1.0)
        median = float(np.median(similarity))
        mad = float(np.median(np.abs(similarity - median)))
        return cls(median, max(MAD_TO_SIGMA * mad, MIN_SIGMA))

    def deviations(self, similarity: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        return (similarity - self.median) / self.sigma
