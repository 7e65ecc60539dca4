"""What a picture is: the network over vector and measures, and the shipped one on pictures drawn by somebody
who knows nothing of what it was fitted on."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.ranker.simulation.clutter import DRAWN
from photos_ml.types import LOOKS, PAPERS
from photos_ml.vision.kinds import MEASURES, PHOTO, KindNetwork, kind_network, measures_of
from photos_ml.vision.quality import measure


def test_measures_are_those_of_the_same_name() -> None:
    quality = measure(Image.effect_noise((300, 200), 60).convert("RGB"))
    ((*found,),) = measures_of([quality.values()]).tolist()
    assert found == pytest.approx([getattr(quality, name) for name in MEASURES])
    assert np.isfinite(measures_of([[float("nan")] * len(quality.values())])).all()


def test_a_kind_is_said_only_where_it_is_likely_enough() -> None:
    network = KindNetwork(
        "m@1", (PHOTO, "map"), np.array([0, 0.8], np.float32),
        np.zeros(2, np.float32), np.ones(2, np.float32),
        np.eye(2, dtype=np.float32), np.zeros(2, np.float32),
        np.eye(2, dtype=np.float32), np.zeros(2, np.float32),
    )  # fmt: skip
    told = network.told(np.array([[0], [0], [2]], np.float32), np.array([[1], [3], [0]], np.float32))
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
    measures = measures_of([measure(picture).values() for picture in pictures])
    told = network.told(encoder.encode_images(pictures), measures)
    kinds = [kind for kind, _ in told]
    assert (kinds[:2], kinds[3:]) == (["receipt", "screenshot"], ["blank", PHOTO])
    assert kinds[2] in PAPERS  # a page drawn without margins may as well be a screen
