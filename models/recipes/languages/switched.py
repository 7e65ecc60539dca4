"""English captions put word by word into other languages: clumsy, and near to what people write there;
each is to be given the row of the caption it is of.

python switched.py WORDS.tsv --data DATA --out switched.json
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Mapping
from pathlib import Path

from texts import kept_out, plain, training_captions
from translated import DOUBTFUL

from photos_ml.config import models_dir
from photos_ml.encoders.builtin import LANGUAGES_FOLDER
from photos_ml.encoders.word_table import GLOSS_FILE, SMALL

GLOSS = models_dir() / LANGUAGES_FOLDER / GLOSS_FILE
"""The most frequent words of captions: English|es|fr|de|it|pt."""
MOST_KEPT = 0.3
"""Share of the words of a caption that may stay English."""
SEED = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--most", type=int, default=24000)
    options = parser.parse_args()
    known, measured = words(options.table), kept_out(options.data)
    captions = [text for text, _ in training_captions(options.data) if plain(text) not in measured]
    draw = random.Random(SEED)
    draw.shuffle(captions)
    said: dict[str, tuple[str, ...]] = {}
    for text in captions:
        language = draw.choice(list(known))
        put, kept = switched(text, known[language])
        if kept <= MOST_KEPT:
            said[put] = (text,)
        if len(said) == options.most:
            break
    options.out.write_text(json.dumps(list(said.items()), ensure_ascii=False), encoding="utf-8")
    print(len(said), "texts")


def words(table: Path) -> dict[str, dict[str, str]]:
    """Language -> English word -> its word there: the gloss first, then the table of names."""
    header, *names = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()]
    _, *lines = GLOSS.read_text(encoding="utf-8").splitlines()
    gloss = [line.removeprefix(SMALL).split("	") for line in lines]
    return {
        language: {
            **{line[0]: line[at].split("; ")[0].removeprefix(DOUBTFUL) for line in names if line[at]},
            **{line[0]: line[at] for line in gloss},
        }
        for at, language in enumerate(header[1:], 1)
    }


def switched(text: str, known: Mapping[str, str]) -> tuple[str, float]:
    """The text, and the share of its words that stayed English."""
    parts = re.findall(r"[\w'-]+|[^\w\s]", text)
    words = [part.lower() for part in parts if part[0].isalnum()]
    kept = sum(word not in known for word in words) / max(len(words), 1)
    return " ".join(known.get(part.lower(), part) for part in parts), kept


if __name__ == "__main__":
    main()
