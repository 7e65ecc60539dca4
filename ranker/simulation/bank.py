"""Real photos that made-up libraries are filled with: what people wrote of each, its vector, its pixels'
measures, and damaged variants of some."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from photos_ml.errors import UsageError
from photos_ml.ranker.simulation.damage import DAMAGES
from photos_ml.types import FloatMatrix
from photos_ml.vision.quality import QUALITY_VERSION, Quality, measure

if TYPE_CHECKING:
    from PIL.Image import Image

    from photos_ml.encoders.base import Encoder

BATCH = 32


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of a bank. `damage` is '' for an original; `of` is the original's place in the bank."""

    name: str
    of: int
    damage: str
    pixels_share: float
    """Pixels left, of those the original has."""


@dataclass(frozen=True, slots=True)
class Bank:
    """n pictures; the vectors are float16 (n, d), the measures float32 (n, fields of Quality)."""

    shots: tuple[Shot, ...]
    captions: tuple[tuple[str, ...], ...]
    """By place of the original."""
    vectors: npt.NDArray[np.float16]
    measures: FloatMatrix

    @property
    def originals(self) -> range:
        return range(len(self.captions))

    def quality(self, index: int) -> Quality:
        return Quality(*self.measures[index].tolist())

    def damaged(self) -> list[int]:
        return list(range(len(self.captions), len(self.shots)))


def read_captions(path: Path) -> dict[str, tuple[str, ...]]:
    """Picture -> what people wrote of it; raises UsageError where there is no such file."""
    found: dict[str, list[str]] = {}
    try:
        with path.open(newline="", encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                found.setdefault(row["image"], []).append(row["caption"])
    except (OSError, KeyError) as error:
        raise UsageError(f"cannot read captions from {path}", hint="a CSV with image,caption") from error
    return {name: tuple(texts) for name, texts in found.items()}


def make_bank(
    folder: Path, captions: dict[str, tuple[str, ...]], encoder: Encoder, *, damaged: int, cache: Path | None
) -> Bank:
    """The bank of the pictures named in `captions`, damaged variants of the first `damaged` of them.

    Encoded and measured once for a model's revision where `cache`, a folder, is given.
    """
    shots = _listed(list(captions), damaged)
    info = encoder.info
    kept = (
        cache / f"{folder.name}-{len(captions)}-{damaged}-{info.revision}-{QUALITY_VERSION}.npz"
        if cache
        else None
    )
    if kept is not None and kept.is_file():
        with np.load(kept) as found:
            vectors, measures, shares = found["vectors"], found["measures"], found["shares"]
    else:
        vectors, measures, shares = _looked_at(folder, shots, encoder)
        if kept is not None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            np.savez(kept, vectors=vectors, measures=measures, shares=shares)
    sized = (Shot(s.name, s.of, s.damage, float(share)) for s, share in zip(shots, shares, strict=True))
    return Bank(tuple(sized), tuple(captions.values()), vectors, measures)


def _listed(names: Sequence[str], damaged: int) -> list[Shot]:
    originals = [Shot(name, i, "", 1.0) for i, name in enumerate(names)]
    return originals + [Shot(s.name, s.of, damage, 1.0) for s in originals[:damaged] for damage in DAMAGES]


def _looked_at(
    folder: Path, shots: Sequence[Shot], encoder: Encoder
) -> tuple[npt.NDArray[np.float16], FloatMatrix, FloatMatrix]:
    vectors, measures, shares = [], [], []
    pictures = _pictures(folder, shots)
    while batch := list(islice(pictures, BATCH)):
        vectors.append(encoder.encode_images([picture for picture, _ in batch]).astype(np.float16))
        measures += [measure(picture).values() for picture, _ in batch]
        shares += [share for _, share in batch]
    return np.concatenate(vectors), np.array(measures, np.float32), np.array(shares, np.float32)


def picture_of(folder: Path, shot: Shot) -> Image:
    """A picture of the bank as it was looked at; raises UsageError where it cannot be read."""
    return _picture(folder, shot)[0]


def _pictures(folder: Path, shots: Sequence[Shot]) -> Iterator[tuple[Image, float]]:
    return (_picture(folder, shot) for shot in shots)


def _picture(folder: Path, shot: Shot) -> tuple[Image, float]:
    """And its share of the original's pixels."""
    from PIL import Image as Pictures

    try:
        with Pictures.open(folder / shot.name) as file:
            picture = file.convert("RGB")
    except OSError as error:
        raise UsageError(f"cannot read {folder / shot.name}", hint="give a complete data folder") from error
    if not shot.damage:
        return picture, 1.0
    rng = Random(f"{shot.name}/{shot.damage}")  # noqa: S311 - repeatable, no secret
    worse = DAMAGES[shot.damage](picture, rng)
    return worse, worse.width * worse.height / (picture.width * picture.height)
