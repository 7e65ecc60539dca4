"""ONNX files out of a model: copied where it is ONNX already, exported by torch otherwise."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np

from photos_ml.encoders.builtin import IMAGE_FILE, TEXT_FILE, OnnxEncoder
from photos_ml.encoders.exported import WeightPrecision, exported_manifest
from photos_ml.encoders.manifest import Manifest
from photos_ml.encoders.open_clip import OpenClipEncoder
from photos_ml.encoders.sessions import OUTPUT
from photos_ml.errors import EncoderError

OPSET = 18
SMALLEST_HALVED = 1024
"""Smaller tensors weigh nothing, and shapes and norms keep their precision."""
EXAMPLES = 2
"""Rows of the example a model is traced with: with one, the exporter takes the batch for a constant."""


def write_onnx(encoder: OnnxEncoder | OpenClipEncoder, folder: Path, precision: WeightPrecision) -> Manifest:
    """`image.onnx` and `text.onnx` in `folder`, weights in fp32 or fp16; computing is in fp32 either way."""
    _require_onnx()
    if isinstance(encoder, OnnxEncoder):
        for name in (IMAGE_FILE, TEXT_FILE):
            _whole(encoder.manifest.path(name), folder / name)
    else:
        _export_towers(encoder, folder)
    if precision is WeightPrecision.FP16:
        for name in (IMAGE_FILE, TEXT_FILE):
            halve_weights(folder / name)
    return exported_manifest(encoder.manifest, folder, "onnx")


def _whole(source: Path, target: Path) -> None:
    """The graph with what it keeps in files beside it."""
    import onnx

    onnx.save(onnx.load(source), target)


def _export_towers(encoder: OpenClipEncoder, folder: Path) -> None:
    import torch

    towers, side = encoder.towers(), encoder.info.image_size
    pixels = torch.zeros(EXAMPLES, side, side, 3, dtype=torch.uint8)
    tokens = torch.zeros(EXAMPLES, encoder.manifest.max_tokens, dtype=torch.int64)
    for module, example, name, path in [
        (towers.images, pixels, "pixels", folder / IMAGE_FILE),
        (towers.texts, tokens, "input_ids", folder / TEXT_FILE),
    ]:
        _export(module.cpu(), example, name, path)
        module.to(encoder.device)


def _export(module: Any, example: Any, name: str, path: Path) -> None:
    import torch

    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the exporter warns about its own internals
        program = torch.onnx.export(
            module,
            (example,),
            input_names=[name],
            dynamic_shapes=({0: torch.export.Dim("n")},),
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
    _name_output(program.model.graph)
    program.save(str(path))


def _name_output(graph: Any) -> None:
    """Call the output 'embedding', whatever inner value has that name already."""
    (output,) = graph.outputs
    for node in graph:
        for value in node.outputs:
            if value is not output and value.name == OUTPUT:
                value.name = f"{OUTPUT}_inner"
    output.name = OUTPUT


def halve_weights(path: Path) -> None:
    """Store float32 weights as float16, each widened by a Cast that the runtime folds away when it loads."""
    import onnx
    from onnx import helper, numpy_helper

    model = onnx.load(path)
    graph = model.graph
    casts = []
    for tensor in list(graph.initializer):
        if tensor.data_type != onnx.TensorProto.FLOAT or np.prod(tensor.dims) < SMALLEST_HALVED:
            continue
        name = tensor.name
        halves = _halved(numpy_helper.to_array(tensor))
        graph.initializer.remove(tensor)
        graph.initializer.append(numpy_helper.from_array(halves, f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.save(model, path)


def _halved(weights: np.ndarray[Any, np.dtype[np.float32]]) -> np.ndarray[Any, np.dtype[np.float16]]:
    limit = float(np.finfo(np.float16).max)
    halves: np.ndarray[Any, np.dtype[np.float16]] = np.clip(weights, -limit, limit).astype(np.float16)
    return halves


def _require_onnx() -> None:
    try:
        import onnx  # noqa: F401
    except ImportError as error:
        raise EncoderError(
            "exporting needs the package onnx", hint="pip install 'photos-ml[clip]'"
        ) from error
