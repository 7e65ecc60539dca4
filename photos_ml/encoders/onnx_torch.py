"""An ONNX model of fixed shapes as a torch module, for converters that only read torch.

The runtime folds all that shapes decide beforehand, so only the operators that compute are left to map.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from photos_ml.encoders.runtime import onnx_runtime
from photos_ml.errors import EncoderError


@dataclass(frozen=True, slots=True)
class ConstantInput:
    """A constant input as plain numbers."""

    value: Any


SETTINGS = {
    "Clip": (1, 2),
    "Expand": (1,),
    "Gather": (1,),
    "ReduceL2": (1,),
    "ReduceMean": (1,),
    "ReduceSum": (1,),
    "Reshape": (1,),
    "Squeeze": (1,),
    "Unsqueeze": (1,),
}
"""Places of the inputs that are shapes, axes, bounds or single indices."""

Operator = Callable[[list[Any], dict[str, Any]], Any]


def torch_module(path: Path, length: int) -> Any:
    """The graph at `path` for one row of `length` tokens (where it has tokens), as a torch module.

    Weights stored in fewer bits are widened. Raises EncoderError for an operator it does not know.
    """
    import torch
    from onnx import helper, numpy_helper

    graph = folded(path, length).graph
    operators = _operators()
    unknown = sorted({node.op_type for node in graph.node} - operators.keys())
    if unknown:
        raise EncoderError(
            f"{path} uses {', '.join(unknown)}, which cannot be converted", hint="export it to onnx instead"
        )
    # Node attributes are read once; names of values are not identifiers, so weights go by number.
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    steps = [
        (operators[node.op_type], _arguments(node, constants), node.output[0], _attributes(node, helper))
        for node in graph.node
    ]
    weights = {name: torch.from_numpy(np.array(value)) for name, value in constants.items()}
    names = [value.name for value in graph.input]
    (result,) = (value.name for value in graph.output)

    class Graph(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            for number, weight in enumerate(weights.values()):
                self.register_buffer(f"weight_{number}", weight)

        def forward(self, *inputs: Any) -> Any:
            values = dict(zip(names, inputs, strict=True))
            values |= {name: getattr(self, f"weight_{number}") for number, name in enumerate(weights)}
            for operator, arguments, output, attributes in steps:
                inputs_now = [
                    entry.value if isinstance(entry, ConstantInput) else values.get(entry)
                    for entry in arguments
                ]
                values[output] = operator(inputs_now, attributes)
            return values[result]

    return Graph().eval()


def folded(path: Path, length: int) -> Any:
    """The ONNX model with fixed dimensions and everything constant computed."""
    import onnx

    onnxruntime = onnx_runtime()
    model = onnx.load(path)
    for value in model.graph.input:
        for place, dimension in enumerate(value.type.tensor_type.shape.dim):
            if dimension.dim_param:
                dimension.dim_value = 1 if place == 0 else length
    with tempfile.TemporaryDirectory() as folder:
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(Path(folder) / "folded.onnx")
        options.log_severity_level = 3
        onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        return onnx.load(options.optimized_model_filepath)


def _attributes(node: Any, helper: Any) -> dict[str, Any]:
    return {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}


def _arguments(node: Any, constants: dict[str, Any]) -> list[str | ConstantInput]:
    """The node's inputs by name, settings as plain values: a tracer cannot look into tensors."""
    settings = SETTINGS.get(node.op_type, ())
    return [
        ConstantInput(constants[name].tolist())
        if place in settings and _is_setting(node, constants.get(name))
        else name
        for place, name in enumerate(node.input)
    ]


def _is_setting(node: Any, constant: Any) -> bool:
    return constant is not None and (node.op_type != "Gather" or constant.ndim == 0)


