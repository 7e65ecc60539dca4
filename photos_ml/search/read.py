"""Words of the query found in the text that pictures show: whole, begun, in parts, spaced otherwise, with a
slip."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from photos_ml.letters import plain
from photos_ml.store import Library
from photos_ml.store.ids import distinct, either
from photos_ml.store.read_text import LEAST_PART, MOST_PHOTOS, TextLine, is_slip, joined
from photos_ml.vectors.base import Ids

LONG = 6
"""Letters from which a word may be mistyped."""
LEAST_PLAIN_PART = 4
"""Letters from which a word without a digit is looked for inside others."""
_NONE = np.empty(0, np.int64)
_SPLIT = re.compile(r"[\W_]+")


def find_read(library: Library, text: str, words: Sequence[str]) -> list[Ids]:
    """For each word the photos whose picture says it, ids ascending.

    A number counts as found wherever it stands as the query writes it, with or without its spaces and marks;
    one that is written with marks, '12.50', only so where it stands so anywhere.
    """
    if library.read_text.is_empty:
        return [_NONE] * len(words)
    runs = [(run, members, library.read_text.with_part(run)) for run, members in _runs(text, words)]
    marked = {bit for run, members, ids in runs if " " not in run and len(ids) for bit in members}
    found = [_NONE if bit in marked else _said(library, word) for bit, word in enumerate(words)]
    for _, members, whole in runs:
        found = [either(ids, whole) if bit in members else ids for bit, ids in enumerate(found)]
    return _together(library, words, found)


def _together(library: Library, words: Sequence[str], found: list[Ids]) -> list[Ids]:
    """The same, with the photos that have all the words where one has too many to be listed."""
    here = [bit for bit, ids in enumerate(found) if len(ids)]
    if len(here) < 2 or max(len(found[bit]) for bit in here) < MOST_PHOTOS:
        return found
    every = library.read_text.with_all(words[bit] for bit in here)
    return [either(ids, every) if bit in here else ids for bit, ids in enumerate(found)]


def _said(library: Library, word: str) -> Ids:
    text = library.read_text
    ids = text.with_word(word)
    if _has_digit(word):
        return distinct(np.concatenate([ids, text.with_part(word)]))
    if not len(ids) and len(word) >= LEAST_PLAIN_PART:
        ids = text.with_part(word)
    if not len(ids) and len(word) >= LONG:
        ids = text.with_slip(word)
    return ids


def _runs(text: str, words: Sequence[str]) -> Iterator[tuple[str, frozenset[int]]]:
    """Pieces of the query with a digit in them, run together, and the words each is made of: '12.50', and
    'RE 16 TGK' with what stands beside its number."""
    place = {plain(word): bit for bit, word in enumerate(words)}
    pieces = text.split()
    for start in range(len(pieces)):
        for end in range(start + 1, min(start + 4, len(pieces)) + 1):
            part = " ".join(pieces[start:end])
            members = frozenset(place[one] for one in _SPLIT.split(plain(part)) if one in place)
            if len(members) > 1 and _has_digit(part):
                yield part, members


def lines_saying(lines: Sequence[TextLine], words: Sequence[str]) -> tuple[TextLine, ...]:
    """Those of a photo's lines in which one of the words was found."""
    asked = [plain(word) for word in words]
    return tuple(line for line in lines if any(_says(line, word) for word in asked))


def _says(line: TextLine, word: str) -> bool:
    own = _SPLIT.split(plain(line.text))
    if word in own or (len(word) >= LEAST_PART and word in joined(line.text)):
        return True
    return len(word) >= LONG and any(is_slip(word, one) for one in own)


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)
