"""Seeded random open_clip models, exported as hubs publish them, give open_clip's own rows."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from photos_ml.encoders.layouts import choose_layout
from photos_ml.encoders.onnx_towers import OnnxTowersEncoder
from photos_ml.encoders.taking_in import take_in
from tests.encoders.published_towers import CLIP_LOOK, SIGLIP_LOOK, write

NEEDS = "needs torch and open_clip: pip install 'photos-ml[clip]'"
open_clip = pytest.importorskip("open_clip", reason=NEEDS)
torch = pytest.importorskip("torch", reason=NEEDS)
pytest.importorskip("onnxscript", reason=NEEDS)

from photos_ml.encoders.clip_tokenizer import write_clip_tokenizer  # noqa: E402

TEXTS = ["a dog", "A photo of two children, blowing out candles!", "", "snow on the mountains at sunset"]
AGREE = 0.999
"""Cosine of a row with open_clip's: 1e-3."""
CLIP = {
    "embed_dim": 32,
    "vision_cfg": {"image_size": 64, "layers": 3, "width": 64, "patch_size": 16, "head_width": 32},
    "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 64, "heads": 2, "layers": 3},
}
SIGLIP = {
    "embed_dim": 192,
    "init_logit_bias": -10,
    "custom_text": True,
    "vision_cfg": {
        "image_size": 224,
        "timm_model_name": "vit_tiny_patch16_224",
        "timm_model_pretrained": False,
        "timm_pool": "map",
        "timm_proj": "none",
    },
    "text_cfg": {
        "context_length": 16,
        "vocab_size": 700,
        "width": 192,
        "heads": 3,
        "layers": 2,
        "no_causal_mask": True,
        "proj_bias": True,
        "pool_type": "last",
        "hf_tokenizer_name": "timm/ViT-B-16-SigLIP2",
        "tokenizer_kwargs": {"clean": "canonicalize"},
    },
}
MOBILE = {**CLIP, "text_cfg": {**CLIP["text_cfg"], "no_causal_mask": True}, "custom_text": True}  # type: ignore[dict-item]
SQUASHED = {
    "size": 224, "mode": "RGB", "mean": (0.5,) * 3, "std": (0.5,) * 3, "interpolation": "bicubic",
    "resize_mode": "squash", "fill_color": 0,
}  # fmt: skip


@pytest.fixture(scope="module")
def architectures(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("architectures")
    for name, config in (("seeded-clip", CLIP), ("seeded-siglip", SIGLIP), ("seeded-mobile", MOBILE)):
        (folder / f"{name}.json").write_text(json.dumps(config))
    open_clip.add_model_config(folder)


def made(name: str) -> Any:
    torch.manual_seed(7)
    return open_clip.create_model(name, load_weights=False).eval()


Module: Any = torch.nn.Module


class Half(Module):  # type: ignore[misc]
    def __init__(self, model: Any, call: str, normalize: bool) -> None:
        super().__init__()
        self.model, self.call, self.normalize = model, call, normalize

    def forward(self, given: Any) -> Any:
        return getattr(self.model, self.call)(given, normalize=self.normalize)


class Both(Module):  # type: ignore[misc]
    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Any, pixel_values: Any) -> Any:
        return self.model.encode_text(input_ids), self.model.encode_image(pixel_values)


def export(
    module: Any, given: tuple[Any, ...], path: Path, inputs: list[str], outputs: list[str], free: bool
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.backends.mha.set_fastpath_enabled(False)
    axes = {name: {0: "batch"} for name in (*inputs, *outputs)} if free else None
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.eval(), given, str(path), input_names=inputs, output_names=outputs, dynamic_axes=axes,
            opset_version=17, dynamo=False,
        )  # fmt: skip


