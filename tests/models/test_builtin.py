"""Contract of the shipped encoder's files: what they hold, and that ONNX gives what torch gave."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from photos_ml.config import models_dir
from photos_ml.encoders import builtin
from photos_ml.encoders.builtin import (
    INT8_FILE,
    PROBE_FILE,
    SHARED_FILE,
    OnnxEncoder,
    builtin_encoder,
    exact_in_eight_bits,
)
from photos_ml.encoders.manifest import damaged_files, read_manifest, sha256_of

FOLDER = models_dir() / "builtin"
LARGEST_MB = 70
LARGEST_COSINE_LOSS = 1e-3
LARGEST_INT8_LOSS = 0.02
SAME = 1e-5

Golden = dict[str, NDArray[Any]]


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return builtin_encoder(threads=1)


@pytest.fixture(scope="module")
def golden() -> Golden:
    """Made with the shipped weights in float32: of texts by the recipe's export, in torch; of pictures by its
    golden.py, in the reference evaluator of ONNX."""
    with np.load(Path(__file__).with_name("golden.npz")) as stored:
        return dict(stored)


def cosine_loss(left: NDArray[Any], right: NDArray[Any]) -> float:
    return float(1 - (left * right).sum(axis=1).min())


def test_every_file_has_the_promised_bytes() -> None:
    manifest = read_manifest(FOLDER)
    images = {"image.onnx", INT8_FILE, SHARED_FILE, PROBE_FILE}
    assert set(manifest.files) == images | {"text.onnx", "tokenizer.json"}
    assert damaged_files(manifest) == []


def test_a_changed_byte_is_seen(tmp_path: Path) -> None:
    for name in ("model.json", *read_manifest(FOLDER).files):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    data = bytearray((tmp_path / "text.onnx").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "text.onnx").write_bytes(data)
    assert damaged_files(read_manifest(tmp_path)) == ["text.onnx"]


def test_all_of_it_fits_the_promised_size() -> None:
    total = sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file())
    assert total <= LARGEST_MB * 1e6


def test_the_description_says_what_users_need() -> None:
    raw = json.loads((FOLDER / "model.json").read_text(encoding="utf-8"))
    assert raw["id"] == "builtin"
    assert raw["crop"] == "squeeze"
    assert raw["resample"] == "bicubic"
    assert raw["licence"] == "Apache-2.0"
    assert raw["logit_scale"] > 1
    assert {"val", "concepts"} <= set(raw["figures"])


def test_the_revision_changes_with_the_weights() -> None:
    raw = json.loads((FOLDER / "model.json").read_text(encoding="utf-8"))
    assert raw["files"] == {name: sha256_of(FOLDER / name) for name in raw["files"]}
    assert len(raw["revision"]) == 12


def test_images_are_as_torch_made_them(golden: Golden) -> None:
    rows = builtin_encoder(threads=1, float32=True).encode_pixels(list(golden["pixels"]))
    assert cosine_loss(rows, golden["image_rows"]) <= LARGEST_COSINE_LOSS


def test_eight_bits_are_near_enough_to_share_a_library(sample_library: Path) -> None:
    paths = sorted((sample_library / "photos").rglob("*.jpg"))[:8]
    pictures = [Image.open(path).convert("RGB") for path in paths]
    quick, exact = builtin_encoder(threads=1), builtin_encoder(threads=1, float32=True)
    rows = [encoder.encode_images(pictures) for encoder in (quick, exact)]
    assert cosine_loss(*rows) <= LARGEST_INT8_LOSS
    if not exact_in_eight_bits(FOLDER / PROBE_FILE):
        pytest.skip("this processor runs the network in float32 alone")
    assert cosine_loss(*rows) > 0  # the other file was run


def test_a_processor_that_would_overflow_runs_float32(
    golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builtin, "exact_in_eight_bits", lambda probe: False)
    pixels = list(golden["pixels"])
    exact = builtin_encoder(threads=1, float32=True).encode_pixels(pixels)
    np.testing.assert_array_equal(builtin_encoder(threads=1).encode_pixels(pixels), exact)


def test_a_probe_that_cannot_be_run_says_no(tmp_path: Path) -> None:
    (tmp_path / PROBE_FILE).write_bytes(b"not a model")
    assert not exact_in_eight_bits(tmp_path / PROBE_FILE)
    assert not exact_in_eight_bits(tmp_path / "missing.onnx")


def test_texts_are_as_torch_made_them(encoder: OnnxEncoder, golden: Golden) -> None:
    rows = encoder.encode_texts([str(text) for text in golden["texts"]])
    assert cosine_loss(rows, golden["text_rows"]) <= LARGEST_COSINE_LOSS


def test_the_golden_rows_tell_inputs_apart(golden: Golden) -> None:
    for name in ("image_rows", "text_rows"):
        likeness = golden[name] @ golden[name].T
        assert likeness[~np.eye(len(likeness), dtype=bool)].max() < 1 - 10 * LARGEST_COSINE_LOSS


def test_preprocessing_is_that_of_training_to_the_pixel(encoder: OnnxEncoder, golden: Golden) -> None:
    picture = Image.fromarray(golden["picture"])
    assert picture.width != picture.height
    np.testing.assert_array_equal(encoder.preprocess(picture), golden["picture_pixels"])


def test_a_batch_gives_what_single_photos_give(encoder: OnnxEncoder, golden: Golden) -> None:
    pixels = list(golden["pixels"])
    together = encoder.encode_pixels(pixels)
    alone = np.concatenate([encoder.encode_pixels([one]) for one in pixels])
    assert cosine_loss(together, alone) <= SAME


def test_a_text_is_the_same_beside_a_longer_one(golden: Golden) -> None:
    texts = [str(text) for text in golden["texts"]]
    together = builtin_encoder(threads=1).encode_texts(texts)
    fresh = builtin_encoder(threads=1)
    alone = np.concatenate([fresh.encode_texts([text]) for text in texts])
    assert cosine_loss(together, alone) <= SAME


def test_two_sessions_agree(golden: Golden) -> None:
    pixels = list(golden["pixels"])
    first = builtin_encoder(threads=1).encode_pixels(pixels)
    np.testing.assert_array_equal(first, builtin_encoder(threads=1).encode_pixels(pixels))


def test_rows_have_unit_length(encoder: OnnxEncoder, golden: Golden) -> None:
    rows = np.concatenate(
        [encoder.encode_pixels(list(golden["pixels"])), encoder.encode_texts(["", "a", "?!"])]
    )
    assert rows.shape[1] == encoder.info.dimension
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


@settings(max_examples=20, deadline=None)
@given(text=st.text(max_size=400))
def test_any_text_has_a_finite_row(encoder: OnnxEncoder, text: str) -> None:
    row = encoder.encode_texts([text])
    assert np.isfinite(row).all()
    assert abs(float(np.linalg.norm(row)) - 1) < 1e-4


@pytest.mark.parametrize("make", [np.zeros, np.ones], ids=["black", "nearly black"])
def test_flat_pictures_have_finite_rows(encoder: OnnxEncoder, make: Callable[..., NDArray[Any]]) -> None:
    side = encoder.info.image_size
    row = encoder.encode_pixels([make((side, side, 3), dtype=np.uint8)])
    assert np.isfinite(row).all()


def test_a_word_finds_its_likes(encoder: OnnxEncoder) -> None:
    """The order a person would give, with room to spare."""
    rows = encoder.encode_texts(["a dog runs on grass", "a puppy running in a field", "a bus in the city"])
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2
