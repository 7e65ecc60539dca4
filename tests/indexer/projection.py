"""A small deterministic encoder: a seeded random projection of a tiny thumbnail.

Importable by name, because decoding processes are given its preprocessing by reference.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from photos_ml.encoders.base import ModelInfo, Preprocessor
from photos_ml.types import FloatMatrix, Pixels

SIDE = 16
DIMENSION = 32


def thumbnail(image: Image.Image) -> Pixels:
    return np.asarray(image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX))


def unit(rows: npt.NDArray[np.float64]) -> FloatMatrix:
    """The same directions, of length 1."""
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


class ProjectionEncoder:
    """Implements Encoder. `log` gets one line for each picture encoded, before its batch is done."""

    def __init__(self, log: Path | None = None, *, revision: str = "1", batch_s: float = 0.0) -> None:
        self.info = ModelInfo("projection", revision, DIMENSION, SIDE)
        self.encoded = 0
        self._log = log
        self._batch_s = batch_s
        self._matrix = np.random.default_rng(int(revision)).standard_normal((SIDE * SIDE * 3, DIMENSION))

    @property
    def preprocessor(self) -> Preprocessor:
        return thumbnail

    def preprocess(self, image: Image.Image) -> Pixels:
        return thumbnail(image)

    def encode_pixels(self, pixels: Sequence[Pixels]) -> FloatMatrix:
        if not pixels:
            return np.empty((0, DIMENSION), np.float32)
        self.encoded += len(pixels)
        if self._log:
            lines = "".join(f"{hashlib.sha256(picture.tobytes()).hexdigest()}\n" for picture in pixels)
            with self._log.open("a") as log:
                log.write(lines)
                log.flush()
                os.fsync(log.fileno())
        time.sleep(self._batch_s)
        flat = np.stack(pixels).reshape(len(pixels), -1).astype(np.float64) / 255.0 - 0.5
        rows = flat @ self._matrix
        return unit(rows)

    def encode_images(self, images: Sequence[Image.Image]) -> FloatMatrix:
        return self.encode_pixels([thumbnail(image) for image in images])

    def encode_texts(self, texts: Sequence[str]) -> FloatMatrix:
        rows = [np.random.default_rng(len(text)).standard_normal(DIMENSION) for text in texts]
        matrix = np.array(rows).reshape(len(texts), DIMENSION)
        return unit(matrix)
