"""Pictures made for the decoder's tests; every one is seeded and small."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

Save = Callable[..., Path]
Difference = Callable[[Image.Image, Image.Image], float]


@pytest.fixture
def scene() -> Image.Image:
    """96 x 64, every quadrant different, smooth enough to survive JPEG."""
    rows, columns = np.mgrid[0:64, 0:96]
    red = columns * 255 / 95
    green = rows * 255 / 63
    blue = 255 * ((rows < 32) & (columns < 48))
    return Image.fromarray(np.stack([red, green, blue], axis=-1).astype(np.uint8))


@pytest.fixture
def noisy_photo() -> Image.Image:
    """1600 x 1200 with detail in every row, so that no row looks like a decoder's filling."""
    rng = np.random.default_rng(7)
    coarse = Image.fromarray(rng.integers(0, 256, (24, 32, 3), dtype=np.uint8))
    smooth = np.asarray(coarse.resize((1600, 1200), Image.Resampling.BICUBIC)).astype(np.int16)
    return Image.fromarray((smooth + rng.integers(-12, 13, smooth.shape)).clip(0, 255).astype(np.uint8))


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """save(image, name, **options) -> path."""

    def to_disk(image: Image.Image, name: str, **options: object) -> Path:
        path = tmp_path / name
        image.save(path, **options)  # type: ignore[arg-type]
        return path

    return to_disk


@pytest.fixture
def difference() -> Difference:
    """Mean absolute difference of two pictures in levels; of two sizes or modes it is an error."""

    def mean_levels(one: Image.Image, other: Image.Image) -> float:
        assert one.size == other.size
        assert one.mode == other.mode
        return float(np.abs(_levels(one) - _levels(other)).mean())

    return mean_levels


def _levels(image: Image.Image) -> npt.NDArray[np.int16]:
    return np.asarray(image).astype(np.int16)
