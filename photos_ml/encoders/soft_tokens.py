"""Encoders whose pictures go through the model of texts: what an encoder of pictures gives takes the place of
words. EmbeddingGemma 2 does so; what is done here follows its makers' code in transformers (embedding_gemma2
and gemma4) and transformers.js, and the export onnx-community/embeddinggemma-2-ONNX."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from photos_ml.encoders.base import ModelInfo
from photos_ml.encoders.byte_pairs import read_byte_pairs
from photos_ml.encoders.layouts import CONFIG_FILE, PREPROCESSOR_FILE, PROCESSOR_FILE, TowerFiles
from photos_ml.encoders.manifest import Manifest, revision_of, sha256_of
from photos_ml.encoders.preprocess import PatchPreprocessor
from photos_ml.encoders.published import PILLOW_FILTERS, beside, padding_id
from photos_ml.encoders.runtime import Level
from photos_ml.encoders.sessions import Accelerated, NamedSession
from photos_ml.encoders.tokens import TextTokenizer
from photos_ml.encoders.two_towers import TwoTowerEncoder, sample_pictures
from photos_ml.errors import EncoderError
from photos_ml.types import FloatMatrix, Pixels

if TYPE_CHECKING:
    from photos_ml.encoders.accelerators import Accelerators, ProviderChoice, Sample
    from photos_ml.encoders.sessions import Node

RUNTIME = "soft_tokens"
FIELD = "soft_tokens"
"""Of model.json: what `SoftTokens` holds."""
FAMILY, LOOK = "embedding_gemma2", "Gemma4ImageProcessor"
ROW = "sentence_embedding"
FEATURES = "image_features"
OTHER_FEATURES = ("video_features", "audio_features")
"""Inputs for which there is never anything here."""
QUERY = "task: search result | query: "
"""What its makers put before a text that is searched for; a picture has no words before it."""
MAX_TOKENS = 512
"""It reads 8,192; nobody searches for more than a paragraph."""
_SAMPLE = "a photo of a dog on the beach"


@dataclass(frozen=True, slots=True)
class SoftTokens:
    """What running such a model needs beyond a manifest. `before` and `after`: ids around the `token` that
    stands once for each row of a picture, a row being `pool` x `pool` patches of `patch` pixels; `width`: of
    these rows."""

    images: str
    texts: str
    tokenizer: str
    patch: int
    pool: int
    token: int
    before: tuple[int, ...]
    after: tuple[int, ...]
    width: int
    pad_id: int | None
    level: str = Level.ALL

    def document(self) -> dict[str, Any]:
        """As it stands in model.json."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def of(cls, manifest: Manifest) -> SoftTokens:
        """Out of a manifest; raises EncoderError where it is not whole."""
        try:
            told = dict(manifest.extra[FIELD])
            for name in ("before", "after"):
                told[name] = tuple(map(int, told[name]))
            return cls(**told)
        except (KeyError, TypeError, ValueError) as error:
            raise EncoderError(
                f"the description of '{manifest.info.id}' is not whole: {error!r}",
                hint="pull the model again",
            ) from error


class TextsWithout:
    """Implements Tower: texts, with nothing to take the place of a word."""

    def __init__(self, session: NamedSession, width: int) -> None:
        self._session = session
        self._none = np.empty((0, width), np.float32)

    @property
    def loaded(self) -> bool:
        return self._session.loaded

    def check(self) -> None:
        """Raises EncoderError unless the graph takes rows of this width in the place of words."""
        shapes = {node.name: node.shape for node in self._session.inputs()}
        width = self._none.shape[1]
        if [*shapes.get(FEATURES, ())][1:] != [width]:
            raise EncoderError(f"its model of texts takes no rows of {width} numbers in the place of words")

    def run(self, feeds: Mapping[str, npt.NDArray[Any]]) -> FloatMatrix:
        """'input_ids' and 'attention_mask' int64 (n, length), and FEATURES float32 (m, width) for as many
        tokens that stand for them -> float32 (n, d)."""
        none = dict.fromkeys((FEATURES, *OTHER_FEATURES), self._none)
        return self._session.run((ROW,), {**none, **feeds})[0]


