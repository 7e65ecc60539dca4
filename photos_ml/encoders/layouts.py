"""Which files of a hub's repository make a model: told from their names, before any of them is fetched."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from photos_ml.errors import EncoderError

CONFIG_FILE = "config.json"
OPEN_CLIP_CONFIG_FILE = "open_clip_config.json"
PREPROCESSOR_FILE = "preprocessor_config.json"
PROCESSOR_FILE = "processor_config.json"
TOKENIZER_FILE = "tokenizer.json"
TOKENIZER_CONFIG_FILE = "tokenizer_config.json"
IMMICH_LOOK_FILE = "visual/preprocess_cfg.json"
CLIP_LIST_FILE = "bpe_simple_vocab_16e6.txt.gz"

VARIANTS: dict[str, tuple[str, ...]] = {
    "": ("",),
    "fp16": ("_fp16",),
    "int8": ("_int8", "_quantized", "_uint8"),
    "q4": ("_q4",),
}
"""What a variant is called in names of transformers.js; '' is float32."""


class HubLayout(StrEnum):
    """How the files are laid out and described."""

    IMMICH = "immich"
    """visual/model.onnx, textual/model.onnx, open_clip's config.json."""
    TRANSFORMERS = "transformers"
    """onnx/vision_model.onnx, onnx/text_model.onnx, or both in onnx/model.onnx; transformers' configs."""
    OPEN_CLIP = "open_clip"
    """visual.onnx, textual.onnx, open_clip_config.json."""
    SOFT_TOKENS = "soft_tokens"
    """onnx/vision_encoder.onnx, whose rows take the place of words in onnx/model.onnx: EmbeddingGemma 2."""


@dataclass(frozen=True, slots=True)
class TowerFiles:
    """Paths inside the repository. `images` and `texts` are the same file where it holds both towers."""

    kind: HubLayout
    images: str
    texts: str
    tokenizer: str
    files: tuple[str, ...]
    """All that must be fetched, those included."""

    @property
    def combined(self) -> bool:
        return self.images == self.texts


def choose_layout(
    paths: Collection[str], variant: str = "", *, folder: str = "", described: bool = False
) -> TowerFiles:
    """The files of a model among those of a repository. `folder`: where in it the towers are, for one that
    has several. `described`: who asks knows the configuration that the repository lacks.

    Raises EncoderError where there is no model in a layout that is read here, or not in this variant.
    """
    if variant not in VARIANTS:
        known = ", ".join(filter(None, VARIANTS))
        raise EncoderError(f"there is no variant '{variant}'", hint=f"variants: {known}; none for float32")
    names = frozenset(paths)
    found = [layout for look in _LOOKS if (layout := look(names, variant, folder, described))]
    if found and found[0].kind is HubLayout.SOFT_TOKENS and variant == "fp16":
        # https://docs.sglang.io/cookbook/autoregressive/Google/EmbeddingGemma2: activations exceed its range
        raise EncoderError("in halves (fp16) it gives no numbers", hint="pull it --variant int8 or q4")
    if found:
        return found[0]
    others = [name for name in VARIANTS if name != variant and _has(names, name, folder, described)]
    if others:
        published = " or ".join(f"--variant {name}" if name else "without --variant" for name in others)
        raise EncoderError(
            f"it is not published {f'as {variant}' if variant else 'in float32'}", hint=f"pull it {published}"
        )
    if _through_texts(names):
        raise EncoderError(
            "its pictures go through another model in a way that is not supported",
            hint="pull one with a tower for each: `photos-ml models suggested` lists some",
        )
    if any(name.endswith(".onnx") for name in names):
        raise EncoderError(
            "its ONNX files are in none of the layouts that are read here",
            hint="read are Immich's (visual/, textual/), transformers.js's (onnx/vision_model.onnx), "
            "open_clip's (visual.onnx beside open_clip_config.json) and EmbeddingGemma 2's",
        )
    raise EncoderError(
        "it has no ONNX files", hint="look for an export of it, by immich-app or onnx-community say"
    )


def _has(names: frozenset[str], variant: str, folder: str, described: bool) -> bool:
    return any(look(names, variant, folder, described) for look in _LOOKS)


def _immich(names: frozenset[str], variant: str, folder: str, described: bool) -> TowerFiles | None:
    images, texts, tokenizer = "visual/model.onnx", "textual/model.onnx", f"textual/{TOKENIZER_FILE}"
    needed = {images, texts, tokenizer, IMMICH_LOOK_FILE, CONFIG_FILE}
    if variant or folder or not needed <= names:
        return None
    wanted = needed | {f"textual/{TOKENIZER_CONFIG_FILE}"}
    return _layout(HubLayout.IMMICH, names, images, texts, tokenizer, wanted)


