"""Whether one exported model finds more than another, beyond chance: python paired.py OLD NEW --data DIR

Both look at the same photos and hear the same captions, as the product runs them (in eight bits where the
processor is exact there). The interval is the middle 95 % of resampled photos, each with all its captions:
captions of one photo are not independent.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from data import Split, read_split, splits
from numpy.typing import NDArray

from photos_ml.app.evaluation.retrieval import encode_files
from photos_ml.encoders.builtin import builtin_encoder

DEPTHS = (1, 5, 10)
DRAWS, SEED = 2000, 0


def places(folder: Path, split: Split) -> NDArray[np.int64]:
    """How many photos stand before each caption's own, int64 (captions,); a tie counts against it."""
    encoder = builtin_encoder(folder, threads=1)
    photos = encode_files(encoder, split.photos, lambda done: None)
    scores = encoder.encode_texts(split.captions) @ photos.T
    own = scores[np.arange(len(scores)), split.owner]
    found: NDArray[np.int64] = (scores >= own[:, None]).sum(axis=1) - 1
    return found


def gain(
    old: NDArray[np.int64], new: NDArray[np.int64], owner: NDArray[np.int64], depth: int
) -> tuple[float, float, float]:
    """Points of recall won, and the ends of their interval."""
    photos = int(owner.max()) + 1
    won = np.bincount(owner, (new < depth).astype(float) - (old < depth), minlength=photos)
    captions = np.bincount(owner, minlength=photos)
    drawn = np.random.default_rng(SEED).integers(0, photos, (DRAWS, photos))
    shares = won[drawn].sum(axis=1) / captions[drawn].sum(axis=1)
    low, high = np.percentile(100 * shares, (2.5, 97.5))
    return 100 * float(won.sum() / captions.sum()), float(low), float(high)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    data = options.data
    everyday = read_split(data / "everyday/images", data / "everyday/captions.csv")
    known = {name: split for name, split in splits(data).items() if name != "train"}
    for name, split in {**known, "everyday": everyday}.items():
        old, new = (places(folder, split) for folder in (options.old, options.new))
        for depth in DEPTHS:
            won, low, high = gain(old, new, split.owner, depth)
            before, after = (100 * float((found < depth).mean()) for found in (old, new))
            print(
                f"{name} R@{depth} {before:.1f} -> {after:.1f}: {won:+.1f} [{low:+.1f} {high:+.1f}]",
                flush=True,
            )


if __name__ == "__main__":
    main()
