"""What published configurations say of a model: how its pictures and its texts are to be prepared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from photos_ml.encoders.layouts import (
    CONFIG_FILE,
    IMMICH_LOOK_FILE,
    OPEN_CLIP_CONFIG_FILE,
    PREPROCESSOR_FILE,
    TOKENIZER_CONFIG_FILE,
    HubLayout,
    TowerFiles,
)
from photos_ml.encoders.preprocess import RESAMPLE_NAMES, Fit, SquarePreprocessor
from photos_ml.errors import EncoderError

PILLOW_FILTERS = {0: "nearest", 1: "lanczos", 2: "bilinear", 3: "bicubic"}
"""transformers writes Pillow's numbers."""
FITS = {"shortest": Fit.CENTER, "squash": Fit.SQUEEZE, "longest": Fit.PAD}
"""What open_clip calls them."""
FAMILIES = ("clip", "siglip")
"""model_type of transformers' configurations that are read here; SigLIP2 of a fixed size is 'siglip'."""
CLIP_TOKENS, SIGLIP_TOKENS = 77, 64
_CLEANERS = ("lower", "whitespace", "canonicalize")


@dataclass(frozen=True, slots=True)
class Prepared:
    """`mean` and `std` are of pixels from 0 to 1. `pools`: 'pooler_output' is in the space of both halves."""

    look: SquarePreprocessor
    mean: tuple[float, ...]
    std: tuple[float, ...]
    max_tokens: int
    clean: str
    pad_whole: bool
    """A text is always padded to `max_tokens`: the model looks at the padding, too."""
    pools: bool


def read_published(folder: Path, layout: TowerFiles, told: Mapping[str, Any] | None = None) -> Prepared:
    """What the files of a layout below `folder` say. `told`: the open_clip configuration of a repository
    that has none. Raises EncoderError for what this program cannot prepare."""
    try:
        if layout.kind is HubLayout.IMMICH:
            return _by_open_clip(_json(folder / CONFIG_FILE), _json(folder / IMMICH_LOOK_FILE))
        config = told or beside(folder, layout, OPEN_CLIP_CONFIG_FILE)
        if config is not None:
            return _by_open_clip(config["model_cfg"], config["preprocess_cfg"])
        if layout.kind is HubLayout.OPEN_CLIP:
            raise EncoderError(f"it lacks {OPEN_CLIP_CONFIG_FILE}")
        look = beside(folder, layout, PREPROCESSOR_FILE)
        return _by_transformers(beside(folder, layout, CONFIG_FILE) or {}, look or {}, _told(folder, layout))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise EncoderError(f"its configuration cannot be read: {error!r}") from error


def padding_id(folder: Path, layout: TowerFiles) -> int | None:
    """The id of the token that its tokenizer pads with; None where nobody says it."""
    pad = _told(folder, layout).get("pad_token")
    token = pad.get("content") if isinstance(pad, dict) else pad
    if not token or not layout.tokenizer.endswith(".json"):
        return None
    tokens = _json(folder / layout.tokenizer)
    known = {one["content"]: int(one["id"]) for one in tokens.get("added_tokens", [])}
    vocabulary = tokens["model"].get("vocab", {})
    found = known.get(token, vocabulary.get(token) if isinstance(vocabulary, dict) else None)
    return None if found is None else int(found)


def _by_open_clip(model: Mapping[str, Any], look: Mapping[str, Any]) -> Prepared:
    text = model["text_cfg"]
    options = dict(text.get("tokenizer_kwargs") or {})
    hub_name = text.get("hf_tokenizer_name")
    clean = str(options.pop("clean", "whitespace" if hub_name else "lower"))
    if options or text.get("tokenizer_mode") or clean not in _CLEANERS:
        raise EncoderError("it cuts its texts in a way of its own that is not supported")
    size, mode = _square(look["size"]), look.get("resize_mode") or "shortest"
    made = SquarePreprocessor(
        size, _filter(look.get("interpolation", "bicubic")), FITS[mode], int(look.get("fill_color", 0))
    )
    return Prepared(
        made,
        tuple(map(float, look["mean"])),
        tuple(map(float, look["std"])),
        int(text.get("context_length", CLIP_TOKENS)),
        clean,
        pad_whole=bool(text.get("no_causal_mask") or hub_name),
        pools=True,
    )