def immich(folder: Path, name: str, look: dict[str, Any]) -> Path:
    model, config = made(name), open_clip.get_model_config(name)
    side, length = config["vision_cfg"]["image_size"], config["text_cfg"]["context_length"]
    export(Half(model, "encode_image", True), (torch.randn(1, 3, side, side),), folder / "visual/model.onnx",
           ["image"], ["embedding"], free=False)  # fmt: skip
    export(Half(model, "encode_text", True), (torch.ones(1, length, dtype=torch.int32),),
           folder / "textual/model.onnx", ["text"], ["embedding"], free=False)  # fmt: skip
    pad = {"pad_token": "<pad>" if "siglip" in name else "!"}
    write(
        folder,
        {"config.json": config, "visual/preprocess_cfg.json": look, "textual/tokenizer_config.json": pad},
    )
    tokenizer(name, folder / "textual/tokenizer.json")
    return folder


def transformers(folder: Path, name: str, look: dict[str, Any], *, combined: bool = False) -> Path:
    model, config = made(name), open_clip.get_model_config(name)
    side, length = config["vision_cfg"]["image_size"], config["text_cfg"]["context_length"]
    pixels, ids = torch.randn(2, 3, side, side), torch.ones(2, length, dtype=torch.int64)
    siglip = "siglip" in name
    outputs = ("pooler_output",) * 2 if siglip else ("image_embeds", "text_embeds")
    if combined:
        export(Both(model), (ids, pixels), folder / "onnx/model.onnx", ["input_ids", "pixel_values"],
               ["text_embeds", "image_embeds"], free=True)  # fmt: skip
    else:
        export(Half(model, "encode_image", False), (pixels,), folder / "onnx/vision_model.onnx",
               ["pixel_values"], [outputs[0]], free=True)  # fmt: skip
        export(Half(model, "encode_text", False), (ids,), folder / "onnx/text_model.onnx",
               ["input_ids"], [outputs[1]], free=True)  # fmt: skip
    pad = "<pad>" if siglip else "!"
    write(folder, {"config.json": {"model_type": "siglip" if siglip else "clip"},
                   "preprocessor_config.json": look,
                   "tokenizer_config.json": {"pad_token": pad, "model_max_length": length}})  # fmt: skip
    tokenizer(name, folder / "tokenizer.json")
    return folder


def plain(folder: Path, name: str, look: dict[str, Any]) -> Path:
    model, config = made(name), open_clip.get_model_config(name)
    side, length = config["vision_cfg"]["image_size"], config["text_cfg"]["context_length"]
    folder.mkdir(parents=True, exist_ok=True)
    export(Half(model, "encode_image", False), (torch.randn(1, 3, side, side),), folder / "visual.onnx",
           ["input"], ["output"], free=True)  # fmt: skip
    export(Half(model, "encode_text", False), (torch.ones(1, length, dtype=torch.int64),),
           folder / "textual.onnx", ["input"], ["output"], free=True)  # fmt: skip
    write(folder, {"open_clip_config.json": {"model_cfg": config, "preprocess_cfg": look}})
    tokenizer(name, folder / "tokenizer.json")
    return folder


def tokenizer(name: str, path: Path) -> None:
    if "siglip" in name:
        from tests.encoders.test_byte_pairs import gemma_like

        gemma_like().save(str(path))
    else:
        write_clip_tokenizer(path)


def expected(name: str, photos: list[Image.Image], look: dict[str, Any]) -> tuple[Any, Any]:
    """open_clip's rows: its transform, its tokenizer (or the package's, for one that it would fetch)."""
    model = made(name)
    from open_clip.transform import PreprocessCfg, image_transform_v2

    transform = image_transform_v2(PreprocessCfg(**look), is_train=False)
    with torch.inference_mode():
        images = model.encode_image(torch.stack([transform(photo) for photo in photos]), normalize=True)
        texts = model.encode_text(torch.tensor(ids_of(name)), normalize=True)
    return images.numpy(), texts.numpy()


def ids_of(name: str) -> list[list[int]]:
    if "siglip" not in name:
        return open_clip.get_tokenizer(name)(TEXTS).tolist()
    from open_clip.tokenizer import canonicalize_text

    from tests.encoders.test_byte_pairs import gemma_like

    package = gemma_like()
    package.enable_truncation(16)
    package.enable_padding(length=16, pad_id=0)
    return [package.encode(" ".join(canonicalize_text(text).split())).ids for text in TEXTS]


