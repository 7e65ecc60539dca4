"""What a picture is: numbers of its layout, the network over them, and the shipped one on pictures drawn by
somebody who knows nothing of what it was fitted on."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.ranker.simulation.clutter import DRAWN
from photos_ml.types import LOOKS
from photos_ml.vision.kinds import PHOTO, KindNetwork, kind_network
from photos_ml.vision.layout import LAYOUT, MEASURED, numbers_of


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 1), (2, 3), (1200, 90)])
def test_any_picture_has_numbers(size: tuple[int, int]) -> None:
    for picture in (Image.new("RGB", size, "white"), Image.effect_noise(size, 90).convert("RGB")):
        numbers = numbers_of(picture)
        assert numbers.shape == (len(MEASURED) + len(LAYOUT),)
        assert np.isfinite(numbers).all()


def test_lines_of_text_have_a_rhythm() -> None:
    page = Image.new("RGB", (300, 300), "white")
    for y in range(10, 290, 12):
        page.paste((20, 20, 20), (20, y, 280, y + 5))
    numbers = dict(zip((*MEASURED, *LAYOUT), numbers_of(page).tolist(), strict=True))
    turned = dict(zip((*MEASURED, *LAYOUT), numbers_of(page.rotate(90)).tolist(), strict=True))
    assert numbers["rhythm"] > 0.7 > numbers["tilted_rhythm"]
    assert turned["tilted_rhythm"] == pytest.approx(numbers["rhythm"], abs=0.05)


def test_a_kind_is_said_only_where_it_is_likely_enough() -> None:
    network = KindNetwork(
        "m@1", (PHOTO, "map"), np.float32([0, 0.8]), np.zeros(2, np.float32), np.ones(2, np.float32),
        np.eye(2, dtype=np.float32), np.zeros(2, np.float32),
        np.eye(2, dtype=np.float32), np.zeros(2, np.float32),
    )  # fmt: skip
    told = network.told(np.float32([[0], [0], [2]]), np.float32([[1], [3], [0]]))
    assert [kind for kind, _ in told] == [PHOTO, "map", PHOTO]
    assert told[1][1] == pytest.approx(1 / (1 + np.exp(-3)), abs=1e-5)


def test_the_shipped_one_knows_papers_and_screens_from_photos(sample_library: Path) -> None:
    network, encoder = kind_network(), builtin_encoder(threads=1)
    assert network.kinds == (PHOTO, *LOOKS)
    assert network.model == f"{encoder.info.id}@{encoder.info.revision}"
    with Image.open(sample_library / "photos" / "2022/11/IMG_20221127_081531.jpg") as opened:
        photo = ImageOps.exif_transpose(opened).convert("RGB")
    pictures = [DRAWN[name](random.Random(4), photo) for name in ("receipt", "chat", "page", "pocket")]
    pictures.append(photo)
    numbers = np.stack([numbers_of(picture) for picture in pictures])
    told = network.told(encoder.encode_images(pictures), numbers)
    assert [kind for kind, _ in told] == ["receipt", "screenshot", "document", "blank", PHOTO]
