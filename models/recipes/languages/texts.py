"""English texts, each with the texts whose mean row it is to be given: captions as they are, names put in
several ways.

python texts.py --data DATA --out texts.json
"""

from __future__ import annotations

import argparse
import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path

from photos_ml.config import models_dir
from photos_ml.encoders.tagger import THINGS_FILE, WORDS_FILE
from photos_ml.planner.lang import default
from photos_ml.search.naming import ways_to_say

CAPTIONS_A_PHOTO = 3
SEED = 1
LOOKS = (
    "red",
    "blue",
    "green",
    "white",
    "black",
    "old",
    "small",
    "big",
    "wooden",
    "empty",
    "yellow",
    "colorful",
)
PAIRS = (
    "{} and {}",
    "{} with {}",
    "{} on a {}",
    "a {} next to a {}",
    "{} in front of a {}",
    "a {} without a {}",
)
PAIRED, WORDS = 6000, 10000
LEAST_LETTERS = 3

Said = tuple[str, tuple[str, ...]]
"""A text, and those whose mean row is aimed at."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    measured = kept_out(options.data)
    said: dict[str, tuple[str, ...]] = {}
    for text, ways in (*training_captions(options.data), *names()):
        if plain(text) not in measured:
            said.setdefault(text, ways)
    options.out.write_text(json.dumps(list(said.items())), encoding="utf-8")
    print(len(said), "texts,", len({way for ways in said.values() for way in ways}), "rows aimed at")


def kept_out(data: Path) -> frozenset[str]:
    """Captions that are measured with, in the form in which texts are compared."""
    return frozenset(plain(caption) for caption in _measured(data))


def plain(text: str) -> str:
    return " ".join(text.casefold().replace(".", " ").split())


def words_with_kinds() -> list[tuple[str, str]]:
    lines = (models_dir() / "builtin" / WORDS_FILE).read_text(encoding="utf-8").splitlines()
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines]


def names(*, everyday: bool = True) -> Iterator[Said]:
    """Names alone, in the plural, as a caption, two together, with a look; and everyday words."""
    nouns = frozenset(word for word, kind in words_with_kinds() if kind == "object")
    english, draw = default(), random.Random(SEED)
    alone = [word for word, _ in words_with_kinds()]
    for line in (models_dir() / "builtin" / THINGS_FILE).read_text(encoding="utf-8").splitlines():
        alone += line.split("\t")[0].split(", ")
    for name in dict.fromkeys(alone):
        ways = ways_to_say(name, nouns)
        yield name, ways
        if name in nouns and english.singular(name) == name:
            yield english.plural(name), ways
        caption = f"a photo of a {name}"
        yield caption, (caption,)
    objects = sorted(nouns)
    for _ in range(PAIRED):
        text = draw.choice(PAIRS).format(*draw.sample(objects, 2))
        yield text, (text,)
        text = f"{draw.choice(LOOKS)} {draw.choice(objects)}"
        yield text, (text,)
    pieces = json.loads((models_dir() / "builtin" / "tokenizer.json").read_text(encoding="utf-8"))["model"][
        "vocab"
    ]
    whole = sorted(
        word for word in pieces if word.isascii() and word.isalpha() and len(word) >= LEAST_LETTERS
    )
    for word in draw.sample(whole, WORDS):
        yield word, ways_to_say(word, nouns)


def training_captions(data: Path) -> Iterator[Said]:
    """COCO's, and some of each training photo of flickr8k."""
    for line in (data / "nl" / "coco_captions.txt").read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield line.strip(), (line.strip(),)
    seen: dict[str, int] = {}
    for image, caption in _table(data / "flickr8k" / "train.csv"):
        seen[image] = seen.get(image, 0) + 1
        if seen[image] <= CAPTIONS_A_PHOTO:
            yield caption, (caption,)


def _measured(data: Path) -> Iterator[str]:
    for name in ("flickr8k/val.csv", "everyday/captions.csv"):
        yield from (caption for _, caption in _table(data / name))


def _table(path: Path) -> list[tuple[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as stream:
        return [(line["image"], line["caption"]) for line in csv.DictReader(stream)]


if __name__ == "__main__":
    main()
