"""The first hits in a better order: by their rows, and what captions teach of the words of the query."""

from __future__ import annotations

import numpy as np

from photos_ml.search.candidates import Candidates, fused
from photos_ml.store.ids import among
from photos_ml.types import FloatMatrix
from photos_ml.vectors.base import Ids, Query

REORDERED = 200
"""Hits of a search: what a user may ever look at."""


def reordered(found: Candidates, rows: FloatMatrix, leaning: Query, apart: Ids | None = None) -> Candidates:
    """The same candidates; the first of them, whose vectors are `rows` (n, d), by how near these are to
    `leaning` (d,). `apart`: photos that are as likely as something else says than their vector; ids ascend.

    How likely the best, the second best and so on show what is asked stays as it was: that the right photo
    comes first does not make it more likely that there is one. Words that are written of a photo count as
    before.
    """
    first = found.ids[: len(rows)]
    free = rows.any(axis=1)
    if apart is not None:
        free &= ~among(first, apart)
    places = np.flatnonzero(free)
    chances = np.sort(found.visual_score[places])[::-1]
    best = np.lexsort((first[places], -(rows[places] @ leaning)))
    visual = found.visual_score.copy()
    visual[places[best]] = chances
    return fused(found.ids, visual, found.text_score)
