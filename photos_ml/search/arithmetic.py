"""Picture arithmetic: more of these photos and words, less of those."""

from __future__ import annotations

import numpy as np

from photos_ml.types import FloatMatrix
from photos_ml.vectors.base import Query

WORD_WEIGHT = 0.6
"""Of a word against the photos' own vector: enough to turn the answer, not enough to forget the photos."""
QUERY_WEIGHT, LIKED_WEIGHT, DISLIKED_WEIGHT = 1.0, 0.75, 0.15
"""Rocchio's alpha, beta and gamma as Manning, Raghavan & Schütze give them (Introduction to Information
Retrieval, 2008, 9.1.1). What they gain here: models/recipes/search/feedback.py."""


def rocchio(query: Query | None, liked: FloatMatrix, disliked: FloatMatrix) -> Query:
    """A unit query (d,) moved towards the liked and away from the disliked unit vectors (n, d), (m, d); none:
    the direction of these alone. Unit (d,), zeros where all cancel out."""
    total = np.zeros(liked.shape[1], np.float32) if query is None else QUERY_WEIGHT * query
    if len(liked):
        total = total + LIKED_WEIGHT * liked.mean(axis=0)
    if len(disliked):
        total = total - DISLIKED_WEIGHT * disliked.mean(axis=0)
    return unit(total, otherwise=np.zeros_like(total))


def combine(photo: Query, plus: FloatMatrix, minus: FloatMatrix) -> Query:
    """Unit vectors (d,), (n, d), (m, d) -> the unit vector (d,) of the photo with more and less of them."""
    return unit(photo + WORD_WEIGHT * (plus.sum(axis=0) - minus.sum(axis=0)), otherwise=photo)


def unit(vector: Query, *, otherwise: Query) -> Query:
    """The direction of a vector (d,); `otherwise` where it has none."""
    norm = float(np.linalg.norm(vector))
    result: Query = (vector / norm if norm > 0 else otherwise).astype(np.float32)
    return result
