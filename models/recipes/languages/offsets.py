"""Where the words of each language stand for E5, on the average: means.npz for fit.py.

python offsets.py --out offsets.npz [--e5 FILE] [--words FOLDER]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from rows import e5_encoder
from word_lists import frequent

LANGUAGES = "es fr de it pt nl pl sv da nb fi cs el ru uk bg ro hu tr ar he fa hi id vi ko ja zh".split()
FROM, TO = 100, 300
"""The most frequent hundred words are hardly words of things."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--e5", type=Path)
    parser.add_argument("--words", type=Path)
    options = parser.parse_args()
    encode = e5_encoder(options.e5)

    def mean(language: str) -> np.ndarray:
        return encode(frequent(language, TO, options.words)[FROM:]).mean(axis=0)

    np.savez(
        options.out,
        english=mean("en"),
        means=np.stack([mean(language) for language in LANGUAGES]),
        languages=LANGUAGES,
    )


if __name__ == "__main__":
    main()
