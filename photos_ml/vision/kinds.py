"""What a picture is, besides a photo: told from its vector and what was measured of it by a small network."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from photos_ml.config import models_dir
from photos_ml.types import FloatMatrix
from photos_ml.vision.quality import Quality

FOLDER, FILE = "kinds", "kinds.npz"
PHOTO = "photo"
MEASURES = (
    "exposure", "brightness", "contrast", "colourfulness", "clipped", "flatness", "paper", "edges", "colours",
    "saturation", "lettering",
)  # fmt: skip
"""Of `Quality`: what says how fine a picture is says nothing of what it is."""
_PLACES = [[field.name for field in fields(Quality)].index(name) for name in MEASURES]

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class KindNetwork:
    """One hidden layer over a vector of one model and MEASURES, all of them levelled."""

    model: str
    """Id and revision of the model whose vectors it reads, 'ID@REVISION'."""
    kinds: tuple[str, ...]
    """The first is PHOTO."""
    least: Array
    """(k,): how likely a kind has to be before it is said."""
    mean: Array
    scale: Array
    hidden: Array
    """(d + m, h)"""
    hidden_bias: Array
    out: Array
    """(h, k)"""
    out_bias: Array

    def chances(self, vectors: FloatMatrix, numbers: FloatMatrix) -> FloatMatrix:
        """(n, d) and (n, m) -> (n, k), rows that sum to 1."""
        seen = (np.concatenate([vectors, numbers], 1).astype(np.float32) - self.mean) / self.scale
        inner = np.maximum(np.clip(seen, -6, 6) @ self.hidden + self.hidden_bias, 0)
        scores = inner @ self.out + self.out_bias
        powers = np.exp(scores - scores.max(1, keepdims=True))
        found: FloatMatrix = powers / powers.sum(1, keepdims=True)
        return found

    def told(self, vectors: FloatMatrix, numbers: FloatMatrix) -> list[tuple[str, float]]:
        """The kind of each and how likely it is; PHOTO where nothing else is likely enough."""
        found = []
        for row in self.chances(vectors, numbers):
            best = int(row[1:].argmax()) + 1
            sure = row[best] > row[0] and row[best] >= self.least[best]
            found.append((self.kinds[best], float(row[best])) if sure else (PHOTO, float(row[0])))
        return found


@lru_cache(maxsize=1)
def kind_network() -> KindNetwork:
    """The one that ships."""
    return read_network(network_file())


def read_network(path: Path) -> KindNetwork:
    """As the recipe wrote it."""
    with np.load(path) as kept:
        arrays = {
            name: kept[name].astype(np.float32) for name in kept.files if name not in ("model", "kinds")
        }
        return KindNetwork(str(kept["model"]), tuple(kept["kinds"].tolist()), **arrays)


def network_file() -> Path:
    return models_dir() / FOLDER / FILE


def digest() -> str:
    """Another network is another version."""
    return hashlib.sha256(network_file().read_bytes()).hexdigest()[:12]


def measures_of(qualities: Sequence[Sequence[float]]) -> FloatMatrix:
    """What the network reads of the values of `Quality`, row by row: (n, len(MEASURES))."""
    found: FloatMatrix = np.nan_to_num(np.asarray(qualities, np.float32)[:, _PLACES])
    return found
