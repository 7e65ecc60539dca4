"""How young a face looks: a logistic regression over its 128 numbers. What else it needs: README.md.

young.py --images DIR --captions CSV [--out FILE]     CSV: image,caption; several captions a photo

Photos with one face whose captions agree that it is a child's, or a grown-up's, are what it learns from.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from photos_ml.vision.faces.look import FaceReader

OUT = Path(__file__).parents[2] / "faces" / "young.npz"
CHILD = re.compile(r"\b(boys?|girls?|child|children|kids?|bab(y|ies)|toddlers?|infants?)\b")
GROWN = re.compile(r"\b(man|men|woman|women|lady|guy|people|adults?|father|mother|dad|mom|player|team)\b")
CHILD_CAPTIONS, GROWN_CAPTIONS = 4, 3
"""Of five that say so, and none the contrary."""
LEAST_PIXELS, LEAST_SCORE = 28, 0.5
RIDGE = 0.3
HELD_OUT = 4
"""Every fourth photo is kept out, to measure."""
ROUNDS = 30

Numbers = NDArray[np.float64]


def main() -> None:
    """Read the photos, fit, say how good it is, write the weights of a fit over all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--captions", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--photos", type=int, default=4200)
    asked = parser.parse_args()
    vectors, young = read(asked.images, asked.captions, asked.photos)
    held = np.arange(len(young)) % HELD_OUT == 0
    scores = predict(*fit(vectors[~held], young[~held]), vectors[held])
    above = scores[young[held] == 1][:, None] > scores[young[held] == 0][None]
    print(f"{len(young)} faces, {int(young.sum())} of children; kept out: AUC {above.mean():.3f}")
    middle, weights = fit(vectors, young)
    np.savez(asked.out, middle=middle.astype(np.float32), weights=weights.astype(np.float32))


def read(images: Path, captions: Path, photos: int) -> tuple[Numbers, Numbers]:
    """Vectors (n, 128), and 1 for a child's, 0 for a grown-up's."""
    said: dict[str, list[str]] = defaultdict(list)
    with captions.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            said[row["image"]].append(row["caption"].lower())
    reader, vectors, young = FaceReader(), [], []
    for name in sorted(said)[:photos]:
        child = sum(bool(CHILD.search(caption)) for caption in said[name])
        grown = sum(bool(GROWN.search(caption)) for caption in said[name])
        is_child, is_grown = child >= CHILD_CAPTIONS and not grown, grown >= GROWN_CAPTIONS and not child
        if not (is_child or is_grown):
            continue
        with Image.open(images / name) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
        found = [face for face in reader.read(picture) if face.height_px >= LEAST_PIXELS]
        if len(found) == 1 and found[0].score > LEAST_SCORE and found[0].vector is not None:
            vectors.append(found[0].vector.astype(np.float64))
            young.append(float(is_child))
    return np.stack(vectors), np.array(young)


def fit(vectors: Numbers, young: Numbers) -> tuple[Numbers, Numbers]:
    """Middle (128,) and weights (129,), the last added: Newton's method, with a ridge."""
    middle = vectors.mean(0)
    rows = np.hstack([vectors - middle, np.ones((len(vectors), 1))])
    ridge = np.diag([RIDGE] * vectors.shape[1] + [1e-6])
    weights = np.zeros(rows.shape[1])
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (likely - young) + ridge @ weights
        weights -= np.linalg.solve((rows * (likely * (1 - likely))[:, None]).T @ rows + ridge, slope)
    return middle, weights


def predict(middle: Numbers, weights: Numbers, vectors: Numbers) -> Numbers:
    """How likely each is a child's."""
    return 1 / (1 + np.exp(-((vectors - middle) @ weights[:-1] + weights[-1])))


if __name__ == "__main__":
    main()
