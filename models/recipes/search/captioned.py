"""The captioned photos that the recipes measure on: val, which no model was trained on, then distractors."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from queries import Photos

from photos_ml.app.evaluation.retrieval import encode_files
from photos_ml.config import models_dir
from photos_ml.encoders.builtin import builtin_encoder

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Captioned:
    """`pictures` (n, d): vectors of `photos`, of which the first `measured` are val's."""

    encoder: Any
    photos: Photos
    measured: int
    pictures: Scores


def parser(description: str | None) -> argparse.ArgumentParser:
    """Arguments that every recipe takes."""
    result = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    result.add_argument("data", type=Path)
    result.add_argument("--model", type=Path, default=models_dir() / "builtin")
    result.add_argument("--distractors", type=int, default=6591, help="photos of train to encode")
    result.add_argument("--cache", type=Path, help="keep the vectors of the pictures in this folder")
    result.add_argument("--threads", type=int, default=1)
    return result


def load(options: argparse.Namespace) -> Captioned:
    """Read and encode what the arguments name."""
    encoder, folder = builtin_encoder(options.model, threads=options.threads), options.data / "flickr8k"
    photos = Photos()
    photos.add(folder / "val.csv")
    measured = len(photos.names)
    photos.add(folder / "train.csv", options.distractors)
    files = [folder / ("val" if row < measured else "train") / name for row, name in enumerate(photos.names)]
    return Captioned(encoder, photos, measured, cached(encoder, files, options.cache))


def cached(encoder: Any, files: list[Path], folder: Path | None) -> Scores:
    """Vectors of the pictures, float32 (n, d)."""
    if folder is None:
        return encode_files(encoder, files, lambda done: None)
    path = folder / f"{encoder.info.revision}-{len(files)}.npy"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        np.save(path, encode_files(encoder, files, lambda done: None))
    rows: Scores = np.load(path)
    return rows
