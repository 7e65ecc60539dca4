"""Core ML programs out of a model, by coremltools. Converting works on any system; running needs a Mac."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from photos_ml.encoders.builtin import IMAGE_FILE, TEXT_FILE, OnnxEncoder
from photos_ml.encoders.coreml import IMAGE_PACKAGE, TEXT_INPUTS_FIELD, TEXT_PACKAGE
from photos_ml.encoders.exported import WeightPrecision, exported_manifest
from photos_ml.encoders.manifest import Manifest
from photos_ml.encoders.open_clip import OpenClipEncoder
from photos_ml.encoders.sessions import OUTPUT
from photos_ml.errors import EncoderError

PALETTIZED_OPERATIONS = ("linear", "conv", "matmul", "gather")
PALETTE_BITS = 6
"""64 shared values a layer; fewer would need training to be made good."""
INSTALL = "pip install 'photos-ml[coreml]'"


def write_coreml(
    encoder: OnnxEncoder | OpenClipEncoder, folder: Path, precision: WeightPrecision
) -> Manifest:
    """Two ML programs in `folder`, for one photo and one text of `max_tokens` at a time."""
    modules = _onnx_modules(encoder) if isinstance(encoder, OnnxEncoder) else _clip_modules(encoder)
    side, length = encoder.info.image_size, encoder.manifest.max_tokens
    pixels = {"pixels": ((1, side, side, 3), np.float32)}
    tokens: dict[str, Any] = {"input_ids": ((1, length), np.int32)}
    if isinstance(encoder, OnnxEncoder):
        tokens["attention_mask"] = ((1, length), np.int32)
    convert(modules[0], pixels, folder / IMAGE_PACKAGE, precision)
    convert(modules[1], tokens, folder / TEXT_PACKAGE, precision)
    manifest = exported_manifest(encoder.manifest, folder, "coreml")
    return replace(manifest, pad_texts=True, extra={**manifest.extra, TEXT_INPUTS_FIELD: list(tokens)})


def convert(module: Any, inputs: dict[str, Any], path: Path, precision: WeightPrecision) -> None:
    """A torch module as an ML program. `inputs`: name -> (shape, numpy type), in argument order."""
    tools = _import_coremltools()
    import torch

    examples = tuple(torch.from_numpy(np.ones(shape, kind)) for shape, kind in inputs.values())
    with _quiet(), torch.no_grad():
        program = torch.export.export(module, examples).run_decompositions({})
        package = tools.convert(
            program,
            inputs=[
                tools.TensorType(name=name, shape=shape, dtype=kind) for name, (shape, kind) in inputs.items()
            ],
            outputs=[tools.TensorType(name=OUTPUT)],
            convert_to="mlprogram",
            minimum_deployment_target=tools.target.macOS13,
            compute_precision=tools.precision.FLOAT32
            if precision is WeightPrecision.FP32
            else tools.precision.FLOAT16,
            skip_model_load=True,
        )
        if precision is WeightPrecision.PALETTIZED:
            package = _palettized(package)
        package.save(str(path))


def _palettized(package: Any) -> Any:
    from coremltools.optimize import coreml

    settings = coreml.OpPalettizerConfig(mode="kmeans", nbits=PALETTE_BITS)
    # Not everything constant is a weight: an attention mask is, too, and holds infinities.
    chosen = coreml.OptimizationConfig(op_type_configs=dict.fromkeys(PALETTIZED_OPERATIONS, settings))
    return coreml.palettize_weights(package, chosen)


def _clip_modules(encoder: OpenClipEncoder) -> tuple[Any, Any]:
    towers = encoder.towers()
    return towers.images.cpu(), towers.texts.cpu()


def _onnx_modules(encoder: OnnxEncoder) -> tuple[Any, Any]:
    from photos_ml.encoders.onnx_torch import torch_module

    _import_coremltools()
    folder, length = encoder.manifest.folder, encoder.manifest.max_tokens
    return torch_module(folder / IMAGE_FILE, length), torch_module(folder / TEXT_FILE, length)


@contextmanager
def _quiet() -> Iterator[None]:
    """Both packages log, warn and draw progress bars about their own internals."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _import_coremltools() -> Any:
    try:
        with _quiet():
            import coremltools
            import torch  # noqa: F401
    except ImportError as error:
        raise EncoderError(f"exporting to Core ML needs coremltools ({error})", hint=INSTALL) from error
    return coremltools
