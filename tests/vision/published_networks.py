"""Networks of steps laid out as hubs publish them: PaddlePaddle's readers, OpenCV's describer of faces."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from photos_ml.encoders.sessions import NamedSession
from photos_ml.vision.text.networks import FINDER, READER, network

FACES_REPOSITORY = "opencv/face_recognition_sface"
FACES_PATH = "face_recognition_sface_2021dec.onnx"
FINDER_REPOSITORY, READER_REPOSITORY = (
    f"PaddlePaddle/PP-OCRv6_medium_{part}_onnx" for part in ("det", "rec")
)
FINDER_YML = """PreProcess:
  transform_ops:
  - DecodeImage:
      channel_first: false
      img_mode: BGR
  - NormalizeImage:
      mean:
      - 0.5
      - 0.5
      - 0.5
      order: hwc
      scale: 1./255.
      std:
      - 0.5
      - 0.5
      - 0.5
  - ToCHWImage: null
"""


def readers(root: Path) -> dict[str, Path]:
    """The small reader of the package as PaddlePaddle lays out the medium one: real weights."""
    finder, reader = root / "finder", root / "reader"
    for folder, name in ((finder, FINDER), (reader, READER)):
        folder.mkdir(parents=True)
        shutil.copy(network(name), folder / "inference.onnx")
    (finder / "inference.yml").write_text(FINDER_YML, encoding="utf-8")
    letters = NamedSession(network(READER), 1).metadata()["character"].splitlines()
    (reader / "inference.yml").write_text(reader_yml(letters), encoding="utf-8")
    return {FINDER_REPOSITORY: finder, READER_REPOSITORY: reader}


def reader_yml(letters: list[str]) -> str:
    """As PyYAML writes it."""
    written = "\n".join(f"  - {_quoted(letter)}" for letter in letters)
    head = "PreProcess:\n  transform_ops:\n  - KeepKeys: null\nPostProcess:\n  character_dict:"
    return f"{head}\n{written}\n  name: CTCLabelDecode\n"


def _quoted(letter: str) -> str:
    if not letter.isprintable():
        return f'"\\u{ord(letter):04x}"'
    return letter if letter.isalpha() else "'" + letter.replace("'", "''") + "'"


def describer(
    path: Path, *, seed: int = 1, side: int = 112, numbers: int = 128, batch: int | str = 1
) -> Path:
    """A network of random weights that takes and gives what SFace does: `data` to `fc1`."""
    random = np.random.default_rng(seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    places = 48 * (side // 8) ** 2
    weights = {
        "middle": np.array([127.5], np.float32),
        "step": np.array([1 / 128], np.float32),
        "patch": random.normal(0, 0.05, (48, 3, 8, 8)).astype(np.float32),
        "project": random.normal(0, 0.1, (places, numbers)).astype(np.float32),
        "flat": np.array([-1, places], np.int64),
    }
    nodes = [
        helper.make_node("Sub", ["data", "middle"], ["centred"]),
        helper.make_node("Mul", ["centred", "step"], ["scaled"]),
        helper.make_node("Conv", ["scaled", "patch"], ["patches"], strides=[8, 8], kernel_shape=[8, 8]),
        helper.make_node("Tanh", ["patches"], ["active"]),
        helper.make_node("Reshape", ["active", "flat"], ["row"]),
        helper.make_node("MatMul", ["row", "project"], ["fc1"]),
    ]
    graph = helper.make_graph(
        nodes,
        "describer",
        [helper.make_tensor_value_info("data", TensorProto.FLOAT, [batch, 3, side, side])],
        [helper.make_tensor_value_info("fc1", TensorProto.FLOAT, [batch, numbers])],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10), path)
    return path
