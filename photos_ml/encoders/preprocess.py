"""From a picture of any size to the square of pixels a model was trained on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

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
        rgb = image if image.mode == "RGB" else image.convert("RGB")
        return np.asarray(self._square(rgb), dtype=np.uint8)

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


def _resized(image: Image.Image, size: tuple[int, int], resampling: Image.Resampling) -> Image.Image:
    return image if image.size == size else image.resize(size, resampling)


def _center_crop(image: Image.Image, size: int) -> Image.Image:
    left = round((image.width - size) / 2.0)
    top = round((image.height - size) / 2.0)
    return image.crop((left, top, left + size, top + size))
