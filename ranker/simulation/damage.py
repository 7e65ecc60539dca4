"""Ways a shot goes wrong, done to good pictures: which of the two is better is then known."""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from PIL.Image import Image

Damage = Callable[["Image", Random], "Image"]
"""An upright RGB picture of some 200 pixels or more -> one worse; lengths are shares of its shorter side."""


def _blurred(picture: Image, rng: Random) -> Image:
    from PIL import ImageFilter

    return picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.005, 0.015) * min(picture.size)))


def _noisy(picture: Image, rng: Random) -> Image:
    from PIL import Image as Pictures

    grain = np.random.default_rng(rng.getrandbits(32)).normal(
        0, rng.uniform(12, 35), (*picture.size[::-1], 3)
    )
    return Pictures.fromarray(np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8))


def _dark(picture: Image, rng: Random) -> Image:
    factor = rng.uniform(0.2, 0.45)
    return picture.point(lambda value: round(value * factor))


def _bright(picture: Image, rng: Random) -> Image:
    factor = rng.uniform(1.8, 3.0)
    return picture.point(lambda value: min(round(value * factor), 255))


def _compressed(picture: Image, rng: Random) -> Image:
    from PIL import Image as Pictures

    data = io.BytesIO()
    picture.save(data, "JPEG", quality=rng.randint(5, 15))
    return Pictures.open(data).convert("RGB")


def _cropped(picture: Image, rng: Random) -> Image:
    """A part of it, off the middle."""
    width, height = picture.size
    share = rng.uniform(0.45, 0.7)
    left = rng.choice((0.0, 1 - share)) * width
    top = rng.uniform(0, 1 - share) * height
    return picture.crop((round(left), round(top), round(left + share * width), round(top + share * height)))


def _tilted(picture: Image, rng: Random) -> Image:
    """Off level by 6 to 14 degrees; without the corners that the turn leaves empty, at the size it had."""
    from PIL import Image as Pictures

    degrees = rng.uniform(6, 14) * rng.choice((-1, 1))
    turned = picture.rotate(degrees, resample=Pictures.Resampling.BICUBIC)
    slope = np.radians(abs(degrees))
    inside = 1.0 / (np.cos(slope) + np.sin(slope))  # the largest square inside a turned square
    width, height = picture.size
    across, down = width * (1 - inside) / 2, height * (1 - inside) / 2
    kept = turned.crop((round(across), round(down), round(width - across), round(height - down)))
    return kept.resize(picture.size, Pictures.Resampling.BICUBIC)


def _mistimed(picture: Image, rng: Random) -> Image:
    """The moment was missed: the subject half out of the frame, the camera still moving."""
    from PIL import Image as Pictures

    width, height = picture.size
    shift = rng.uniform(0.25, 0.4) * width
    left = rng.choice((0.0, shift))
    part = picture.crop((round(left), 0, round(left + width - shift), height)).resize(
        picture.size, Pictures.Resampling.BICUBIC
    )
    pixels = np.asarray(part, np.float32)
    steps = range(max(3, round(rng.uniform(0.015, 0.05) * width)))
    slant = rng.uniform(-0.5, 0.5)
    moved = [np.roll(pixels, (round(slant * step), step), axis=(0, 1)) for step in steps]
    return Pictures.fromarray(np.mean(moved, axis=0).astype(np.uint8))


DAMAGES: dict[str, Damage] = {
    "blur": _blurred,
    "noise": _noisy,
    "dark": _dark,
    "bright": _bright,
    "compression": _compressed,
    "crop": _cropped,
    "tilt": _tilted,
    "mistimed": _mistimed,
}
