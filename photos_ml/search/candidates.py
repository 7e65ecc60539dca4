"""Candidates of a search: the photos that what they show or what is written of them speaks for, fused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from photos_ml.search.facts import PhotoFacts
from photos_ml.search.moments import BestMoments
from photos_ml.search.visual import Probabilities, Sight
from photos_ml.search.words import WrittenPhotos
from photos_ml.store.ids import among, without
from photos_ml.vectors.base import Hit, Ids

POOL = 500
"""Nearest vectors looked at first."""
MOST_POOL = 16_384
"""Where pushing down the unwanted leaves too few, the pool grows up to this."""
UNKNOWN_WEIGHT = 0.7
"""Of the likelihood of a photo of which what a soft filter asks is not known: it may still be a good hit."""
MOST_WRITTEN = 1000
"""Photos looked at because of what is written of them, the best first."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a search may look; None is everywhere. Ids ascend."""

    photos: Ids | None = None
    vectors: Ids | None = None
    passes: Callable[[Ids], npt.NDArray[np.bool_]] | None = None
    """Which of some photos the filter lets through: asked for the few that are looked at."""
    banned: Ids | None = None
    """Photos that are no answer though the filter lets them through."""
    last_photo: int | None = None
    """Photos after this one came while the user was paging."""

    def keep(self, ids: Ids) -> npt.NDArray[np.bool_]:
        """Which of these photos may be an answer."""
        kept = np.ones(len(ids), bool)
        if self.photos is not None:
            kept &= among(ids, self.photos)
        if self.passes is not None:
            kept &= self.passes(ids)
        if self.banned is not None and len(self.banned):
            kept &= ~among(ids, self.banned)
        if self.last_photo is not None:
            kept &= ids <= self.last_photo
        return kept


@dataclass(frozen=True, slots=True)
class Candidates:
    """Photos row by row, the best first: how likely by the picture, by what is written, and by both."""

    ids: Ids
    visual_score: Probabilities
    text_score: Probabilities
    score: Probabilities

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: npt.NDArray[np.int64] | npt.NDArray[np.bool_]) -> Candidates:
        return Candidates(self.ids[rows], self.visual_score[rows], self.text_score[rows], self.score[rows])


def fused(ids: Ids, visual: Probabilities, text: Probabilities) -> Candidates:
    """Either piece of evidence is enough (noisy or); ties go to the lower id."""
    score = np.asarray(1.0 - (1.0 - visual) * (1.0 - text), np.float32)
    order = np.lexsort((ids, -score))
    return Candidates(ids, visual, text, score).take(order)


def lowered(found: Candidates, known: Ids) -> Candidates:
    """The same, but for `known` photos less likely: what was asked is not known of the others."""
    unsure = ~among(found.ids, known)
    score = np.where(unsure, UNKNOWN_WEIGHT * found.score, found.score).astype(np.float32)
    order = np.lexsort((found.ids, -score))
    return Candidates(found.ids, found.visual_score, found.text_score, score).take(order)


def sure(ids: Ids) -> Candidates:
    """These photos in this order, of which nothing more is asked."""
    ones = np.ones(len(ids), np.float32)
    return Candidates(ids, np.zeros_like(ones), np.zeros_like(ones), ones)


def certain(scope: Scope) -> Candidates:
    """Every photo of a scope that names them, the newest first: nothing more is asked than to be in it."""
    ids = np.empty(0, np.int64) if scope.photos is None else scope.photos
    return sure(ids[scope.keep(ids)][::-1])


def find_candidates(
    sight: Sight | None,
    written: WrittenPhotos,
    facts: PhotoFacts,
    scope: Scope,
    wanted: int,
    moments: BestMoments | None = None,
) -> Candidates:
    """The best `wanted` photos of the scope at least, exactly as scoring every photo would rank them; a video
    by the best of its `moments`, too.

    The pool of nearest vectors grows until nothing outside it can still reach the last place that is wanted.
    """
    size = max(POOL, wanted)
    written = written.take(scope.keep(written.ids))
    while True:
        found, ceiling = _pooled(sight, written, facts, scope, size, moments)
        reached = float(found.score[wanted - 1]) if 0 < wanted <= len(found) else 0.0
        if ceiling is None or reached >= ceiling or size >= MOST_POOL:
            return found
        size = min(4 * size, MOST_POOL)


def _pooled(
    sight: Sight | None,
    written: WrittenPhotos,
    facts: PhotoFacts,
    scope: Scope,
    size: int,
    moments: BestMoments | None,
) -> tuple[Candidates, float | None]:
    """Candidates out of a pool of this size, and the most a photo outside of it can score; None: none is."""
    text = written.probability()
    if sight is None:
        return fused(written.ids, np.zeros_like(text), text), None
    nearest = sight.index.search(sight.direction, size, scope.vectors)
    ids, visual = _shown_by(sight, facts, nearest)
    kept = scope.keep(ids)
    ids, visual = ids[kept], visual[kept]
    best = np.argsort(-text, kind="stable")[:MOST_WRITTEN]
    more, more_visual = _shown_by_photos(sight, facts, without(written.ids[best], ids))
    ids, visual = np.concatenate([ids, more]), np.concatenate([visual, more_visual])
    if moments is not None:
        ids, visual = _with_moments(ids, visual, moments, scope)
    ceiling = None
    if len(nearest) == size:
        ceiling = sight.ceiling(nearest[-1][1])
    return fused(ids, visual, _text_scores(written.ids, text, ids)), ceiling


def _with_moments(
    ids: Ids, visual: Probabilities, moments: BestMoments, scope: Scope
) -> tuple[Ids, Probabilities]:
    """Videos as likely as the best of their moments, where that is more than their poster is."""
    kept = scope.keep(moments.ids)
    videos, likely = moments.ids[kept], moments.likely[kept]
    whole, first = np.unique(np.concatenate([ids, videos]), return_index=True)
    best = np.concatenate([visual, likely])[first]
    rows = np.searchsorted(whole, videos)
    best[rows] = np.maximum(best[rows], likely)
    return whole, best


def _shown_by(sight: Sight, facts: PhotoFacts, nearest: Sequence[Hit]) -> tuple[Ids, Probabilities]:
    """Photos that have one of these vectors, and how likely each shows what was asked."""
    vector_ids = np.array([vector_id for vector_id, _ in nearest], np.int64)
    ids, places = facts.owners(vector_ids)
    if sight.unwanted:
        return ids, sight.likely(sight.index.rows(vector_ids))[places]
    return ids, sight.likely_at(np.array([cosine for _, cosine in nearest], np.float32))[places]


def _shown_by_photos(sight: Sight, facts: PhotoFacts, photo_ids: Ids) -> tuple[Ids, Probabilities]:
    """The same for photos by id; one that has no vector yet shows nothing."""
    vector_ids = facts.vectors_of(photo_ids)
    known = (vector_ids > 0) & (vector_ids <= sight.index.last_id)
    likely = np.zeros(len(photo_ids), np.float32)
    if known.any():
        likely[known] = sight.likely(sight.index.rows(vector_ids[known]))
    return photo_ids, likely


def _text_scores(written_ids: Ids, text: Probabilities, ids: Ids) -> Probabilities:
    """The probability by words of each photo in `ids`, 0 where nothing is written."""
    result = np.zeros(len(ids), np.float32)
    if len(written_ids):
        rows = np.minimum(np.searchsorted(written_ids, ids), len(written_ids) - 1)
        same = written_ids[rows] == ids
        result[same] = text[rows[same]]
    return result
