"""What several looks at a picture are worth: python views.py --data DIR (needs the product installed)

Recall of the files that ship, by one look and by the mean of the rows of several, on flickr8k val and dev,
single things and everyday photos; mean average precision of the names of things that three captions of a set
say.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import numpy as np
from data import Split, read_split, splits
from evaluate import recall
from numpy.typing import NDArray

from photos_ml.app.evaluation.retrieval import encode_files
from photos_ml.config import models_dir
from photos_ml.encoders.builtin import builtin_encoder
from photos_ml.encoders.many_looks import ManyLooks
from photos_ml.search.naming import ways_to_say

NAMED = 3
"""Captions of a set that say a name, at least."""


def nouns() -> list[str]:
    lines = (models_dir() / "builtin/vocabulary.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[0] for line in lines if line.split("\t")[1] == "object"]


def precision(encoder: ManyLooks, split: Split, rows: NDArray[np.float32]) -> tuple[float, int]:
    """Mean average precision of names of things, each put as the product puts it, and how many."""
    known, found = frozenset(nouns()), []
    for name in sorted(known):
        said = [bool(re.search(rf"\b{re.escape(name)}(s|es)?\b", text.lower())) for text in split.captions]
        if sum(said) < NAMED:
            continue
        shown = np.isin(np.arange(len(split.photos)), split.owner[np.array(said)])
        query = encoder.encode_texts(ways_to_say(name, known)).mean(axis=0)
        hits = shown[np.argsort(-(rows @ query), kind="stable")]
        found.append((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())
    return round(float(np.mean(found)), 3), len(found)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    once = builtin_encoder(threads=options.threads)
    often = ManyLooks(once)
    everyday = options.data / "everyday"
    sets = splits(options.data) | {"everyday": read_split(everyday / "images", everyday / "captions.csv")}
    for name in ("dev", "val", "concepts", "everyday"):
        split = sets[name]
        texts = once.encode_texts(split.captions)
        for looks, encoder in (("one look", once), ("seven looks", often)):
            rows = encode_files(encoder, split.photos, lambda done: None)
            named = precision(often, split, rows) if name != "concepts" else ""
            print(name, looks, recall(texts, rows, split.owner), named, flush=True)


if __name__ == "__main__":
    main()
