"""What the pictures show: one query against one index, calibrated."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from photos_ml.encoders.base import Encoder, ReadsLanguages
from photos_ml.search.arithmetic import unit
from photos_ml.search.calibrate import Background, Calibrations, CloserCurve, Curve
from photos_ml.search.caption_words import Lean
from photos_ml.search.folding import base_likeness
from photos_ml.search.naming import ways_to_ask
from photos_ml.store.ids import distinct
from photos_ml.types import FloatMatrix
from photos_ml.vectors.base import Ids, Query, VectorIndex

BACKGROUND_PHOTOS = 1000
"""Sample that says where the library stands for a query; the error of its median is 4% of sigma."""
UNWANTED_WEIGHT = 0.5
"""How much of an unwanted thing's deviation is taken off the wanted one's; measured by
models/recipes/search/negation.py, where 0.3 to 0.7 do alike."""

Probabilities = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Unwanted:
    """Something that must not be in the picture."""

    query: Query
    background: Background
    curve: Curve


@dataclass(frozen=True, slots=True)
class Sight:
    """One query against one state of the index. `query`: a unit vector, zeros where only `unwanted` asks."""

    index: VectorIndex
    query: Query
    curve: Curve | None
    sigma: float
    unwanted: tuple[Unwanted, ...]
    others: npt.NDArray[np.float32]
    """Cosines of the library's sample with the query, ascending; none where only `unwanted` asks."""
    closer: CloserCurve | None = None
    """What a closer look at a photo says, for a query that names a thing."""
    leaning: Query | None = None
    """Towards what captions teach of its words, too: puts the first hits in order. None where they teach
    nothing, or something is unwanted, which counts for as much."""

    def standing(self, rows: FloatMatrix) -> list[tuple[float, float]]:
        """Vectors (n, d) -> for each its cosine with the query, and the share of the library below that."""
        similarity = rows @ self.query
        below = np.searchsorted(self.others, similarity) / max(len(self.others), 1)
        return list(zip(similarity.tolist(), below.tolist(), strict=True))

    def likely(self, rows: FloatMatrix) -> Probabilities:
        """Vectors (n, d) -> how likely each shows the query and nothing that is unwanted, (n,)."""
        similarity = rows @ self.query
        probability = np.ones(len(rows), np.float32)
        for thing in self.unwanted:
            seen = rows @ thing.query
            surplus = np.maximum(thing.background.deviations(seen), 0.0)
            similarity = similarity - UNWANTED_WEIGHT * self.sigma * surplus
            probability *= 1.0 - thing.curve(seen)
        return probability if self.curve is None else probability * self.curve(similarity)

    def likely_at(self, cosines: npt.NDArray[np.float32]) -> Probabilities:
        """The same by the cosines with the query (n,), where nothing is unwanted."""
        return np.ones(len(cosines), np.float32) if self.curve is None else self.curve(cosines)

    def ceiling(self, cosine: float) -> float:
        """The most that photos can be likely whose cosine with `direction` is at most this."""
        if self.curve is not None:
            return float(self.curve(np.array([cosine], np.float32))[0])
        if len(self.unwanted) == 1:
            return 1.0 - float(self.unwanted[0].curve(np.array([-cosine], np.float32))[0])
        return 1.0

    @property
    def direction(self) -> Query:
        """Where the nearest photos are looked for: towards the query, else away from what is unwanted."""
        if self.curve is not None:
            return self.query
        away = -np.sum([thing.query for thing in self.unwanted], axis=0)
        return unit(away, otherwise=away)


class Vision:
    """Turns texts into sights. Safe to call from several threads."""

    def __init__(
        self,
        encoder: Encoder,
        index: Callable[[], VectorIndex],
        calibrations: Calibrations,
        nouns: Callable[[], frozenset[str]] = frozenset,
        lean: Lean | None = None,
    ) -> None:
        """`index` gives the up-to-date index; it is asked once a search. `nouns`: names of things. `lean`:
        what captions teach of words, for a model of which that is known."""
        self._encoder = encoder
        self._index = index
        self._calibrations = calibrations
        self._nouns = nouns
        self._lean = lean
        self._lock = threading.Lock()
        self._sample: tuple[int, FloatMatrix] | None = None

    def index(self) -> VectorIndex:
        return self._index()

    def in_own_words(self, text: str, language: str = "") -> str:
        """A text with names of things put in the language of the tags, where the encoder knows how."""
        return (
            self._encoder.in_own_words(text, language) if isinstance(self._encoder, ReadsLanguages) else text
        )

    def sight(
        self, text: str, without: Sequence[str], *, last_id: int | None = None, language: str = ""
    ) -> Sight | None:
        """`last_id`: the last vector that may count for the background; `language`: the text's, where known.
        None while nothing is indexed."""
        index = self._index()
        if len(index) == 0:
            return None
        sample = self._background(index, index.last_id if last_id is None else min(last_id, index.last_id))
        unwanted = tuple(self._unwanted(phrase, sample) for phrase in without)
        if not text:
            nowhere = np.zeros(index.dimension, np.float32)
            return Sight(index, nowhere, None, 0.0, unwanted, np.empty(0, np.float32))
        ways, names = ways_to_ask(text, self._nouns(), self._encoder, language)
        query = self._encode(*ways)
        others = np.sort(sample @ query)
        background = Background.of(others, len(index) if last_id is None else min(len(index), last_id))
        known = self._calibrations
        closer = known.closer.curve(background.photos) if names and known.closer else None
        curve = (known.things if names else known.scenes).curve(background)
        leaning = None
        if self._lean and not unwanted:
            lean = self._lean(self.in_own_words(text, language))
            leaning = None if lean is None else query + lean
        return Sight(index, query, curve, background.sigma, unwanted, others, closer, leaning)

    def rows(self, vector_ids: Ids) -> FloatMatrix:
        """Vectors by id, float32 (n, d); zeros for id 0 and for those that are not in the index yet."""
        index = self._index()
        known = (vector_ids > 0) & (vector_ids <= index.last_id)
        if known.all():
            return index.rows(vector_ids)
        matrix = np.zeros((len(vector_ids), index.dimension), np.float32)
        matrix[known] = index.rows(vector_ids[known])
        return matrix

    def base_likeness(self) -> float:
        """How alike two photos of the library are that have nothing to do with each other."""
        index = self._index()
        return base_likeness(self._background(index, index.last_id)) if len(index) else 0.0

    def _unwanted(self, phrase: str, sample: FloatMatrix) -> Unwanted:
        query = self._encode(phrase)
        background = Background.of(sample @ query)
        return Unwanted(query, background, self._calibrations.scenes.curve(background))

    def _encode(self, *texts: str) -> Query:
        """The direction of the mean of texts that say the same."""
        total = self._encoder.encode_texts(texts).sum(axis=0)
        return unit(total, otherwise=total)

    def _background(self, index: VectorIndex, last_id: int) -> FloatMatrix:
        """Rows spread over the library, the same until vectors are added."""
        with self._lock:
            if self._sample is None or self._sample[0] != last_id:
                spread = np.linspace(1, last_id, min(BACKGROUND_PHOTOS, last_id)).astype(np.int64)
                ids = index.known(distinct(spread))
                self._sample = last_id, index.rows(ids)
            return self._sample[1]
