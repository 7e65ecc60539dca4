"""A draft as it is told: the facts of the photos that were chosen, title, reasons, and a cover of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from photos_ml.ranker.candidates.by_time import taken_on
from photos_ml.ranker.candidates.candidate import Candidate, MemoryKind, span
from photos_ml.ranker.learning.wishes import about
from photos_ml.ranker.ranking.explain import Part
from photos_ml.ranker.ranking.score import Draft, memory_features, reasons
from photos_ml.ranker.ranking.select import cover_of
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.scene.themes import THEMES
from photos_ml.ranker.telling.memory import Memory
from photos_ml.ranker.telling.titles import title_of

BY_YEARS = {
    MemoryKind.ON_THIS_DAY, MemoryKind.HOLIDAY, MemoryKind.PERSON, MemoryKind.TOGETHER, MemoryKind.THEME,
    MemoryKind.THEN_AND_NOW,
}  # fmt: skip
"""Their titles name the years: those of the photos that are told, not of all there are."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A draft with its score, and what set it apart."""

    score: float
    draft: Draft
    parts: tuple[Part, ...]


def memory_of(scene: Scene, ranked: Ranked, seed: int, covers: Collection[int] = ()) -> Memory:
    """The memory; its cover is none of the photos `covers` where there is another."""
    draft = ranked.draft
    candidate = _as_told(scene, draft)
    title, subtitle = title_of(candidate, scene.today)
    key = f"{candidate.kind.value}/{candidate.subject}/{scene.today}/{seed}"
    return Memory(
        id=hashlib.blake2b(key.encode(), digest_size=8).hexdigest(),
        kind=candidate.kind,
        subject=candidate.subject,
        title=title,
        subtitle=subtitle,
        score=round(ranked.score, 4),
        why=reasons(replace(draft, candidate=candidate), scene, scene.today),
        cover=scene.photos[_cover(scene, draft, covers)].id,
        photos=tuple((scene.photos[row].id, round(draft.scores[row], 4)) for row in draft.rows),
        about=about(candidate),
        parts=ranked.parts,
        seen=tuple(memory_features(scene, draft).tolist()),
        seen_photos=tuple(tuple(draft.seen[row].tolist()) for row in draft.rows),
    )


def _as_told(scene: Scene, draft: Draft) -> Candidate:
    candidate = draft.candidate
    if candidate.kind not in BY_YEARS:
        return candidate
    first, last = span([scene.photos[row].local.date() for row in draft.rows])
    facts = replace(candidate.facts, first=first, last=last)
    why = candidate.why
    if candidate.kind is MemoryKind.ON_THIS_DAY:
        why = (taken_on(scene, draft.rows),)
    return replace(candidate, facts=facts, why=why)


def _cover(scene: Scene, draft: Draft, covers: Collection[int]) -> int:
    """Not a cover of the same day again; of a theme, one of the photos that are surely about it."""
    fresh = [row for row in draft.rows if scene.photos[row].id not in covers] or list(draft.rows)
    theme = next((i for i, one in enumerate(THEMES) if draft.candidate.subject == f"theme:{one.id}"), None)
    if theme is not None:
        shares = scene.shares[fresh, theme]
        fresh = [row for row, share in zip(fresh, shares, strict=True) if share >= np.median(shares)]
    return cover_of(scene, fresh, dict(draft.scores))
