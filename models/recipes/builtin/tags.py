"""Calibrate the tagger: one row and one threshold for each word of vocabulary.tsv.

python tags.py --weights towers.pt --bank bank.npz --model models/builtin --data DIR --cache DIR

A word's score is its text row times the photo's row. Its threshold is the higher of two: what only one in a
thousand training photos reaches whose captions do not mention the word, and a fixed number of spreads above
the mean. Words that many training photos show are thus judged by captions, the others by their rarity.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import TypeAlias

import numpy as np
import torch
from data import Split, Tokens, splits
from levelling import levelled_images, levelled_texts
from model import Encoder, load
from numpy.typing import NDArray
from prepare import Cache, read_cache
from torch.nn import functional

Matrix: TypeAlias = NDArray[np.float32]
TEMPLATES = {
    "object": ("a photo of a {}", "a {}", "{}"),
    "scene": ("a photo of a {}", "{}", "a photo taken at the {}"),
    "activity": ("a photo of someone {}", "{}", "people {}"),
    "event": ("a photo of a {}", "{}", "people at a {}"),
}
UNMENTIONED_SHARE = 0.002
"""Of the photos not said to show a word, those that may still pass: captions leave much unsaid."""
SPREADS = {"object": 4.5, "scene": 5.0, "activity": 5.0, "event": 5.0}
"""Least height of a threshold above the mean score of everyday photos, in standard deviations."""
EVERY = 3
"""Of the training photos, one in so many sets the thresholds."""
MARGIN = 1.8
"""Spreads added to every threshold: the least with which 4 of 5 tags of single things are right."""
COMMON = 30
"""From so many mentioning photos on, captions alone decide."""


def read_vocabulary(path: Path) -> list[tuple[str, str]]:
    return [
        (word, kind)
        for word, kind in (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    ]


@torch.no_grad()
def word_rows(encoder: Encoder, vocabulary: list[tuple[str, str]]) -> Matrix:
    """Unit rows (n, 898): the mean over the templates of a word's kind."""
    texts = [[template.format(word) for template in TEMPLATES[kind]] for word, kind in vocabulary]
    ids = Tokens().ids([text for group in texts for text in group])
    with torch.autocast("cpu", torch.bfloat16):
        parts = [encoder.encode_ids(ids[start : start + 300]) for start in range(0, len(ids), 300)]
    rows = torch.cat(parts)
    means = rows.unflatten(0, (len(vocabulary), len(texts[0]))).mean(dim=1)
    return np.asarray(levelled_texts(functional.normalize(means, dim=1)).numpy(), dtype=np.float32)


@torch.no_grad()
def photo_rows(encoder: Encoder, cache: Path, bank: Path) -> Matrix:
    """Unit rows of every third training photo."""
    view = read_cache(cache, "train", 0)
    third = Cache(*(array[::EVERY] for array in (view.grid, view.middle, view.features, view.logits)))
    with np.load(bank) as stored:
        texts, mean, scale = torch.from_numpy(stored["bank"]).T, float(stored["mean"]), float(stored["scale"])
    rows = levelled_images(encoder.rows_of(third), texts, mean, scale)
    return np.asarray(rows.numpy(), dtype=np.float32)


def mentions(vocabulary: list[tuple[str, str]], split: Split) -> NDArray[np.bool_]:
    """(words, photos): whether any caption of the photo holds the word, plural or not."""
    joined = [" ".join(split.captions[index] for index in own).lower() for own in split.captions_of]
    found = np.zeros((len(vocabulary), len(joined)), dtype=np.bool_)
    for row, (word, _) in enumerate(vocabulary):
        pattern = re.compile(rf"\b{re.escape(word)}(s|es)?\b")
        found[row] = [pattern.search(text) is not None for text in joined]
    return found


def thresholds(scores: Matrix, mentioned: NDArray[np.bool_], vocabulary: list[tuple[str, str]]) -> Matrix:
    """Scores (words, photos) -> least score of a tag, one a word."""
    bars = np.empty(len(vocabulary), dtype=np.float32)
    for row, (_, kind) in enumerate(vocabulary):
        others = scores[row][~mentioned[row]]
        bars[row] = np.quantile(others, 1 - UNMENTIONED_SHARE)
        if mentioned[row].sum() < COMMON:
            bars[row] = max(bars[row], others.mean() + SPREADS[kind] * others.std())
    return bars


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--bank", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    options = parser.parse_args()
    encoder = load(options.weights).eval()
    vocabulary = read_vocabulary(options.model / "vocabulary.tsv")
    rows = word_rows(encoder, vocabulary)
    photos = photo_rows(encoder, options.cache, options.bank)
    scores = rows @ photos.T
    said = mentions(vocabulary, splits(options.data)["train"])[:, ::EVERY]
    bars = thresholds(scores, said, vocabulary)
    spread = scores.std(axis=1).astype(np.float32)
    revision = json.loads((options.model / "model.json").read_text(encoding="utf-8"))["revision"]
    np.savez_compressed(
        options.model / "tags.npz",
        rows=rows.astype(np.float16),
        threshold=bars + MARGIN * spread,
        spread=spread,
        revision=np.array(revision),
    )


if __name__ == "__main__":
    main()
