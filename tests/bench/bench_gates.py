"""How many spoilt photos the gate of memories keeps out, and how many good ones: bench_gates.py DIR...

The photos of each DIR are taken as good; of some of them ladders of blur, shake and darkness are made.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter, ImageOps

from photos_ml.ranker.scene.junk import by_pixels
from photos_ml.vision.quality import SIDE_PIXELS, measure

Picture = Image.Image
Spoil = Callable[[Picture, int], Picture]
POCKET = (320, 240)


def as_picture(values: npt.NDArray[np.floating]) -> Picture:
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def blurred(pixels: float) -> Spoil:
    """By a Gaussian of so many pixels, of SIDE_PIXELS."""
    return lambda picture, _: picture.filter(ImageFilter.GaussianBlur(pixels))


def shaken(steps: int) -> Spoil:
    def spoil(picture: Picture, _: int) -> Picture:
        values = np.asarray(picture, np.float32)
        return as_picture(np.mean([np.roll(values, (i // 3, i), (0, 1)) for i in range(steps)], axis=0))

    return spoil


def darkened(left: float) -> Spoil:
    """Light left, and the sensor's noise."""

    def spoil(picture: Picture, seed: int) -> Picture:
        values = np.asarray(picture, np.float32)
        return as_picture(values * left + np.random.default_rng(seed).normal(0, 3, values.shape))

    return spoil


def pocket(_: Picture, seed: int) -> Picture:
    """Light through cloth."""
    rng = random.Random(seed)
    width, height = POCKET
    cloth = np.array([rng.uniform(2, 40), rng.uniform(1, 22), rng.uniform(0, 20)])
    y, x = np.mgrid[0:height, 0:width]
    spread = rng.uniform(80, 250), rng.uniform(80, 250)
    middle = rng.uniform(-80, width + 80), rng.uniform(-80, height + 80)
    glow = np.exp(-(((x - middle[0]) / spread[0]) ** 2) - ((y - middle[1]) / spread[1]) ** 2)[..., None]
    noise = np.random.default_rng(seed).normal(0, rng.uniform(1, 6), (height, width, 3))
    return as_picture(cloth * (0.3 + rng.uniform(0.5, 3) * glow) + noise)


LADDERS: Mapping[str, Spoil] = {
    **{f"blurred by {by} px": blurred(by) for by in (1, 1.5, 2, 3, 6)},
    **{f"shaken over {steps} px": shaken(steps) for steps in (6, 12, 20, 32)},
    **{f"light left {left}": darkened(left) for left in (0.5, 0.25, 0.12, 0.06, 0.03)},
    "in the pocket": pocket,
}


def kept_out(pictures: Sequence[Picture]) -> int:
    return sum(by_pixels(measure(picture)) is not None for picture in pictures)


def main(folders: list[Path], count: int) -> None:
    files = [
        file for folder in folders for file in sorted(folder.rglob("*")) if file.suffix.lower() == ".jpg"
    ]
    photos = []
    for file in random.Random(0).sample(files, min(count, len(files))):
        photo = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
        photo.thumbnail((SIDE_PIXELS, SIDE_PIXELS))
        photos.append(photo)
    print(f"{'as they are':22} {kept_out(photos)} of {len(photos)}")
    for name, spoil in LADDERS.items():
        out = kept_out([spoil(photo, seed) for seed, photo in enumerate(photos)])
        print(f"{name:22} {out} of {len(photos)}, {out / len(photos):.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--photos", type=int, default=200)
    asked = parser.parse_args()
    main(asked.folders, asked.photos)
