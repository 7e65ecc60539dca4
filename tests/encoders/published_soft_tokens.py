"""A tiny seeded model laid out as onnx-community publishes EmbeddingGemma 2, made without torch; and what it
gives, computed by hand from a picture or from ids."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from tests.encoders.published_towers import write

PATCH, POOL, TOKENS = 16, 3, 70
PATCHES = TOKENS * POOL**2
WIDTH, DIMENSION = 16, 24
VOCABULARY, IMAGE, BEGIN, END = 704, 701, 700, 702
"""Ids of a picture's rows, and of what stands around them: 258880, 255999 and 258882 at its makers'."""
PIXELS = PATCH * PATCH * 3
LONGEST = 600
LOOK = {
    "do_convert_rgb": True, "do_normalize": False, "do_rescale": True, "do_resize": True,
    "image_mean": [0.0] * 3, "image_processor_type": "Gemma4ImageProcessor", "image_seq_length": TOKENS,
    "image_std": [1.0] * 3, "max_soft_tokens": TOKENS, "patch_size": PATCH, "pooling_kernel_size": POOL,
    "resample": 3, "rescale_factor": 0.00392156862745098,
}  # fmt: skip
CONFIG = {
    "architectures": ["EmbeddingGemma2Model"], "model_type": "embedding_gemma2", "image_token_id": IMAGE,
    "boi_token_id": BEGIN, "eoi_token_id": END, "audio_token_id": 703, "text_config": {"hidden_size": WIDTH},
}  # fmt: skip

Weights = dict[str, npt.NDArray[Any]]


def weights(seed: int) -> Weights:
    rng = np.random.default_rng(seed)

    def some(*shape: int) -> npt.NDArray[np.float32]:
        return rng.standard_normal(shape).astype(np.float32)

    return {
        "see": 0.2 * some(PIXELS, WIDTH), "columns": 0.3 * some(PATCHES, WIDTH),
        "lines": 0.3 * some(PATCHES, WIDTH), "soften": some(WIDTH, WIDTH), "table": some(VOCABULARY, WIDTH),
        "order": 0.3 * some(LONGEST, WIDTH), "values": 0.5 * some(WIDTH, WIDTH),
        "project": some(WIDTH, DIMENSION),
    }  # fmt: skip


def tokenizer() -> Any:
    """As Gemma's, small: <bos> before and <eos> behind every text."""
    from tokenizers import processors

    from tests.encoders.test_byte_pairs import gemma_like

    made = gemma_like()
    ends = [(name, made.token_to_id(name)) for name in ("<bos>", "<eos>")]
    made.post_processor = processors.TemplateProcessing("<bos> $A <eos>", None, ends)
    return made


def repository(folder: Path, *, seed: int = 0, endings: tuple[str, ...] = ("", "_quantized", "_q4")) -> Path:
    """Graphs with their weights beside them, an encoder of sounds that nobody needs, and configurations."""
    stored = weights(seed)
    (folder / "onnx").mkdir(parents=True)
    for ending in (*endings, "_fp16"):
        _save(_pictures(stored), folder / f"onnx/vision_encoder{ending}.onnx")
        _save(_texts(stored), folder / f"onnx/model{ending}.onnx")
    return write(
        folder,
        {
            "config.json": CONFIG,
            "preprocessor_config.json": LOOK,
            "processor_config.json": {"image_processor": LOOK, "processor_class": "EmbeddingGemma2Processor"},
            "tokenizer.json": str(tokenizer().to_str()),
            "tokenizer_config.json": {"pad_token": "<pad>", "model_max_length": 10**30},
            "config_sentence_transformers.json": {"prompts": {}},
            "onnx/audio_encoder.onnx": b"sounds",
            "onnx/audio_encoder.onnx_data": b"sounds",
        },
    )


def change(folder: Path, file: str, **values: Any) -> Path:
    told = json.loads((folder / file).read_text())
    told.update(values)
    (folder / file).write_text(json.dumps({name: value for name, value in told.items() if value is not ...}))
    return folder


# The graphs


def _node(kind: str, inputs: str, output: str, **more: Any) -> onnx.NodeProto:
    return helper.make_node(kind, inputs.split(), [output], **more)


def _constants(**values: Any) -> Weights:
    return {name: np.array(value) for name, value in values.items()}


