"""Present and absent queries over captioned photos: what the calibration is fitted and measured on."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from photos_ml.app.evaluation.retrieval import read_captions

FUNCTION_WORDS = frozenset(
    "a an the in on of is are and with to at his her their its it while for by from as two three up one out "
    "some through other down into near another front off over all around along onto that who which there "
    "this be being has have very what".split()
)
SCENES = frozenset(
    "beach snow grass water mountain tree forest street field ocean sand river lake man woman child crowd "
    "building rock city sunset".split()
)
"""Everyday words for what photos show, besides the names of things."""
CLEAR_CAPTIONS = 2
"""A thing is in a photo where this many of its captions name it; where one does, nobody can say."""
OVERLAP = 0.6
"""A photo whose captions hold this share of a sentence's words may show the same."""


@dataclass(frozen=True)
class Query:
    """A text, the photos that show it and those that may."""

    text: str
    kind: str
    shown: frozenset[int] = frozenset()
    unclear: frozenset[int] = frozenset()


@dataclass
class Photos:
    """Captioned photos: row -> how many of its captions hold a word or a pair of words."""

    names: list[str] = field(default_factory=list)
    captions: list[list[str]] = field(default_factory=list)
    counts: list[Counter[str]] = field(default_factory=list)

    def add(self, csv: Path, most: int | None = None) -> None:
        """Append the photos of a CSV (image,caption), the first `most` of them."""
        grouped: dict[str, list[str]] = {}
        for name, caption in read_captions(csv):
            grouped.setdefault(name, []).append(caption.rstrip(" ."))
        for name, captions in list(grouped.items())[:most]:
            self.names.append(name)
            self.captions.append(captions)
            self.counts.append(Counter(gram for caption in captions for gram in grams(caption)))

    def showing(self) -> dict[str, dict[int, int]]:
        """Word or pair -> photo -> captions that hold it."""
        found: dict[str, dict[int, int]] = defaultdict(dict)
        for row, counts in enumerate(self.counts):
            for gram, number in counts.items():
                found[gram][row] = number
        return found


def stem(word: str) -> str:
    """Without the plural's s."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def words_of(text: str) -> list[str]:
    return [stem(word) for word in re.findall("[a-z]+", text.lower())]


def grams(caption: str) -> set[str]:
    """Content words and pairs of them."""
    words = words_of(caption)
    single = {word for word in words if word not in FUNCTION_WORDS and len(word) > 2}
    return single | {f"{a} {b}" for a, b in pairwise(words) if {a, b} <= single}


def things(photos: Photos, measured: int, names: Sequence[str]) -> list[Query]:
    """Names of things, scenes and pairs of words that two photos at least of the first `measured` show."""
    nouns = {stem(name) for name in names} | SCENES
    queries = []
    for gram, rows in sorted(photos.showing().items()):
        shown = frozenset(row for row, n in rows.items() if n >= CLEAR_CAPTIONS and row < measured)
        kind = "pair" if " " in gram else "thing"
        if 2 <= len(shown) <= 0.3 * measured and (kind == "pair" or gram in nouns):
            queries.append(Query(gram, kind, shown, frozenset(rows) - shown))
    return queries


def sentences(photos: Photos, measured: int, rng: np.random.Generator) -> list[Query]:
    """One caption of each of the first `measured` photos."""
    showing, queries = photos.showing(), []
    for row in range(measured):
        text = photos.captions[row][int(rng.integers(len(photos.captions[row])))]
        words = [gram for gram in grams(text) if " " not in gram]
        held = Counter(other for word in words for other in showing[word])
        unclear = {other for other, n in held.items() if n >= OVERLAP * len(words)} - {row}
        queries.append(Query(text, "sentence", frozenset({row}), frozenset(unclear)))
    return queries


def absent_things(photos: Photos, names: Sequence[str]) -> list[Query]:
    """Names of things none of whose words any caption holds."""
    known = {word for captions in photos.captions for caption in captions for word in words_of(caption)}
    return [Query(name, "absent thing") for name in names if not known & set(words_of(name))]


def absent_sentences(photos: Photos, captions: Sequence[str]) -> list[Query]:
    """Captions of other photos that share no more than a third of their words with any photo here."""
    showing, queries = photos.showing(), []
    for caption in dict.fromkeys(captions):
        words = [gram for gram in grams(caption) if " " not in gram]
        held = Counter(row for word in words for row in showing.get(word, ()))
        if len(words) >= 3 and max(held.values(), default=0) <= len(words) / 3:
            queries.append(Query(caption.rstrip(" ."), "absent sentence"))
    return queries
