"""Weights that tell how upright a picture looks, from the vectors of photos as they are and turned.

`python models/recipes/ranker/upright.py PHOTOS [--count 600]` fits and writes models/ranker/upright.npz;
`... --check PHOTOS` counts, of other photos, how many are said to lie, as they are and turned.
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
from photos_ml.ranker.scene.upright import CLEARLY, DOUBTED, FILE, FOLDER, read_upright

TURNS = (0, 90, 180, 270)
RIDGE = 3.0
SIDE = 512
"""Longer side that pictures are brought to first."""

Array = npt.NDArray[np.float32]


def vectors_of(encoder: OnnxEncoder, files: list[Path]) -> Array:
    """(n, len(TURNS), d)"""
    found = []
    for file in files:
        with Image.open(file) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
        picture.thumbnail((SIDE, SIDE))
        found.append(encoder.encode_images([picture.rotate(turn, expand=True) for turn in TURNS]))
    return np.stack(found).astype(np.float32)


def fit(vectors: Array) -> tuple[Array, float]:
    """Ridge regression on 1 for upright and -1 for turned."""
    rows = vectors.reshape(-1, vectors.shape[-1])
    rows = np.hstack([rows, np.ones((len(rows), 1), np.float32)])
    aims = np.tile([1.0, -1.0, -1.0, -1.0], len(vectors))
    found = np.linalg.solve(rows.T @ rows + RIDGE * np.eye(rows.shape[1]), rows.T @ aims)
    return found[:-1].astype(np.float32), float(found[-1])


def check(encoder: OnnxEncoder, vectors: Array) -> None:
    upright = read_upright((encoder.info.id, encoder.info.revision), encoder.encode_images)
    assert upright is not None
    looks = np.stack([upright.looks(vectors[:, turn]) for turn in range(len(TURNS))], axis=1)

    def said(own: int, beside: tuple[int, ...]) -> int:
        more = looks[:, beside].max(axis=1) - looks[:, own]
        return int(((looks[:, own] < DOUBTED) & (more > CLEARLY)).sum())

    count, doubted = len(vectors), int((looks[:, 0] < DOUBTED).sum())
    print(f"as they are: {said(0, (1, 2, 3))} of {count}; compared: {doubted}")
    print(f"upside down: {said(2, (0, 1, 3))} of {count}")
    print(f"on their side: {said(1, (0, 2, 3)) + said(3, (0, 1, 2))} of {2 * count}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    files = sorted(file for file in asked.photos.rglob("*") if file.suffix.lower() in (".jpg", ".jpeg"))
    encoder = builtin_encoder()
    vectors = vectors_of(encoder, random.Random(0).sample(files, min(asked.count, len(files))))
    if asked.check:
        check(encoder, vectors)
        return
    weights, bias = fit(vectors)
    out = models_dir() / FOLDER / FILE
    np.savez(out, model=f"{encoder.info.id}@{encoder.info.revision}", weights=weights, bias=np.float32(bias))


if __name__ == "__main__":
    main()
