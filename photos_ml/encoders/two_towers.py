"""An encoder over two towers, whatever runs them: batches, tokens, unit rows, and texts remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, Self, runtime_checkable

import numpy as np
import numpy.typing as npt

from photos_ml.encoders.base import ModelInfo
from photos_ml.encoders.manifest import Manifest
from photos_ml.encoders.preprocess import Look
from photos_ml.encoders.second_tower import SecondTower
from photos_ml.encoders.sessions import unit_rows
from photos_ml.encoders.text_cache import TextCache
from photos_ml.encoders.tokens import TextTokenizer
from photos_ml.errors import EncoderError
from photos_ml.types import FloatMatrix, Pixels

if TYPE_CHECKING:
    from PIL import Image

    from photos_ml.encoders.accelerators import ProviderChoice

TOKENIZER_FILE = "tokenizer.json"
IMAGE_BATCH = 8
"""Photos a run: one by one costs a tenth more, beyond eight nothing is gained and memory grows."""
TEXT_BATCH = 32


class Tower(Protocol):
    """One half of a model, loaded at its first run."""

    @property
    def loaded(self) -> bool: ...

    def run(self, feeds: Mapping[str, npt.NDArray[Any]]) -> FloatMatrix:
        """Inputs by name (pixels; or input_ids and attention_mask) -> float32 (n, d), not normalised."""
        ...


@runtime_checkable
class Tried(Protocol):
    """A tower that says who runs it."""

    def trials(self) -> ProviderChoice | None: ...


def sample_pictures(side: int, count: int = IMAGE_BATCH) -> Pixels:
    """Pictures to try a tower with: soft blots that differ as photos do, uint8 (count, side, side, 3)."""
    blots = np.random.default_rng(0).integers(0, 256, (count, 8, 8, 3))
    place = np.linspace(0, 6.999, side)
    low = place.astype(int)
    part = (place - low)[:, None, None]
    rows = blots[:, low] * (1 - part) + blots[:, low + 1] * part
    part = part.transpose(1, 0, 2)
    pixels: Pixels = (rows[:, :, low] * (1 - part) + rows[:, :, low + 1] * part).astype(np.uint8)
    return pixels


class TwoTowerEncoder:
    """Implements Encoder. `images` takes 'pixels' uint8 (n, S, S, 3), `texts` int64 ids, mask (n, length)."""

    def __init__(
        self,
        manifest: Manifest,
        images: Tower,
        texts: Tower,
        *,
        image_batch: int = IMAGE_BATCH,
        beside: SecondTower | None = None,
        tokenizer: TextTokenizer | None = None,
    ) -> None:
        """`beside`: who is asked for texts in other languages; None for a model that reads what it reads.
        `tokenizer`: another than the model's `tokenizer.json`."""
        self._manifest = manifest
        self._images = images
        self._texts = texts
        self._image_batch = image_batch
        self._beside = beside
        self._tokenizer = tokenizer or TextTokenizer(
            manifest.folder / TOKENIZER_FILE,
            manifest.max_tokens,
            fixed_length=manifest.pad_texts,
            clean=manifest.clean,
        )
        self._own_cache = TextCache(self._own_texts, manifest.info.dimension)
        self._cache = TextCache(self._encode_texts, manifest.info.dimension) if beside else self._own_cache

    @property
    def info(self) -> ModelInfo:
        return self._manifest.info

    @property
    def manifest(self) -> Manifest:
        return self._manifest

    def over_rows_of(self, revision: str) -> Self:
        """The same towers, whose rows stand under an earlier revision."""
        info = replace(self.info, revision=revision, seen_by=self.info.revision)
        made = copy(self)
        made._manifest = replace(self._manifest, info=info)
        return made

    @property
    def preprocessor(self) -> Look:
        return self._manifest.preprocessor

    @property
    def loaded(self) -> frozenset[str]:
        """Which parts are in memory: 'images', 'texts', 'languages'."""
        parts = {"images": self._images, "texts": self._texts, "languages": self._beside}
        return frozenset(name for name, tower in parts.items() if tower is not None and tower.loaded)

    @property
    def languages(self) -> tuple[str, ...]:
        """Those of the tower beside it, else what the model's description says."""
        return self._beside.languages if self._beside else self._manifest.languages

    def reads(self, text: str) -> bool:
        """Whether a text is written in letters that are read; True where nobody knows."""
        return self._beside is None or self._beside.reads(text)

    def at_home(self, text: str) -> bool:
        """Whether a text is English, for a model with a tower for other languages; else True."""
        return self._beside is None or not self._beside.answers(text, self._own_cache)

    def in_own_words(self, text: str, language: str = "") -> str:
        """A text with names of things put in English, for a model with a tower for other languages."""
        return text if self._beside is None else self._beside.put(text, language)

    def ways_to_name(self, name: str, language: str = "") -> tuple[str, ...]:
        """A name in another language, as the tower for these knows it best; alone without such a tower."""
        return (name,) if self._beside is None else self._beside.ways(name, language)

    def trials(self) -> ProviderChoice | None:
        """Who was tried with pictures and who runs them; None where there is nothing to choose."""
        tried: ProviderChoice | None = self._images.trials() if isinstance(self._images, Tried) else None
        return tried

    def preprocess(self, image: Image.Image) -> Pixels:
        """Upright RGB picture -> uint8 (S, S, 3), or of its own shape for a model that takes such."""
        return self.preprocessor(image)

    def encode_pixels(self, pixels: Sequence[Pixels]) -> FloatMatrix:
        """n arrays from `preprocess` -> float32 (n, d), unit rows."""
        matrix = np.empty((len(pixels), self.info.dimension), dtype=np.float32)
        for start in range(0, len(pixels), self._image_batch):
            batch = self._stacked(pixels[start : start + self._image_batch])
            matrix[start : start + len(batch)] = unit_rows(self._images.run({"pixels": batch}))
        return matrix

    def encode_images(self, images: Sequence[Image.Image]) -> FloatMatrix:
        """n upright RGB pictures -> float32 (n, d), unit rows."""
        return self.encode_pixels([self.preprocess(image) for image in images])

    def encode_texts(self, texts: Sequence[str]) -> FloatMatrix:
        """n texts -> float32 (n, d), unit rows; lately asked ones come from memory."""
        return self._cache(texts)

    def strange_words(self, text: str) -> tuple[str, ...]:
        """Words of a text that the model knows from pieces alone, and no table of names has."""
        strange = self._tokenizer.strange(text)
        return tuple(word for word in strange if self.in_own_words(word) == word)

    def _encode_texts(self, texts: Sequence[str]) -> FloatMatrix:
        return self._own_texts(texts) if self._beside is None else self._beside.settle(texts, self._own_cache)

    def _own_texts(self, texts: Sequence[str]) -> FloatMatrix:
        matrix = np.empty((len(texts), self.info.dimension), dtype=np.float32)
        # Texts of like length share a batch, so that little padding is computed.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for start in range(0, len(order), TEXT_BATCH):
            rows = order[start : start + TEXT_BATCH]
            tokens = self._tokenizer([texts[row] for row in rows])
            feeds = {"input_ids": tokens.ids, "attention_mask": tokens.mask}
            matrix[rows] = unit_rows(self._texts.run(feeds))
        return matrix

    def _stacked(self, pixels: Sequence[Pixels]) -> Pixels:
        look = self.preprocessor
        if not all(array.dtype == np.uint8 and look.takes(array) for array in pixels):
            raise EncoderError(f"pixels must be uint8 {look.shape}", hint="use the encoder's own preprocess")
        return np.stack(pixels)
