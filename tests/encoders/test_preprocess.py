from __future__ import annotations

import pickle
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from photos_ml.encoders.preprocess import Fit, SquarePreprocessor

SIDES = st.integers(1, 300)


@given(SIDES, SIDES, st.sampled_from(list(Fit)), st.integers(1, 64))
def test_always_a_square(width: int, height: int, fit: Fit, size: int) -> None:
    pixels = SquarePreprocessor(size, "bilinear", fit)(Image.new("RGB", (width, height), (7, 8, 9)))
    assert pixels.shape == (size, size, 3)
    assert pixels.dtype == np.uint8


@given(SIDES, SIDES, st.sampled_from([Fit.CENTER, Fit.SQUEEZE]))
def test_a_plain_colour_stays(width: int, height: int, fit: Fit) -> None:
    pixels = SquarePreprocessor(16, "bicubic", fit)(Image.new("RGB", (width, height), (12, 130, 250)))
    assert (pixels == (12, 130, 250)).all()


def test_a_picture_of_the_right_size_is_untouched() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    for fit in Fit:
        assert np.array_equal(SquarePreprocessor(32, "bicubic", fit)(Image.fromarray(pixels)), pixels)


def _halves(width: int, height: int) -> Image.Image:
    """Left half black, right half white."""
    image = Image.new("RGB", (width, height))
    image.paste((255, 255, 255), (width // 2, 0, width, height))
    return image


def test_squeeze_keeps_both_ends() -> None:
    pixels = SquarePreprocessor(20, "nearest", Fit.SQUEEZE)(_halves(200, 20))
    assert (pixels[:, :10] == 0).all()
    assert (pixels[:, 10:] == 255).all()


def test_center_keeps_the_middle() -> None:
    image = Image.new("RGB", (60, 20), (255, 0, 0))
    image.paste((0, 255, 0), (20, 0, 40, 20))
    assert (SquarePreprocessor(20, "nearest", Fit.CENTER)(image) == (0, 255, 0)).all()


def test_pad_fills_evenly() -> None:
    pixels = SquarePreprocessor(20, "nearest", Fit.PAD, fill=99)(Image.new("RGB", (40, 20), (1, 2, 3)))
    assert (pixels[:5] == 99).all()
    assert (pixels[5:15] == (1, 2, 3)).all()
    assert (pixels[15:] == 99).all()


def test_an_extreme_strip_still_has_a_line_of_content() -> None:
    pixels = SquarePreprocessor(20, "nearest", Fit.PAD)(Image.new("RGB", (1000, 2), (200, 200, 200)))
    assert (pixels == 200).all(axis=(1, 2)).sum() == 1


def test_equal_settings_are_equal_and_hash() -> None:
    assert SquarePreprocessor(20) == pickle.loads(pickle.dumps(SquarePreprocessor(20)))
    assert len({SquarePreprocessor(20), SquarePreprocessor(20), SquarePreprocessor(21)}) == 2


def test_an_unknown_resampling_is_an_error() -> None:
    with pytest.raises(KeyError):
        SquarePreprocessor(20, "magic")(Image.new("RGB", (3, 3)))


def test_a_decoding_process_loads_no_model_runtime() -> None:
    program = (
        "import sys; from photos_ml.encoders.preprocess import SquarePreprocessor; from PIL import Image;"
        "SquarePreprocessor(8)(Image.new('RGB', (9, 9)));"
        "print(sorted({'onnxruntime', 'tokenizers', 'torch', 'faiss'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
