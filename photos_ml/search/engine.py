"""Search: filter first, then the nearest vectors inside the filter, fused with what is written of a photo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec
import numpy as np

from photos_ml.encoders.base import Encoder
from photos_ml.gazetteer import Gazetteer
from photos_ml.planner.context import PlannedQuery
from photos_ml.planner.plan import QueryPlan
from photos_ml.search.calibrate import Background, Calibration
from photos_ml.search.explain import reasons
from photos_ml.search.filter import filter_of
from photos_ml.search.words import UNSEEN_WORDS, Written, content_words, find_exact, find_written
from photos_ml.store import Library, PhotoFilter, PhotoRow
from photos_ml.types import FloatMatrix, Place
from photos_ml.vectors.base import Ids, Query, VectorIndex

POOL = 500
"""Nearest vectors looked at before fusion: a hit beyond them would need words to be found at all."""
BACKGROUND_PHOTOS = 1000
"""Sample that says where the library stands for a query; the error of its median is 4% of sigma."""
GOOD = 0.5
"""Hits at least this likely are good ones; below it 'nothing matches well'."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer: the photo, how likely it is meant (0 to 1), and why."""

    photo: PhotoRow
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of hits. `total`: how many can be paged through; `good`: how many of them match well."""

    planned: PlannedQuery
    hits: tuple[Hit, ...]
    total: int
    good: int

    @property
    def confidence(self) -> float:
        """Probability that the best hit of this page is what was meant; 0 without hits."""
        return max((hit.score for hit in self.hits), default=0.0)


@dataclass(frozen=True, slots=True)
class _Scored:
    """What speaks for one photo."""

    visual: float
    written: Written | None
    score: float


class SearchEngine:
    """Answers plans over one library with one model. Safe to call from several threads."""

    def __init__(
        self,
        library: Library,
        encoder: Encoder,
        index: Callable[[], VectorIndex],
        *,
        gazetteer: Gazetteer | None = None,
        calibration: Calibration | None = None,
    ) -> None:
        """`index` gives the up-to-date index; it is asked once a search."""
        info = encoder.info
        self._library = library
        self._encoder = encoder
        self._index = index
        self._gazetteer = gazetteer or Gazetteer()
        self._calibration = calibration or Calibration()
        self._vectors = library.vectors(info.id, info.revision, info.dimension)
        self._background: tuple[int, FloatMatrix] | None = None
        self._entries = lru_cache(maxsize=256)(self._gazetteer.find)

    def search(self, planned: PlannedQuery, *, limit: int = 20, offset: int = 0) -> SearchResult:
        """The photos that answer the plan, `limit` of them from `offset` on."""
        plan = planned.plan
        limit = min(limit, plan.limit - offset) if plan.limit is not None else limit
        photo_filter = self.filter_of(plan)
        if photo_filter and UNSEEN_WORDS.issuperset(content_words(plan.text)):
            plan = msgspec.structs.replace(plan, text="")
        if plan.text or plan.exact or plan.without:
            scored = self._score(plan, planned.picture_text, photo_filter, offset + limit)
        else:
            return self._listed(planned, photo_filter, limit, offset)
        ranked = self._ranked(plan, scored)
        page = ranked[offset : offset + max(limit, 0)]
        hits = self._hits(plan, [(photo_id, scored[photo_id]) for photo_id in page])
        good = sum(found.score >= GOOD for found in scored.values())
        total = len(ranked) if plan.limit is None else min(len(ranked), plan.limit)
        return SearchResult(planned, hits, total, good)

    def similar(
        self, vector: Query, *, exclude: frozenset[int] = frozenset(), limit: int = 20, offset: int = 0
    ) -> tuple[tuple[Hit, ...], int]:
        """Photos nearest to a unit vector (d,), without the ids in `exclude`, and how many can be paged."""
        pool = self._index().search(vector, POOL + len(exclude))
        owners = self._vectors.photos_of([vector_id for vector_id, _ in pool])
        ranked = [
            (photo_id, similarity)
            for vector_id, similarity in pool
            for photo_id in owners.get(vector_id, ())
            if photo_id not in exclude
        ]
        photos = self._library.photos.get([photo_id for photo_id, _ in ranked[offset : offset + limit]])
        hits = tuple(
            Hit(photos[photo_id], round(similarity, 4), (f"similarity {similarity:.2f}",))
            for photo_id, similarity in ranked[offset : offset + limit]
        )
        return hits, len(ranked)

    def filter_of(self, plan: QueryPlan) -> PhotoFilter:
        """The plan's constraints as the store understands them."""
        places = self._library.places() if plan.places else {}
        return filter_of(plan, places, self._contains)

    def _contains(self, name: str, place: Place) -> bool:
        return any(self._gazetteer.contains(entry, place) for entry in self._entries(name))

    def _listed(
        self, planned: PlannedQuery, photo_filter: PhotoFilter, limit: int, offset: int
    ) -> SearchResult:
        """Only filters: every photo they let through, by date."""
        total = self._library.count_matching(photo_filter)
        if planned.plan.limit is not None:
            total = min(total, planned.plan.limit)
        ids = self._library.newest(photo_filter, max(limit, 0), offset, oldest=planned.plan.order == "oldest")
        hits = self._hits(planned.plan, [(photo_id, _Scored(0.0, None, 1.0)) for photo_id in ids])
        return SearchResult(planned, hits, total, total)

    def _score(
        self, plan: QueryPlan, picture_text: str, photo_filter: PhotoFilter, wanted: int
    ) -> dict[int, _Scored]:
        """Every photo that anything speaks for, with its probability."""
        allowed = set(self._library.photo_ids(photo_filter).tolist()) if photo_filter else None
        exact = find_exact(self._library, plan.exact)
        if exact is not None:
            allowed = exact if allowed is None else allowed & exact
        inside = None
        if exact is not None:
            inside = self._library.vector_ids_of(sorted(allowed or ()), self._vectors)
        elif photo_filter:
            inside = self._library.vector_ids(photo_filter, self._vectors)
        visual = self._visual(picture_text or plan.text, plan.without, inside, max(POOL, wanted))
        written = find_written(self._library, plan.text) if plan.text else {}
        words = max(len(content_words(plan.text)), 1)
        found = {}
        for photo_id in visual.keys() | written.keys():
            if allowed is not None and photo_id not in allowed:
                continue
            seen, said = visual.get(photo_id, 0.0), written.get(photo_id)
            told = said.probability(words) if said else 0.0
            found[photo_id] = _Scored(seen, said, 1.0 - (1.0 - seen) * (1.0 - told))
        return found

    def _visual(self, text: str, without: Sequence[str], inside: Ids | None, wanted: int) -> dict[int, float]:
        """Photo id -> probability that it shows `text` and nothing of `without`."""
        index = self._index()
        if len(index) == 0:
            return {}
        query = self._encode(text) if text else np.zeros(index.dimension, np.float32)
        pool = index.search(query, wanted, inside)
        ids = np.array([vector_id for vector_id, _ in pool], np.int64)
        rows = index.rows(ids)
        sample = self._sample(index)
        likely = self._likely(rows, sample, query) if text else np.ones(len(ids), np.float32)
        for phrase in without:
            likely = likely * (1.0 - self._likely(rows, sample, self._encode(phrase)))
        owners = self._vectors.photos_of(ids.tolist())
        return {
            photo_id: float(probability)
            for vector_id, probability in zip(ids.tolist(), likely, strict=True)
            for photo_id in owners.get(vector_id, ())
        }

    def _encode(self, text: str) -> Query:
        query: Query = self._encoder.encode_texts([text])[0]
        return query

    def _sample(self, index: VectorIndex) -> FloatMatrix:
        """Rows spread over the library, the same until vectors are added."""
        if self._background is None or self._background[0] != index.last_id:
            ids = self._vectors.spread_ids(BACKGROUND_PHOTOS, index.last_id)
            self._background = index.last_id, index.rows(ids)
        return self._background[1]

    def _likely(self, rows: FloatMatrix, sample: FloatMatrix, query: Query) -> FloatMatrix:
        return self._calibration.probability(rows @ query, Background.of(sample @ query))

    def _ranked(self, plan: QueryPlan, scored: dict[int, _Scored]) -> list[int]:
        """Ids by score; in an order by date, the good hits (all, where none is good) by date."""
        by_score = sorted(scored, key=lambda photo_id: (-scored[photo_id].score, photo_id))
        if plan.order == "relevance":
            return by_score
        good = [photo_id for photo_id in by_score if scored[photo_id].score >= GOOD] or by_score
        photos = self._library.photos.get(good)
        dated = [i for i in good if i in photos and photos[i].metadata.taken]
        undated = [i for i in good if i in photos and not photos[i].metadata.taken]

        def moment(photo_id: int) -> str:
            taken = photos[photo_id].metadata.taken
            return taken.local.isoformat() if taken else ""

        return sorted(dated, key=moment, reverse=plan.order == "newest") + undated

    def _hits(self, plan: QueryPlan, page: Sequence[tuple[int, _Scored]]) -> tuple[Hit, ...]:
        photos = self._library.photos.get([photo_id for photo_id, _ in page])
        return tuple(
            Hit(
                photos[photo_id],
                round(found.score, 4),
                reasons(plan, photos[photo_id], found.visual, found.written),
            )
            for photo_id, found in page
            if photo_id in photos
        )
