"""`image.onnx` -> `image.int8.onnx`, the same network with its convolutions in eight bits, and `probe.onnx`.

python quantize.py ../../builtin --data DATA

The ranges of what flows between layers are the least and the largest seen on PHOTOS training photos. The
first two convolutions and the last stay as they are: they take little time and lose most. Run it after
`export.py`; the revision stays, since the rows are those of the same space.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from compact import compact
from data import read_split, squeezed
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from photos_ml.encoders.runtime import onnx_runtime

PHOTOS = 100
KEPT_FIRST, KEPT_LAST = 2, 1
"""Convolutions that stay float32."""
TOWER = "/tower/tower/"
"""What the network's own nodes are called by; what comes after it stays float32."""
SUMMED = 64
"""Products of 255 and 127 that the probe adds up: pairs of them overflow 16 bits."""


class Photos:
    """Training photos, one at a time, as the encoder sees them."""

    def __init__(self, paths: list[Path], size: int) -> None:
        self._pixels = self._read(paths, size)

    def get_next(self) -> dict[str, NDArray[np.uint8]] | None:
        return next(self._pixels, None)

    def _read(self, paths: list[Path], size: int) -> Iterator[dict[str, NDArray[np.uint8]]]:
        for path in paths:
            with Image.open(path) as picture:
                yield {"pixels": np.asarray(squeezed(picture.convert("RGB"), size))[None]}


def quantized(source: Path, photos: Photos) -> onnx.ModelProto:
    """The model at `source` with uint8 activations and int8 weights, a scale a channel."""
    onnx_runtime()  # silenced before any part of it is loaded
    from onnxruntime.quantization import CalibrationMethod, QuantFormat, QuantType, quantize_static

    with tempfile.TemporaryDirectory() as folder:
        plain, small = Path(folder) / "plain.onnx", Path(folder) / "small.onnx"
        _fold(source, plain)
        quantize_static(
            plain,
            small,
            photos,
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=["Conv", "Clip", "Add"],
            nodes_to_quantize=_nodes(onnx.load(plain)),
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
        )
        return compact(onnx.load(small))


def unfolded(source: Path) -> onnx.ModelProto:
    """The graph at `source` with float weights and everything constant computed."""
    with tempfile.TemporaryDirectory() as folder:
        whole, plain = Path(folder) / "whole.onnx", Path(folder) / "plain.onnx"
        onnx.save(onnx.load(source), whole)  # with what lies beside it
        _fold(whole, plain)
        return onnx.load(plain)


def _fold(source: Path, target: Path) -> None:
    onnxruntime = onnx_runtime()
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(target)
    onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])


def _nodes(model: onnx.ModelProto) -> list[str]:
    inside = [node for node in model.graph.node if node.name.startswith(TOWER)]
    convolutions = [node.name for node in inside if node.op_type == "Conv"]
    kept = {*convolutions[:KEPT_FIRST], *convolutions[-KEPT_LAST:]}
    return [node.name for node in inside if node.op_type in ("Conv", "Clip", "Add") and node.name not in kept]


def probe() -> onnx.ModelProto:
    """uint8 (1, SUMMED) times int8 127s, 16 columns: exact only where sums of pairs do not saturate."""
    weights = numpy_helper.from_array(np.full((SUMMED, 16), 127, np.int8), "weights")
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["pixels", "weights"], ["embedding"])],
        "probe",
        [helper.make_tensor_value_info("pixels", TensorProto.UINT8, [1, SUMMED])],
        [helper.make_tensor_value_info("embedding", TensorProto.INT32, [1, 16])],
        [weights],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    manifest: dict[str, Any] = json.loads((options.model / "model.json").read_text(encoding="utf-8"))
    paths = read_split(options.data / "flickr8k/train", options.data / "flickr8k/train.csv").photos
    chosen = random.Random(1).sample(paths, PHOTOS)
    made = {
        "image.int8.onnx": quantized(options.model / "image.onnx", Photos(chosen, manifest["image_size"])),
        "probe.onnx": probe(),
    }
    for name, model in made.items():
        onnx.save(model, str(options.model / name))
        manifest["files"][name] = hashlib.sha256((options.model / name).read_bytes()).hexdigest()
    text = json.dumps(manifest, indent=2) + "\n"
    (options.model / "model.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
