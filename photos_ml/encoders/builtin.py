"""Encoders that run on ONNX Runtime: the built-in one, and every exported model."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from photos_ml.config import models_dir
from photos_ml.encoders.base import ModelInfo
from photos_ml.encoders.manifest import Manifest, read_manifest
from photos_ml.encoders.preprocess import SquarePreprocessor
from photos_ml.encoders.sessions import LazySession, unit_rows
from photos_ml.encoders.text_cache import TextCache
from photos_ml.encoders.tokens import TextTokenizer
from photos_ml.errors import EncoderError
from photos_ml.types import FloatMatrix, Pixels

BUILTIN_NAME = "builtin"
IMAGE_FILE = "image.onnx"
TEXT_FILE = "text.onnx"
TOKENIZER_FILE = "tokenizer.json"

IMAGE_BATCH = 8
"""Photos a run: one by one costs a tenth more, beyond eight nothing is gained and memory grows."""
TEXT_BATCH = 32


class OnnxEncoder:
    """`image.onnx`: 'pixels' uint8 (n, S, S, 3) -> 'embedding' float32 (n, d); `text.onnx`: 'input_ids' and
    'attention_mask' int64 (n, length) -> the same. `threads`: cores one run may use, all by default."""

    def __init__(self, manifest: Manifest, *, threads: int | None = None) -> None:
        cores = threads or os.cpu_count() or 1
        self._manifest = manifest
        self._images = LazySession(manifest.folder / IMAGE_FILE, cores)
        self._texts = LazySession(manifest.folder / TEXT_FILE, cores)
        self._tokenizer = TextTokenizer(
            manifest.folder / TOKENIZER_FILE,
            manifest.max_tokens,
            fixed_length=manifest.pad_texts,
            clean=manifest.clean,
        )
        self._cache = TextCache(self._encode_texts, manifest.info.dimension)

    @property
    def info(self) -> ModelInfo:
        return self._manifest.info

    @property
    def manifest(self) -> Manifest:
        return self._manifest

    @property
    def preprocessor(self) -> SquarePreprocessor:
        return self._manifest.preprocessor

    @property
    def loaded(self) -> frozenset[str]:
        """Which halves are in memory: 'images', 'texts'."""
        halves = {"images": self._images, "texts": self._texts}
        return frozenset(name for name, session in halves.items() if session.loaded)

    def preprocess(self, image: Image.Image) -> Pixels:
        """Upright RGB picture -> uint8 (S, S, 3)."""
        return self.preprocessor(image)

    def encode_pixels(self, pixels: Sequence[Pixels]) -> FloatMatrix:
        """n arrays from `preprocess` -> float32 (n, d), unit rows."""
        matrix = np.empty((len(pixels), self.info.dimension), dtype=np.float32)
        for start in range(0, len(pixels), IMAGE_BATCH):
            batch = self._stacked(pixels[start : start + IMAGE_BATCH])
            matrix[start : start + len(batch)] = unit_rows(self._images.run({"pixels": batch}))
        return matrix

    def encode_images(self, images: Sequence[Image.Image]) -> FloatMatrix:
        """n upright RGB pictures -> float32 (n, d), unit rows."""
        return self.encode_pixels([self.preprocess(image) for image in images])

    def encode_texts(self, texts: Sequence[str]) -> FloatMatrix:
        """n texts -> float32 (n, d), unit rows; lately asked ones come from memory."""
        return self._cache(texts)

    def _encode_texts(self, texts: Sequence[str]) -> FloatMatrix:
        matrix = np.empty((len(texts), self.info.dimension), dtype=np.float32)
        # Texts of like length share a batch, so that little padding is computed.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for start in range(0, len(order), TEXT_BATCH):
            rows = order[start : start + TEXT_BATCH]
            tokens = self._tokenizer([texts[row] for row in rows])
            feeds = {"input_ids": tokens.ids, "attention_mask": tokens.mask}
            matrix[rows] = unit_rows(self._texts.run(feeds))
        return matrix

    def _stacked(self, pixels: Sequence[Pixels]) -> Pixels:
        side = self.info.image_size
        if any(array.shape != (side, side, 3) or array.dtype != np.uint8 for array in pixels):
            raise EncoderError(
                f"pixels must be uint8 ({side}, {side}, 3)", hint="use the encoder's own preprocess"
            )
        return np.stack(pixels)


def builtin_encoder(folder: Path | None = None, *, threads: int | None = None) -> OnnxEncoder:
    """The encoder that ships with the package."""
    return OnnxEncoder(read_manifest(folder or models_dir() / BUILTIN_NAME), threads=threads)