class PicturesAsTokens:
    """Implements Tower: a picture as a text of soft tokens. One at a time: the encoder of pictures looks from
    each of 2,520 patches at all others, which takes some 300 MB for each picture."""

    def __init__(self, session: NamedSession, texts: TextsWithout, told: SoftTokens, most: int) -> None:
        self._session = session
        self._texts = texts
        self._told = told
        self._most = most

    @property
    def loaded(self) -> bool:
        return self._session.loaded

    def trials(self) -> ProviderChoice | None:
        """As `NamedSession.trials`."""
        return self._session.trials()

    def run(self, feeds: Mapping[str, npt.NDArray[Any]]) -> FloatMatrix:
        """'pixels' uint8 (n, h, w, 3) -> float32 (n, d)."""
        return np.concatenate([self._row(pixels) for pixels in feeds["pixels"]])

    def _row(self, pixels: Pixels) -> FloatMatrix:
        told = self._told
        rows = self._session.run((FEATURES,), _feeds(*patches_of(pixels, told.patch, self._most)))[0]
        count = pixels.shape[0] * pixels.shape[1] // (told.patch * told.pool) ** 2
        if len(rows) != count:
            raise EncoderError(
                f"its encoder of pictures gives {len(rows)} rows for a picture of {count} places",
                hint="pull the model again, or another variant of it",
            )
        ids = np.array([[*told.before, *[told.token] * count, *told.after]], np.int64)
        return self._texts.run({"input_ids": ids, "attention_mask": np.ones_like(ids), FEATURES: rows})


class SoftTokensEncoder(TwoTowerEncoder):
    """Implements Encoder for a manifest with the runtime 'soft_tokens'."""

    def __init__(
        self,
        manifest: Manifest,
        *,
        threads: int | None = None,
        accelerators: Callable[[], Accelerators] | None = None,
    ) -> None:
        """With `accelerators` the encoder of pictures may be run by another than the processor."""
        told, look = SoftTokens.of(manifest), manifest.preprocessor
        assert isinstance(look, PatchPreprocessor)
        cores, level = threads or os.cpu_count() or 1, Level(told.level)
        self.texts = TextsWithout(NamedSession(manifest.folder / told.texts, cores, level=level), told.width)
        most = look.most * told.pool**2

        def sample(_: tuple[Node, ...]) -> Sample:
            from photos_ml.encoders.accelerators import Sample

            values, places = patches_of(sample_pictures(look.size, 1)[0], told.patch, most)
            return Sample(_feeds(values, places), (FEATURES,), 1, any_batch=False)

        accelerated = Accelerated(accelerators, sample) if accelerators else None
        images = NamedSession(manifest.folder / told.images, cores, level=level, accelerated=accelerated)
        super().__init__(
            manifest,
            PicturesAsTokens(images, self.texts, told, most),
            self.texts,
            image_batch=1,
            tokenizer=TextTokenizer(
                manifest.folder / told.tokenizer,
                manifest.max_tokens,
                clean=manifest.clean,
                pad_id=told.pad_id,
                before=QUERY,
            ),
        )

    def raw(self, pixels: Pixels, text: str) -> tuple[FloatMatrix, FloatMatrix]:
        """What the model makes of one picture and one text, as it comes."""
        tokens = self._tokenizer([text])
        row = self.texts.run({"input_ids": tokens.ids, "attention_mask": tokens.mask})
        return self._images.run({"pixels": pixels[None]}), row


def _feeds(values: npt.NDArray[np.float32], places: npt.NDArray[np.int64]) -> dict[str, npt.NDArray[Any]]:
    return {"pixel_values": values[None], "pixel_position_ids": places[None]}


