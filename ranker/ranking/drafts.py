"""From candidates to drafts: which are looked at, and which of their photos are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from photos_ml.ranker.candidates.candidate import Candidate
from photos_ml.ranker.ranking.features import photo_features
from photos_ml.ranker.ranking.score import MEMORY_FEATURES, MemoryDraft, memory_features
from photos_ml.ranker.ranking.scorer import Scorer
from photos_ml.ranker.ranking.select import choose, moments, shortlist, thinned, wanted_length
from photos_ml.ranker.scene.scene import Scene
from photos_ml.types import FloatMatrix
from photos_ml.vision.quality import Quality

LOOKED_AT = 24
"""Candidates of a kind that are looked at closely: a life of travel has hundreds of days out."""

PEOPLE_LIFT = 0.15
"""What people seen well add to the score of a photo, which is about 0 to 1: about its deviation in a pool."""
WELL_SEEN = 0.4
"""`face_worths` of one large face, sharp and from the front."""


def promising(candidates: Sequence[Candidate]) -> list[Candidate]:
    """At most LOOKED_AT of each kind: those whose day comes round soonest, then those with most photos."""

    def order(candidate: Candidate) -> tuple[int, int, str]:
        near = candidate.facts.anniversary_days
        return (0 if near is None else near // 7, -len(candidate.rows), candidate.subject)

    taken: Counter[str] = Counter()
    found: list[Candidate] = []
    for candidate in sorted(candidates, key=order):
        taken[candidate.kind.id] += 1
        if taken[candidate.kind.id] <= LOOKED_AT:
            found.append(candidate)
    return found


def rough_pool(scene: Scene, candidate: Candidate) -> list[int]:
    """A pool of bearable size, thinned by what costs nothing to know."""
    rows = list(dict.fromkeys(candidate.rows))
    return thinned(scene, rows, scene.appeal[rows])


def draft(
    scene: Scene,
    candidate: Candidate,
    rows: list[int],
    qualities: Mapping[int, Quality],
    scorer: Scorer,
    faces: Mapping[int, float] | None = None,
) -> MemoryDraft:
    """The best of each moment, then the best of those. `faces`: row -> how well faces are seen in it, as
    `face_worths`, where they were looked for."""
    if not rows:
        return MemoryDraft(candidate, (), {})
    seen = photo_features(scene, rows, qualities)
    lifts = (PEOPLE_LIFT * min((faces or {}).get(row, 0.0) / WELL_SEEN, 1.0) for row in rows)
    scores = {row: s + lift for row, s, lift in zip(rows, scorer.photos(seen).tolist(), lifts, strict=True)}
    heads = [max(group, key=lambda row: (scores[row], -row)) for group in moments(scene, rows)]
    chosen = choose(scene, candidate.kind, heads, scores, wanted_length(len(heads), len(scene.photos)))
    return MemoryDraft(candidate, tuple(chosen), scores, dict(zip(rows, seen, strict=True)))


def worth_measuring(scene: Scene, draft: MemoryDraft) -> list[int]:
    """The rows of a draft made without pixels that are worth a look at them: of those it scored, what its
    candidate still has."""
    left = set(draft.candidate.rows)
    rows = [row for row in draft.scores if row in left]
    return shortlist(scene, draft.candidate.kind, rows, dict(draft.scores))


def features_of(scene: Scene, drafts: Sequence[MemoryDraft]) -> FloatMatrix:
    """Rows of `memory_features`, float32 (len(drafts), len(MEMORY_FEATURES))."""
    rows = [memory_features(scene, draft) for draft in drafts]
    return np.stack(rows) if rows else np.zeros((0, len(MEMORY_FEATURES)), np.float32)


def varied(ranked: Sequence[MemoryDraft], count: int) -> list[MemoryDraft]:
    """The first `count`, at most a third of them of one kind."""
    kinds: Counter[str] = Counter()
    found: list[MemoryDraft] = []
    for one in ranked:
        if kinds[one.candidate.kind.id] < max(count // 3, 1) and len(found) < count:
            kinds[one.candidate.kind.id] += 1
            found.append(one)
    return found
