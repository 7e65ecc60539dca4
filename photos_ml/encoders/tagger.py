"""From vectors to tags: everyday words for what a picture shows, each with the probability that it is right.

Two routes, whichever is surer. Words for things: a softmax over the names of 1,000 things says which of them
the picture shows; a word gets the sum over the things it holds for, so that where the breed is unsure the dog
is not. Words that captions use often: a direction and a logistic curve of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from photos_ml.config import BEST_NAME, BUILTIN_NAME, models_dir
from photos_ml.encoders.base import ModelInfo
from photos_ml.encoders.manifest import read_manifest
from photos_ml.types import FloatMatrix, FloatVector, Tag, TaggerInfo

WEIGHTS_FILE, WORDS_FILE, THINGS_FILE = "tags.npz", "vocabulary.tsv", "things.tsv"
"""Made by models/recipes/builtin/tags.py and things.py."""
MOST_TAGS = 12
BLOCK_PHOTOS = 2048
"""Rows at a time: 60 MB of working memory whatever the number of photos."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One of the things the model knows by name, and the words that are right for a picture of it."""

    names: tuple[str, ...]
    words: frozenset[str]


class Tagger:
    """The tags of one model's vectors. Weights load at the first use; safe to call from several threads."""

    def __init__(self, folder: Path, info: TaggerInfo) -> None:
        self._folder = folder
        self.info = info

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The vocabulary, in the order of the columns of `probabilities`."""
        return tuple(word for word, _ in _pairs(self._folder / WORDS_FILE))

    @cached_property
    def things(self) -> tuple[Thing, ...]:
        return tuple(
            Thing(tuple(names.split(", ")), frozenset(words.split(", ") if words else ()))
            for names, words in _pairs(self._folder / THINGS_FILE)
        )

    @property
    def threshold(self) -> float:
        """The least probability of a tag that is given."""
        return float(self._weights["threshold"])

    def tags(self, rows: FloatMatrix) -> list[tuple[Tag, ...]]:
        """Vectors (n, d), unit rows -> the tags of each, the surest first."""
        return tagged(rows, self.probabilities, self.words, self.threshold, BLOCK_PHOTOS)

    def probabilities(self, rows: FloatMatrix) -> FloatMatrix:
        """Vectors (n, d), unit rows -> float32 (n, words): how likely each word is right."""
        weights, rows = self._weights, np.asarray(rows, np.float32)
        likely = np.zeros((len(rows), len(self.words)), np.float32)
        thing_words, members, starts = self._members
        shares = np.add.reduceat(_softmax(rows @ weights["things"].T)[:, members], starts, axis=1)
        slope, offset = weights["thing_curve"]
        likely[:, thing_words] = sigmoid(slope * log_odds(shares) + offset)
        places = weights["places"]
        said = sigmoid(rows @ weights["rows"].T + weights["offsets"])
        likely[:, places] = np.maximum(likely[:, places], said)
        return likely

    def nearest_thing(self, rows: FloatMatrix, but: frozenset[str] = frozenset()) -> FloatVector:
        """Vectors (n, d), unit rows -> (n,): the cosine of each with the name of a thing that it is nearest
        to, without the things that one of the words `but` holds for: every breed is a dog."""
        things = self._weights["things"]
        other = [place for place, thing in enumerate(self.things) if not but & {*thing.words, *thing.names}]
        things = things[other]
        cosines = np.asarray(rows, np.float32) @ (things / np.linalg.norm(things, axis=1, keepdims=True)).T
        return np.asarray(cosines.max(axis=1, initial=-1.0), np.float32)

    @cached_property
    def _weights(self) -> dict[str, npt.NDArray[Any]]:
        with np.load(self._folder / WEIGHTS_FILE) as stored:
            return {
                name: array.astype(np.float32) if array.dtype == np.float16 else array
                for name, array in stored.items()
            }

    @cached_property
    def _members(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Columns of the words that hold for some thing; the things of all of them in one list; where the
        things of each word begin in it."""
        column = {word: place for place, word in enumerate(self.words)}
        own: dict[int, list[int]] = {}
        for thing, entry in enumerate(self.things):
            for word in entry.words & column.keys():
                own.setdefault(column[word], []).append(thing)
        counts = [len(things) for things in own.values()]
        starts = np.cumsum([0, *counts[:-1]], dtype=np.int64)
        return np.array(list(own), np.int64), np.concatenate([*map(np.array, own.values())]), starts


def tagger_for(info: ModelInfo, folder: Path | None = None) -> Tagger | None:
    """The tagger of this revision of a model. None where there is none: tags are calibrated for one revision
    of the shipped model, and what they would say of another's vectors nobody has measured. Over rows of an
    earlier revision it goes on under the name of the tagger which that had, whose tags stay."""
    folder = folder or models_dir() / BUILTIN_NAME
    try:
        with np.load(folder / WEIGHTS_FILE) as stored:
            known = tuple(str(stored[name]) for name in ("model", "revision", "version"))
    except (OSError, KeyError, ValueError):
        return None
    own = BUILTIN_NAME if info.id == BEST_NAME else info.id
    if known[:2] != (own, info.weights):
        return None
    version = read_manifest(folder).rows_of[info.revision] if info.seen_by else known[2]
    return Tagger(folder, TaggerInfo(info.id, info.revision, version))


def tagged(
    rows: FloatMatrix,
    probabilities: Callable[[FloatMatrix], FloatMatrix],
    words: Sequence[str],
    least: float,
    block: int,
) -> list[tuple[Tag, ...]]:
    """Vectors (n, d) -> the tags of each, the surest first, MOST_TAGS at most; so many rows at a time."""
    found: list[tuple[Tag, ...]] = []
    for start in range(0, len(rows), block):
        found += surest(probabilities(rows[start : start + block]), words, least, MOST_TAGS)
    return found


def surest(likely: FloatMatrix, words: Sequence[str], least: float, most: int) -> list[tuple[Tag, ...]]:
    """Probabilities (n, words) -> the words of each that are at least so likely, the surest first, equally
    sure ones in the order of the vocabulary."""
    found: list[list[Tag]] = [[] for _ in likely]
    photos, places = np.nonzero(likely >= least)
    chances = likely[photos, places]
    for place in np.lexsort((places, -chances)):
        own = found[photos[place]]
        if len(own) < most:
            own.append(Tag(words[places[place]], round(float(chances[place]), 3)))
    return [tuple(tags) for tags in found]


def log_odds(shares: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Of shares from 0 to 1, kept finite."""
    kept = np.clip(shares, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(kept / (1 - kept)), np.float32)


def _softmax(scores: FloatMatrix) -> FloatMatrix:
    scores = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(scores / scores.sum(axis=1, keepdims=True), np.float32)


def sigmoid(logit: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Of log-odds, kept finite."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logit, -30.0, 30.0))), np.float32)


def _pairs(path: Path) -> Sequence[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(first, second) for first, _, second in (line.partition("\t") for line in lines)]
