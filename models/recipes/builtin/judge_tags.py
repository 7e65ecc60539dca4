"""Precision of the tags on photos of single things.

python judge_tags.py MODEL_FOLDER --data DIR [--errors 50]

A tag is right where it is a word of the thing's own names or a group (groups.tsv) that the thing belongs to.
Things that are truly in the picture but not its subject thus count as errors: the figure is a lower bound.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
from concepts import Name, class_lemmas, groups
from evaluate import ExportedModel, Matrix
from numpy.typing import NDArray
from tags import read_vocabulary

MOST_TAGS = 6
PREFIX = "a photo of a "


def photo_tags(scores: Matrix, bars: Matrix, spread: Matrix) -> list[list[int]]:
    """Scores (words, photos) -> for each photo its tags, the most surprising first."""
    height = (scores - bars[:, None]) / spread[:, None]
    return [
        [int(word) for word in np.argsort(-column)[:MOST_TAGS] if column[word] >= 0] for column in height.T
    ]


class Judge:
    """Knows the names of each class and the groups it belongs to."""

    def __init__(self) -> None:
        self._lemmas = class_lemmas()
        self._groups: dict[str, Name] = {name.text: name for name in groups()}

    def classes_called(self, first_name: str) -> list[int]:
        return [index for index, names in enumerate(self._lemmas) if names[0] == first_name]

    def right(self, word: str, classes: list[int]) -> bool:
        whole = re.compile(rf"\b{re.escape(word)}s?\b", re.IGNORECASE)
        if any(whole.search(lemma) for index in classes for lemma in self._lemmas[index]):
            return True
        group = self._groups.get(word)
        return group is not None and bool(set(group.classes) & set(classes))


def judged(model: ExportedModel, folder: Path, data: Path) -> tuple[list[tuple[str, str, bool]], int]:
    """(thing, tag, right) for every tag given, and the number of photos."""
    vocabulary = read_vocabulary(folder / "vocabulary.tsv")
    with np.load(folder / "tags.npz") as stored:
        rows, bars, spread = (stored[name].astype(np.float32) for name in ("rows", "threshold", "spread"))
    with (data / "concepts/captions.csv").open(encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream))
    photos: NDArray[np.float32] = model.images([data / "concepts/images" / line["image"] for line in table])
    judge, found = Judge(), []
    for line, tags in zip(table, photo_tags(rows @ photos.T, bars, spread), strict=True):
        thing = line["caption"].removeprefix(PREFIX)
        classes = judge.classes_called(thing)
        found += [(thing, vocabulary[tag][0], judge.right(vocabulary[tag][0], classes)) for tag in tags]
    return found, len(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--errors", type=int, default=50)
    options = parser.parse_args()
    found, photos = judged(ExportedModel(options.model), options.model, options.data)
    right = sum(ok for _, _, ok in found)
    tagged = len({thing for thing, _, _ in found})
    print(
        json.dumps({"photos": photos, "tagged": tagged, "tags": len(found), "precision": right / len(found)})
    )
    errors = Counter(tag for _, tag, ok in found if not ok)
    for tag, times in errors.most_common(options.errors):
        things = sorted({thing for thing, name, ok in found if name == tag and not ok})
        print(f"{times}\t{tag}\t{', '.join(things[:5])}")


if __name__ == "__main__":
    main()