def _pictures(stored: Weights) -> onnx.ModelProto:
    """Patches -> what is seen at each, with its place -> the mean of each POOL x POOL of them -> rows of
    those that there are, of all pictures one after the other."""
    own = _constants(
        zero=np.int64(0), one=np.int64(1), last=[1], pool=np.int64(POOL), out=np.int64(TOKENS), begin=[0],
        depth=np.int64(TOKENS + 1), off_on=np.array([0, 1], np.float32), number=np.float32(POOL**2),
        end=[TOKENS], rows=[-1], wide=[-1, WIDTH], half=np.float32(0.5), two=np.float32(2),
    )  # fmt: skip
    nodes = [
        _node("Gather", "pixel_position_ids zero", "x", axis=2),
        _node("Gather", "pixel_position_ids one", "y", axis=2),
        _node("Less", "x zero", "padding"),
        _node("Max", "x zero", "column"),
        _node("Max", "y zero", "line"),
        _node("Sub", "pixel_values half", "centred"),
        _node("Mul", "centred two", "spread"),
        _node("MatMul", "spread see", "seen"),
        _node("Gather", "columns column", "at_column"),
        _node("Gather", "lines line", "at_line"),
        helper.make_node("Sum", ["seen", "at_column", "at_line"], ["placed"]),
        _node("Tanh", "placed", "bent"),
        _node("ReduceMax", "x", "rightmost", axes=[1], keepdims=1),
        _node("Add", "rightmost one", "across"),
        _node("Div", "across pool", "blocks_across"),
        _node("Div", "column pool", "block_column"),
        _node("Div", "line pool", "block_line"),
        _node("Mul", "block_line blocks_across", "before"),
        _node("Add", "before block_column", "block"),
        _node("Where", "padding out block", "where"),
        _node("OneHot", "where depth off_on", "belongs"),
        _node("Transpose", "belongs", "gathers", perm=[0, 2, 1]),
        _node("MatMul", "gathers bent", "sums"),
        _node("Div", "sums number", "means"),
        _node("Slice", "means begin end last", "kept"),
        _node("ReduceSum", "belongs last", "counts", keepdims=0),
        _node("Slice", "counts begin end last", "kept_counts"),
        _node("Cast", "kept_counts", "there", to=TensorProto.BOOL),
        _node("Reshape", "there rows", "flat_there"),
        _node("Reshape", "kept wide", "flat"),
        _node("Compress", "flat flat_there", "chosen", axis=0),
        _node("MatMul", "chosen soften", "image_features"),
    ]
    inputs = [
        ("pixel_values", TensorProto.FLOAT, ["batch", "patches", PIXELS]),
        ("pixel_position_ids", TensorProto.INT64, ["batch", "patches", 2]),
    ]
    return _model(nodes, inputs, [("image_features", ["rows", WIDTH])], {**stored, **own})


def _texts(stored: Weights) -> onnx.ModelProto:
    """Rows of tokens, pictures' in their places -> each looks at all that are no padding -> projection ->
    mean -> length 1."""
    own = _constants(
        image=np.int64(IMAGE), zero=np.int64(0), one=np.int64(1), second=[1], third=[2], first_and=[0, 1],
        none=np.float32(0), root=np.float32(math.sqrt(WIDTH)), far=np.float32(-1e9), full=np.float32(1),
    )  # fmt: skip
    nodes = [
        _node("Gather", "table input_ids", "words"),
        _node("Equal", "input_ids image", "is_image"),
        _node("NonZero", "is_image", "places"),
        _node("Transpose", "places", "indices", perm=[1, 0]),
        _node("ScatterND", "words indices image_features", "mixed"),
        _node("ReduceSum", "video_features first_and", "of_videos", keepdims=0),
        _node("ReduceSum", "audio_features first_and", "of_sounds", keepdims=0),
        helper.make_node("Sum", ["mixed", "of_videos", "of_sounds"], ["all"]),
        _node("Shape", "input_ids", "shape"),
        _node("Gather", "shape one", "length"),
        _node("Range", "zero length one", "counted"),
        _node("Gather", "order counted", "ordered"),
        _node("Add", "all ordered", "hidden"),
        _node("Transpose", "hidden", "turned", perm=[0, 2, 1]),
        _node("MatMul", "hidden turned", "raw"),
        _node("Div", "raw root", "scaled"),
        _node("Cast", "attention_mask", "mask", to=TensorProto.FLOAT),
        _node("Sub", "full mask", "unmasked"),
        _node("Mul", "unmasked far", "pushed"),
        _node("Unsqueeze", "pushed second", "pushed_rows"),
        _node("Add", "scaled pushed_rows", "scores"),
        _node("Softmax", "scores", "looks", axis=-1),
        _node("MatMul", "looks hidden", "seen"),
        _node("MatMul", "seen values", "valued"),
        _node("Add", "hidden valued", "summed"),
        _node("Tanh", "summed", "bent"),
        _node("MatMul", "bent project", "last_hidden_state"),
        _node("Unsqueeze", "mask third", "mask_rows"),
        _node("Mul", "last_hidden_state mask_rows", "only"),
        _node("ReduceSum", "only second", "total", keepdims=0),
        _node("ReduceSum", "mask second", "number", keepdims=1),
        _node("Div", "total number", "mean"),
        _node("LpNormalization", "mean", "sentence_embedding", axis=1, p=2),
    ]
    features = [
        (f"{kind}_features", TensorProto.FLOAT, [f"{kind}s", WIDTH]) for kind in ("image", "video", "audio")
    ]
    ids = [(name, TensorProto.INT64, ["batch", "length"]) for name in ("input_ids", "attention_mask")]
    outputs = [
        ("last_hidden_state", ["batch", "length", DIMENSION]),
        ("sentence_embedding", ["batch", DIMENSION]),
    ]
    return _model(nodes, [*ids, *features], outputs, {**stored, **own})