def _operators() -> dict[str, Operator]:
    """ONNX operators (opset 17) as torch calls: (inputs, attributes) -> output."""
    import torch

    plain: dict[str, Callable[..., Any]] = {
        "Add": torch.add,
        "And": torch.logical_and,
        "Div": torch.div,
        "Equal": torch.eq,
        "Erf": torch.erf,
        "Exp": torch.exp,
        "GreaterOrEqual": torch.ge,
        "Identity": lambda value: value,
        "MatMul": torch.matmul,
        "Mul": torch.mul,
        "Neg": torch.neg,
        "Pow": torch.pow,
        "Reciprocal": torch.reciprocal,
        "Relu": torch.relu,
        "Sigmoid": torch.sigmoid,
        "Sqrt": torch.sqrt,
        "Sub": torch.sub,
        "Tanh": torch.tanh,
        "Where": torch.where,
    }
    return {name: _positional(call) for name, call in plain.items()} | {
        "Cast": lambda inputs, said: inputs[0].to(_dtype(said["to"])),
        "Clip": lambda inputs, said: torch.clamp(inputs[0], *_bounds(inputs[1:])),
        "Concat": lambda inputs, said: torch.cat(inputs, said["axis"]),
        "Conv": _conv,
        "Einsum": lambda inputs, said: torch.einsum(said["equation"].decode(), *inputs),
        "Expand": _expand,
        "Flatten": _flatten,
        "Gather": _gather,
        "Gelu": lambda inputs, said: torch.nn.functional.gelu(
            inputs[0], approximate=said.get("approximate", b"none").decode()
        ),
        "Gemm": _gemm,
        "GlobalAveragePool": lambda inputs, said: inputs[0].mean(dim=(2, 3), keepdim=True),
        "LayerNormalization": _layer_norm,
        "ReduceL2": _reduction(lambda value, axes, keep: torch.sqrt((value * value).sum(axes, keepdim=keep))),
        "ReduceLogSumExp": _reduction(lambda value, axes, keep: torch.logsumexp(value, axes, keepdim=keep)),
        "ReduceMean": _reduction(lambda value, axes, keep: value.mean(axes, keepdim=keep)),
        "ReduceSum": _reduction(lambda value, axes, keep: value.sum(axes, keepdim=keep)),
        "Reshape": _reshape,
        "Softmax": lambda inputs, said: torch.softmax(inputs[0], said.get("axis", -1)),
        "Squeeze": lambda inputs, said: torch.squeeze(inputs[0], inputs[1]),
        "Transpose": lambda inputs, said: inputs[0].permute(*said["perm"]),
        "Unsqueeze": _unsqueeze,
    }


def _positional(call: Callable[..., Any]) -> Operator:
    return lambda inputs, said: call(*inputs)


def _dtype(number: int) -> Any:
    import torch
    from onnx import TensorProto

    # Core ML has neither int64 nor float64; its converter narrows the former by itself.
    return {
        TensorProto.FLOAT: torch.float32,
        TensorProto.BOOL: torch.bool,
        TensorProto.INT64: torch.int32,
        TensorProto.INT32: torch.int32,
    }[number]


def _bounds(limits: list[Any]) -> list[float | None]:
    return [*limits, None, None][:2]


def _conv(inputs: list[Any], said: dict[str, Any]) -> Any:
    import torch

    top, left, bottom, right = said.get("pads", [0, 0, 0, 0])
    padded = (
        torch.nn.functional.pad(inputs[0], (left, right, top, bottom))
        if (top, left) != (bottom, right)
        else inputs[0]
    )
    return torch.nn.functional.conv2d(
        padded,
        inputs[1],
        inputs[2] if len(inputs) > 2 else None,
        stride=said.get("strides", [1, 1]),
        padding=[top, left] if padded is inputs[0] else 0,
        dilation=said.get("dilations", [1, 1]),
        groups=said.get("group", 1),
    )


def _expand(inputs: list[Any], said: dict[str, Any]) -> Any:
    sizes = inputs[1]
    shape = [1] * (len(sizes) - inputs[0].dim()) + list(inputs[0].shape)
    return inputs[0].expand(*(max(wanted, had) for wanted, had in zip(sizes, shape, strict=True)))


def _flatten(inputs: list[Any], said: dict[str, Any]) -> Any:
    """Always to two dimensions, unlike torch's."""
    axis = said.get("axis", 1)
    return inputs[0].reshape(math.prod(inputs[0].shape[:axis]), -1)


def _gather(inputs: list[Any], said: dict[str, Any]) -> Any:
    import torch

    axis, index = said.get("axis", 0), inputs[1]
    if isinstance(index, int):
        return inputs[0].select(axis, index)
    if axis == 0 and index.dim() > 0:
        return torch.nn.functional.embedding(index, inputs[0].float())
    return torch.index_select(inputs[0], axis, index)


def _gemm(inputs: list[Any], said: dict[str, Any]) -> Any:
    left = inputs[0].t() if said.get("transA") else inputs[0]
    right = inputs[1].t() if said.get("transB") else inputs[1]
    product = said.get("alpha", 1.0) * (left @ right)
    return product if len(inputs) < 3 else product + said.get("beta", 1.0) * inputs[2]


def _layer_norm(inputs: list[Any], said: dict[str, Any]) -> Any:
    import torch

    bias = inputs[2] if len(inputs) > 2 else None
    return torch.nn.functional.layer_norm(
        inputs[0], tuple(inputs[1].shape), inputs[1], bias, said.get("epsilon", 1e-5)
    )


def _reduction(call: Callable[[Any, list[int], bool], Any]) -> Operator:
    def reduce(inputs: list[Any], said: dict[str, Any]) -> Any:
        axes = inputs[1] if len(inputs) > 1 else list(said["axes"])
        return call(inputs[0], axes, bool(said.get("keepdims", 1)))

    return reduce


def _reshape(inputs: list[Any], said: dict[str, Any]) -> Any:
    sizes = inputs[1]
    return inputs[0].reshape(
        [inputs[0].shape[place] if size == 0 else size for place, size in enumerate(sizes)]
    )


def _unsqueeze(inputs: list[Any], said: dict[str, Any]) -> Any:
    value = inputs[0]
    for axis in sorted(inputs[1]):
        value = value.unsqueeze(axis)
    return value
