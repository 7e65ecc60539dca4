"""A finger over the lens is told by what the model sees in a picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.ranker.scene.covered import Covered, read_covered

SAMPLE = Path(__file__).resolve().parents[2] / "sample_library" / "photos"


def test_what_lies_beyond_the_bound_is_covered_and_what_nobody_saw_is_not() -> None:
    covered = Covered(np.array([1.0, 0.0], np.float32), 0.1)
    seen = np.array([[0.9, 0.1], [0.1, 0.9], [0.0, 0.0]], np.float32)
    assert covered.says(seen).tolist() == [True, False, False]
    assert Covered(np.array([0.0, 0.0], np.float32), 1.0).says(seen).tolist() == [True, True, False]


def test_the_shipped_weights_are_of_the_shipped_model_and_know_a_finger() -> None:
    encoder = builtin_encoder()
    covered = read_covered((encoder.info.id, encoder.info.revision))
    assert covered is not None and covered.weights.shape == (encoder.info.dimension,)
    assert read_covered(("another", "1")) is None
    files = sorted((SAMPLE / "American West 2026" / "Rockies").glob("*.JPG"))[:6]
    plain = [np.asarray(Image.open(file).convert("RGB").resize((320, 240)), np.float64) for file in files]
    y, x = np.mgrid[0:240, 0:320]
    outline = x / 320 + (y / 240 - 0.5) ** 2
    over = 1 / (1 + np.exp((outline - np.quantile(outline, 0.85)) / 0.03))[..., None]
    skin = np.array([170, 95, 75]) * (0.7 + 0.5 * y / 240)[..., None]
    noise = np.random.default_rng(0).normal(0, 2, plain[0].shape)
    spoilt = [np.clip(one * (1 - over) + skin * over + noise, 0, 255) for one in plain]
    said = covered.says(
        encoder.encode_images([Image.fromarray(one.astype(np.uint8)) for one in (*plain, *spoilt)])
    )
    assert not said[: len(plain)].any() and said[len(plain) :].mean() >= 0.5
