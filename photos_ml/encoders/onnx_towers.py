"""Encoders over ONNX towers as hubs publish them: floats in, by whatever names, of whatever batch."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from photos_ml.encoders.base import ModelInfo
from photos_ml.encoders.layouts import TowerFiles
from photos_ml.encoders.manifest import Manifest, revision_of, sha256_of
from photos_ml.encoders.published import Prepared, padding_id, read_published
from photos_ml.encoders.runtime import Level
from photos_ml.encoders.sessions import Accelerated, NamedSession, unit_rows
from photos_ml.encoders.tokens import TextTokenizer
from photos_ml.encoders.two_towers import IMAGE_BATCH, TwoTowerEncoder, sample_pictures
from photos_ml.errors import EncoderError
from photos_ml.types import FloatMatrix, Pixels

if TYPE_CHECKING:
    from photos_ml.encoders.accelerators import Accelerators, ProviderChoice, Sample
    from photos_ml.encoders.sessions import Node

RUNTIME = "onnx_towers"
TOWERS_FIELD = "towers"
"""Of model.json: what `Described` holds."""
MASK_INPUT = "attention_mask"
IMAGE_OUTPUTS = ("image_embeds", "embedding", "output")
TEXT_OUTPUTS = ("text_embeds", "embedding", "output")
POOLED = "pooler_output"
"""SigLIP's both halves end there; CLIP's are projected after it, so that its own is of no use."""
SAME = 0.9999
"""Cosine of rows that are the same but for rounding."""
_TYPES = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
}
_SAMPLE = "a photo of a dog on the beach"


@dataclass(frozen=True, slots=True)
class Described:
    """What running the towers needs beyond a manifest: files, mean and std of pixels from 0 to 1, outputs."""

    images: str
    texts: str
    tokenizer: str
    mean: tuple[float, ...]
    std: tuple[float, ...]
    image_output: str
    text_output: str
    pad_id: int | None
    level: str = Level.ALL

    def document(self) -> dict[str, Any]:
        """As it stands in model.json."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def of(cls, manifest: Manifest) -> Described:
        """Out of a manifest; raises EncoderError where it is not whole."""
        try:
            told = dict(manifest.extra[TOWERS_FIELD])
            for name in ("mean", "std"):
                told[name] = tuple(map(float, told[name]))
            return cls(**told)
        except (KeyError, TypeError, ValueError) as error:
            raise EncoderError(
                f"the description of '{manifest.info.id}' is not whole: {error!r}",
                hint="pull the model again",
            ) from error


class PublishedTower:
    """Implements Tower: gives a graph its inputs in the types, names and batches that it wants."""

    def __init__(self, session: NamedSession, output: str, described: Described) -> None:
        self._session = session
        self._output = output
        scale = 255 * np.array(described.std, np.float32)
        self._scale = (1 / scale).reshape(3, 1, 1)
        self._shift = (np.array(described.mean, np.float32) / np.array(described.std, np.float32)).reshape(
            3, 1, 1
        )

    @property
    def loaded(self) -> bool:
        return self._session.loaded

    def any_length(self) -> bool:
        """Whether the graph leaves the number of tokens open."""
        texts = [node for node in self._session.inputs() if not is_picture(node)]
        return all(len(node.shape) == 2 and not isinstance(node.shape[1], int) for node in texts)

    def trials(self) -> ProviderChoice | None:
        """As `NamedSession.trials`."""
        return self._session.trials()

    def sample(self, nodes: tuple[Node, ...], side: int, outputs: tuple[str, ...]) -> Sample:
        """Pictures, and a text where the graph wants one, as its inputs are."""
        from photos_ml.encoders.accelerators import Sample

        fixed = {node.shape[0] for node in nodes if node.shape and isinstance(node.shape[0], int)}
        count = min(fixed, default=IMAGE_BATCH)
        feeds = {"pixels": sample_pictures(side, count)}
        inputs = {node.name: self._value(node, feeds, count) for node in nodes}
        return Sample(inputs, outputs, count, any_batch=not fixed)

    def run(self, feeds: Mapping[str, npt.NDArray[Any]]) -> FloatMatrix:
        """'pixels' uint8 (n, S, S, 3), or 'input_ids' and 'attention_mask' -> float32 (n, d)."""
        given = next(iter(feeds.values()))
        nodes = self._session.inputs()
        fixed = {node.shape[0] for node in nodes if node.shape and isinstance(node.shape[0], int)}
        batch = min(fixed, default=len(given))
        rows = []
        for start in range(0, len(given), batch):
            part = {name: value[start : start + batch] for name, value in feeds.items()}
            known = len(next(iter(part.values())))
            short = batch - known if fixed else 0
            if short:
                part = {
                    name: np.concatenate([value, value[:1].repeat(short, 0)]) for name, value in part.items()
                }
            inputs = {node.name: self._value(node, part, known + short) for node in nodes}
            rows.append(self._session.run((self._output,), inputs)[0][:known])
        return np.concatenate(rows)

    def _value(self, node: Node, feeds: Mapping[str, npt.NDArray[Any]], count: int) -> npt.NDArray[Any]:
        wanted = _TYPES[node.type]
        if is_picture(node):
            if "pixels" in feeds:
                planes = feeds["pixels"].transpose(0, 3, 1, 2).astype(np.float32)
                return np.ascontiguousarray(planes * self._scale - self._shift, dtype=wanted)
            sides = [side if isinstance(side, int) else 32 for side in node.shape[2:]]
            return np.zeros((count, 3, *sides), wanted)
        if "input_ids" not in feeds:  # the other half of a file that holds both
            length = node.shape[1] if len(node.shape) > 1 and isinstance(node.shape[1], int) else 1
            return np.ones((count, length), wanted)
        return feeds[MASK_INPUT if node.name == MASK_INPUT else "input_ids"].astype(wanted)


