"""Quality measures move one way on ladders of damage, whatever the picture."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from photos_ml.ranker.scene.junk import LETTERED
from photos_ml.vision.quality import QUALITY_VERSION, SIDE_PIXELS, TILE, Quality, measure

SAMPLES = (
    "2023/11/IMG_20231121_160733.jpg",
    "2024/05/IMG_20240519_111230.jpg",
    "2025/06/IMG_2134.JPG",
    "American West 2026/Rockies/IMG_2242.JPG",
    "2025/05 Día en el zoo/IMG_2113.JPG",
)
Damage = Callable[[Image.Image, Any], Image.Image]


@pytest.fixture(scope="module", params=SAMPLES)
def picture(request: pytest.FixtureRequest, sample_library: Path) -> Image.Image:
    with Image.open(sample_library / "photos" / request.param) as opened:
        return opened.convert("RGB")


def blurred(picture: Image.Image, radius: float) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(radius))


def noisy(picture: Image.Image, sigma: float) -> Image.Image:
    pixels = np.asarray(picture, np.float32)
    noise = np.random.default_rng(0).normal(0, sigma, pixels.shape)
    return Image.fromarray((pixels + noise).clip(0, 255).astype(np.uint8))


def lit(picture: Image.Image, factor: float) -> Image.Image:
    return Image.fromarray((np.asarray(picture, np.float32) * factor).clip(0, 255).astype(np.uint8))


def compressed(picture: Image.Image, quality: int) -> Image.Image:
    small = picture.copy()
    small.thumbnail((SIDE_PIXELS, SIDE_PIXELS))
    data = io.BytesIO()
    small.save(data, "JPEG", quality=quality)
    return Image.open(data)


def flatter(picture: Image.Image, factor: float) -> Image.Image:
    return ImageEnhance.Contrast(picture).enhance(factor)


def paler(picture: Image.Image, factor: float) -> Image.Image:
    return ImageEnhance.Color(picture).enhance(factor)


LADDERS: list[tuple[Damage, str, Sequence[float], int]] = [
    (blurred, "sharpness", (0, 2, 4, 8, 12), -1),
    (noisy, "noise", (0, 8, 16, 32, 64), 1),
    (lit, "brightness", (1.0, 0.6, 0.4, 0.2, 0.1, 0.05), -1),
    (lit, "exposure", (0.6, 0.4, 0.2, 0.1, 0.05), -1),
    (lit, "clipped", (1.5, 2.0, 3.0, 5.0), 1),
    (compressed, "blockiness", (70, 30, 15, 8, 4), 1),
    (flatter, "contrast", (1.0, 0.7, 0.5, 0.3, 0.1), -1),
    (paler, "colourfulness", (1.0, 0.7, 0.4, 0.2, 0.0), -1),
    (paler, "saturation", (1.0, 0.7, 0.4, 0.2, 0.0), -1),
]


@pytest.mark.parametrize(
    ("damage", "name", "steps", "sign"), LADDERS, ids=[f"{d.__name__}-{n}" for d, n, *_ in LADDERS]
)
def test_a_measure_is_monotone_in_its_damage(
    picture: Image.Image, damage: Damage, name: str, steps: Sequence[float], sign: int
) -> None:
    values = [getattr(measure(damage(picture, step)), name) for step in steps]
    assert all(sign * (after - before) > -1e-6 for before, after in pairwise(values)), values
    assert sign * (values[-1] - values[0]) > 0


def test_a_tilted_horizon_is_seen() -> None:
    pixels = np.full((400, 400, 3), 220, np.uint8)
    pixels[200:] = 60
    level = Image.fromarray(pixels)
    seen = [
        measure(level.rotate(angle, Image.Resampling.BICUBIC).crop((80, 80, 320, 320))).tilt_degrees
        for angle in (0, 3, 6, 9)
    ]
    assert seen[0] < 1.5
    assert seen[1:] == pytest.approx([3, 6, 9], abs=1.1)


def test_a_sharp_subject_on_a_soft_ground_is_sharp() -> None:
    rng = np.random.default_rng(0)
    soft = Image.fromarray(rng.integers(0, 255, (300, 300, 3), np.uint8)).filter(ImageFilter.GaussianBlur(12))
    subject = soft.copy()
    subject.paste(Image.fromarray(rng.integers(0, 255, (110, 110, 3), np.uint8)), (95, 95))
    assert measure(subject).sharpness > measure(soft).sharpness + 1


def test_paper_and_screens_are_bright_and_of_few_colours(picture: Image.Image) -> None:
    page = Image.new("RGB", (600, 800), "white")
    for line in range(40, 760, 24):
        page.paste("black", (60, line, 540, line + 6))
    seen, photo = measure(page), measure(picture)
    assert seen.paper > 0.5 > photo.paper
    assert seen.colours < 0.03 < photo.colours


def test_size_beyond_what_is_looked_at_changes_little(picture: Image.Image) -> None:
    large = picture.resize((picture.width * 2, picture.height * 2), Image.Resampling.BICUBIC)
    one, two = measure(picture), measure(large)
    assert two.brightness == pytest.approx(one.brightness, abs=0.01)
    assert two.contrast == pytest.approx(one.contrast, abs=0.02)
    assert two.colourfulness == pytest.approx(one.colourfulness, rel=0.05)


@given(
    width=st.integers(1, 2 * TILE),
    height=st.integers(1, 2 * TILE),
    colour=st.tuples(*[st.integers(0, 255)] * 3),
)
@settings(max_examples=40)
def test_any_picture_can_be_measured(width: int, height: int, colour: tuple[int, int, int]) -> None:
    seen = measure(Image.new("RGB", (width, height), colour))
    assert np.isfinite(seen.values()).all()
    assert seen.contrast == pytest.approx(0, abs=1e-4)


def test_values_are_the_fields_in_order() -> None:
    numbers = [float(i) for i in range(15)]
    assert Quality(*numbers).values() == tuple(numbers)


def test_letters_with_an_outline_are_seen_and_the_same_without_are_not(picture: Image.Image) -> None:
    def lettered(stroke: int, fill: str, y: int) -> float:
        found = picture.resize((600, 450))
        ImageDraw.Draw(found).text(
            (300, y), "WHEN THE TENT FALLS", fill=fill, stroke_fill="black", stroke_width=stroke,
            font_size=48, anchor="ma",
        )  # fmt: skip
        return measure(found).lettering

    bare = measure(picture.resize((600, 450))).lettering
    assert bare < LETTERED
    for y in (8, 380):
        assert lettered(4, "white", y) > LETTERED > lettered(4, "black", y)


def drawn() -> Image.Image:
    """A slope in waves with grain, a sheet of paper, strokes of white: something for every measure."""
    y, x = np.mgrid[0:200, 0:300].astype(np.float64)
    light = 90 + 30 * np.sin(x / 23) * np.cos(y / 17) + 90 * (y > 70 + x / 12)
    grain = np.random.default_rng(5).integers(-9, 10, (200, 300, 3))
    pixels = light[..., None] * (1.0, 0.9, 0.7) + grain
    pixels[130:190, 20:120] = 255
    pixels[8:30, 40:260] = (np.arange(220) % 9 < 4)[:, None] * 255.0
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def test_measures_stay_what_they_were_while_their_version_does() -> None:
    """Libraries keep what was measured, rankers were trained on it: other numbers need another version."""
    assert QUALITY_VERSION == 2
    kept = Quality(
        sharpness=6.59485,
        exposure=0.601514,
        brightness=0.553072,
        contrast=0.255289,
        noise=0.00768997,
        colourfulness=30.3818,
        clipped=0.136667,
        blockiness=0.173771,
        flatness=0.0462963,
        paper=0.136667,
        edges=0.0677833,
        colours=0.0246582,
        saturation=0.247378,
        tilt_degrees=0.5,
        lettering=0.134933,
    )
    assert measure(drawn()).values() == pytest.approx(kept.values(), rel=1e-4)
