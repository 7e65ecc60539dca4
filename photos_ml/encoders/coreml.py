"""Encoders that run on Core ML. Needs a Mac and the extra `coreml`."""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.encoders.manifest import REINSTALL, Manifest
from photos_ml.encoders.sessions import OUTPUT
from photos_ml.encoders.two_towers import TwoTowerEncoder
from photos_ml.errors import EncoderError
from photos_ml.types import FloatMatrix

IMAGE_PACKAGE = "image.mlpackage"
TEXT_PACKAGE = "text.mlpackage"
TEXT_INPUTS_FIELD = "text_inputs"
_TYPES = {"pixels": np.float32, "input_ids": np.int32, "attention_mask": np.int32}


class CoreMLTower:
    """Implements Tower over an ML program of one row: the Neural Engine wants fixed shapes."""

    def __init__(self, path: Path, feeds: tuple[str, ...]) -> None:
        self._path = path
        self._feeds = feeds
        self._lock = threading.Lock()
        self._model: Any = None

    @property
    def loaded(self) -> bool:
        return self._model is not None

    def run(self, feeds: Mapping[str, npt.NDArray[Any]]) -> FloatMatrix:
        """The declared inputs, row by row -> float32 (n, d), not normalised."""
        model = self._open()
        wanted = {name: feeds[name].astype(_TYPES[name]) for name in self._feeds}
        count = len(wanted[self._feeds[0]])
        rows = [
            model.predict({name: value[row : row + 1] for name, value in wanted.items()})[OUTPUT]
            for row in range(count)
        ]
        return np.concatenate(rows).astype(np.float32)

    def _open(self) -> Any:
        with self._lock:
            if self._model is None:
                self._model = _opened(self._path)
            return self._model


class CoreMLEncoder(TwoTowerEncoder):
    """Implements Encoder for a manifest with the runtime 'coreml'."""

    def __init__(self, manifest: Manifest) -> None:
        texts = tuple(manifest.extra.get(TEXT_INPUTS_FIELD, ("input_ids",)))
        super().__init__(
            manifest,
            CoreMLTower(manifest.folder / IMAGE_PACKAGE, ("pixels",)),
            CoreMLTower(manifest.folder / TEXT_PACKAGE, texts),
        )


def _opened(path: Path) -> Any:
    if sys.platform != "darwin":
        raise EncoderError(
            "Core ML models run on a Mac only", hint="export the model to onnx for this machine"
        )
    try:
        import coremltools
    except ImportError as error:
        raise EncoderError("this model needs coremltools", hint="pip install 'photos-ml[coreml]'") from error
    try:
        return coremltools.models.MLModel(str(path))
    except Exception as error:  # whatever Apple's compiler says
        raise EncoderError(f"{path} cannot be opened: {error}", hint=REINSTALL) from error
