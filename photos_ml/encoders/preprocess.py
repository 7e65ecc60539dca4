"""From a picture of any size to the pixels a model was trained on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from photos_ml.types import Pixels

if TYPE_CHECKING:  # a model that is asked for texts alone reads no picture
    from PIL import Image


class Fit(StrEnum):
    """How a picture that is not square becomes one."""

    SQUEEZE = "squeeze"
    """Both sides to S: nothing is lost, shapes are distorted."""
    CENTER = "center"
    """The shorter side to S, the middle kept."""
    PAD = "pad"
    """The longer side to S, the rest filled with `fill`."""


RESAMPLE_NAMES = frozenset({"nearest", "bilinear", "bicubic", "lanczos"})


@dataclass(frozen=True, slots=True)
class SquarePreprocessor:
    """Upright RGB picture -> uint8 (size, size, 3), with the arithmetic torchvision uses on PIL pictures."""

    size: int
    resample: str = "bicubic"
    fit: Fit = Fit.CENTER
    fill: int = 0
    edge: int = 0
    """What the shorter side becomes before the middle is kept; 0 for `size`."""

    def __call__(self, image: Image.Image) -> Pixels:
        return np.asarray(self._square(_rgb(image)), dtype=np.uint8)

    def takes(self, pixels: Pixels) -> bool:
        """Whether an array is of the shape that this makes."""
        return pixels.shape == (self.size, self.size, 3)

    @property
    def shape(self) -> str:
        """Of what this makes, in words."""
        return f"({self.size}, {self.size}, 3)"

    def _square(self, image: Image.Image) -> Image.Image:
        from PIL import Image

        resampling = Image.Resampling[self.resample.upper()]
        if self.fit is Fit.SQUEEZE:
            return _resized(image, (self.size, self.size), resampling)
        if self.fit is Fit.CENTER:
            return _center_crop(_resized(image, self._cover(*image.size), resampling), self.size)
        return self._padded(_resized(image, self._contain(*image.size), resampling))

    def _cover(self, width: int, height: int) -> tuple[int, int]:
        """The shorter side becomes S, or `edge`; the longer is cut, not rounded, to whole pixels."""
        edge = self.edge or self.size
        if width <= height:
            return edge, int(edge * height / width)
        return int(edge * width / height), edge

    def _contain(self, width: int, height: int) -> tuple[int, int]:
        scale = self.size / max(width, height)
        return max(1, round(width * scale)), max(1, round(height * scale))

    def _padded(self, image: Image.Image) -> Image.Image:
        from PIL import Image

        square = Image.new("RGB", (self.size, self.size), (self.fill,) * 3)
        square.paste(image, ((self.size - image.width) // 2, (self.size - image.height) // 2))
        return square


@dataclass(frozen=True, slots=True)
class PatchPreprocessor:
    """Upright RGB picture -> uint8 (h, w, 3) of nearly its own shape: the largest whose sides are multiples
    of `block` and that has at most `most` blocks. After get_aspect_ratio_preserving_size of Gemma 4 in
    transformers, where a block is 3 x 3 patches of 16 pixels and 280 are the most."""

    block: int
    most: int
    resample: str = "bicubic"

    def __call__(self, image: Image.Image) -> Pixels:
        from PIL import Image

        resampling = Image.Resampling[self.resample.upper()]
        return np.asarray(_resized(_rgb(image), self.fitted(*image.size), resampling), dtype=np.uint8)

    @property
    def size(self) -> int:
        """Pixels of a side of what a square picture becomes."""
        return math.isqrt(self.most) * self.block

    def fitted(self, width: int, height: int) -> tuple[int, int]:
        """Width and height that a picture becomes; the shorter side of a strip is one block."""
        factor = math.sqrt(self.most * self.block**2 / (width * height))
        wide, high = int(factor * width / self.block), int(factor * height / self.block)
        if not high:
            wide, high = min(width // height, self.most), 1
        elif not wide:
            wide, high = 1, min(height // width, self.most)
        return wide * self.block, high * self.block

    def takes(self, pixels: Pixels) -> bool:
        """Whether an array is of a shape that this makes."""
        if pixels.ndim != 3 or pixels.shape[2] != 3 or not pixels.size:
            return False
        high, wide = pixels.shape[:2]
        fit = not high % self.block and not wide % self.block
        return fit and high * wide <= self.most * self.block**2

    @property
    def shape(self) -> str:
        """Of what this makes, in words."""
        return f"(h, w, 3), both multiples of {self.block}"


Look: TypeAlias = SquarePreprocessor | PatchPreprocessor


def _rgb(image: Image.Image) -> Image.Image:
    return image if image.mode == "RGB" else image.convert("RGB")


def _resized(image: Image.Image, size: tuple[int, int], resampling: Image.Resampling) -> Image.Image:
    return image if image.size == size else image.resize(size, resampling)


def _center_crop(image: Image.Image, size: int) -> Image.Image:
    left = round((image.width - size) / 2.0)
    top = round((image.height - size) / 2.0)
    return image.crop((left, top, left + size, top + size))
