"""Tiny seeded models laid out as hubs publish them; made without torch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIZE, DIMENSION, WIDTH, VOCABULARY, TOKENS = 32, 24, 16, 700, 16
MEAN, STD = [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]
OPSET = 17
IMMICH_LOOK = {
    "size": [SIZE, SIZE],
    "mode": "RGB",
    "mean": MEAN,
    "std": STD,
    "interpolation": "bicubic",
    "resize_mode": "shortest",
    "fill_color": 0,
}
CLIP_LOOK = {
    "crop_size": {"height": SIZE, "width": SIZE},
    "do_center_crop": True,
    "do_convert_rgb": True,
    "do_normalize": True,
    "do_rescale": True,
    "do_resize": True,
    "image_mean": MEAN,
    "image_processor_type": "CLIPImageProcessor",
    "image_std": STD,
    "resample": 3,
    "rescale_factor": 0.00392156862745098,
    "size": {"shortest_edge": SIZE},
}
SIGLIP_LOOK = {
    "do_normalize": True,
    "do_rescale": True,
    "do_resize": True,
    "image_mean": [0.5] * 3,
    "image_processor_type": "SiglipImageProcessor",
    "image_std": [0.5] * 3,
    "resample": 2,
    "rescale_factor": 0.00392156862745098,
    "size": {"height": SIZE, "width": SIZE},
}
OPEN_CLIP = {
    "embed_dim": DIMENSION,
    "vision_cfg": {"image_size": SIZE, "layers": 1, "width": WIDTH, "patch_size": 8},
    "text_cfg": {"context_length": TOKENS, "vocab_size": VOCABULARY, "width": WIDTH, "heads": 1, "layers": 1},
}


def image_nodes(name: str, output: str) -> list[onnx.NodeProto]:
    """Patches of 8 -> relu -> mean -> projection."""
    return [
        helper.make_node("Conv", [name, "patch"], ["patches"], strides=[8, 8], kernel_shape=[8, 8]),
        helper.make_node("Relu", ["patches"], ["active"]),
        helper.make_node("ReduceMean", ["active"], ["pooled"], axes=[2, 3], keepdims=0),
        helper.make_node("MatMul", ["pooled", "image_project"], [output]),
    ]


def text_nodes(name: str, output: str) -> list[onnx.NodeProto]:
    """Token table -> sum -> tanh -> projection. The row of token 0, which pads, is zeros or not."""
    return [
        helper.make_node("Gather", ["table", name], ["rows"]),
        helper.make_node("ReduceSum", ["rows", "tokens"], ["sum"], keepdims=0),
        helper.make_node("Tanh", ["sum"], ["bent"]),
        helper.make_node("MatMul", ["bent", "text_project"], [output]),
    ]


def weights(seed: int, *, sees_padding: bool) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    table = 0.3 * rng.standard_normal((VOCABULARY, WIDTH)).astype(np.float32)
    table[0] *= sees_padding
    return {
        "patch": 0.1 * rng.standard_normal((WIDTH, 3, 8, 8)).astype(np.float32),
        "image_project": rng.standard_normal((WIDTH, DIMENSION)).astype(np.float32),
        "table": table,
        "text_project": rng.standard_normal((WIDTH, DIMENSION)).astype(np.float32),
        "tokens": np.array([1], np.int64),
    }


def graph(
    nodes: list[onnx.NodeProto],
    inputs: list[tuple[str, int, list[Any]]],
    outputs: list[str],
    stored: dict[str, Any],
) -> bytes:
    used = {name for node in nodes for name in node.input}
    made = helper.make_graph(
        nodes,
        "tower",
        [helper.make_tensor_value_info(*one) for one in inputs],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
        [numpy_helper.from_array(value, key) for key, value in stored.items() if key in used],
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    return model.SerializeToString()


def tokenizer() -> str:
    """In the form of SigLIP2's, small."""
    from tests.encoders.test_byte_pairs import gemma_like

    return str(gemma_like().to_str())


def write(folder: Path, files: dict[str, str | bytes | dict[str, Any]]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, dict):
            content = json.dumps(content)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def immich(folder: Path, *, seed: int = 0) -> Path:
    """As Immich exports: one row at a time, int32 tokens of the whole length."""
    stored = weights(seed, sees_padding=True)
    image = graph(
        image_nodes("image", "embedding"),
        [("image", TensorProto.FLOAT, [1, 3, SIZE, SIZE])],
        ["embedding"],
        stored,
    )
    text = graph(
        text_nodes("text", "embedding"), [("text", TensorProto.INT32, [1, TOKENS])], ["embedding"], stored
    )
    return write(
        folder,
        {
            "config.json": OPEN_CLIP,
            "README.md": "a model",
            "visual/model.onnx": image,
            "visual/model.armnn": b"for other machines",
            "visual/preprocess_cfg.json": IMMICH_LOOK,
            "textual/model.onnx": text,
            "textual/tokenizer.json": tokenizer(),
            "textual/tokenizer_config.json": {"pad_token": "<pad>", "model_max_length": TOKENS},
            "textual/special_tokens_map.json": {},
        },
    )


def transformers(
    folder: Path,
    *,
    seed: int = 0,
    family: str = "clip",
    endings: tuple[str, ...] = ("", "_fp16", "_int8"),
    combined: bool = False,
    place: str = "onnx",
    pooled: bool = False,
) -> Path:
    """As transformers.js has it: any batch, int64 tokens of any length; `pooled`: no projected output."""
    stored = weights(seed, sees_padding=family == "siglip")
    names = ("pooler_output",) * 2 if pooled or family == "siglip" else ("image_embeds", "text_embeds")
    pixels = ("pixel_values", TensorProto.FLOAT, ["batch", 3, SIZE, SIZE])
    ids = ("input_ids", TensorProto.INT64, ["batch", "length"])
    image, text = image_nodes("pixel_values", names[0]), text_nodes("input_ids", names[1])
    files: dict[str, Any] = {
        "config.json": {"model_type": family},
        "preprocessor_config.json": SIGLIP_LOOK if family == "siglip" else CLIP_LOOK,
        "tokenizer.json": tokenizer(),
        "tokenizer_config.json": {"pad_token": "<pad>", "model_max_length": TOKENS},
        "quantize_config.json": {},
    }
    for ending in endings:
        if combined:
            both = image_nodes("pixel_values", "image_embeds") + text_nodes("input_ids", "text_embeds")
            files[f"{place}/model{ending}.onnx"] = graph(
                both, [ids, pixels], ["text_embeds", "image_embeds"], stored
            )
        else:
            files[f"{place}/vision_model{ending}.onnx"] = graph(image, [pixels], [names[0]], stored)
            files[f"{place}/text_model{ending}.onnx"] = graph(text, [ids], [names[1]], stored)
    return write(folder, files)


def open_clip(folder: Path, *, seed: int = 0, described: bool = True) -> Path:
    """As open_clip's users export it: 'input' and 'output', the batch left open."""
    stored = weights(seed, sees_padding=False)
    image = graph(
        image_nodes("input", "output"),
        [("input", TensorProto.FLOAT, ["batch", 3, SIZE, SIZE])],
        ["output"],
        stored,
    )
    text = graph(
        text_nodes("input", "output"), [("input", TensorProto.INT64, ["batch", TOKENS])], ["output"], stored
    )
    files: dict[str, Any] = {"visual.onnx": image, "textual.onnx": text, "tokenizer.json": tokenizer()}
    if described:
        files["open_clip_config.json"] = {"model_cfg": OPEN_CLIP, "preprocess_cfg": IMMICH_LOOK}
    return write(folder, files)
