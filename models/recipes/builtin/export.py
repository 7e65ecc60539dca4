"""Two torch towers -> `image.onnx`, `text.onnx`, `tokenizer.json`, `model.json`."""

from __future__ import annotations

import hashlib
import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import onnx
import torch
from torch import Tensor, nn

from compact import compact

OPSET = 17
MAX_TOKENS = 64
LICENCE = "Apache-2.0"


class PixelsIn(nn.Module):
    """uint8 (n, S, S, 3) RGB -> what the tower makes of float (n, 3, S, S) scaled as its weights expect."""

    def __init__(self, tower: nn.Module) -> None:
        super().__init__()
        self.tower = tower

    def forward(self, pixels: Tensor) -> Tensor:
        scaled: Tensor = self.tower((pixels.float().permute(0, 3, 1, 2) - 127) / 128)
        return scaled


def export_image(tower: nn.Module, size: int, path: Path, *, bits: int) -> None:
    """`tower`: float (n, 3, size, size) -> unit rows."""
    pixels = torch.zeros(2, size, size, 3, dtype=torch.uint8)
    _export(PixelsIn(tower).eval(), (pixels,), ["pixels"], {"pixels": {0: "n"}}, path, bits=bits)


def export_text(tower: nn.Module, path: Path, *, bits: int) -> None:
    """`tower`: (input_ids, attention_mask) int64 (n, t) -> unit rows."""
    ids = torch.ones(2, 7, dtype=torch.int64)
    mask = torch.ones(2, 7, dtype=torch.int64)
    axes = {0: "n", 1: "t"}
    names = ["input_ids", "attention_mask"]
    _export(tower.eval(), (ids, mask), names, {name: axes for name in names}, path, bits=bits)


def _export(
    module: nn.Module,
    example: tuple[Tensor, ...],
    names: list[str],
    axes: dict[str, dict[int, str]],
    path: Path,
    *,
    bits: int,
) -> None:
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            example,
            str(path),
            input_names=names,
            output_names=["embedding"],
            dynamic_axes={**axes, "embedding": {0: "n"}},
            opset_version=OPSET,
            dynamo=False,
        )
    if bits < 32:
        onnx.save(compact(onnx.load(str(path)), bits=bits), str(path))


def write_manifest(
    folder: Path, tokenizer: Path, dimension: int, image_size: int, extra: dict[str, Any]
) -> dict[str, Any]:
    """Copy the tokenizer beside the graphs and describe the three files; the revision follows from their bytes."""
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    names = ["image.onnx", "text.onnx", "tokenizer.json"]
    files = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    revision = hashlib.sha256("".join(files.values()).encode()).hexdigest()[:12]
    manifest = {
        "id": "builtin",
        "revision": revision,
        "dimension": dimension,
        "image_size": image_size,
        "resample": "bicubic",
        "crop": "squeeze",
        "max_tokens": MAX_TOKENS,
        "files": files,
        "licence": LICENCE,
        **extra,
    }
    (folder / "model.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return manifest
