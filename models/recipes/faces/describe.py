"""dlib's face network as ONNX: uint8 (n, 150, 150, 3) RGB -> float32 (n, 128), not of length 1."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from dlib_file import read_layers
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

CHIP_PIXELS = 150
MEAN = np.array([122.782, 117.001, 104.298])
"""Of red, green and blue; as dlib's input layer has it."""
SCALE = 256.0
"""dlib divides by 256, not 255."""
OPSET = 18
IR_VERSION = 9


@dataclass(frozen=True)
class Convolution:
    """Weights (out, in, rows, columns) and what is added, with the affine layer behind it folded in."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    stride: int
    padding: int


def read_network(file: Path) -> tuple[list[Convolution], NDArray[np.float64]]:
    """The convolutions, input first, and the last matrix (256, 128)."""
    layers = list(read_layers(file))
    convolutions: list[Convolution] = []
    matrix: NDArray[np.float64] | None = None
    for layer, following in zip(layers, [*layers[1:], None], strict=True):
        values = layer.weights.ravel().astype(np.float64)
        if layer.name.startswith("con_"):
            if following is None or not following.name.startswith("affine_"):
                raise ValueError(f"no affine layer behind {layer.name}")
            filters, rows, columns, stride, _, padding, _ = layer.settings
            weights, bias = values[:-filters].reshape(filters, -1, rows, columns), values[-filters:]
            affine = following.weights.ravel().astype(np.float64)
            gain, shift = affine[:filters], affine[filters:]
            convolutions.append(
                Convolution(weights * gain[:, None, None, None], bias * gain + shift, stride, padding)
            )
        elif layer.name.startswith("fc_"):
            outputs, inputs = layer.settings
            matrix = values.reshape(inputs, outputs)
    if matrix is None:
        raise ValueError(f"no last layer in {file}")
    return convolutions, matrix


class _Graph:
    """Nodes and weights under way."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self._count = 0

    def constant(self, value: NDArray[np.generic]) -> str:
        name = f"w{len(self.weights)}"
        # ascontiguousarray would make a scalar an array of one
        self.weights.append(numpy_helper.from_array(np.array(value), name))
        return name

    def node(self, kind: str, *inputs: str, output: str = "", **settings: object) -> str:
        self._count += 1
        output = output or f"{kind.lower()}{self._count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **settings))
        return output

    def convolution(self, data: str, layer: Convolution) -> str:
        return self.node(
            "Conv",
            data,
            self.constant(layer.weights.astype(np.float32)),
            self.constant(layer.bias.astype(np.float32)),
            kernel_shape=list(layer.weights.shape[2:]),
            strides=[layer.stride] * 2,
            pads=[layer.padding] * 4,
        )

    def padded(self, data: str, *, channels: int = 0, pixels: int = 0) -> str:
        """Zeros behind the channels, and right of and below the pixels."""
        ends = np.array([0, 0, 0, 0, 0, channels, pixels, pixels], np.int64)
        return self.node("Pad", data, self.constant(ends))


def build(convolutions: list[Convolution], matrix: NDArray[np.float64]) -> onnx.ModelProto:
    """The network: a stem, then residual blocks of two convolutions, a mean, a matrix."""
    first, *rest = convolutions
    graph = _Graph()
    data = graph.node("Transpose", graph.node("Cast", "pixels", to=TensorProto.FLOAT), perm=[0, 3, 1, 2])
    data = graph.node("Relu", graph.convolution(data, _taking_pixels(first)))
    data = graph.node("MaxPool", data, kernel_shape=[3, 3], strides=[2, 2])
    side = ((CHIP_PIXELS - 7) // 2 + 1 - 3) // 2 + 1
    channels = first.weights.shape[0]
    for inner, outer in zip(rest[::2], rest[1::2], strict=True):
        data, side, channels = _block(graph, data, side, channels, inner, outer)
    data = graph.node("ReduceMean", data, graph.constant(np.array([2, 3], np.int64)), keepdims=0)
    graph.node("MatMul", data, graph.constant(matrix.astype(np.float32)), output="embedding")
    return _model(graph)


def _taking_pixels(layer: Convolution) -> Convolution:
    """(pixel - mean) / 256 goes into the first convolution, which has no padding."""
    taken = (layer.weights * MEAN[None, :, None, None]).sum((1, 2, 3)) / SCALE
    return Convolution(layer.weights / SCALE, layer.bias - taken, layer.stride, layer.padding)


def _block(
    graph: _Graph, data: str, side: int, channels: int, inner: Convolution, outer: Convolution
) -> tuple[str, int, int]:
    """Two convolutions and the way round them. Where the first halves the picture, the way round is a mean of
    2 x 2; of two unequal sizes the smaller is filled up with zeros, as dlib's add_prev does."""
    beside = graph.convolution(graph.node("Relu", graph.convolution(data, inner)), outer)
    filters = inner.weights.shape[0]
    if inner.stride == 2:
        halved, pooled = (side - 3) // 2 + 1, side // 2
        data = graph.node("AveragePool", data, kernel_shape=[2, 2], strides=[2, 2])
        if filters != channels:
            data = graph.padded(data, channels=filters - channels)
        if halved != pooled:
            beside = graph.padded(beside, pixels=pooled - halved)
        side, channels = pooled, filters
    return graph.node("Relu", graph.node("Add", beside, data)), side, channels


def _model(graph: _Graph) -> onnx.ModelProto:
    pixels = helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["n", CHIP_PIXELS, CHIP_PIXELS, 3])
    embedding = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", 128])
    made = helper.make_graph(graph.nodes, "face_description", [pixels], [embedding], graph.weights)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    onnx.checker.check_model(model)
    return model
