"""multilingual-e5-small in ONNX: rows of chosen pieces and matrices stay in the four bits they come in.

What goes in are 'input_ids' and 'attention_mask' int64 (n, length); out comes 'embedding' float32 (n, d):
the mean over the tokens, of length 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photos_ml.encoders.e5_file import BLOCK, E5File, FourBits
from photos_ml.errors import EncoderError

POSITIONS = 64
"""Tokens that are read of a text."""
OPSET = 21
"""The first with numbers of four bits."""
MICROSOFT = "com.microsoft"
FLOAT, INT64, INT4 = 1, 7, 22
"""ONNX's numbers for types."""
EIGHT_BIT_ACTIVATIONS = 4
"""`accuracy_level` of MatMulNBits: what is multiplied with the weights is rounded to eight bits."""


class TextGraph:
    """Nodes and stored tensors; each method adds some and gives back the name of what comes out."""

    def __init__(self) -> None:
        self._helper, self._numpy = _onnx()
        self.nodes: list[Any] = []
        self.stored: list[Any] = []
        self._names: set[str] = set()

    def add(self, kind: str, inputs: Sequence[str], *, domain: str = "", **attributes: object) -> str:
        name = f"n{len(self.nodes)}"
        self.nodes.append(self._helper.make_node(kind, list(inputs), [name], domain=domain, **attributes))
        return name

    def store(self, name: str, value: NDArray[np.generic]) -> str:
        if name not in self._names:
            self._names.add(name)
            self.stored.append(self._numpy.from_array(value, name))
        return name

    def half(self, name: str, value: NDArray[np.floating]) -> str:
        """Kept in 16 bits, unfolded to 32 once at load."""
        return self.add("Cast", [self.store(name, value.astype(np.float16))], to=FLOAT)

    def floats(self, name: str, value: NDArray[np.floating]) -> str:
        return self.store(name, value.astype(np.float32))

    def numbers(self, name: str, *values: int) -> str:
        return self.store(name, np.array(values, np.int64))

    def rows(self, name: str, table: FourBits, ids: str) -> str:
        """Rows of a table of signed numbers of four bits, by ids."""
        low, high = (table.numbers[:, start::2].astype(np.uint8) & 15 for start in (0, 1))
        packed = self._helper.make_tensor(
            name, INT4, table.numbers.shape, (low | high << 4).tobytes(), raw=True
        )
        self.stored.append(packed)
        scale = self.store(f"{name}.scale", table.scale)
        found = self.add(
            "GatherBlockQuantized",
            [name, ids, scale],
            domain=MICROSOFT,
            gather_axis=0,
            quantize_axis=1,
            block_size=BLOCK,
        )
        return self.add("Cast", [found], to=FLOAT)

    def linear(self, name: str, table: FourBits, bias: NDArray[np.floating], value: str) -> str:
        """value @ table.T + bias; the zero of four bits is 8."""
        out, inner = table.numbers.shape
        shifted = (table.numbers + 8).astype(np.uint8)
        packed = (shifted[:, ::2] | shifted[:, 1::2] << 4).reshape(out, inner // BLOCK, BLOCK // 2)
        scale = self.half(f"{name}.scale", table.scale.reshape(-1))
        product = self.add(
            "MatMulNBits",
            [value, self.store(f"{name}.w", packed), scale],
            domain=MICROSOFT,
            K=inner,
            N=out,
            bits=4,
            block_size=BLOCK,
            accuracy_level=EIGHT_BIT_ACTIVATIONS,
        )
        return self.add("Add", [product, self.floats(f"{name}.b", bias)])

    def model(self, output: str, dimension: int) -> bytes:
        """The file: `output` is the name of what comes out, `dimension` its width."""
        self.nodes.append(self._helper.make_node("Identity", [output], ["embedding"]))
        axes = ["n", "length"]
        asked = [
            self._helper.make_tensor_value_info(name, INT64, axes) for name in ("input_ids", "attention_mask")
        ]
        made = self._helper.make_tensor_value_info("embedding", FLOAT, ["n", dimension])
        graph = self._helper.make_graph(self.nodes, "texts", asked, [made], self.stored)
        sets = [self._helper.make_opsetid("", OPSET), self._helper.make_opsetid(MICROSOFT, 1)]
        model = self._helper.make_model(graph, opset_imports=sets, ir_version=10)
        return bytes(model.SerializeToString())


def text_graph(e5: E5File, kept: NDArray[np.int64]) -> TextGraph:
    """The network over the pieces `kept` alone, in their order. The last name added is the result."""
    g = TextGraph()
    words = e5.tensors["emb.word"]
    assert isinstance(words, FourBits)
    places = np.asarray(e5.tensors["emb.pos"])[:POSITIONS] + np.asarray(e5.tensors["emb.type"])[0]
    rows = g.rows("words", FourBits(words.numbers[kept], words.scale[kept]), "input_ids")
    length = g.add("Shape", ["input_ids"], start=1, end=2)
    zero = g.numbers("zero", 0)
    here = g.add("Slice", [g.half("places", places), zero, length])
    value = _normed(g, e5, "emb.ln", g.add("Add", [rows, here]))
    mask = g.add("Cast", ["attention_mask"], to=FLOAT)
    hidden = g.add(
        "Mul", [g.add("Sub", [g.floats("one", np.array(1.0)), mask]), g.floats("never", np.array(-1e4))]
    )
    hidden = g.add("Unsqueeze", [hidden, g.numbers("head axes", 1, 2)])
    for layer in range(e5.layers):
        value = _layer(g, e5, f"l{layer}", value, hidden)
    counted = g.add("Unsqueeze", [mask, g.numbers("last axis", 2)])
    total = g.add("ReduceSum", [g.add("Mul", [value, counted]), g.numbers("tokens axis", 1)], keepdims=0)
    mean = g.add("Div", [total, g.add("ReduceSum", [mask, g.numbers("tokens axis", 1)], keepdims=1)])
    g.add("LpNormalization", [mean], axis=1, p=2)
    return g


def _layer(g: TextGraph, e5: E5File, name: str, value: str, hidden: str) -> str:
    def linear(part: str, given: str) -> str:
        table = e5.tensors[f"{name}.{part}.w"]
        assert isinstance(table, FourBits)
        return g.linear(f"{name}.{part}", table, np.asarray(e5.tensors[f"{name}.{part}.b"]), given)

    size = e5.width // e5.heads
    apart = g.numbers("apart", 0, 0, e5.heads, size)
    q, k, v = (g.add("Reshape", [linear(part, value), apart]) for part in "qkv")
    q = g.add("Transpose", [q], perm=[0, 2, 1, 3])
    k = g.add("Transpose", [k], perm=[0, 2, 3, 1])
    v = g.add("Transpose", [v], perm=[0, 2, 1, 3])
    scores = g.add("Mul", [g.add("MatMul", [q, k]), g.floats("root", np.array(size**-0.5))])
    shares = g.add("Softmax", [g.add("Add", [scores, hidden])], axis=-1)
    seen = g.add("Transpose", [g.add("MatMul", [shares, v])], perm=[0, 2, 1, 3])
    seen = g.add("Reshape", [seen, g.numbers("together", 0, 0, e5.width)])
    value = _normed(g, e5, f"{name}.aln", g.add("Add", [value, linear("ao", seen)]))
    inner = g.add("Gelu", [linear("fi", value)])
    return _normed(g, e5, f"{name}.oln", g.add("Add", [value, linear("fo", inner)]))


def _normed(g: TextGraph, e5: E5File, name: str, value: str) -> str:
    weight, bias = (g.floats(f"{name}.{part}", np.asarray(e5.tensors[f"{name}.{part}"])) for part in "wb")
    return g.add("LayerNormalization", [value, weight, bias], axis=-1, epsilon=e5.eps)


def _onnx() -> tuple[Any, Any]:
    try:
        from onnx import helper, numpy_helper
    except ImportError as error:
        hint = "pip install 'photos-ml[languages]'"
        raise EncoderError("the package onnx is not installed", hint=hint) from error
    return helper, numpy_helper
