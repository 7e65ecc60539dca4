"""Towers of the size and shape of CLIP ViT-B/32 at 256 pixels, with random weights, as transformers.js lays
them out; made without torch. What they find means nothing; what they weigh and cost does."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper

from tests.encoders import published_towers as towers

SIDE, PATCH, LAYERS, DIMENSION = 256, 32, 12, 512
IMAGE_WIDTH, IMAGE_HEADS, TEXT_WIDTH, TEXT_HEADS, TOKENS, VOCABULARY = 768, 12, 512, 8, 77, 49408


class Tower:
    """Nodes of a transformer and their weights."""

    def __init__(self, seed: int, width: int, heads: int) -> None:
        self.rng, self.width, self.heads = np.random.default_rng(seed), width, heads
        self.nodes: list[onnx.NodeProto] = []
        self.stored: dict[str, Any] = {}

    def node(self, kind: str, *inputs: str, **more: Any) -> str:
        name = f"{kind}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **more))
        return name

    def weight(self, *shape: int) -> str:
        name = f"weight{len(self.stored)}"
        scale = 1.0 / np.sqrt(shape[0] if len(shape) > 1 else self.width)
        self.stored[name] = (scale * self.rng.standard_normal(shape, np.float32)).astype(np.float32)
        return name

    def constant(self, *values: int) -> str:
        name = f"constant{len(self.stored)}"
        self.stored[name] = np.array(values, np.int64)
        return name

    def level(self, rows: str) -> str:
        ones, noughts = f"ones{len(self.stored)}", f"noughts{len(self.stored)}"
        self.stored[ones], self.stored[noughts] = (
            np.ones(self.width, np.float32),
            np.zeros(self.width, np.float32),
        )
        return self.node("LayerNormalization", rows, ones, noughts, axis=-1)

    def attended(self, rows: str) -> str:
        shape = self.constant(0, -1, self.heads, self.width // self.heads)
        parts = []
        for turn in ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]):
            part = self.node("MatMul", rows, self.weight(self.width, self.width))
            parts.append(self.node("Transpose", self.node("Reshape", part, shape), perm=turn))
        scale = f"scale{len(self.stored)}"
        self.stored[scale] = np.array((self.width // self.heads) ** -0.5, np.float32)
        heed = self.node("Softmax", self.node("Mul", self.node("MatMul", parts[0], parts[1]), scale), axis=-1)
        seen = self.node("Transpose", self.node("MatMul", heed, parts[2]), perm=[0, 2, 1, 3])
        whole = self.node("Reshape", seen, self.constant(0, -1, self.width))
        return self.node("MatMul", whole, self.weight(self.width, self.width))

    def layer(self, rows: str) -> str:
        rows = self.node("Add", rows, self.attended(self.level(rows)))
        wide = self.node(
            "Relu", self.node("MatMul", self.level(rows), self.weight(self.width, 4 * self.width))
        )
        return self.node("Add", rows, self.node("MatMul", wide, self.weight(4 * self.width, self.width)))

    def ended(self, rows: str, output: str) -> None:
        for _ in range(LAYERS):
            rows = self.layer(rows)
        pooled = self.node("ReduceMean", self.level(rows), axes=[1], keepdims=0)
        self.nodes.append(helper.make_node("MatMul", [pooled, self.weight(self.width, DIMENSION)], [output]))


def image_tower() -> bytes:
    tower, patches = Tower(1, IMAGE_WIDTH, IMAGE_HEADS), (SIDE // PATCH) ** 2
    patch = "patch"
    tower.stored[patch] = 0.02 * tower.rng.standard_normal((IMAGE_WIDTH, 3, PATCH, PATCH), np.float32)
    seen = tower.node("Conv", "pixel_values", patch, strides=[PATCH, PATCH], kernel_shape=[PATCH, PATCH])
    rows = tower.node("Reshape", seen, tower.constant(0, IMAGE_WIDTH, patches))
    rows = tower.node(
        "Add", tower.node("Transpose", rows, perm=[0, 2, 1]), tower.weight(patches, IMAGE_WIDTH)
    )
    tower.ended(rows, "image_embeds")
    inputs: list[Any] = [("pixel_values", TensorProto.FLOAT, ["batch", 3, SIDE, SIDE])]
    return towers.graph(tower.nodes, inputs, ["image_embeds"], tower.stored)


def text_tower() -> bytes:
    tower = Tower(2, TEXT_WIDTH, TEXT_HEADS)
    rows = tower.node("Gather", tower.weight(VOCABULARY, TEXT_WIDTH), "input_ids")
    tower.ended(rows, "text_embeds")
    inputs: list[Any] = [("input_ids", TensorProto.INT64, ["batch", "length"])]
    return towers.graph(tower.nodes, inputs, ["text_embeds"], tower.stored)


def write(folder: Path) -> Path:
    """The folder, as a hub has it."""
    look = {**towers.CLIP_LOOK, "size": {"shortest_edge": SIDE}, "crop_size": {"height": SIDE, "width": SIDE}}
    return towers.write(
        folder,
        {
            "config.json": {"model_type": "clip"},
            "preprocessor_config.json": look,
            "tokenizer.json": towers.tokenizer(),
            "tokenizer_config.json": {"pad_token": "<pad>", "model_max_length": TOKENS},
            "onnx/vision_model.onnx": image_tower(),
            "onnx/text_model.onnx": text_tower(),
        },
    )


if __name__ == "__main__":
    write(Path(sys.argv[1]))
