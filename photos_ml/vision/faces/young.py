"""How young a described face looks, told by its vector: children look more alike than grown-ups do."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from photos_ml.config import models_dir
from photos_ml.types import FloatMatrix
from photos_ml.vision.faces.look import MODEL

FILE = "young.npz"


def youth(vectors: FloatMatrix) -> npt.NDArray[np.float32]:
    """(n, 128) -> (n,): how likely each is a child's, 0 to 1."""
    middle, weights = _weights(models_dir() / MODEL / FILE)
    return np.asarray(1 / (1 + np.exp(-((vectors - middle) @ weights[:-1] + weights[-1]))), np.float32)


@lru_cache(maxsize=1)
def _weights(file: Path) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    with np.load(file) as stored:
        return stored["middle"], stored["weights"]
