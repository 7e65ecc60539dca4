"""Kinds by their names, as models and features of earlier versions had them: `kind_trip` and the like."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from photos_ml.ranker.candidates.kinds import KINDS
from photos_ml.ranker.ranking.score import KIND_FEATURES, kind_features
from photos_ml.ranker.ranking.taste import NAMES, OF_MEMORIES

OLD_UNIT = 0.3
"""What a weight of a kind was measured in."""


def of_kinds(weights: Mapping[str, float]) -> npt.NDArray[np.float64]:
    """Weights of kinds by their names as weights (len(NAMES),) of their attributes: the smallest that say of
    each kind what its own said."""
    found = np.zeros(len(NAMES))
    named = [kind for kind in KINDS.values() if f"memory_kind_{kind.id}" in weights]
    if not named:
        return found
    units = np.array([OF_MEMORIES[name] for name in KIND_FEATURES])
    columns = np.array([kind_features(kind)[1:] for kind in named]) / units
    said = np.array([weights[f"memory_kind_{kind.id}"] for kind in named]) / OLD_UNIT
    solved = np.linalg.lstsq(columns, said, rcond=None)[0]
    found[[NAMES.index(f"memory_{name}") for name in KIND_FEATURES]] = solved
    return found
