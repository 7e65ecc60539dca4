"""Weights stored as int8 with one scale for each output channel. The runtime unfolds them once, when the
session opens: arithmetic stays float32, and results do not depend on a processor's int8 instructions."""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

SMALLEST = 512
"""Fewer weights than this stay float32: they weigh nothing, and biases must be exact."""


def compact(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same graph with its large weights stored small."""
    made = onnx.ModelProto()
    made.CopyFrom(model)
    users = {name: node for node in model.graph.node for name in node.input}
    kept: list[TensorProto] = []
    first: list[onnx.NodeProto] = []
    for item in model.graph.initializer:
        weight = numpy_helper.to_array(item)
        if weight.dtype != np.float32 or weight.size < SMALLEST:
            kept.append(item)
            continue
        small, scale = _rounded(weight, _output_axis(users[item.name], weight))
        kept.append(numpy_helper.from_array(small, f"{item.name}.small"))
        kept.append(numpy_helper.from_array(scale, f"{item.name}.scale"))
        whole = f"{item.name}.float"
        first.append(helper.make_node("Cast", [f"{item.name}.small"], [whole], to=TensorProto.FLOAT))
        first.append(helper.make_node("Mul", [whole, f"{item.name}.scale"], [item.name]))
    nodes = [*first, *model.graph.node]
    del made.graph.initializer[:], made.graph.node[:]
    made.graph.initializer.extend(kept)
    made.graph.node.extend(nodes)
    onnx.checker.check_model(made)
    return made


def _output_axis(user: onnx.NodeProto, weight: NDArray[np.generic]) -> int:
    if user.op_type == "Conv":
        return 0
    if user.op_type == "ConvTranspose":
        return 0 if weight.shape[1] == 1 else 1
    return 1


def _rounded(weight: NDArray[np.float32], axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    others = tuple(number for number in range(weight.ndim) if number != axis)
    scale = np.abs(weight).max(others, keepdims=True) / 127
    scale[scale == 0] = 1
    return np.clip(np.rint(weight / scale), -127, 127).astype(np.int8), scale.astype(np.float32)