def _model(
    nodes: list[onnx.NodeProto],
    inputs: list[tuple[str, int, list[Any]]],
    outputs: list[tuple[str, list[Any]]],
    stored: Weights,
) -> onnx.ModelProto:
    used = {name for node in nodes for name in node.input}
    graph = helper.make_graph(
        nodes,
        "model",
        [helper.make_tensor_value_info(*one) for one in inputs],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs],
        [numpy_helper.from_array(value, name) for name, value in stored.items() if name in used],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def _save(model: onnx.ModelProto, path: Path) -> None:
    onnx.save(model, path, save_as_external_data=True, location=f"{path.name}_data", size_threshold=256)


# What it gives, by hand


def fitted(width: int, height: int) -> tuple[int, int]:
    """The largest size of a picture's shape that the budget allows, in whole blocks, each side cut down."""
    side = PATCH * POOL
    scale = math.sqrt(TOKENS * side * side / (width * height))
    columns, lines = math.floor(scale * width / side), math.floor(scale * height / side)
    if lines == 0:
        columns, lines = min(width // height, TOKENS), 1
    if columns == 0:
        columns, lines = 1, min(height // width, TOKENS)
    return columns * side, lines * side


def picture_row(picture: Image.Image, stored: Weights, around: tuple[list[int], list[int]]) -> Any:
    """Block by block, patch by patch, pixel by pixel."""
    width, height = fitted(*picture.size)
    same = picture.size == (width, height)
    scaled = picture if same else picture.resize((width, height), Image.Resampling.BICUBIC)
    pixels = np.asarray(scaled, np.float64) / 255
    rows = []
    for line in range(height // (PATCH * POOL)):
        for column in range(width // (PATCH * POOL)):
            seen = []
            for y in range(line * POOL, line * POOL + POOL):
                for x in range(column * POOL, column * POOL + POOL):
                    patch = pixels[y * PATCH : (y + 1) * PATCH, x * PATCH : (x + 1) * PATCH].reshape(-1)
                    at = stored["columns"][x] + stored["lines"][y]
                    seen.append(np.tanh(2 * (patch - 0.5) @ stored["see"] + at))
            rows.append(np.mean(seen, axis=0) @ stored["soften"])
    ids = [*around[0], BEGIN, *[IMAGE] * len(rows), END, *around[1]]
    return text_row(ids, stored, np.array(rows))


def text_row(ids: list[int], stored: Weights, rows: Any = ()) -> Any:
    """One text by itself, without any padding."""
    words = stored["table"][ids].astype(np.float64)
    words[[place for place, one in enumerate(ids) if one == IMAGE]] = (
        rows if len(rows) else np.zeros((0, WIDTH))
    )
    hidden = words + stored["order"][: len(ids)]
    scores = np.exp(hidden @ hidden.T / math.sqrt(WIDTH))
    looks = scores / scores.sum(axis=1, keepdims=True)
    out = np.tanh(hidden + looks @ hidden @ stored["values"]) @ stored["project"]
    mean = out.mean(axis=0)
    return mean / np.linalg.norm(mean)
