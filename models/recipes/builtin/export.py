"""Two torch towers -> `image.onnx`, `text.onnx`, `tokenizer.json`, `model.json`, and rows to check them by.

python export.py --weights towers.pt --out models/builtin --bank bank.npz [--bits 32] [--golden FILE]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from compact import compact
from data import Tokens, padded, squeezed, text_model_folder
from levelling import LEVELLED_DIMENSION, LevelledImages, LevelledTexts
from model import load
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn
from towers import IMAGE_SIZE

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
    _export(tower.eval(), (ids, mask), names, dict.fromkeys(names, axes), path, bits=bits)


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
    """Copy the tokenizer beside the graphs and describe the files; the revision follows from their bytes."""
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


GOLDEN_TEXTS = (
    "a photo of a dog",
    "two children playing football on the beach",
    "sunset over the mountains",
    "A man in a red jacket stands on top of a snowy hill and looks down into the valley .",
)


def golden_pixels(size: int, pictures: int = 4) -> NDArray[np.uint8]:
    """uint8 (pictures, size, size, 3): stripes of colour, from arithmetic alone."""
    across, down = np.meshgrid(np.arange(size), np.arange(size))
    bands = [(across * (1 + k) + down * (4 - k)) % 256 for k in range(pictures)]
    return np.stack([np.stack([band, band * 2 % 256, 255 - band], axis=-1) for band in bands]).astype(
        np.uint8
    )


@torch.no_grad()
def write_golden(images: nn.Module, texts: nn.Module, path: Path) -> None:
    """What torch makes of fixed pictures and texts in float32, before any weight is rounded, and what
    training made of a picture that is not square. The inputs are kept too."""
    pixels = golden_pixels(IMAGE_SIZE)
    picture = golden_pixels(IMAGE_SIZE, 2)[1][:97, :171]
    np.savez_compressed(
        path,
        texts=np.array(GOLDEN_TEXTS),
        text_rows=texts(*padded(Tokens().ids(GOLDEN_TEXTS))).numpy(),
        pixels=pixels,
        image_rows=PixelsIn(images)(torch.from_numpy(pixels)).numpy(),
        picture=picture,
        picture_pixels=np.asarray(squeezed(Image.fromarray(picture), IMAGE_SIZE)),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--bank", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--bits", type=int, choices=(8, 16, 32), default=8)
    parser.add_argument("--golden", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    encoder = load(options.weights).eval()
    with np.load(options.bank) as stored:
        bank = torch.from_numpy(stored["bank"])
        mean, temperature = float(stored["mean"]), float(stored["scale"])
    images = LevelledImages(encoder.image_tower(), bank, mean, temperature).eval()
    texts = LevelledTexts(encoder.texts).eval()
    export_image(images, IMAGE_SIZE, options.out / "image.onnx", bits=options.bits)
    export_text(texts, options.out / "text.onnx", bits=options.bits)
    scale = round(float(encoder.caption_scale.exp().detach()), 3)
    tokenizer = text_model_folder() / "tokenizer.json"
    write_manifest(options.out, tokenizer, LEVELLED_DIMENSION, IMAGE_SIZE, {"logit_scale": scale})
    if options.golden:
        write_golden(images, texts, options.golden)


if __name__ == "__main__":
    main()
