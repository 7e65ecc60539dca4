"""What captions teach of words: for each a direction in the space of the pictures' rows, added to a query's.

A text model hears a sentence as a whole and forgets some of its words. What pictures look like that captions
use a word for is learnt from captioned photos, word by word, and a query leans towards those of its words.
Made by models/recipes/search/caption_words.py for one revision of the built-in model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.encoders.base import ModelInfo
from photos_ml.planner.lang import default, language_of
from photos_ml.search.words import content_words
from photos_ml.vectors.base import Query

FILE_NAME = "caption_words.npz"
"""In the built-in model's folder."""
KNOWN = 0.8
"""Least share of a query's words to be known: of 'great white shark' the first two alone would mislead."""

Lean = Callable[[str], "Query | None"]
"""A text -> what is added to its unit row, float32 (d,); None for nothing."""


@dataclass(frozen=True, slots=True)
class Taught:
    """`words`: word, for one of it -> its row of `own`; `names`: names that the model knows from elsewhere
    and better, as words; `own` (words, r) times `shared` (r, d): the directions, rarer words being longer,
    and so long that one weighs as much beside a row as the recipe found best."""

    words: dict[str, int]
    names: frozenset[str]
    own: npt.NDArray[np.float32]
    shared: npt.NDArray[np.float32]


class CaptionWords:
    """The file is read at the first query; safe to call from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def lean(self, text: str) -> Query | None:
        """Towards the pictures of a text's words, float32 (d,). None where it is in another language, too few
        of its words are known, or it is no more than a name that the model knows better."""
        if language_of(text) is not default():
            return None
        words = words_of(text)
        known = [place for word in words if (place := self._taught.words.get(word)) is not None]
        if not known or len(known) < KNOWN * len(words) or " ".join(words) in self._taught.names:
            return None
        total = self._taught.own[known].sum(axis=0) @ self._taught.shared
        return np.asarray(total / np.sqrt(len(words)), np.float32)

    @cached_property
    def _taught(self) -> Taught:
        with np.load(self._path) as stored:
            own, shared = (unfolded(stored[name], stored[f"{name}_scales"]) for name in ("own", "shared"))
            words, names = (str(stored[name]).split("\n") for name in ("words", "names"))
        return Taught({word: place for place, word in enumerate(words)}, frozenset(names), own, shared)


def words_of(text: str) -> list[str]:
    """The words of a text that carry meaning, each for one of it, in order."""
    return list(dict.fromkeys(map(default().singular, content_words(text))))


def folded(rows: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """float32 (n, m) -> int8 and a scale a row (n,)."""
    scales = np.maximum(np.abs(rows).max(axis=1), 1e-12) / 127
    return np.round(rows / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def unfolded(rows: npt.NDArray[Any], scales: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """The other way."""
    return rows.astype(np.float32) * scales.astype(np.float32)[:, None]


def caption_words_for(info: ModelInfo, folder: Path) -> CaptionWords | None:
    """Those of this revision of the built-in model, whichever way it looks. None where there are none."""
    path = folder / FILE_NAME
    try:
        with np.load(path) as stored:
            made_for = str(stored["revision"])
    except (OSError, KeyError, ValueError):
        return None
    return CaptionWords(path) if made_for == info.revision else None
