"""Store an ONNX model's large weights small and let the runtime unfold them once, at load.

Matrices and embedding tables become int8 with one scale for 64 weights of a column (a table: for a row),
convolutions float16. The graph computes in float32 all the same: results do not depend on the processor's
int8 instructions, and the files are a third of their size. `quantize.py` makes what does not.
"""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

SMALLEST = 4096
"""Fewer weights than this stay float32: they weigh nothing and biases must be exact."""
BLOCK = 64

_WEIGHT_INPUT = {"Conv": 1, "MatMul": 1, "Gemm": 1, "Gather": 0}

Array = NDArray[np.generic]
Weights = dict[str, Array]


def compact(model: onnx.ModelProto, *, bits: int = 8) -> onnx.ModelProto:
    """The same graph with its large weights stored small; with `bits` 16, all of them as float16."""
    graph = model.graph
    weights: Weights = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    stored: dict[str, list[TensorProto]] = {}
    first: list[NodeProto] = []  # a weight may have several users: all are unfolded before the first
    nodes: list[NodeProto] = []
    for node in graph.node:
        name = _weight_of(node, weights)
        half = bits == 16 or node.op_type == "Conv"
        if name and name not in stored:
            stored[name] = _stored(name, weights[name], node, half=half)
            if node.op_type != "Gather":
                first.extend(_unfolding(name, half=half))
        nodes.extend(_rows_unfolded(node, name, half=half) if name and node.op_type == "Gather" else [node])
    return _rebuilt(model, first + nodes, stored)


def _rebuilt(
    model: onnx.ModelProto, nodes: list[NodeProto], stored: dict[str, list[TensorProto]]
) -> onnx.ModelProto:
    packed = onnx.ModelProto()
    packed.CopyFrom(model)
    kept = [item for item in model.graph.initializer if item.name not in stored]
    del packed.graph.node[:], packed.graph.initializer[:]
    packed.graph.node.extend(nodes)
    packed.graph.initializer.extend(kept + [item for items in stored.values() for item in items])
    onnx.checker.check_model(packed)
    return packed


def _weight_of(node: NodeProto, weights: Weights) -> str:
    """The name of the node's weight where it is worth storing small, else ''."""
    slot = _WEIGHT_INPUT.get(node.op_type)
    name = "" if slot is None else node.input[slot]
    weight = weights.get(name)
    worth = weight is not None and weight.dtype == np.float32 and weight.size >= SMALLEST and weight.ndim > 1
    return name if worth else ""


def _stored(name: str, weight: Array, node: NodeProto, *, half: bool) -> list[TensorProto]:
    """`.small` and, for int8, `.scale` and the `.shape` to give back."""
    if half:
        return [numpy_helper.from_array(weight.astype(np.float16), f"{name}.small")]
    small, scale = rounded(weight, columns=node.op_type == "MatMul")
    shape = np.array(weight.shape, dtype=np.int64)
    tensors = [
        numpy_helper.from_array(small, f"{name}.small"),
        numpy_helper.from_array(scale, f"{name}.scale"),
    ]
    return (
        tensors if node.op_type == "Gather" else [*tensors, numpy_helper.from_array(shape, f"{name}.shape")]
    )


def rounded(weight: Array, *, columns: bool) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Symmetric int8 and its scales. `columns`: a scale for 64 weights down a column, else one a row."""
    blocks = columns and weight.shape[0] % BLOCK == 0
    groups = weight.reshape(-1, BLOCK, weight.shape[1]) if blocks else weight
    largest = np.abs(groups).max(axis=1 if blocks or not columns else 0, keepdims=True)
    scale = (np.maximum(largest, 1e-12) / 127).astype(np.float32)
    return np.rint(groups / scale).astype(np.int8), scale


def _unfolding(name: str, *, half: bool) -> list[NodeProto]:
    """Nodes from what is stored to float32 `name`; they are constant, so the runtime folds them at load."""
    if half:
        return [helper.make_node("Cast", [f"{name}.small"], [name], to=TensorProto.FLOAT)]
    return [
        helper.make_node("Cast", [f"{name}.small"], [f"{name}.float"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{name}.float", f"{name}.scale"], [f"{name}.groups"]),
        helper.make_node("Reshape", [f"{name}.groups", f"{name}.shape"], [name]),
    ]


def _rows_unfolded(node: NodeProto, name: str, *, half: bool) -> list[NodeProto]:
    """A table is looked up first and unfolded row by row, so that it stays small in memory too."""
    output, rows = node.output[0], node.input[1]
    look_up = helper.make_node("Gather", [f"{name}.small", rows], [f"{output}.small"])
    if half:
        return [look_up, helper.make_node("Cast", [f"{output}.small"], [output], to=TensorProto.FLOAT)]
    return [
        look_up,
        helper.make_node("Gather", [f"{name}.scale", rows], [f"{output}.scale"]),
        helper.make_node("Cast", [f"{output}.small"], [f"{output}.float"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{output}.float", f"{output}.scale"], [output]),
    ]
