"""Frequent words of a language out of the package wordfreq, most frequent first: which pieces to keep, and
where a language's words stand for E5. Nothing of the lists is shipped.
"""

from __future__ import annotations

import gzip
import importlib.util
from itertools import islice
from pathlib import Path

import msgpack

LISTS = ("large_{}.msgpack.gz", "small_{}.msgpack.gz")


def frequent(language: str, most: int, folder: Path | None = None) -> list[str]:
    """Up to `most` words, without numbers. `folder`: the data of wordfreq, the installed one by default."""
    if folder is None:
        found = importlib.util.find_spec("wordfreq")
        if found is None or not found.submodule_search_locations:
            raise SystemExit("install wordfreq==3.1.1: it has the words of each language")
        folder = Path(next(iter(found.submodule_search_locations))) / "data"
    path = next(path for form in LISTS if (path := folder / form.format(language)).is_file())
    with gzip.open(path) as stream:
        _header, *levels = msgpack.load(stream, raw=False)
    words = (word for level in levels for word in level if not any(map(str.isdigit, word)))
    return list(islice(words, most))


def rank(language: str, folder: Path | None = None) -> dict[str, int]:
    """Place of each word from the most frequent."""
    return {word: place for place, word in enumerate(frequent(language, 1 << 20, folder))}
