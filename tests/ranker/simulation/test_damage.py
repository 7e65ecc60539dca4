"""Damaged variants: worse by the measure each is about, the same each time, at the size they had."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from PIL import Image

from photos_ml.ranker.simulation.damage import DAMAGES
from photos_ml.vision.quality import measure


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    """A scene with level and upright edges, texture and a range of tones."""
    rows, _ = np.mgrid[0:240, 0:320]
    sky = np.stack([120 + rows * 0.2, 150 + rows * 0.2, 220 - rows * 0.3], axis=-1)
    chance = np.random.default_rng(0)
    for _ in range(25):
        top, left = chance.integers(60, 200), chance.integers(0, 280)
        sky[top : top + chance.integers(10, 40), left : left + chance.integers(10, 40)] = chance.integers(
            20, 235, 3
        )
    sky += chance.normal(0, 1.5, sky.shape)
    return Image.fromarray(np.clip(sky, 0, 255).astype(np.uint8))


@pytest.mark.parametrize("name", DAMAGES)
def test_the_same_chance_gives_the_same_picture_and_never_the_original(
    name: str, picture: Image.Image
) -> None:
    one, two = (DAMAGES[name](picture, Random(4)) for _ in range(2))
    assert one.tobytes() == two.tobytes() != picture.tobytes()
    assert one.mode == "RGB"
    assert (one.size == picture.size) == (name != "crop")


MEASURED = [
    ("blur", "sharpness", -1), ("noise", "noise", 1), ("dark", "brightness", -1), ("bright", "brightness", 1),
    ("bright", "clipped", 1), ("compression", "blockiness", 1), ("tilt", "tilt_degrees", 1),
    ("mistimed", "sharpness", -1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "field", "sign"), MEASURED)
def test_each_damage_shows_in_its_measure(name: str, field: str, sign: int, picture: Image.Image) -> None:
    before = getattr(measure(picture), field)
    after = [getattr(measure(DAMAGES[name](picture, Random(seed))), field) for seed in range(5)]
    assert all((value - before) * sign > 0 for value in after), (before, after)


def test_a_crop_keeps_a_fifth_to_a_half(picture: Image.Image) -> None:
    for seed in range(10):
        left = DAMAGES["crop"](picture, Random(seed))
        share = left.width * left.height / (picture.width * picture.height)
        assert 0.19 < share < 0.51
