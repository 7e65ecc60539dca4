"""The built-in model looking often: the mean of seven looks, in the same space."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from photos_ml.config import BEST_NAME, BUILTIN_NAME
from photos_ml.encoders.base import one_look
from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.encoders.many_looks import LOOKS, ManyLooks, parts_of
from photos_ml.encoders.registry import Registry
from photos_ml.encoders.tagger import tagger_for
from photos_ml.errors import EncoderError


@pytest.fixture(scope="module")
def often() -> ManyLooks:
    return ManyLooks(builtin_encoder(threads=1, float32=True))


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    random = np.random.default_rng(3)
    blots = Image.fromarray(random.integers(0, 256, (6, 9, 3), dtype=np.uint8))
    return blots.resize((500, 330), Image.Resampling.BICUBIC)


def test_a_row_is_the_mean_of_seven_looks(often: ManyLooks, picture: Image.Image) -> None:
    seen = [picture, ImageOps.mirror(picture), *(picture.crop(box) for box in parts_of(*picture.size))]
    assert len(seen) == LOOKS
    mean = often.once.encode_images(seen).mean(axis=0)
    (row,) = often.encode_images([picture])
    # The mirror of a squeezed picture is not quite the squeezed mirror.
    assert float(row @ mean / np.linalg.norm(mean)) > 0.9995
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5)
    assert float(row @ often.once.encode_images([picture])[0]) < 0.9995, "or nothing was looked at"


def test_the_parts_are_the_corners_and_the_middle() -> None:
    assert parts_of(100, 50) == [
        (0, 0, 70, 35),
        (30, 0, 100, 35),
        (0, 15, 70, 50),
        (30, 15, 100, 50),
        (15, 8, 85, 43),
    ]
    assert parts_of(1, 1) == [(0, 0, 1, 1)] * 5


def test_several_and_none(often: ManyLooks, picture: Image.Image) -> None:
    turned = picture.rotate(90, expand=True)
    rows = often.encode_images([picture, turned])
    assert np.allclose(rows[1], often.encode_images([turned])[0], atol=1e-5)
    assert often.encode_images([]).shape == (0, often.info.dimension)


def test_pixels_of_one_look_are_refused(often: ManyLooks, picture: Image.Image) -> None:
    with pytest.raises(EncoderError, match="six parts"):
        often.encode_pixels([often.once.preprocess(picture)])


def test_a_decoding_process_can_be_given_it(often: ManyLooks, picture: Image.Image) -> None:
    given = pickle.loads(pickle.dumps(often.preprocessor))
    assert np.array_equal(given(picture), often.preprocess(picture))


def test_texts_and_the_other_languages_are_those_of_one_look(often: ManyLooks) -> None:
    assert np.array_equal(often.encode_texts(["a dog"]), often.once.encode_texts(["a dog"]))
    assert often.languages == often.once.languages
    assert one_look(often) is often.once and one_look(often.once) is often.once


def test_the_registry_has_it_beside_the_built_in_model(tmp_path: Path) -> None:
    registry = Registry(tmp_path, threads=1)
    made, builtin = registry.get(BEST_NAME), registry.get(BUILTIN_NAME)
    assert one_look(made) is builtin, "the weights are loaded once"
    assert (made.info.id, made.info.revision) == (BEST_NAME, builtin.info.revision)
    assert [entry.info for entry in registry.entries()] == [builtin.info, made.info]
    assert not registry.entries()[1].removable
    with pytest.raises(EncoderError, match="already"):
        registry.check_free("Builtin-Best")


def test_its_tags_are_those_of_the_built_in_model_kept_apart(often: ManyLooks) -> None:
    own, builtin = tagger_for(often.info), tagger_for(often.once.info)
    assert own is not None and builtin is not None
    assert own.info != builtin.info and own.words == builtin.words
