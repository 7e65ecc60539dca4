"""The mean of two heads, one of which was gone on from the other: better than either.

python mean.py first.npz second.npz --out head.npz
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

WEIGHTS = ("L", "b", "A", "a", "B")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("heads", type=Path, nargs=2)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    first, second = (np.load(path) for path in options.heads)
    mean = {name: (first[name] + second[name]) / 2 for name in WEIGHTS}
    np.savez(options.out, **mean, middle=first["middle"], spread=first["spread"])


if __name__ == "__main__":
    main()
