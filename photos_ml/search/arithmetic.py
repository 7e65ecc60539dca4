"""Picture arithmetic: a photo, more of some words, less of others."""

from __future__ import annotations

import numpy as np

from photos_ml.types import FloatMatrix
from photos_ml.vectors.base import Query

WORD_WEIGHT = 0.6
"""Of a word against the photo's own vector: enough to turn the answer, not enough to forget the photo."""


def combine(photo: Query, plus: FloatMatrix, minus: FloatMatrix) -> Query:
    """Unit vectors (d,), (n, d), (m, d) -> the unit vector (d,) of the photo with more and less of them."""
    total = photo + WORD_WEIGHT * (plus.sum(axis=0) - minus.sum(axis=0))
    norm = float(np.linalg.norm(total))
    result: Query = (total / norm if norm > 0 else photo).astype(np.float32)
    return result