def _transformers(names: frozenset[str], variant: str, folder: str, described: bool) -> TowerFiles | None:
    place = folder or "onnx"
    look = _nearest(PREPROCESSOR_FILE, place, names)
    tokenizer = _nearest(TOKENIZER_FILE, place, names)
    config = _nearest(CONFIG_FILE, place, names)
    if look is None or tokenizer is None or not (config or described):
        return None
    around = {_nearest(name, place, names) for name in (TOKENIZER_CONFIG_FILE, OPEN_CLIP_CONFIG_FILE)}
    wanted = {name for name in {look, tokenizer, config, *around} if name}
    images = _first(f"{place}/vision_model", variant, names)
    texts = _first(f"{place}/text_model", variant, names)
    both = None if _through_texts(names) else _first(f"{place}/model", variant, names)
    if images and texts:
        return _layout(HubLayout.TRANSFORMERS, names, images, texts, tokenizer, wanted | {images, texts})
    if both:
        return _layout(HubLayout.TRANSFORMERS, names, both, both, tokenizer, wanted | {both})
    return None


def _open_clip(names: frozenset[str], variant: str, folder: str, described: bool) -> TowerFiles | None:
    place = f"{folder}/" if folder else ""
    config = f"{place}{OPEN_CLIP_CONFIG_FILE}"
    towers = [_plain(f"{place}{half}", variant, names) for half in ("visual", "textual")]
    tokenizer = _nearest(TOKENIZER_FILE, folder, names) or _nearest(CLIP_LIST_FILE, "tokenizer", names)
    images, texts = towers
    if not (images and texts and tokenizer) or not (config in names or described):
        return None
    wanted = {images, texts, tokenizer, config, f"{place}{TOKENIZER_CONFIG_FILE}"}
    return _layout(HubLayout.OPEN_CLIP, names, images, texts, tokenizer, wanted)


def _soft_tokens(names: frozenset[str], variant: str, folder: str, described: bool) -> TowerFiles | None:
    place = folder or "onnx"
    images = _first(f"{place}/vision_encoder", variant, names)
    texts = _first(f"{place}/model", variant, names)
    tokenizer, config = (_nearest(name, place, names) for name in (TOKENIZER_FILE, CONFIG_FILE))
    looks = {_nearest(name, place, names) for name in (PROCESSOR_FILE, PREPROCESSOR_FILE)} - {None}
    if not (images and texts and tokenizer and config and looks):
        return None
    around = {*looks, _nearest(TOKENIZER_CONFIG_FILE, place, names)}
    wanted = {name for name in {images, texts, tokenizer, config, *around} if name}
    return _layout(HubLayout.SOFT_TOKENS, names, images, texts, tokenizer, wanted)


_LOOKS = (_immich, _transformers, _open_clip, _soft_tokens)


def _through_texts(names: frozenset[str]) -> bool:
    """What an encoder of pictures gives takes the place of words."""
    return any(PurePosixPath(name).name.startswith("vision_encoder") for name in names)


def _plain(stem: str, variant: str, names: frozenset[str]) -> str | None:
    """A tower by open_clip's own names. rclip calls its small ones plain, and the exact ones '.fp32'."""
    exact = f"{stem}.fp32.onnx"
    if exact in names:
        tried = {"": [exact], "int8": [f"{stem}.int8.onnx", f"{stem}.onnx"], "fp16": [f"{stem}.fp16.onnx"]}
        return next((name for name in tried[variant] if name in names), None)
    return _first(stem, variant, names)


def _first(stem: str, variant: str, names: frozenset[str]) -> str | None:
    found = (f"{stem}{ending}.onnx" for ending in VARIANTS[variant])
    return next((name for name in found if name in names), None)


def _nearest(name: str, folder: str, names: frozenset[str]) -> str | None:
    """A file in a folder, else in one around it, else at the root."""
    place = PurePosixPath(folder)
    tried = [str(parent / name) for parent in (place, *place.parents)]
    return next((path for path in tried if path in names), None)


def _layout(
    kind: HubLayout, names: frozenset[str], images: str, texts: str, tokenizer: str, wanted: Collection[str]
) -> TowerFiles:
    """With the weights that large graphs keep in files beside them."""
    beside = {
        name
        for name in names
        for tower in {images, texts}
        if name.startswith((f"{tower}_data", f"{tower}.data"))
    }
    files = tuple(sorted((names & set(wanted)) | beside))
    return TowerFiles(kind, images, texts, tokenizer, files)
