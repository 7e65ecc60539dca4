"""A tiny model with seeded random weights and the interface of the shipped one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors

from photos_ml.encoders.base import Encoder, ModelInfo
from photos_ml.encoders.builtin import OnnxEncoder
from photos_ml.encoders.manifest import Manifest, sha256_of, write_manifest
from photos_ml.encoders.preprocess import SquarePreprocessor
from photos_ml.encoders.registry import Registry

SIZE = 32
DIMENSION = 24
WIDTH = 16
MAX_TOKENS = 12
OPSET = 17

TinyMaker = Callable[..., Path]


def _model(
    nodes: list[onnx.NodeProto], name: str, inputs: list[onnx.ValueInfoProto], weights: dict[str, Any]
) -> bytes:
    output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", DIMENSION])
    tensors = [numpy_helper.from_array(value, key) for key, value in weights.items()]
    graph = helper.make_graph(nodes, name, inputs, [output], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()


def image_model(rng: np.random.Generator) -> bytes:
    """Pixels -> patches of 8 -> relu -> mean -> projection."""
    weights = {
        "order": np.array(255.0, np.float32),
        "patch": rng.standard_normal((WIDTH, 3, 8, 8)).astype(np.float32),
        "project": rng.standard_normal((WIDTH, DIMENSION)).astype(np.float32),
    }
    nodes = [
        helper.make_node("Cast", ["pixels"], ["float"], to=TensorProto.FLOAT),
        helper.make_node("Div", ["float", "order"], ["scaled"]),
        helper.make_node("Transpose", ["scaled"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("Conv", ["planes", "patch"], ["patches"], strides=[8, 8], kernel_shape=[8, 8]),
        helper.make_node("Relu", ["patches"], ["active"]),
        helper.make_node("ReduceMean", ["active"], ["pooled"], axes=[2, 3], keepdims=0),
        helper.make_node("MatMul", ["pooled", "project"], ["embedding"]),
    ]
    pixels = helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["n", SIZE, SIZE, 3])
    return _model(nodes, "image", [pixels], weights)


def text_model(rng: np.random.Generator, vocabulary: int) -> bytes:
    """Token table -> mean over the mask -> tanh -> projection."""
    weights = {
        "table": rng.standard_normal((vocabulary, WIDTH)).astype(np.float32),
        "project": rng.standard_normal((WIDTH, DIMENSION)).astype(np.float32),
        "last": np.array([2], np.int64),
        "tokens": np.array([1], np.int64),
    }
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["rows"]),
        helper.make_node("Cast", ["attention_mask"], ["flat_mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["flat_mask", "last"], ["mask"]),
        helper.make_node("Mul", ["rows", "mask"], ["kept"]),
        helper.make_node("ReduceSum", ["kept", "tokens"], ["sum"], keepdims=0),
        helper.make_node("ReduceSum", ["mask", "tokens"], ["number"], keepdims=0),
        helper.make_node("Div", ["sum", "number"], ["mean"]),
        helper.make_node("Tanh", ["mean"], ["bent"]),
        helper.make_node("MatMul", ["bent", "project"], ["embedding"]),
    ]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["n", "length"])
        for name in ("input_ids", "attention_mask")
    ]
    return _model(nodes, "text", inputs, weights)


def byte_tokenizer() -> Tokenizer:
    """Every byte a token, no special ones: an empty text has no token at all."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {symbol: index for index, symbol in enumerate(alphabet)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel()
    return tokenizer


def make_tiny(folder: Path, *, seed: int = 0, name: str = "tiny", revision: str = "r1") -> Path:
    """Write a complete model into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    (folder / "image.onnx").write_bytes(image_model(rng))
    (folder / "text.onnx").write_bytes(text_model(rng, 256))
    byte_tokenizer().save(str(folder / "tokenizer.json"))
    files = {file: sha256_of(folder / file) for file in ("image.onnx", "text.onnx", "tokenizer.json")}
    info = ModelInfo(name, revision, DIMENSION, SIZE)
    write_manifest(Manifest(folder, info, SquarePreprocessor(SIZE), MAX_TOKENS, files, licence="CC0-1.0"))
    return folder


@pytest.fixture
def tiny_maker() -> TinyMaker:
    return make_tiny


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def tiny(tiny_folder: Path) -> OnnxEncoder:
    from photos_ml.encoders.manifest import read_manifest

    return OnnxEncoder(read_manifest(tiny_folder), threads=1)


def random_photo(seed: int, width: int = 60, height: int = 40) -> Image.Image:
    """A picture with shapes of several sizes, so that two seeds look different to any model."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (4, 6, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)


@pytest.fixture(scope="session")
def photos() -> list[Image.Image]:
    return [random_photo(seed, 50 + 7 * seed, 40 + 3 * seed) for seed in range(11)]


TINY_CLIP = "tiny-clip"
TINY_CLIP_CONFIG = {
    "embed_dim": 16,
    "vision_cfg": {"image_size": 32, "layers": 2, "width": 64, "patch_size": 16, "head_width": 32},
    "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 2},
}
NEEDS_CLIP = "needs torch and open_clip: pip install 'photos-ml[clip]'"


@pytest.fixture(scope="session")
def clip_architecture(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An open_clip architecture small enough for a test, known to open_clip for this run."""
    open_clip = pytest.importorskip("open_clip", reason=NEEDS_CLIP)
    path = tmp_path_factory.mktemp("architecture") / f"{TINY_CLIP}.json"
    path.write_text(json.dumps(TINY_CLIP_CONFIG))
    open_clip.add_model_config(path)
    return TINY_CLIP


@pytest.fixture(scope="session")
def clip_checkpoint(clip_architecture: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seeded random weights of it, saved as safetensors."""
    torch = pytest.importorskip("torch", reason=NEEDS_CLIP)
    from safetensors.torch import save_file

    from photos_ml.encoders.open_clip import load_model

    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("checkpoint") / "random.safetensors"
    save_file(load_model(clip_architecture, None).state_dict(), path)
    return path


@pytest.fixture(scope="session")
def clip_registry(
    clip_architecture: str, clip_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory
) -> Registry:
    """A registry whose folder holds the random model as 'random-clip'."""
    from photos_ml.encoders.user_models import Checkpoint, add_model

    registry = Registry(tmp_path_factory.mktemp("library") / "models")
    add_model(registry, "random-clip", Checkpoint(clip_checkpoint, clip_architecture, licence="CC0-1.0"))
    return registry


@pytest.fixture(scope="session")
def clip_encoder(clip_registry: Registry) -> Encoder:
    return clip_registry.get("random-clip")
