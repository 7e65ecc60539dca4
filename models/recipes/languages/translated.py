"""Words of the table in the other languages, each with the English texts whose mean row it is to be given.

python translated.py WORDS.tsv --out translated.json
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from texts import Said, words_with_kinds

from photos_ml.search.naming import ways_to_say

CAPTIONS = {
    "es": "una foto de {}",
    "fr": "une photo de {}",
    "de": "ein Foto von {}",
    "it": "una foto di {}",
    "pt": "uma foto de {}",
}
DOUBTFUL = "?"
"""Before a word that means something else as well: it is shown, and not asked for."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    said = dict(texts(options.table))
    options.out.write_text(json.dumps(list(said.items()), ensure_ascii=False), encoding="utf-8")
    print(len(said), "texts")


def texts(table: Path) -> Iterator[Said]:
    """Alone and in a caption; a word that two languages have for two things is left out."""
    nouns = frozenset(word for word, kind in words_with_kinds() if kind == "object")
    header, *lines = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()]
    found: dict[str, set[str]] = {}
    pairs = [
        (language, word, line[0])
        for line in lines
        for language, words in zip(header[1:], line[1:], strict=True)
        for word in words.split("; ")
        if word and not word.startswith(DOUBTFUL)
    ]
    for _, word, english in pairs:
        found.setdefault(word.casefold(), set()).add(english)
    for language, word, english in pairs:
        if len(found[word.casefold()]) == 1 and word != english:
            yield word, ways_to_say(english, nouns)
            yield CAPTIONS[language].format(word), (f"a photo of a {english}",)


if __name__ == "__main__":
    main()
