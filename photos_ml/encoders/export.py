"""Writing a model for other runtimes: ONNX for any machine without torch, Core ML for Apple's."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from photos_ml.encoders.base import Encoder
from photos_ml.encoders.builtin import OnnxEncoder
from photos_ml.encoders.exported import ExportFormat, WeightPrecision
from photos_ml.encoders.manifest import Manifest, sha256_of, write_manifest
from photos_ml.encoders.open_clip import OpenClipEncoder
from photos_ml.encoders.two_towers import TOKENIZER_FILE
from photos_ml.errors import EncoderError


def export_model(
    encoder: Encoder, format: str, out_dir: Path, precision: str = WeightPrecision.FP32
) -> Manifest:
    """Write the model into the new folder `out_dir`, complete with tokenizer and `model.json`.

    Inside a models folder it is a model like any other. It keeps id and revision: its vectors agree with the
    original's to a cosine of 0.999, so nothing is embedded again. Raises EncoderError.
    """
    if not isinstance(encoder, OnnxEncoder | OpenClipEncoder):
        raise EncoderError(
            "only models on ONNX Runtime and open_clip models can be exported", hint="choose another"
        )
    if out_dir.exists():
        raise EncoderError(f"{out_dir} exists already", hint="give a new folder")
    kind, stored = _chosen(format, precision)
    write = _writer(kind, stored)
    out_dir.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".exporting-", dir=out_dir.parent))
    try:
        manifest = write(encoder, staging, stored)
        shutil.copyfile(encoder.manifest.path(TOKENIZER_FILE), staging / TOKENIZER_FILE)
        write_manifest(replace(manifest, files=_digests(staging)))
        staging.chmod(0o755)
        staging.rename(out_dir)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return replace(manifest, folder=out_dir, files=_digests(out_dir))


def _chosen(format: str, precision: str) -> tuple[ExportFormat, WeightPrecision]:
    try:
        return ExportFormat(format), WeightPrecision(precision)
    except ValueError as error:
        raise EncoderError(
            f"{error}", hint="formats: onnx, coreml; precisions: fp32, fp16, palettized"
        ) from error


Writer = Callable[[OnnxEncoder | OpenClipEncoder, Path, WeightPrecision], Manifest]


def _writer(format: ExportFormat, precision: WeightPrecision) -> Writer:
    if format is ExportFormat.COREML:
        from photos_ml.encoders.export_coreml import write_coreml

        return write_coreml
    if precision is WeightPrecision.PALETTIZED:
        raise EncoderError("ONNX knows no palettized weights", hint="export as fp16, or to coreml")
    from photos_ml.encoders.export_onnx import write_onnx

    return write_onnx


def _digests(folder: Path) -> dict[str, str]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "model.json")
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in paths}