def patches_of(
    pixels: Pixels, patch: int, most: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """uint8 (h, w, 3) -> patches float32 (most, patch * patch * 3) of 0 to 1, row by row, each pixel by pixel
    with its colours together; and (most, 2), the column and the row of each. What is left is 0, and at -1."""
    high, wide = pixels.shape[0] // patch, pixels.shape[1] // patch
    blocks = pixels.reshape(high, patch, wide, patch, 3).transpose(0, 2, 1, 3, 4).reshape(high * wide, -1)
    values = np.zeros((most, blocks.shape[1]), np.float32)
    values[: len(blocks)] = blocks.astype(np.float32) / 255
    places = np.full((most, 2), -1, np.int64)
    rows, columns = np.divmod(np.arange(len(blocks)), wide)
    places[: len(blocks)] = np.stack([columns, rows], 1)
    return values, places


def describe_soft_tokens(
    folder: Path,
    layout: TowerFiles,
    name: str,
    *,
    licence: str = "",
    told: Mapping[str, Any] | None = None,
    pad_id: int | None = None,
    extra: Mapping[str, Any] | None = None,
    level: Level = Level.ALL,
) -> Manifest:
    """As `describe_towers`. What the files say otherwise than its makers' code expects is refused."""
    try:
        made, look = _read(folder, layout, pad_id, level)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise EncoderError(f"its configuration cannot be read: {error!r}") from error
    files = {path: sha256_of(folder / path) for path in layout.files}
    weights = [
        path for path in layout.files if path.startswith((layout.images, layout.texts, layout.tokenizer))
    ]
    manifest = Manifest(
        folder=folder,
        info=ModelInfo(name, revision_of(files[path] for path in weights), 1, look.size),
        preprocessor=look,
        max_tokens=MAX_TOKENS,
        files=files,
        runtime=RUNTIME,
        clean="spaces",
        licence=licence,
        extra={FIELD: made.document(), **(extra or {})},
    )
    encoder = SoftTokensEncoder(manifest)
    encoder.texts.check()
    picture, text = encoder.raw(sample_pictures(look.size, 1)[0], _SAMPLE)
    if picture.ndim != 2 or picture.shape != text.shape:
        raise EncoderError(f"it gives {picture.shape[1:]} of a picture and {text.shape[1:]} of a text")
    if not (np.isfinite(picture).all() and np.isfinite(text).all()):
        raise EncoderError("its networks give what is no number", hint="pull another variant of it")
    return replace(manifest, info=replace(manifest.info, dimension=picture.shape[1]))


def _read(
    folder: Path, layout: TowerFiles, pad_id: int | None, level: Level
) -> tuple[SoftTokens, PatchPreprocessor]:
    config = beside(folder, layout, CONFIG_FILE) or {}
    if (family := config.get("model_type", "")) != FAMILY:
        raise EncoderError(
            f"models of the type '{family}', whose pictures go through another one, are not supported",
            hint=f"supported: {FAMILY}",
        )
    whole = beside(folder, layout, PROCESSOR_FILE) or {}
    look = whole.get("image_processor") or beside(folder, layout, PREPROCESSOR_FILE) or {}
    plain = (
        look.get("do_resize", True) and look.get("do_rescale", True) and not look.get("do_normalize", False)
    )
    if look.get("image_processor_type") != LOOK or not plain:
        raise EncoderError("it prepares pictures in a way that is not supported")
    if (
        abs(float(look.get("rescale_factor", 1 / 255)) * 255 - 1) > 1e-6
        or look["resample"] not in PILLOW_FILTERS
    ):
        raise EncoderError("it scales pictures in a way that is not supported")
    pairs = read_byte_pairs(folder / layout.tokenizer)
    if pairs is None:
        raise EncoderError("it cuts its texts in a way of its own that is not supported")
    patch, pool = int(look["patch_size"]), int(look["pooling_kernel_size"])
    made = SoftTokens(
        layout.images,
        layout.texts,
        layout.tokenizer,
        patch,
        pool,
        int(config["image_token_id"]),
        (*pairs.before, int(config["boi_token_id"])),
        (int(config["eoi_token_id"]), *pairs.after),
        int(config["text_config"]["hidden_size"]),
        padding_id(folder, layout) if pad_id is None else pad_id,
        level,
    )
    return made, PatchPreprocessor(
        patch * pool, int(look["max_soft_tokens"]), PILLOW_FILTERS[look["resample"]]
    )
