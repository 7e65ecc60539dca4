"""Published towers: which files make a model, what their configurations say, what is refused in one line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from photos_ml.encoders.layouts import HubLayout, choose_layout
from photos_ml.encoders.manifest import Manifest, read_manifest, write_manifest
from photos_ml.encoders.onnx_towers import OnnxTowersEncoder, describe_towers
from photos_ml.encoders.preprocess import Fit, SquarePreprocessor
from photos_ml.encoders.published import read_published
from photos_ml.encoders.registry import make_encoder
from photos_ml.encoders.taking_in import take_in
from photos_ml.errors import EncoderError
from tests.encoders import published_towers as towers

pytest.importorskip("tokenizers")
FORMS: dict[str, Callable[[Path], Path]] = {
    "immich": towers.immich,
    "clip": towers.transformers,
    "siglip": lambda folder: towers.transformers(folder, family="siglip"),
    "combined": lambda folder: towers.transformers(folder, combined=True),
    "open_clip": towers.open_clip,
}


def names(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]


def described(folder: Path, variant: str = "", **more: Any) -> Manifest:
    return describe_towers(folder, choose_layout(names(folder), variant), "tried", **more)


@pytest.fixture(params=FORMS)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return FORMS[request.param](tmp_path)


def test_every_layout_gives_the_rows_of_its_graph(folder: Path, photos: list[Image.Image]) -> None:
    manifest = described(folder)
    assert manifest.info.dimension == towers.DIMENSION
    write_manifest(manifest)
    encoder = make_encoder(read_manifest(folder), threads=1)
    images = encoder.encode_images(photos)
    stored = towers.weights(0, sees_padding=True)
    expected = np.stack([_row(photo, stored, manifest) for photo in photos])
    assert np.allclose(images, expected, atol=1e-4)
    assert np.allclose(np.linalg.norm(images, axis=1), 1, atol=1e-5)
    alone = np.concatenate([encoder.encode_images([photo]) for photo in photos])
    assert np.allclose(images, alone, atol=1e-5)
    texts = ["a dog", "a photo of the mountains at sunset with two dogs", ""]
    rows = encoder.encode_texts(texts)
    assert np.allclose(
        rows, np.concatenate([make_encoder(manifest).encode_texts([one]) for one in texts]), atol=1e-5
    )
    assert len(np.unique(rows.round(3), axis=0)) == 3


def _row(photo: Image.Image, stored: dict[str, Any], manifest: Manifest) -> Any:
    """What the graph says, computed by hand from the pixels."""
    told = manifest.extra["towers"]
    pixels = manifest.preprocessor(photo).astype(np.float32) / 255
    planes = ((pixels - told["mean"]) / told["std"]).transpose(2, 0, 1)
    side = towers.SIZE // 8
    blocks = planes.reshape(3, side, 8, side, 8).transpose(1, 3, 0, 2, 4).reshape(side * side, -1)
    active = np.maximum(blocks @ stored["patch"].reshape(towers.WIDTH, -1).T, 0)
    row = active.mean(axis=0) @ stored["image_project"]
    return row / np.linalg.norm(row)


@pytest.mark.parametrize(
    ("family", "whole"), [("clip", False), ("siglip", True)], ids=["padding is not seen", "padding is seen"]
)
def test_texts_are_padded_whole_only_where_it_matters(family: str, whole: bool, tmp_path: Path) -> None:
    assert described(towers.transformers(tmp_path, family=family)).pad_texts is whole


def test_a_clip_that_sees_padding_is_padded_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = towers.weights
    monkeypatch.setattr(towers, "weights", lambda seed, sees_padding: plain(seed, sees_padding=True))
    assert described(towers.transformers(tmp_path)).pad_texts


def test_what_is_fetched_and_what_is_not(tmp_path: Path) -> None:
    layout = choose_layout(names(towers.immich(tmp_path)))
    assert layout.kind is HubLayout.IMMICH and not layout.combined
    assert layout.files == (
        *("config.json", "textual/model.onnx", "textual/tokenizer.json", "textual/tokenizer_config.json"),
        *("visual/model.onnx", "visual/preprocess_cfg.json"),
    )


def test_large_graphs_come_with_what_is_beside_them() -> None:
    paths = ["config.json", "preprocessor_config.json", "tokenizer.json", "onnx/text_model.onnx"]
    paths += ["onnx/vision_model.onnx", "onnx/vision_model.onnx_data", "onnx/model.onnx_data"]
    assert "onnx/vision_model.onnx_data" in choose_layout(paths).files
    assert "onnx/model.onnx_data" not in choose_layout(paths).files


@pytest.mark.parametrize(
    ("variant", "images"), [("", "vision_model.onnx"), ("fp16", "vision_model_fp16.onnx"),
                            ("int8", "vision_model_int8.onnx")],
)  # fmt: skip
def test_variants(variant: str, images: str, tmp_path: Path) -> None:
    folder = towers.transformers(tmp_path)
    assert choose_layout(names(folder), variant).images == f"onnx/{images}"


def test_quantized_and_uint8_are_eight_bits_too(tmp_path: Path) -> None:
    folder = towers.transformers(tmp_path, endings=("_quantized", "_uint8"))
    assert choose_layout(names(folder), "int8").texts == "onnx/text_model_quantized.onnx"
    with pytest.raises(EncoderError, match="not published in float32") as told:
        choose_layout(names(folder))
    assert told.value.hint == "pull it --variant int8"


def test_rclips_files() -> None:
    place = "ViT-B-32-256-datacomp_s34b_b86k"
    paths = [
        f"{place}/{half}{ending}" for half in ("visual", "textual") for ending in (".onnx", ".fp32.onnx")
    ]
    paths += ["tokenizer/bpe_simple_vocab_16e6.txt.gz", f"{place}/visual.mlpackage/Manifest.json"]
    exact = choose_layout(paths, folder=place, described=True)
    assert (exact.kind, exact.images) == (HubLayout.OPEN_CLIP, f"{place}/visual.fp32.onnx")
    assert choose_layout(paths, "int8", folder=place, described=True).texts == f"{place}/textual.onnx"
    with pytest.raises(EncoderError, match="none of the layouts"):
        choose_layout(paths)


def test_sizes_in_folders_of_their_own(tmp_path: Path) -> None:
    folder = towers.transformers(tmp_path, place="onnx/s0", endings=("",))
    layout = choose_layout(names(folder), folder="onnx/s0")
    assert layout.images == "onnx/s0/vision_model.onnx" and "tokenizer.json" in layout.files
    with pytest.raises(EncoderError, match="none of the layouts"):
        choose_layout(names(folder))


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (["README.md", "open_clip_model.safetensors"], "it has no ONNX files"),
        (["model.onnx", "config.json"], "none of the layouts"),
        ([], "it has no ONNX files"),
    ],
)
def test_repositories_without_a_model(paths: list[str], message: str) -> None:
    with pytest.raises(EncoderError, match=message) as told:
        choose_layout(paths)
    assert told.value.hint and "\n" not in str(told.value)


def test_unknown_variants() -> None:
    with pytest.raises(EncoderError, match="no variant 'q2'"):
        choose_layout([], "q2")


def _changed(folder: Path, file: str, **values: Any) -> None:
    path = folder / file
    told = json.loads(path.read_text())
    for name, value in values.items():
        told.pop(name, None)
        if value is not ...:
            told[name] = value
    path.write_text(json.dumps(told))


LOOKS: list[tuple[dict[str, Any], SquarePreprocessor]] = [
    ({}, SquarePreprocessor(32, "bicubic", Fit.CENTER)),
    ({"size": 32, "crop_size": 32}, SquarePreprocessor(32, "bicubic", Fit.CENTER)),
    ({"size": {"shortest_edge": 40}}, SquarePreprocessor(32, "bicubic", Fit.CENTER, edge=40)),
    ({"do_center_crop": False, "size": 32}, SquarePreprocessor(32, "bicubic", Fit.SQUEEZE)),
    ({"size": {"height": 32, "width": 32}, "resample": 2}, SquarePreprocessor(32, "bilinear", Fit.SQUEEZE)),
    ({"resample": 1}, SquarePreprocessor(32, "lanczos", Fit.CENTER)),
]


@pytest.mark.parametrize(("values", "expected"), LOOKS)
def test_what_transformers_configurations_mean(
    values: dict[str, Any], expected: SquarePreprocessor, tmp_path: Path
) -> None:
    folder = towers.transformers(tmp_path, endings=("",))
    _changed(folder, "preprocessor_config.json", **values)
    assert read_published(folder, choose_layout(names(folder))).look == expected


def test_pixels_that_are_neither_scaled_nor_normalized(tmp_path: Path) -> None:
    folder = towers.transformers(tmp_path, endings=("",))
    _changed(folder, "preprocessor_config.json", do_normalize=False)
    plain = read_published(folder, choose_layout(names(folder)))
    assert (plain.mean, plain.std) == ((0.0,) * 3, (1.0,) * 3)
    _changed(folder, "preprocessor_config.json", do_rescale=False)
    raw = read_published(folder, choose_layout(names(folder)))
    assert raw.std == pytest.approx((1 / 255,) * 3)


@pytest.mark.parametrize(
    ("file", "values", "message"),
    [
        ("preprocessor_config.json", {"resample": 5}, "filter"),
        ("preprocessor_config.json", {"do_resize": False}, "changing sizes"),
        ("preprocessor_config.json", {"max_num_patches": 256}, "changing sizes"),
        ("preprocessor_config.json", {"do_center_crop": False}, "not square"),
        ("preprocessor_config.json", {"crop_size": 48}, "crops more"),
        ("preprocessor_config.json", {"size": ...}, "cannot be read"),
        ("config.json", {"model_type": "blip"}, "type 'blip'"),
        ("config.json", {"model_type": ...}, "type ''"),
    ],
)
def test_what_cannot_be_prepared_is_refused(
    file: str, values: dict[str, Any], message: str, tmp_path: Path
) -> None:
    folder = towers.transformers(tmp_path, endings=("",))
    _changed(folder, file, **values)
    with pytest.raises(EncoderError, match=message) as told:
        described(folder)
    assert "\n" not in str(told.value)


def test_open_clip_squashes_where_it_says_so(tmp_path: Path) -> None:
    folder = towers.immich(tmp_path)
    _changed(folder, "visual/preprocess_cfg.json", resize_mode="squash", interpolation="bilinear")
    assert read_published(folder, choose_layout(names(folder))).look == SquarePreprocessor(
        32, "bilinear", Fit.SQUEEZE
    )
    _changed(folder, "config.json", text_cfg={"tokenizer_kwargs": {"strip_sep_token": True}})
    with pytest.raises(EncoderError, match="way of its own"):
        described(folder)


def test_pooled_rows_of_clip_are_no_embedding(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="gives pooler_output, none of which"):
        described(towers.transformers(tmp_path, pooled=True))


def test_a_damaged_graph_is_refused_in_a_line(tmp_path: Path) -> None:
    folder = towers.immich(tmp_path)
    (folder / "visual/model.onnx").write_bytes(b"\x08\x08 no graph")
    with pytest.raises(EncoderError, match="cannot be opened as an ONNX model"):
        described(folder)


def test_towers_of_two_models_do_not_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = towers.open_clip(tmp_path / "one")
    monkeypatch.setattr(towers, "DIMENSION", 8)
    other = towers.open_clip(tmp_path / "other")
    (folder / "textual.onnx").write_bytes((other / "textual.onnx").read_bytes())
    with pytest.raises(EncoderError, match="do not fit together"):
        described(folder)


def test_a_description_that_is_not_whole(tmp_path: Path) -> None:
    manifest = described(towers.immich(tmp_path))
    with pytest.raises(EncoderError, match="not whole"):
        OnnxTowersEncoder(replace(manifest, extra={"towers": {"images": "x"}}))


def test_the_revision_is_of_the_bytes(tmp_path: Path) -> None:
    one, same, other = (
        described(towers.immich(tmp_path / name, seed=seed)) for name, seed in (("a", 0), ("b", 0), ("c", 1))
    )
    assert one.info.revision == same.info.revision != other.info.revision


def test_taken_in_by_another_process(tmp_path: Path) -> None:
    layout = choose_layout(names(towers.immich(tmp_path)))
    manifest = take_in(tmp_path, layout, "taken", licence="MIT", extra={"repository": "someone/something"})
    assert read_manifest(tmp_path) == manifest
    assert (manifest.licence, manifest.extra["repository"]) == ("MIT", "someone/something")
    assert manifest.extra["towers"]["level"] == "ORT_ENABLE_ALL"


def test_what_the_other_process_refuses_is_said(tmp_path: Path) -> None:
    folder = towers.transformers(tmp_path, pooled=True, endings=("",))
    with pytest.raises(EncoderError, match="gives pooler_output"):
        take_in(folder, choose_layout(names(folder)), "taken")
    assert not (folder / "model.json").exists()


def test_a_runtime_that_dies_is_tried_with_fewer_rewritings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = choose_layout(names(towers.immich(tmp_path)))
    run, levels = subprocess.run, []

    def dies(command: list[str], **more: Any) -> Any:
        levels.append(json.loads(more["input"])["more"]["level"])
        if len(levels) < 2:
            command = [sys.executable, "-c", "import os; os.abort()"]
        return run(command, **more)

    monkeypatch.setattr(subprocess, "run", dies)
    assert take_in(tmp_path, layout, "taken").extra["towers"]["level"] == "ORT_ENABLE_EXTENDED"
    assert levels == ["ORT_ENABLE_ALL", "ORT_ENABLE_EXTENDED"]
    monkeypatch.setattr(
        subprocess, "run", lambda *_, **more: run([sys.executable, "-c", "import os; os.abort()"])
    )
    with pytest.raises(EncoderError, match="end the runtime"):
        take_in(tmp_path, layout, "taken")


def test_pictures_that_go_through_a_model_that_writes_are_refused_before_a_byte_is_fetched() -> None:
    names = {"config.json", "preprocessor_config.json", "tokenizer.json", "onnx/decoder_model_merged.onnx"}
    names |= {"onnx/vision_encoder.onnx", "onnx/vision_encoder.onnx_data", "onnx/embed_tokens.onnx"}
    with pytest.raises(EncoderError, match="go through another model"):
        choose_layout(names)