CLIP_CFG: dict[str, Any] = {
    **SQUASHED,
    "size": 64,
    "mean": CLIP_LOOK["image_mean"],
    "std": CLIP_LOOK["image_std"],
    "resize_mode": "shortest",
}
HUB_CLIP = {**CLIP_LOOK, "size": {"shortest_edge": 64}, "crop_size": {"height": 64, "width": 64}}
HUB_SIGLIP = {**SIGLIP_LOOK, "size": {"height": 224, "width": 224}, "resample": 3}
CASES: dict[str, tuple[Any, str, dict[str, Any], dict[str, Any]]] = {
    "immich clip": (immich, "seeded-clip", CLIP_CFG, CLIP_CFG),
    "immich siglip": (immich, "seeded-siglip", SQUASHED, SQUASHED),
    "transformers clip": (transformers, "seeded-clip", HUB_CLIP, CLIP_CFG),
    "transformers siglip": (transformers, "seeded-siglip", HUB_SIGLIP, SQUASHED),
    "transformers mobileclip": (transformers, "seeded-mobile", HUB_CLIP, CLIP_CFG),
    "open_clip clip": (plain, "seeded-clip", CLIP_CFG, CLIP_CFG),
}


def rows(folder: Path, variant: str, photos: list[Image.Image]) -> tuple[Any, Any]:
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    encoder = OnnxTowersEncoder(take_in(folder, choose_layout(names, variant), "seeded"))
    return encoder.encode_images(photos), encoder.encode_texts(TEXTS)


def worst(found: Any, wanted: Any) -> float:
    return float((np.asarray(found) * wanted).sum(axis=1).min())


@pytest.mark.usefixtures("architectures")
@pytest.mark.parametrize("case", CASES)
def test_rows_are_open_clips(case: str, tmp_path: Path, photos: list[Image.Image]) -> None:
    make, name, hub_look, look = CASES[case]
    images, texts = expected(name, photos, look)
    found = rows(make(tmp_path, name, hub_look), "", photos)
    assert worst(found[0], images) > AGREE and worst(found[1], texts) > AGREE
    # a test that cannot fail is none: rows of different photos and texts are further apart than that
    assert (
        min((images[:-1] * images[1:]).sum(axis=1).min(), (texts[:-1] * texts[1:]).sum(axis=1).min()) < AGREE
    )


@pytest.mark.usefixtures("architectures")
def test_both_towers_in_one_file(tmp_path: Path, photos: list[Image.Image]) -> None:
    images, texts = expected("seeded-clip", photos, CLIP_CFG)
    found = rows(transformers(tmp_path, "seeded-clip", HUB_CLIP, combined=True), "", photos)
    assert worst(found[0], images) > AGREE and worst(found[1], texts) > AGREE


@pytest.mark.usefixtures("architectures")
@pytest.mark.parametrize(("variant", "agree"), [("fp16", AGREE), ("int8", 0.97)])
def test_variants(variant: str, agree: float, tmp_path: Path, photos: list[Image.Image]) -> None:
    """Converted by the tools that transformers.js uses; eight bits cost what eight bits cost."""
    folder = transformers(tmp_path, "seeded-clip", HUB_CLIP)
    for half in ("vision_model", "text_model"):
        convert(folder / f"onnx/{half}.onnx", folder / f"onnx/{half}_{variant}.onnx", variant)
    images, texts = expected("seeded-clip", photos, CLIP_CFG)
    found = rows(folder, variant, photos)
    assert worst(found[0], images) > agree and worst(found[1], texts) > agree


def convert(source: Path, target: Path, variant: str) -> None:
    import onnx

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if variant == "fp16":
            from onnxruntime.transformers.float16 import convert_float_to_float16

            onnx.save(convert_float_to_float16(onnx.load(source), keep_io_types=True), target)
        else:
            from onnxruntime.quantization import QuantType, quantize_dynamic

            quantize_dynamic(str(source), str(target), weight_type=QuantType.QInt8, per_channel=True)
