"""Words of the query found in what is written of a photo (name, folder, caption, keywords, place, people),
and in what is written in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from photos_ml.planner.lang import language_of
from photos_ml.planner.tokens import fold
from photos_ml.search.read import find_read
from photos_ml.store import Library
from photos_ml.store.ids import among, common, distinct, either
from photos_ml.store.text import phrase
from photos_ml.vectors.base import Ids

MAX_WORDS = 12
MEANING = "{caption keywords people place}"
LOCATION = "{name folder}"
NAMED = 0.97
"""How likely a photo is meant whose file name holds the whole query."""
MEANT, SAID = 0.9, 0.6
"""How likely where every word stands in what somebody wrote of the photo, or in that and its path."""
READ_ONE, READ = 0.6, 0.85
"""How likely where the picture itself says it: one plain word may be of a thing, and a sign that says 'beach'
is no beach; several, or a number, are of the text."""
UNSAID = 0.5
"""Weight of a word that nobody wrote anywhere in the library: 'slide' in 'the slide about churn' is for the
picture to show."""

Masks: TypeAlias = npt.NDArray[np.uint16]
"""uint16 (n,): bit i is set where word i was found."""


@dataclass(frozen=True, slots=True)
class Written:
    """Which words of the query stand with one photo, and where."""

    meaning: frozenset[str] = frozenset()
    """In its caption, keywords, people or place."""
    location: frozenset[str] = frozenset()
    """In its file name or folder."""
    named: bool = False
    """Its file name holds the whole query."""
    read: frozenset[str] = frozenset()
    """In the picture itself."""


@dataclass(frozen=True, slots=True)
class WrittenPhotos:
    """The photos that some word of a query stands with; `ids` ascending, the others row by row."""

    words: tuple[str, ...]
    ids: Ids
    meaning: Masks
    location: Masks
    named: npt.NDArray[np.bool_]
    tagged: npt.NDArray[np.float32]
    """How likely its tags say it is meant; 0 for nothing."""
    read: Masks
    somewhere: int = 0
    """Words that are written anywhere in the library, bit by bit."""

    def probability(self) -> npt.NDArray[np.float32]:
        """How likely each photo is meant, 0 to 1: what somebody wrote of it counts more than its path."""
        words = max(len(self.words), 1)
        meant = _counts(self.meaning) / words
        said = _counts(self.meaning | self.location | self.read) / words
        written = np.maximum(np.maximum(MEANT * meant**2, SAID * said**2), self._by_reading())
        return np.maximum(np.where(self.named, NAMED, written), self.tagged).astype(np.float32)

    def _by_reading(self) -> npt.NDArray[np.float64]:
        known = self.somewhere.bit_count()
        whole = known + UNSAID * (len(self.words) - known)
        read = _counts(self.read)
        numbers = sum(1 << bit for bit, word in enumerate(self.words) if not word.isalpha())
        many = (read > 1) | (self.read & np.uint16(numbers) > 0)
        return np.where(many, READ, READ_ONE) * read / max(whole, 1)

    def of(self, photo_id: int) -> Written | None:
        """What stands with one photo; None for nothing."""
        row = int(np.searchsorted(self.ids, photo_id))
        if row == len(self.ids) or self.ids[row] != photo_id:
            return None
        return Written(
            self._words_of(self.meaning[row]),
            self._words_of(self.location[row]),
            bool(self.named[row]),
            self._words_of(self.read[row]),
        )

    def take(self, rows: npt.NDArray[np.bool_]) -> WrittenPhotos:
        """Only these rows."""
        return WrittenPhotos(
            self.words,
            self.ids[rows],
            self.meaning[rows],
            self.location[rows],
            self.named[rows],
            self.tagged[rows],
            self.read[rows],
            self.somewhere,
        )

    def with_tagged(self, ids: Ids, chances: npt.NDArray[np.float32]) -> WrittenPhotos:
        """These and the photos that tags speak for, ids ascending."""
        whole = either(self.ids, ids)
        own, theirs = np.searchsorted(whole, self.ids), np.searchsorted(whole, ids)

        def spread(rows: Any, values: Any, kind: Any) -> Any:
            column = np.zeros(len(whole), kind)
            column[rows] = values
            return column

        return WrittenPhotos(
            self.words,
            whole,
            spread(own, self.meaning, np.uint16),
            spread(own, self.location, np.uint16),
            spread(own, self.named, np.bool_),
            spread(theirs, chances, np.float32),
            spread(own, self.read, np.uint16),
            self.somewhere,
        )

    def _words_of(self, mask: np.uint16) -> frozenset[str]:
        return frozenset(word for bit, word in enumerate(self.words) if int(mask) >> bit & 1)


def content_words(text: str) -> list[str]:
    """Distinct words that carry meaning in the language of the text, in order, lower case."""
    composed = unicodedata.normalize("NFC", text.lower())
    stop_words = language_of(composed).stop_words
    found = dict.fromkeys(word for word in re.findall(r"\w+", composed) if fold(word) not in stop_words)
    return list(found)[:MAX_WORDS]


def shows_nothing(text: str) -> bool:
    """Whether no single picture shows any of its words: 'our trip'."""
    return language_of(text).unseen_words.issuperset(map(fold, content_words(text)))


def find_written(library: Library, text: str) -> WrittenPhotos:
    """The photos that words of `text` stand with."""
    words = tuple(content_words(text))
    meaning = [library.match_ids(f"{MEANING} : {phrase(word)}") for word in words]
    location = [library.match_ids(f"{LOCATION} : {phrase(word)}") for word in words]
    named, read = _named(library, text), find_read(library, text, words)
    ids = _union([*meaning, *location, *read, named])
    places = zip(meaning, location, read, strict=True)
    somewhere = sum(1 << bit for bit, found in enumerate(places) if any(map(len, found)))
    return WrittenPhotos(
        words,
        ids,
        _masks(ids, meaning),
        _masks(ids, location),
        among(ids, named),
        np.zeros(len(ids), np.float32),
        _masks(ids, read),
        somewhere,
    )


def find_exact(library: Library, phrases: Iterable[str]) -> Ids | None:
    """Photos that have every phrase word for word, anywhere, in the picture too, ascending; None where no
    phrase is asked for."""
    found = [
        either(_phrase(library, "", phrase), library.read_text.with_phrase(phrase)) for phrase in phrases
    ]
    return reduce(common, found) if found else None


def find_tagged(library: Library, names: Iterable[str]) -> Ids:
    """Photos one of whose keywords has one of these names in it, ascending."""
    return _union([_phrase(library, "keywords : ", name) for name in names])


def _phrase(library: Library, columns: str, text: str) -> Ids:
    return library.match_ids(columns + phrase(text)) if re.search(r"\w", text) else np.empty(0, np.int64)


def _named(library: Library, text: str) -> Ids:
    """Photos whose file name holds the query: only where it looks like a file name, with a digit in it."""
    if not any(character.isdigit() for character in text):
        return np.empty(0, np.int64)
    return library.match_ids(f"name : {phrase(text)}")


def _union(found: list[Ids]) -> Ids:
    found = [ids for ids in found if len(ids)]
    return found[0] if len(found) == 1 else distinct(np.concatenate([np.empty(0, np.int64), *found]))


def _masks(ids: Ids, found: list[Ids]) -> Masks:
    masks = np.zeros(len(ids), np.uint16)
    for bit, hits in enumerate(found):
        rows = slice(None) if len(hits) == len(ids) else np.searchsorted(ids, hits)
        masks[rows] |= np.uint16(1 << bit)
    return masks


def _counts(masks: Masks) -> npt.NDArray[np.int64]:
    """Bits set in each mask."""
    return np.bitwise_count(masks).astype(np.int64)