class OnnxTowersEncoder(TwoTowerEncoder):
    """Implements Encoder for a manifest with the runtime 'onnx_towers'."""

    def __init__(
        self,
        manifest: Manifest,
        *,
        threads: int | None = None,
        accelerators: Callable[[], Accelerators] | None = None,
    ) -> None:
        """With `accelerators` pictures, and texts where one file holds both towers, may be run by another
        than the processor."""
        described = Described.of(manifest)
        cores = threads or os.cpu_count() or 1
        level = Level(described.level)
        apart = described.texts != described.images
        outputs = (described.image_output, *(() if apart else (described.text_output,)))

        def sample(nodes: tuple[Node, ...]) -> Sample:
            return images.sample(nodes, manifest.info.image_size, outputs)

        accelerated = Accelerated(accelerators, sample) if accelerators else None
        both = NamedSession(manifest.folder / described.images, cores, level=level, accelerated=accelerated)
        alone = both
        if apart:
            alone = NamedSession(manifest.folder / described.texts, cores, level=level)
        images = PublishedTower(both, described.image_output, described)
        super().__init__(
            manifest,
            images,
            PublishedTower(alone, described.text_output, described),
            tokenizer=TextTokenizer(
                manifest.folder / described.tokenizer,
                manifest.max_tokens,
                fixed_length=manifest.pad_texts,
                clean=manifest.clean,
                pad_id=described.pad_id,
            ),
        )

    def raw(self, pixels: Pixels, text: str) -> tuple[FloatMatrix, FloatMatrix]:
        """What the towers make of one picture and one text, as it comes."""
        tokens = self._tokenizer([text])
        row = self._texts.run({"input_ids": tokens.ids, MASK_INPUT: tokens.mask})
        return self._images.run({"pixels": pixels[None]}), row

    def takes_any_length(self) -> bool:
        """Whether texts may be shorter than the longest that the model reads."""
        tower = self._texts
        return isinstance(tower, PublishedTower) and tower.any_length()


def is_picture(node: Node) -> bool:
    """Whether an input is of pictures: floats in four dimensions."""
    return len(node.shape) == 4 and node.type in ("tensor(float)", "tensor(float16)")


def describe_towers(
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
    """The description of published towers whose files are below `folder`: configurations read, both towers
    run once. Raises EncoderError, in one line, for what is not supported or does not run."""
    prepared = read_published(folder, layout, told)
    known = padding_id(folder, layout) if pad_id is None else pad_id
    described = Described(
        layout.images,
        layout.texts,
        layout.tokenizer,
        prepared.mean,
        prepared.std,
        _output(folder / layout.images, IMAGE_OUTPUTS, prepared.pools, level),
        _output(folder / layout.texts, TEXT_OUTPUTS, prepared.pools, level),
        known,
        level,
    )
    files = {path: sha256_of(folder / path) for path in layout.files}
    revision = revision_of(files[path] for path in sorted({layout.images, layout.texts, layout.tokenizer}))
    info = ModelInfo(name, revision, 1, prepared.look.size)
    manifest = Manifest(
        folder=folder,
        info=info,
        preprocessor=prepared.look,
        max_tokens=prepared.max_tokens,
        files=files,
        runtime=RUNTIME,
        pad_texts=True,
        clean=prepared.clean,
        licence=licence,
        extra={TOWERS_FIELD: described.document(), **(extra or {})},
    )
    return _tried(manifest, prepared)


def _tried(manifest: Manifest, prepared: Prepared) -> Manifest:
    """Both towers are run once: they must agree on a dimension. Where padding changes nothing, texts are
    padded to the longest of a batch only, which costs a tenth."""
    encoder = OnnxTowersEncoder(manifest)
    side = prepared.look.size
    noise = np.random.default_rng(0).integers(0, 256, (side, side, 3), np.uint8)
    pixels: Pixels = np.asarray(Image.fromarray(noise))
    picture, text = encoder.raw(pixels, _SAMPLE)
    if picture.ndim != 2 or picture.shape != text.shape:
        raise EncoderError(
            f"its towers do not fit together: {picture.shape[1:]} of a picture, {text.shape[1:]} of a text"
        )
    if not (np.isfinite(picture).all() and np.isfinite(text).all()):
        raise EncoderError("its towers give what is no number", hint="pull another variant of it")
    info = replace(manifest.info, dimension=picture.shape[1])
    whole = replace(manifest, info=info)
    if prepared.pad_whole or not encoder.takes_any_length():
        return whole
    short = replace(whole, pad_texts=False)
    rows = [unit_rows(OnnxTowersEncoder(one).raw(pixels, _SAMPLE)[1]) for one in (whole, short)]
    return short if float((rows[0] * rows[1]).sum()) > SAME else whole


def _output(path: Path, names: tuple[str, ...], pools: bool, level: Level) -> str:
    found = NamedSession(path, 1, level=level).outputs()
    for name in (*names, *([POOLED] if pools else [])):
        if name in found:
            return name
    raise EncoderError(
        f"{path.name} gives {', '.join(found)}, none of which is known to be of pictures and texts alike"
    )
