"""Pictures on their side are told by what the model sees in them turned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image

from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.ranker.scene.upright import TURNS, Upright, read_upright
from photos_ml.types import FloatMatrix


def by_shape(images: Sequence[Image.Image]) -> FloatMatrix:
    """Broad pictures look upright, tall ones do not."""
    return np.array([[1.0 if image.width > image.height else -1.0, 0.1] for image in images], np.float32)


UPRIGHT = Upright(np.array([1.0, 0.0], np.float32), 0.0, by_shape)


def test_what_looks_more_upright_turned_lies_on_its_side() -> None:
    tall, broad = Image.new("RGB", (30, 40)), Image.new("RGB", (40, 30))
    assert UPRIGHT.lies(by_shape([tall])[0], lambda: tall)
    square = Image.new("RGB", (40, 40))
    assert not UPRIGHT.lies(by_shape([square])[0], lambda: square), "turned it looks the same"
    assert not UPRIGHT.lies(by_shape([broad])[0], lambda: pytest.fail("there is no doubt to clear"))
    assert not UPRIGHT.lies(np.zeros(2, np.float32), lambda: pytest.fail("the model has not seen it"))


def test_the_shipped_weights_are_of_the_shipped_model() -> None:
    encoder = builtin_encoder()
    found = read_upright((encoder.info.id, encoder.info.revision), encoder.encode_images)
    assert found is not None and found.weights.shape == (encoder.info.dimension,)
    assert read_upright(("another", "1"), encoder.encode_images) is None
    assert set(TURNS) == {90, 180, 270}
