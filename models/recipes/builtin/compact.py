"""Store an ONNX model's large weights as int8 (or float16) and let the runtime unfold them once, at load.

The graph computes in float32 all the same: speed and results do not depend on the processor's int8 instructions,
and the file is a quarter of its size. Weights are rounded per output channel, an embedding table per row.
"""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

SMALLEST = 4096
"""Fewer weights than this stay float32: they weigh nothing and biases must be exact."""

_WEIGHT_INPUT = {"Conv": 1, "MatMul": 1, "Gemm": 1, "Gather": 0}
_OUTPUT_AXIS = {"Conv": 0, "MatMul": 1, "Gemm": 1, "Gather": 0}

Weights = dict[str, NDArray[np.generic]]


def compact(model: onnx.ModelProto, *, bits: int = 8) -> onnx.ModelProto:
    """The same graph with the weights of Conv, MatMul, Gemm and Gather as int8 (`bits` 8) or float16 (16)."""
    graph = model.graph
    weights: Weights = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    stored: dict[str, list[TensorProto]] = {}
    nodes: list[NodeProto] = []
    for node in graph.node:
        nodes.extend(_rewritten(node, weights, stored, bits))
    packed = onnx.ModelProto()
    packed.CopyFrom(model)
    del packed.graph.node[:]
    packed.graph.node.extend(nodes)
    kept = [item for item in graph.initializer if item.name not in stored]
    del packed.graph.initializer[:]
    packed.graph.initializer.extend(kept + [item for items in stored.values() for item in items])
    onnx.checker.check_model(packed)
    return packed


def _rewritten(
    node: NodeProto, weights: Weights, stored: dict[str, list[TensorProto]], bits: int
) -> list[NodeProto]:
    slot = _WEIGHT_INPUT.get(node.op_type)
    name = "" if slot is None else node.input[slot]
    weight = weights.get(name)
    if weight is None or weight.dtype != np.float32 or weight.size < SMALLEST or weight.ndim < 2:
        return [node]
    first_use = name not in stored
    stored[name] = _as_int8(name, weight, _output_axis(node)) if bits == 8 else [_as_half(name, weight)]
    if node.op_type == "Gather":
        return _rows_unfolded(node, name, bits)
    return [*(_unfolding(name, name, f"{name}.scale", bits) if first_use else []), node]


def _output_axis(node: NodeProto) -> int:
    transposed = any(item.name == "transB" and item.i for item in node.attribute)
    return 0 if transposed else _OUTPUT_AXIS[node.op_type]


def _as_int8(name: str, weight: NDArray[np.generic], axis: int) -> list[TensorProto]:
    """Symmetric: value = int8 * scale, one scale an output channel."""
    others = tuple(index for index in range(weight.ndim) if index != axis)
    largest = np.maximum(np.abs(weight).max(axis=others, keepdims=True), 1e-12)
    scale = (largest / 127).astype(np.float32)
    rounded = np.rint(weight / scale).astype(np.int8)
    return [numpy_helper.from_array(rounded, f"{name}.small"), numpy_helper.from_array(scale, f"{name}.scale")]


def _as_half(name: str, weight: NDArray[np.generic]) -> TensorProto:
    return numpy_helper.from_array(weight.astype(np.float16), f"{name}.small")


def _unfolding(stem: str, output: str, scale: str, bits: int) -> list[NodeProto]:
    """Nodes from `<stem>.small` to float32 `output`; the runtime folds them where the input is constant."""
    if bits == 16:
        return [helper.make_node("Cast", [f"{stem}.small"], [output], to=TensorProto.FLOAT)]
    return [
        helper.make_node("Cast", [f"{stem}.small"], [f"{stem}.float"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{stem}.float", scale], [output]),
    ]


def _rows_unfolded(node: NodeProto, name: str, bits: int) -> list[NodeProto]:
    """A table is looked up first and unfolded row by row, so that it stays small in memory too."""
    output, rows = node.output[0], node.input[1]
    look_up = helper.make_node("Gather", [f"{name}.small", rows], [f"{output}.small"])
    if bits == 16:
        return [look_up, *_unfolding(output, output, "", bits)]
    scales = helper.make_node("Gather", [f"{name}.scale", rows], [f"{output}.scale"])
    return [look_up, scales, *_unfolding(output, output, f"{output}.scale", bits)]
