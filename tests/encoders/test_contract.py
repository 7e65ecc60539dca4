"""One suite over every encoder: what a caller may rely on whichever model answers."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from photos_ml.config import BUILTIN_NAME, models_dir
from photos_ml.encoders.base import Encoder
from photos_ml.encoders.builtin import OnnxEncoder, builtin_encoder
from photos_ml.encoders.manifest import FILE_NAME, read_manifest
from photos_ml.encoders.registry import Registry

TEXTS = [
    "a dog on the beach",
    "",
    "   \n\t ",
    "ein Hund am Strand, été, 海辺の犬 🐕‍🦺",
    "x" * 5_000,
    "word " * 2_000,
    "\x00 control \x1b[31m",
    "\ud800 lone surrogate",
    "a dog on the beach",
    "two dogs",
]
SIZES = [(1, 1), (1, 900), (900, 1), (2, 3), (31, 33), (224, 224), (640, 480), (301, 1999)]
BATCH_TOLERANCE = 1e-3
"""Cosine. A quantised model scales its activations by what else is in the batch."""


@pytest.fixture(scope="module", params=["tiny", "builtin", "open_clip", "registered"])
def encoder(request: pytest.FixtureRequest, tiny_folder: Path) -> Encoder:
    if request.param == "builtin":
        if not (models_dir() / BUILTIN_NAME / FILE_NAME).is_file():
            pytest.skip("the built-in weights are not in models/builtin")
        return builtin_encoder(threads=1)
    if request.param == "open_clip":
        made: Encoder = request.getfixturevalue("clip_encoder")
        return made
    if request.param == "registered":
        registry = Registry()
        registry.register("fake", lambda: OnnxEncoder(read_manifest(tiny_folder), threads=1))
        return registry.get("fake")
    return OnnxEncoder(read_manifest(tiny_folder), threads=1)


def assert_unit(matrix: np.ndarray, encoder: Encoder, rows: int) -> None:
    assert matrix.shape == (rows, encoder.info.dimension)
    assert matrix.dtype == np.float32
    assert np.isfinite(matrix).all()
    assert np.abs(np.linalg.norm(matrix, axis=1) - 1).max(initial=0) < 1e-5


def cosines(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return np.sum(left * right, axis=1)


def test_info_is_complete_before_anything_loads(encoder: Encoder) -> None:
    info = encoder.info
    assert info.id
    assert info.revision
    assert info.dimension > 0
    assert info.image_size > 0


def test_images_are_unit_rows(encoder: Encoder, photos: list[Image.Image]) -> None:
    assert_unit(encoder.encode_images(photos), encoder, len(photos))


def test_texts_are_unit_rows(encoder: Encoder) -> None:
    assert_unit(encoder.encode_texts(TEXTS), encoder, len(TEXTS))


def test_nothing_in_nothing_out(encoder: Encoder) -> None:
    for empty in (encoder.encode_images([]), encoder.encode_pixels([]), encoder.encode_texts([])):
        assert_unit(empty, encoder, 0)


@pytest.mark.parametrize("size", SIZES)
def test_preprocess_makes_the_same_square_of_any_picture(encoder: Encoder, size: tuple[int, int]) -> None:
    pixels = encoder.preprocess(Image.new("RGB", size, (10, 200, 30)))
    side = encoder.info.image_size
    assert pixels.shape == (side, side, 3)
    assert pixels.dtype == np.uint8


def test_odd_sizes_encode(encoder: Encoder) -> None:
    pictures = [Image.new("RGB", size, (10, 200, 30)) for size in SIZES]
    assert_unit(encoder.encode_images(pictures), encoder, len(SIZES))


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "CMYK", "1"])
def test_other_modes_are_taken_as_rgb(encoder: Encoder, mode: str, photos: list[Image.Image]) -> None:
    converted = photos[0].convert(mode)
    assert np.array_equal(encoder.preprocess(converted), encoder.preprocess(converted.convert("RGB")))


def test_pixels_and_images_agree(encoder: Encoder, photos: list[Image.Image]) -> None:
    pixels = [encoder.preprocess(photo) for photo in photos]
    assert np.allclose(encoder.encode_pixels(pixels), encoder.encode_images(photos), atol=1e-6)


def test_a_batch_is_its_single_images(encoder: Encoder, photos: list[Image.Image]) -> None:
    batch = encoder.encode_images(photos)
    single = np.concatenate([encoder.encode_images([photo]) for photo in photos])
    assert cosines(batch, single).min() > 1 - BATCH_TOLERANCE


def test_a_batch_is_its_single_texts(encoder: Encoder) -> None:
    texts = [f"{text} again" for text in TEXTS]
    single = np.concatenate([encoder.encode_texts([text[::-1]]) for text in texts])
    batch = encoder.encode_texts([text[::-1] for text in texts])
    assert cosines(batch, single).min() > 1 - BATCH_TOLERANCE


def test_order_is_kept(encoder: Encoder, photos: list[Image.Image]) -> None:
    forward, backward = encoder.encode_images(photos), encoder.encode_images(photos[::-1])
    assert cosines(forward, backward[::-1]).min() > 1 - BATCH_TOLERANCE
    texts = ["short", "a much longer text than the other one", "middle one"]
    assert cosines(encoder.encode_texts(texts), encoder.encode_texts(texts[::-1])[::-1]).min() > 0.999


def test_the_same_twice(encoder: Encoder, photos: list[Image.Image]) -> None:
    assert np.array_equal(encoder.encode_images(photos[:3]), encoder.encode_images(photos[:3]))
    assert np.array_equal(encoder.encode_texts(TEXTS[:3]), encoder.encode_texts(TEXTS[:3]))
    repeated = encoder.encode_texts(TEXTS)
    assert np.array_equal(repeated[0], repeated[8])


def test_different_things_differ(encoder: Encoder, photos: list[Image.Image]) -> None:
    images = encoder.encode_images([photos[0], photos[5]])
    texts = encoder.encode_texts(["a dog on the beach", "tax return, page two"])
    assert images[0] @ images[1] < 0.99999
    assert texts[0] @ texts[1] < 0.99999


def test_the_answer_is_the_callers_own(encoder: Encoder) -> None:
    first = encoder.encode_texts(["mine"])
    kept = first.copy()
    first[:] = 0
    assert np.array_equal(encoder.encode_texts(["mine"]), kept)


def test_the_preprocessor_travels_to_another_process(encoder: Encoder, photos: list[Image.Image]) -> None:
    travelled = pickle.loads(pickle.dumps(encoder.preprocessor))
    assert np.array_equal(travelled(photos[3]), encoder.preprocess(photos[3]))


def test_threads_get_the_same_answers(encoder: Encoder, photos: list[Image.Image]) -> None:
    expected = [encoder.encode_images([photo]) for photo in photos]
    words = [f"photo number {number}" for number in range(len(photos))]
    said = [encoder.encode_texts([word]) for word in words]
    with ThreadPoolExecutor(4) as pool:
        images = list(pool.map(lambda photo: encoder.encode_images([photo]), photos))
        texts = list(pool.map(lambda word: encoder.encode_texts([word]), words))
    assert all(np.allclose(a, b, atol=1e-6) for a, b in zip(images, expected, strict=True))
    assert all(np.array_equal(a, b) for a, b in zip(texts, said, strict=True))