def _by_transformers(
    config: Mapping[str, Any], look: Mapping[str, Any], tokens: Mapping[str, Any]
) -> Prepared:
    family = str(config.get("model_type", ""))
    if family not in FAMILIES:
        raise EncoderError(
            f"models of the type '{family}' are not supported", hint=f"supported: {', '.join(FAMILIES)}"
        )
    text = config.get("text_config") or {}
    said = int(tokens.get("model_max_length", 0))
    usual = SIGLIP_TOKENS if family == "siglip" else CLIP_TOKENS
    most = said if 0 < said < 1000 else int(text.get("max_position_embeddings", usual))
    factor = float(look.get("rescale_factor", 1 / 255)) if look.get("do_rescale", True) else 1.0
    plain = not look.get("do_normalize", True)
    mean = [0.0] * 3 if plain else look["image_mean"]
    std = [1.0] * 3 if plain else look["image_std"]
    return Prepared(
        _transformers_look(look),
        tuple(float(value) / (255 * factor) for value in mean),
        tuple(float(value) / (255 * factor) for value in std),
        most,
        "canonicalize" if family == "siglip" else "lower",
        pad_whole=family == "siglip",
        pools=family == "siglip",
    )


def _transformers_look(look: Mapping[str, Any]) -> SquarePreprocessor:
    """What transformers' image processors do, by the meaning of their fields."""
    if not look.get("do_resize", True) or "max_num_patches" in look:
        raise EncoderError("it takes pictures of changing sizes, which is not supported")
    resample = look.get("resample", 3)
    if resample not in PILLOW_FILTERS:
        raise EncoderError(f"it scales pictures by a filter, {resample!r}, that is not supported")
    size, crops = look["size"], bool(look.get("do_center_crop"))
    edge = size.get("shortest_edge") if isinstance(size, Mapping) else size if crops else None
    if edge is None:
        side = _square(size)
        if crops and _square(look.get("crop_size", side)) != side:
            raise EncoderError("it cuts a part out of squeezed pictures, which is not supported")
        return SquarePreprocessor(side, PILLOW_FILTERS[resample], Fit.SQUEEZE)
    if not crops:
        raise EncoderError("it takes pictures that are not square, which is not supported")
    side = _square(look.get("crop_size", edge))
    if side > int(edge):
        raise EncoderError("it crops more than it has scaled, which is not supported")
    return SquarePreprocessor(
        side, PILLOW_FILTERS[resample], Fit.CENTER, edge=0 if side == int(edge) else int(edge)
    )


def _square(size: Any) -> int:
    """The side out of 224, [224, 224] and {"height": 224, "width": 224}."""
    sides = size.values() if isinstance(size, Mapping) else size if isinstance(size, list | tuple) else [size]
    (side,) = {int(one) for one in sides}
    return side


def _filter(name: str) -> str:
    if name not in RESAMPLE_NAMES:
        raise EncoderError(f"it scales pictures by a filter, '{name}', that is not supported")
    return name


def _told(folder: Path, layout: TowerFiles) -> dict[str, Any]:
    return beside(folder, layout, TOKENIZER_CONFIG_FILE) or {}


def beside(folder: Path, layout: TowerFiles, name: str) -> dict[str, Any] | None:
    """A configuration of that name among the files of a layout; None where there is none. EncoderError and
    ValueError for one that cannot be read."""
    found = next((path for path in layout.files if path.split("/")[-1] == name), None)
    return None if found is None else _json(folder / found)


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EncoderError(f"{path.name} cannot be read") from error
    if not isinstance(found, dict):
        raise ValueError(f"{path.name} is not an object")
    return found
