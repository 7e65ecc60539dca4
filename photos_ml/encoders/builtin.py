"""Encoders that run on ONNX Runtime: the built-in one, and every exported model."""

from __future__ import annotations

import os
from pathlib import Path

from photos_ml.config import BUILTIN_NAME, models_dir
from photos_ml.encoders.manifest import Manifest, read_manifest
from photos_ml.encoders.sessions import LazySession
from photos_ml.encoders.two_towers import TwoTowerEncoder

IMAGE_FILE = "image.onnx"
TEXT_FILE = "text.onnx"


class OnnxEncoder(TwoTowerEncoder):
    """`image.onnx`: 'pixels' uint8 (n, S, S, 3) -> 'embedding' float32 (n, d); `text.onnx`: 'input_ids' and
    'attention_mask' int64 (n, length) -> the same. `threads`: cores one run may use, all by default."""

    def __init__(self, manifest: Manifest, *, threads: int | None = None) -> None:
        cores = threads or os.cpu_count() or 1
        super().__init__(
            manifest,
            LazySession(manifest.folder / IMAGE_FILE, cores),
            LazySession(manifest.folder / TEXT_FILE, cores),
        )


def builtin_encoder(folder: Path | None = None, *, threads: int | None = None) -> OnnxEncoder:
    """The encoder that ships with the package."""
    return OnnxEncoder(read_manifest(folder or models_dir() / BUILTIN_NAME), threads=threads)
