"""Fits models/kinds: what a picture is besides a photo, from its vector and its quality.

`python models/recipes/kinds/make.py --photos DIR --hand FONTS [--each 75]` draws pictures of every
kind, takes photos of DIR and below for photos, fits, and writes models/kinds/kinds.npz. What it is measured
on is drawn by others: see check.py.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from draw import KINDS, Desk, signed, worn
from PIL import Image
from scipy.optimize import minimize

from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.vision.kinds import PHOTO, KindNetwork, measures_of, network_file
from photos_ml.vision.quality import measure

FONTS = Path("/usr/share/fonts")
HIDDEN, WEIGHT_DECAY, STEPS = 32, 3e-3, 300
LEAST = {"screenshot": 0.6, "document": 0.6, "receipt": 0.6, "handwriting": 0.5, "meme": 0.85, "blank": 0.9}
"""How likely a kind has to be, where that is not REST: papers are mistaken for one another, photos seldom for
papers."""
REST = 0.7
PHOTOS_TO_EACH = 4
"""Photos for each picture of a kind: most of a library are photos."""

MORE = {"whiteboard": 2}
"""Times as many, of a kind that differs more among itself."""

Floats = npt.NDArray[np.float64]


def fonts_in(folder: Path) -> list[Path]:
    return sorted([*folder.rglob("*.ttf"), *folder.rglob("*.otf")])


def seen(pictures: Iterator[tuple[str, Image.Image]]) -> tuple[list[str], npt.NDArray[np.float32]]:
    """The kinds, and vectors with the measures behind them, as the library keeps both."""
    encoder, names, rows = builtin_encoder(threads=1), list[str](), list[npt.NDArray[np.float32]]()
    for name, picture in pictures:
        vector = encoder.encode_images([picture])[0].astype(np.float16).astype(np.float32)
        names.append(name)
        rows.append(np.concatenate([vector, measures_of([measure(picture).values()])[0]]))
    return names, np.stack(rows)


def photos_of(paths: list[Path], desk: Desk) -> Iterator[tuple[str, Image.Image]]:
    """Photos, some cropped, some worn, some with a sign in them, which makes no document of a photo."""
    for path in paths:
        with Image.open(path) as opened:
            picture = opened.convert("RGB")
        if desk.chance(0.7):
            across, down = desk.between(0.6, 1), desk.between(0.6, 1)
            picture = picture.crop((0, 0, int(picture.width * across), int(picture.height * down)))
        if desk.chance(0.2):
            picture = signed(desk, picture)
        yield PHOTO, worn(desk, picture) if desk.chance(0.4) else picture


def fit(x: Floats, y: npt.NDArray[np.int64], kinds: int, seed: int = 1) -> list[Floats]:
    """Weights of both layers by L-BFGS over the cross entropy; kinds count alike, photos as they are."""
    random = np.random.default_rng(seed)
    shapes = [(x.shape[1], HIDDEN), (HIDDEN,), (HIDDEN, kinds), (kinds,)]
    start = np.concatenate(
        [(random.normal(0, (2 / s[0]) ** 0.5, s) if len(s) == 2 else np.zeros(s)).ravel() for s in shapes]
    )
    truth = np.eye(kinds)[y]

    def parts(flat: Floats) -> list[Floats]:
        cuts = np.cumsum([int(np.prod(s)) for s in shapes])[:-1]
        return [part.reshape(s) for part, s in zip(np.split(flat, cuts), shapes, strict=True)]

    def loss(flat: Floats) -> tuple[float, Floats]:
        w1, b1, w2, b2 = parts(flat)
        inner = x @ w1 + b1
        kept = np.maximum(inner, 0)
        scores = kept @ w2 + b2
        scores -= scores.max(1, keepdims=True)
        chances = np.exp(scores)
        chances /= chances.sum(1, keepdims=True)
        cost = -np.log(np.maximum((chances * truth).sum(1), 1e-12)).mean()
        cost += WEIGHT_DECAY * ((w1**2).sum() + (w2**2).sum()) / 2
        back = (chances - truth) / len(x)
        under = (back @ w2.T) * (inner > 0)
        return float(cost), np.concatenate(
            [
                (x.T @ under + WEIGHT_DECAY * w1).ravel(),
                under.sum(0),
                (kept.T @ back + WEIGHT_DECAY * w2).ravel(),
                back.sum(0),
            ]
        )

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return parts(found.x)


def network(names: list[str], rows: npt.NDArray[np.float32], model: str) -> KindNetwork:
    kinds = (PHOTO, *KINDS)
    mean, scale = rows.mean(0), np.maximum(rows.std(0), 1e-4)
    level = np.clip((rows - mean) / scale, -6, 6).astype(float)
    w1, b1, w2, b2 = fit(level, np.array([kinds.index(name) for name in names]), len(kinds))
    arrays = [mean, scale, w1, b1, w2, b2]
    return KindNetwork(
        model, kinds, np.float32([LEAST.get(kind, REST) for kind in kinds]), *(np.float32(a) for a in arrays)
    )


def write(found: KindNetwork, path: Path) -> None:
    """Weights as float16: they are small, and nothing hangs on their fourth digit."""
    names = ("least", "mean", "scale", "hidden", "hidden_bias", "out", "out_bias")
    halves = {name: np.float16(getattr(found, name)) for name in names}
    halves |= {name: np.float32(getattr(found, name)) for name in ("mean", "scale")}
    path.parent.mkdir(exist_ok=True)
    np.savez_compressed(path, model=found.model, kinds=np.array(found.kinds), **halves)


def gathered(
    photos: Path, hand: Path, each: int, kept: Path | None
) -> tuple[list[str], npt.NDArray[np.float32]]:
    """What is seen in pictures of every kind, kind by kind; what is in `kept` already is not drawn again."""
    paths = sorted(path for path in photos.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg"))
    order = np.random.default_rng(7).permutation(len(paths))
    grounds, shown = np.array_split(np.array(paths, dtype=object)[order], 2)
    names, blocks = list[str](), list[npt.NDArray[np.float32]]()
    if kept and kept.is_file():
        with np.load(kept) as before:
            names, blocks = before["names"].tolist(), [before["rows"]]
    for number, kind in enumerate((*KINDS, PHOTO)):
        if kind in names:
            continue
        random = np.random.default_rng([7, number])
        desk = Desk(random, fonts_in(FONTS), fonts_in(hand), grounds.tolist())
        if kind == PHOTO:
            more = seen(photos_of(shown[: each * PHOTOS_TO_EACH].tolist(), desk))
        else:
            more = seen((kind, worn(desk, KINDS[kind](desk))) for _ in range(each * MORE.get(kind, 1)))
        names += more[0]
        blocks.append(more[1])
        if kept:
            np.savez(kept, names=np.array(names), rows=np.concatenate(blocks))
    return names, np.concatenate(blocks)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--hand", type=Path, required=True, help="a folder of fonts as of handwriting")
    parser.add_argument("--each", type=int, default=75)
    parser.add_argument("--rows", type=Path, help="keep what was seen, or take it from there")
    parser.add_argument("--out", type=Path, default=network_file())
    chosen = parser.parse_args()
    names, rows = gathered(chosen.photos, chosen.hand, chosen.each, chosen.rows)
    info = builtin_encoder().info
    found = network(names, rows, f"{info.id}@{info.revision}")
    write(found, chosen.out)
    told = found.told(rows[:, : info.dimension], rows[:, info.dimension :])
    right = np.mean([kind == name for (kind, _), name in zip(told, names, strict=True)])
    print(f"{chosen.out}: {chosen.out.stat().st_size:,} bytes; right of its own {right:.3f}")


if __name__ == "__main__":
    main()
