"""From a raw similarity to the probability that a photo shows what was asked.

Raw cosines cannot be compared between queries: one query's junk stands where another's hits stand. What tells
them apart is where the library's own photos stand for the query: their middle and their spread.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.encoders.base import ModelInfo

MAD_TO_SIGMA = 1.4826
"""Median absolute deviation -> standard deviation of a normal distribution."""
MIN_SIGMA = 0.01
"""A library of near-identical photos has no spread to measure against."""
FILE_NAME = "calibration.json"
"""In a model's folder: what was fitted for it by models/recipes/search/fit.py, things.py and closer.py."""


@dataclass(frozen=True, slots=True)
class Background:
    """Where the library's photos stand for one query."""

    median: float
    sigma: float
    photos: int = 1
    """Of how many the best is looked for: of more, the best that shows nothing of it stands higher."""

    @classmethod
    def of(cls, similarity: npt.NDArray[np.float32], photos: int | None = None) -> Background:
        """From the cosines (n,) of a sample of `photos`, of all where that is left out: by median and MAD,
        which a few true hits do not move."""
        photos = max(len(similarity) if photos is None else photos, 1)
        if similarity.size == 0:
            return cls(0.0, 1.0, photos)
        median = _median(similarity)
        mad = _median(np.abs(similarity - median))
        return cls(median, max(MAD_TO_SIGMA * mad, MIN_SIGMA), photos)

    def deviations(self, similarity: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        return (similarity - self.median) / self.sigma


@dataclass(frozen=True, slots=True)
class Curve:
    """The calibration of one query: p = sigmoid(slope * cosine + offset); slope > 0 keeps the order."""

    slope: float
    offset: float

    def __call__(self, similarity: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Cosines (n,) -> probabilities (n,)."""
        logit = self.slope * similarity.astype(np.float64) + self.offset
        return (1.0 / (1.0 + np.exp(-np.clip(logit, -30.0, 30.0)))).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Calibration:
    """logit = deviation * z + cosine * s + spread * sigma + photos * log n + offset: s the cosine, z how many
    sigma it stands above the library's median for the query, n the photos of the library. The defaults serve
    any CLIP-like model, by z alone."""

    deviation: float = 1.6
    cosine: float = 0.0
    spread: float = 0.0
    photos: float = 0.0
    offset: float = -5.0

    def curve(self, background: Background) -> Curve:
        """What the calibration says for a query with this background."""
        slope = self.deviation / background.sigma + self.cosine
        offset = self.offset + self.spread * background.sigma + self.photos * math.log(background.photos)
        return Curve(slope, offset - self.deviation * background.median / background.sigma)

    @classmethod
    def from_dict(cls, source: dict[str, Any]) -> Calibration:
        return cls(**{name: float(source[name]) for name in asdict(cls())})


@dataclass(frozen=True, slots=True)
class CloserCurve:
    """What a closer look at one photo says: p = sigmoid(cosine * c + margin * m + offset)."""

    cosine: float
    margin: float
    offset: float

    def __call__(self, cosine: float, margin: float) -> float:
        logit = self.cosine * cosine + self.margin * margin + self.offset
        return float(1.0 / (1.0 + np.exp(-np.clip(logit, -30.0, 30.0))))


@dataclass(frozen=True, slots=True)
class CloserCalibration:
    """logit = cosine * c + margin * m + photos * log n + offset: c the mean of the cosines with the photo and
    with its best part; m by how much a part is nearer to what is asked than to any other thing, at most;
    n the photos of the library."""

    cosine: float
    margin: float
    photos: float
    offset: float

    def curve(self, photos: int) -> CloserCurve:
        """What it says in a library of so many photos."""
        return CloserCurve(self.cosine, self.margin, self.offset + self.photos * math.log(max(photos, 1)))

    @classmethod
    def from_dict(cls, source: dict[str, Any]) -> CloserCalibration:
        return cls(*(float(source[name]) for name in ("cosine", "margin", "photos", "offset")))


@dataclass(frozen=True, slots=True)
class Calibrations:
    """What a query tells of decides what its cosines mean: a scene in a sentence stands nearer to its photos
    than the name of a thing, which may be small in them."""

    scenes: Calibration = field(default_factory=Calibration)
    things: Calibration = field(default_factory=Calibration)
    closer: CloserCalibration | None = None
    """Of things, by a closer look; None for a model that nobody measured it with."""


def _median(values: npt.NDArray[np.float32]) -> float:
    """Of some. As `np.median`, which loads NumPy's masked arrays at its first use."""
    middle, odd = divmod(len(values), 2)
    ordered = np.partition(values, [middle] if odd else [middle - 1, middle])
    return float(np.mean(ordered[middle if odd else middle - 1 : middle + 1]))


def calibrations_for(
    info: ModelInfo, folder: Path, measured: Mapping[str, Any] | None = None
) -> Calibrations:
    """What was fitted for this revision of the model, from its folder, else what was `measured` of it on a
    library; the defaults where nothing was."""
    try:
        shipped = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        source = shipped.get(info.revision) or shipped.get(info.weights, measured)
        scenes, things = (Calibration.from_dict(source[name]) for name in ("scenes", "things"))
        closer = CloserCalibration.from_dict(source["closer"]) if source.get("closer") else None
        return Calibrations(scenes, things, closer)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Calibrations()
