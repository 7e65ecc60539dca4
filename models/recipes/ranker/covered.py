"""Weights that tell a finger over the lens, from the vectors of photos as they are and with one drawn in.

`python models/recipes/ranker/covered.py PHOTOS [--count 450]` fits and writes models/ranker/covered.npz;
`... --check PHOTOS...` counts, of other photos, how many are said to be covered, as they are and with one.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from photos_ml.config import models_dir
from photos_ml.encoders.builtin import OnnxEncoder, builtin_encoder
from photos_ml.ranker.scene.covered import FILE, FOLDER, read_covered

SHARES = (0.25, 0.4, 0.6, 0.8)
"""Of a picture, covered where it is learnt from ..."""
CHECKED = (0.3, 0.5, 0.7, 0.9)
"""... and where it is checked."""
RIDGE = 3.0
SIDE, BATCH = 320, 32
SOFT = 0.03
"""How far its edge fades: it is nearer than the lens can see sharp."""

Array = npt.NDArray[np.float32]
Picture = Image.Image


def with_finger(picture: Picture, seed: int, share: float) -> Picture:
    """A finger from one side over about so much of a picture."""
    rng, (width, height) = random.Random(seed), picture.size
    skin = np.array([rng.uniform(120, 215), rng.uniform(70, 130), rng.uniform(55, 105)])
    y, x = np.mgrid[0:height, 0:width]
    across, along = x / width, y / height
    into, beside = rng.choice(((across, along), (1 - across, along), (along, across), (1 - along, across)))
    outline = into + (beside - rng.uniform(0.3, 0.7)) ** 2
    over = 1 / (1 + np.exp((outline - np.quantile(outline, share)) / SOFT))[..., None]
    shade = (0.7 + 0.5 * beside)[..., None]
    values = np.asarray(picture, np.float64) * (1 - over) + skin * shade * over
    values += np.random.default_rng(seed).normal(0, 2, values.shape)
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def pictures_of(folder: Path, count: int) -> list[Picture]:
    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in (".jpg", ".jpeg"))
    found = []
    for file in random.Random(0).sample(files, min(count, len(files))):
        with Image.open(file) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
        picture.thumbnail((SIDE, SIDE))
        found.append(picture)
    return found


def vectors_of(encoder: OnnxEncoder, pictures: list[Picture]) -> Array:
    parts = [encoder.encode_images(pictures[at : at + BATCH]) for at in range(0, len(pictures), BATCH)]
    return np.concatenate(parts).astype(np.float32)


def fit(encoder: OnnxEncoder, pictures: list[Picture]) -> tuple[Array, float]:
    """Ridge regression on -1 for photos as they are and 1 for those with a finger, of each by two shares."""
    plain = vectors_of(encoder, pictures)
    spoilt = [
        with_finger(picture, 2 * at + again, SHARES[(at + again) % len(SHARES)])
        for again in (0, 1)
        for at, picture in enumerate(pictures)
    ]
    rows = np.vstack([plain, vectors_of(encoder, spoilt)])
    rows = np.hstack([rows, np.ones((len(rows), 1), np.float32)])
    aims = np.repeat([-1.0, 1.0], [len(plain), len(spoilt)])
    found = np.linalg.solve(rows.T @ rows + RIDGE * np.eye(rows.shape[1]), rows.T @ aims)
    return found[:-1].astype(np.float32), float(found[-1])


def check(encoder: OnnxEncoder, folder: Path, count: int) -> None:
    covered = read_covered((encoder.info.id, encoder.info.revision))
    assert covered is not None
    pictures = pictures_of(folder, count)
    said = int(covered.says(vectors_of(encoder, pictures)).sum())
    print(f"{folder}: as they are {said} of {len(pictures)}")
    for share in CHECKED:
        spoilt = [with_finger(picture, 10_000 + at, share) for at, picture in enumerate(pictures)]
        said = int(covered.says(vectors_of(encoder, spoilt)).sum())
        print(f"  covered to {share:.0%}: {said} of {len(spoilt)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("photos", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=450)
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    encoder = builtin_encoder()
    if asked.check:
        for folder in asked.photos:
            check(encoder, folder, asked.count)
        return
    weights, bias = fit(encoder, pictures_of(asked.photos[0], asked.count))
    out = models_dir() / FOLDER / FILE
    np.savez(out, model=f"{encoder.info.id}@{encoder.info.revision}", weights=weights, bias=np.float32(bias))


if __name__ == "__main__":
    main()
