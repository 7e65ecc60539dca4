"""Which pictures a finger over the lens spoilt, by what the model sees in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from photos_ml.config import models_dir
from photos_ml.types import FloatMatrix

FOLDER, FILE = "ranker", "covered.npz"
COVERED = 0.8
"""From here on a picture is said to be covered: models/ranker/README.md has how often that errs."""


@dataclass(frozen=True, slots=True)
class Covered:
    """How covered a picture looks, linear in its vector, about -1 to 1."""

    weights: npt.NDArray[np.float32]
    """(d,)"""
    bias: float

    def says(self, vectors: FloatMatrix) -> npt.NDArray[np.bool_]:
        """(n, d) -> bool (n,); not of a picture without a vector."""
        found: npt.NDArray[np.bool_] = (vectors @ self.weights + self.bias > COVERED) & vectors.any(axis=1)
        return found


def read_covered(model: tuple[str, str]) -> Covered | None:
    """The shipped weights; None where they were made for another model."""
    with np.load(models_dir() / FOLDER / FILE) as file:
        if str(file["model"]) != "@".join(model):
            return None
        return Covered(file["weights"].astype(np.float32), float(file["bias"]))
