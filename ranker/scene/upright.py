"""Which pictures lie on their side or head: the model sees more sense in them turned than as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from photos_ml.config import models_dir
from photos_ml.types import FloatMatrix

if TYPE_CHECKING:
    from PIL.Image import Image

FOLDER, FILE = "ranker", "upright.npz"
DOUBTED = -0.2
"""A picture that looks more upright than this, about -1 to 1, is not turned to compare: three of four."""
CLEARLY = 0.4
"""By so much a turned picture has to look more upright: models/ranker/README.md has how often that errs."""
TURNS = (90, 180, 270)

EncodeImages = Callable[[Sequence["Image"]], FloatMatrix]


@dataclass(frozen=True, slots=True)
class Upright:
    """How upright a picture looks, linear in its vector."""

    weights: npt.NDArray[np.float32]
    """(d,)"""
    bias: float
    encode_images: EncodeImages

    def looks(self, vectors: FloatMatrix) -> FloatMatrix:
        """(n, d) -> (n,), about -1 to 1."""
        found: FloatMatrix = vectors @ self.weights + np.float32(self.bias)
        return found

    def lies(self, vector: FloatMatrix, picture: Callable[[], Image]) -> bool:
        """Whether a picture lies; it is asked for only where its vector (d,) leaves a doubt."""
        now = float(self.looks(vector[None])[0])
        if now >= DOUBTED or not vector.any():
            return False
        seen = picture()
        turned = self.encode_images([seen.rotate(degrees, expand=True) for degrees in TURNS])
        return float(self.looks(np.asarray(turned, np.float32)).max()) - now > CLEARLY


def read_upright(model: tuple[str, str], encode_images: EncodeImages) -> Upright | None:
    """The shipped weights; None where they were made for another model."""
    with np.load(models_dir() / FOLDER / FILE) as file:
        if str(file["model"]) != "@".join(model):
            return None
        return Upright(file["weights"].astype(np.float32), float(file["bias"]), encode_images)
