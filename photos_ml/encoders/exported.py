"""What an export is: its form, how its weights are stored, how it describes itself."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from photos_ml.encoders.manifest import Manifest
from photos_ml.encoders.open_clip import CHECKPOINT_FIELD, MEAN_FIELD, STD_FIELD


class ExportFormat(StrEnum):
    """What is written."""

    ONNX = "onnx"
    COREML = "coreml"


class WeightPrecision(StrEnum):
    """How weights are stored. Palettized (Core ML only): 64 shared values a layer, 6 bits a weight."""

    FP32 = "fp32"
    FP16 = "fp16"
    PALETTIZED = "palettized"


def exported_manifest(manifest: Manifest, folder: Path, runtime: str) -> Manifest:
    """The description of an export: the original's, less what only its own runtime needs."""
    own = {CHECKPOINT_FIELD, MEAN_FIELD, STD_FIELD}
    kept = {name: value for name, value in manifest.extra.items() if name not in own}
    return replace(manifest, folder=folder, runtime=runtime, extra=kept)
