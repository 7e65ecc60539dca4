"""What of a photo or a memory a personal ranker weighs, in units of everyday differences."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from photos_ml.ranker.ranking.features import FEATURE_NAMES, THEME_NAMES
from photos_ml.ranker.ranking.score import KIND_FEATURES, MEMORY_FEATURES, leanings
from photos_ml.types import FloatMatrix

OF_PHOTOS: Mapping[str, float] = {
    "people": 0.5, "from_home_log_km": 3.0, "hour_sin": 0.7, "hour_cos": 0.7, "weekend": 0.5, "appeal": 0.05,
    "brightness": 0.2, "colourfulness": 25.0, "like_favourites": 0.05,
}  # fmt: skip
"""Name -> about its standard deviation over everyday photos."""
OF_MEMORIES: Mapping[str, float] = {
    "named": 0.3, "evening": 0.4, "weekend": 0.4, "farthest_log_km": 3.0, "age_years": 2.0, "nights": 0.7,
    "anniversary": 0.4, "one_event": 0.4, "like_favourites": 0.04, "appeal": 0.03,
    **dict.fromkeys(KIND_FEATURES, 0.6),
}  # fmt: skip
PHOTO_THEME, MEMORY_THEME = 1.5, 1.0
"""The same for how much a photo, and a memory on average, leans to a theme: one liking serves both."""
NAMES = (
    *THEME_NAMES, *(f"photo_{name}" for name in OF_PHOTOS), *(f"memory_{name}" for name in OF_MEMORIES),
)  # fmt: skip
"""What the columns of `photo_columns` and `memory_columns` are."""
PLAIN_SPREAD = 0.15
"""Standard deviation of a weight that nothing is known of yet."""
_THEMES, _PHOTO, _MEMORY = len(THEME_NAMES), len(OF_PHOTOS), len(OF_MEMORIES)


def plain_tastes() -> npt.NDArray[np.float64]:
    """The covariance of tastes of which nothing is known: every liking by itself."""
    found: npt.NDArray[np.float64] = np.eye(len(NAMES)) * PLAIN_SPREAD**2
    return found


def photo_columns(features: FloatMatrix) -> FloatMatrix:
    """Rows of `photo_features` -> float32 (n, len(NAMES)); what is not known is as usual, 0."""
    found = np.zeros((len(features), len(NAMES)), np.float32)
    shares = features[:, [FEATURE_NAMES.index(name) for name in THEME_NAMES]]
    found[:, :_THEMES] = leanings(shares) / PHOTO_THEME
    found[:, _THEMES : _THEMES + _PHOTO] = _scaled(features, FEATURE_NAMES, OF_PHOTOS)
    return found


def memory_columns(features: FloatMatrix) -> FloatMatrix:
    """Rows of `memory_features` -> float32 (n, len(NAMES))."""
    found = np.zeros((len(features), len(NAMES)), np.float32)
    found[:, :_THEMES] = _scaled(features, MEMORY_FEATURES, dict.fromkeys(THEME_NAMES, MEMORY_THEME))
    found[:, _THEMES + _PHOTO :] = _scaled(features, MEMORY_FEATURES, OF_MEMORIES)
    return found


def memory_parts(features: FloatMatrix, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """What each of MEMORY_FEATURES adds to the taste of rows, by the weights (len(NAMES),); (n, f)."""
    found = np.zeros((len(features), len(MEMORY_FEATURES)))
    parts = memory_columns(features) * weights
    names = (*THEME_NAMES, *("" for _ in OF_PHOTOS), *OF_MEMORIES)
    for column, name in enumerate(names):
        if name:
            found[:, MEMORY_FEATURES.index(name)] = parts[:, column]
    return found


def _scaled(features: FloatMatrix, names: tuple[str, ...], units: Mapping[str, float]) -> FloatMatrix:
    chosen = features[:, [names.index(name) for name in units]]
    scaled: FloatMatrix = np.nan_to_num(chosen / np.array(list(units.values()), np.float32))
    return scaled
