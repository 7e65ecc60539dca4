"""The hand-weighted score of a photo in a memory: transparent, needs no training, and the bar for what is
trained."""

from __future__ import annotations

import numpy as np

from photos_ml.ranker.ranking.features import FEATURE_NAMES
from photos_ml.types import FloatMatrix

WEIGHTS = {
    "sharpness": 0.20, "exposure": 0.10, "colourfulness": 0.10, "contrast": 0.05, "noise": -0.05,
    "clipped": -0.05,
    "appeal": 0.20, "uniqueness": 0.05, "centrality": 0.05, "people": 0.12, "favourite": 0.25, "rating": 0.20,
    "words": 0.05, "camera": 0.08, "megapixels": 0.05,
}  # fmt: skip
RANGES = {
    "sharpness": (4.3, 6.2), "exposure": (0.1, 0.8), "colourfulness": (0, 80), "contrast": (0.05, 0.25),
    "noise": (0, 0.06), "clipped": (0, 0.5), "appeal": (-0.1, 0.1), "uniqueness": (0, 0.5),
    "centrality": (0, 0.6),
    "people": (0, 2), "favourite": (0, 1), "rating": (2, 5), "words": (0, 3), "camera": (0, 1),
    "megapixels": (0, 4),
}  # fmt: skip
"""What counts as nothing and as all of a feature: the 5th and 95th percentiles of everyday photos, about."""
UNKNOWN = {"rating": 0.3}
"""What an unknown feature counts as, between 0 and 1; else the middle. Most photos are not rated at all."""


def hand_scores(features: FloatMatrix) -> FloatMatrix:
    """Rows of `photo_features` -> scores (n,), about 0 to 1, higher is better."""
    total = np.zeros(len(features), np.float32)
    for name, weight in WEIGHTS.items():
        low, high = RANGES[name]
        column = features[:, FEATURE_NAMES.index(name)]
        part = np.clip((column - low) / (high - low), 0.0, 1.0)
        total += weight * np.where(np.isnan(part), UNKNOWN.get(name, 0.5), part)
    return total / sum(weight for weight in WEIGHTS.values() if weight > 0)
