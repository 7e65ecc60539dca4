"""Run every view of every photo through the part of the image network that never changes, once.

python prepare.py --data DIR --cache DIR
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from data import VIEWS, Split, splits, view_of
from numpy.lib.format import open_memmap
from numpy.typing import NDArray
from torch import Tensor, nn
from towers import CLASSES, FEATURES, FORK, IMAGE_SIZE, LAST_STAGE, MIDDLE, clipped, pretrained_network

from photos_ml.encoders.runtime import onnx_runtime

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

BATCH = 8
GRID_SHAPE = (8, 8, 208)
SEED = 7
OUTPUTS = ("grid", "middle", "features", "logits")
"""What the trunk gives, in its order."""


class FrozenTrunk(nn.Module):
    """Pixels -> shared grid (n, h, w, 208), stride-16 means, class features and logits."""

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.network = network

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        network = self.network
        grid = clipped(network._bn0(network._conv_stem(pixels)))
        shared = middle = grid
        for index, block in enumerate(network._blocks):
            if index == LAST_STAGE:
                middle = grid.mean(dim=(2, 3))
            if index == FORK:
                shared = grid.permute(0, 2, 3, 1)
            grid = block(grid)
        features = clipped(network._bn1(network._conv_head(grid))).mean(dim=(2, 3))
        return shared, middle, features, network._fc(features)


@dataclass(frozen=True)
class Cache:
    """What the trunk makes of one view of one split, row for row with its photos."""

    grid: NDArray[np.float16]
    middle: NDArray[np.float32]
    features: NDArray[np.float32]
    logits: NDArray[np.float32]


_WIDTHS = {"middle": (MIDDLE,), "features": (FEATURES,), "logits": (CLASSES,), "grid": GRID_SHAPE}


def _open(folder: Path, split: str, view: int, photos: int | None = None) -> Cache:
    """The arrays on disk, mapped; with `photos`, made anew for that many rows."""
    arrays = {}
    for name, shape in _WIDTHS.items():
        path = folder / f"{split}_{view}_{name}.npy"
        kind = np.float16 if name == "grid" else np.float32
        arrays[name] = (
            np.load(path, mmap_mode="r")
            if photos is None
            else open_memmap(path, "w+", dtype=kind, shape=(photos, *shape))
        )
    return Cache(**arrays)


def read_cache(folder: Path, split: str, view: int) -> Cache:
    return _open(folder, split, view)


def trunk_session(threads: int) -> InferenceSession:
    """The trunk in ONNX Runtime: on a processor core four times as fast as torch, and the same float32."""
    trunk = FrozenTrunk(pretrained_network()).eval()
    pixels = torch.zeros(2, 3, IMAGE_SIZE, IMAGE_SIZE)
    onnxruntime = onnx_runtime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = str(Path(folder) / "trunk.onnx")
        axes = {name: {0: "n"} for name in ("pixels", *OUTPUTS)}
        torch.onnx.export(
            trunk, (pixels,), path, input_names=["pixels"], output_names=[*OUTPUTS], dynamic_axes=axes,
            opset_version=17, dynamo=False,
        )  # fmt: skip
        return onnxruntime.InferenceSession(path, options)


def fill(folder: Path, name: str, split: Split, view: int, trunk: InferenceSession) -> None:
    random = np.random.default_rng(1000 * view + SEED)
    cache = _open(folder, name, view, len(split.photos))
    for start in range(0, len(split.photos), BATCH):
        rows = slice(start, start + BATCH)
        pixels = np.stack([view_of(path, IMAGE_SIZE, view, random) for path in split.photos[rows]])
        for kind, output in zip(OUTPUTS, trunk.run(None, {"pixels": pixels}), strict=True):
            getattr(cache, kind)[rows] = output


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    trunk = trunk_session(options.threads)
    for name, split in splits(options.data).items():
        for view in range(VIEWS if name == "train" else 1):
            fill(options.cache, name, split, view, trunk)
            print(name, view, len(split.photos), flush=True)


if __name__ == "__main__":
    main()
