"""The eye network of MediaPipe as ONNX: uint8 (n, 64, 64, 3) RGB, an eye as the left one of a picture is.
`lids` (n, 32) are x and y of 16 points, from one corner along the lower lid to the other, then along the
upper lid; `iris` (n, 2) is its middle, all in pixels of the view. What it tells of brows, the rest of the
contour, the rim of the iris and depths is left out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import onnx
import tflite
from describe import IR_VERSION, OPSET
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

VIEW_PIXELS = 64
WHITE = 255.0
LIDS, IRIS = 16, 1
"""Points that are kept, the first of each answer; three numbers are given for each, and two kept."""
ANSWERS = {"lids": LIDS, "iris": IRIS}

Weights: TypeAlias = NDArray[np.float32]
Pair: TypeAlias = tuple[int, int]
KINDS = {value: name for name, value in vars(tflite.BuiltinOperator).items() if isinstance(value, int)}


@dataclass(frozen=True)
class Source:
    """The graph in the file: weights by the number of their tensor, and the shape of each tensor."""

    graph: Any
    weights: dict[int, NDArray[Any]]
    shapes: list[tuple[int, ...]]
    kinds: list[str]

    @classmethod
    def read(cls, file: Path) -> Source:
        model = tflite.Model.GetRootAs(file.read_bytes(), 0)
        graph = model.Subgraphs(0)
        tensors = [graph.Tensors(number) for number in range(graph.TensorsLength())]
        types = {tflite.TensorType.FLOAT32: np.float32, tflite.TensorType.INT32: np.int32}
        weights = {}
        for number, tensor in enumerate(tensors):
            data = model.Buffers(tensor.Buffer())
            if data.DataLength():
                values = np.frombuffer(data.DataAsNumpy().tobytes(), types[tensor.Type()])
                weights[number] = values.reshape(tensor.ShapeAsNumpy())
        operators = [graph.Operators(number) for number in range(graph.OperatorsLength())]
        codes = [model.OperatorCodes(operator.OpcodeIndex()) for operator in operators]
        kinds = [KINDS[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())] for code in codes]
        return cls(graph, weights, [tuple(tensor.ShapeAsNumpy().tolist()) for tensor in tensors], kinds)


class _Graph:
    """Nodes and weights under way, channels last in the source and first here."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, name: str, values: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, kind: str, inputs: list[str], output: str, **settings: Any) -> None:
        self.nodes.append(helper.make_node(kind, inputs, [output], **settings))

    def convolution(self, operator: Any, deep: bool, kept: int | None, scale: float) -> None:
        """`deep`: each channel by itself. `kept`: of so many points alone, two numbers of each three.
        `scale`: weights are multiplied by it."""
        taken, filters, bias = (operator.Inputs(number) for number in range(3))
        made = operator.Outputs(0)
        weights, offset = self.source.weights[filters] * np.float32(scale), self.source.weights[bias]
        settings = _settings(operator, tflite.DepthwiseConv2DOptions if deep else tflite.Conv2DOptions)
        weights = weights.transpose(3, 0, 1, 2) if deep else weights.transpose(0, 3, 1, 2)
        if kept is not None:
            rows = (np.arange(kept)[:, None] * 3 + np.arange(2)).ravel()
            weights, offset = weights[rows], offset[rows]
        if settings.FusedActivationFunction() or settings.DilationHFactor() != 1:
            raise ValueError("a convolution of another kind")
        self.add(
            "Conv",
            [f"t{taken}", self.constant(f"w{made}", weights), self.constant(f"b{made}", offset)],
            f"t{made}",
            group=weights.shape[0] if deep else 1,
            **self._window(settings, taken, made, weights.shape[2:]),
        )

    def rectified(self, taken: int, made: int, slope: Weights) -> None:
        """slope x + (1 - slope) max(x, 0): the runtime's own PRelu takes longer than all the rest."""
        self.add("Mul", [f"t{taken}", self.constant(f"s{made}", slope)], f"t{made}.all")
        self.add("Relu", [f"t{taken}"], f"t{made}.positive")
        self.add("Mul", [f"t{made}.positive", self.constant(f"r{made}", 1 - slope)], f"t{made}.more")
        self.add("Add", [f"t{made}.all", f"t{made}.more"], f"t{made}")

    def _window(self, settings: Any, taken: int, made: int, kernel: Any) -> dict[str, Any]:
        strides = settings.StrideH(), settings.StrideW()
        pads = [0, 0, 0, 0]
        if settings.Padding() == tflite.Padding.SAME:
            for side in (0, 1):
                before, after = self.source.shapes[taken][1 + side], self.source.shapes[made][1 + side]
                total = max((after - 1) * strides[side] + kernel[side] - before, 0)
                pads[side], pads[2 + side] = total // 2, total - total // 2
        return {"kernel_shape": list(kernel), "strides": strides, "pads": pads}

    def build(self) -> None:
        """Every operator; the answers by their names."""
        graph = self.source.graph
        answers = dict(zip((graph.Outputs(number) for number in range(len(ANSWERS))), ANSWERS, strict=True))
        made_of = {
            graph.Operators(number).Inputs(0): answers[graph.Operators(number).Outputs(0)]
            for number, kind in enumerate(self.source.kinds)
            if kind == "RESHAPE"
        }
        self.add("Cast", ["pixels"], "numbers", to=TensorProto.FLOAT)
        self.add("Transpose", ["numbers"], f"t{graph.Inputs(0)}", perm=[0, 3, 1, 2])
        for number, kind in enumerate(self.source.kinds):
            operator = graph.Operators(number)
            taken, made = operator.Inputs(0), operator.Outputs(0)
            match kind:
                case "CONV_2D" | "DEPTHWISE_CONV_2D":
                    kept = ANSWERS[made_of[made]] if made in made_of else None
                    scale = 1 / WHITE if taken == graph.Inputs(0) else 1.0
                    self.convolution(operator, kind == "DEPTHWISE_CONV_2D", kept, scale)
                case "PRELU":
                    self.rectified(taken, made, self.source.weights[operator.Inputs(1)].reshape(-1, 1, 1))
                case "ADD":
                    self.add("Add", [f"t{taken}", f"t{operator.Inputs(1)}"], f"t{made}")
                case "MAX_POOL_2D":
                    settings = _settings(operator, tflite.Pool2DOptions)
                    kernel = settings.FilterHeight(), settings.FilterWidth()
                    window = self._window(settings, taken, made, kernel)
                    self.add("MaxPool", [f"t{taken}"], f"t{made}", **window)
                case "PAD":
                    around = self.source.weights[operator.Inputs(1)][[0, 3, 1, 2]].T.ravel().astype(np.int64)
                    self.add("Pad", [f"t{taken}", self.constant(f"p{made}", around)], f"t{made}")
                case "RESHAPE":
                    self.add("Flatten", [f"t{taken}"], answers[made])
                case _:
                    raise ValueError(f"an operator {kind}")


def _settings(operator: Any, kind: Any) -> Any:
    table, settings = operator.BuiltinOptions(), kind()
    settings.Init(table.Bytes, table.Pos)
    return settings


def build(file: Path) -> onnx.ModelProto:
    """The network of `iris_landmark.tflite`."""
    graph = _Graph(Source.read(file))
    graph.build()
    side = VIEW_PIXELS
    pixels = helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["n", side, side, 3])
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", 2 * points])
        for name, points in ANSWERS.items()
    ]
    made = helper.make_model(
        helper.make_graph(graph.nodes, "eye_reader", [pixels], outputs, graph.constants),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    onnx.checker.check_model(made)
    return made
