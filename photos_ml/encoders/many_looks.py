"""The built-in model looking at each picture several times: whole, mirrored, and at five parts of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from photos_ml.config import BEST_NAME
from photos_ml.encoders.base import ModelInfo, Preprocessor
from photos_ml.encoders.builtin import OnnxEncoder
from photos_ml.encoders.sessions import unit_rows
from photos_ml.errors import EncoderError
from photos_ml.types import FloatMatrix, Pixels

if TYPE_CHECKING:
    from PIL import Image

PART = 0.7
"""Of either side that a part has."""
CORNERS = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.5, 0.5))
"""Where the parts lie: shares of what they leave at the left and above. The last is the middle."""
LOOKS = 2 + len(CORNERS)
"""Encodings a picture takes."""


@dataclass(frozen=True, slots=True)
class PartsPreprocessor:
    """Upright RGB picture -> uint8 (6 S, S, 3): what `whole` makes of it and of its parts, one below the
    other. The mirrored picture is made where it is encoded."""

    whole: Preprocessor

    def __call__(self, image: Image.Image) -> Pixels:
        parts = (image.crop(box) for box in parts_of(*image.size))
        return np.concatenate([self.whole(one) for one in (image, *parts)])


def parts_of(width: int, height: int) -> list[tuple[int, int, int, int]]:
    """Boxes of the parts, in pixels, as PIL has them."""
    wide, high = max(1, round(PART * width)), max(1, round(PART * height))
    corners = ((round(x * (width - wide)), round(y * (height - high))) for x, y in CORNERS)
    return [(left, top, left + wide, top + high) for left, top in corners]


def looking_often(info: ModelInfo) -> ModelInfo:
    """What such a model is called; pictures are decoded larger, so that parts are as sharp as the whole."""
    return replace(info, id=BEST_NAME, image_size=round(info.image_size / PART))


class ManyLooks:
    """Implements Encoder over `once`: texts as there, a picture's row is the unit mean of LOOKS rows."""

    def __init__(self, once: OnnxEncoder) -> None:
        self.once = once
        self.info = looking_often(once.info)
        self.preprocessor = PartsPreprocessor(once.preprocessor)

    def over_rows_of(self, revision: str) -> ManyLooks:
        """The same, whose rows stand under an earlier revision."""
        return ManyLooks(self.once.over_rows_of(revision))

    @property
    def languages(self) -> tuple[str, ...]:
        return self.once.languages

    def reads(self, text: str) -> bool:
        return self.once.reads(text)

    def at_home(self, text: str) -> bool:
        return self.once.at_home(text)

    def in_own_words(self, text: str, language: str = "") -> str:
        return self.once.in_own_words(text, language)

    def ways_to_name(self, name: str, language: str = "") -> tuple[str, ...]:
        return self.once.ways_to_name(name, language)

    def strange_words(self, text: str) -> tuple[str, ...]:
        return self.once.strange_words(text)

    def preprocess(self, image: Image.Image) -> Pixels:
        """Upright RGB picture -> uint8 (6 S, S, 3)."""
        return self.preprocessor(image)

    def encode_pixels(self, pixels: Sequence[Pixels]) -> FloatMatrix:
        """n arrays from `preprocess` -> float32 (n, d), unit rows; EncoderError for others."""
        side = self.once.info.image_size
        if any(array.shape != ((LOOKS - 1) * side, side, 3) for array in pixels):
            raise EncoderError("pixels must be those of six parts", hint="use the encoder's own preprocess")
        rows = np.empty((len(pixels), self.info.dimension), np.float32)
        for number, array in enumerate(pixels):  # one at a time: a batch of the model's own is as large
            parts = list(array.reshape(LOOKS - 1, side, side, 3))
            looks = self.once.encode_pixels([*parts, np.ascontiguousarray(parts[0][:, ::-1])])
            rows[number] = looks.mean(axis=0)
        return unit_rows(rows)

    def encode_images(self, images: Sequence[Image.Image]) -> FloatMatrix:
        """n upright RGB pictures -> float32 (n, d), unit rows."""
        return self.encode_pixels([self.preprocess(image) for image in images])

    def encode_texts(self, texts: Sequence[str]) -> FloatMatrix:
        """n texts -> float32 (n, d), unit rows: those of a single look."""
        return self.once.encode_texts(texts)
