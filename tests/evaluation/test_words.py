"""Single words in several languages: precision of the first five, against counting by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from photos_ml.app.evaluation.words import evaluate_words
from photos_ml.encoders.base import ModelInfo
from photos_ml.encoders.preprocess import SquarePreprocessor
from photos_ml.errors import UsageError
from photos_ml.types import FloatMatrix, Pixels

SIDE, SHADES = 4, 8


class OfShades:
    """A picture's row is its shade of grey; a word's that of a shade, by its first letter."""

    info = ModelInfo("shades", "1", SHADES, SIDE)
    preprocessor = SquarePreprocessor(SIDE, "nearest")

    def preprocess(self, image: Image.Image) -> Pixels:
        return self.preprocessor(image)

    def encode_pixels(self, pixels: Sequence[Pixels]) -> FloatMatrix:
        return np.eye(SHADES, dtype=np.float32)[[round(float(one.mean()) / 30) for one in pixels]]

    def encode_images(self, images: Sequence[Image.Image]) -> FloatMatrix:
        return self.encode_pixels([self.preprocess(image) for image in images])

    def encode_texts(self, texts: Sequence[str]) -> FloatMatrix:
        return np.eye(SHADES, dtype=np.float32)[["dpsx".find(text.split()[-1][0]) % SHADES for text in texts]]


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Eight: of shade 0 the captions of five say dog, of one dogs, the others tell of snow."""
    said = ["a dog"] * 4 + ["two dogs"] + ["snow"] * 3
    for number in range(len(said)):
        Image.new("RGB", (8, 8), (0, 0, 0) if number in (0, 1, 4, 5, 6) else (60, 60, 60)).save(
            tmp_path / f"{number}.png"
        )
    lines = [f"{number}.png,{caption}" for number, caption in enumerate(said)]
    (tmp_path / "captions.csv").write_text("\n".join(["image,caption", *lines]), encoding="utf-8")
    return tmp_path


def test_the_first_five_are_judged_by_what_captions_say(pictures: Path) -> None:
    words = pictures / "words.csv"
    words.write_text("en,es,xx\ndog,perro,sss\ndoodle,garabato,xxx\n", encoding="utf-8")
    found = evaluate_words(OfShades(), pictures, pictures / "captions.csv", words)  # type: ignore[arg-type]
    assert (found["words"], found["untold"], found["images"]) == (2, 1, 8)
    english, other = found["languages"]["en"], found["languages"]["xx"]
    assert english == {"p5": pytest.approx(0.3), "p5_untold": 0.0, "share": 1.0}
    assert other["p5"] == pytest.approx(0.4) and other["share"] == pytest.approx(4 / 3)


@pytest.mark.parametrize("text", ["", "en,es\n", "es,fr\nperro,chien\n", "en,es\ndog,\n"])
def test_a_table_that_is_none_is_told(text: str, pictures: Path) -> None:
    (pictures / "words.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="no table of words"):
        evaluate_words(OfShades(), pictures, pictures / "captions.csv", pictures / "words.csv")  # type: ignore[arg-type]
