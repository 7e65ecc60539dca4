"""A draft as it is told: the facts of the photos that were chosen, title, reasons, and a cover of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

import numpy as np

from photos_ml.ranker.candidates.by_time import years_of
from photos_ml.ranker.candidates.candidate import Candidate, span
from photos_ml.ranker.learning.wishes import about
from photos_ml.ranker.ranking.covers import cover_of, people_shown, sights
from photos_ml.ranker.ranking.score import MemoryDraft, memory_features
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.scene.themes import THEMES
from photos_ml.ranker.telling.explain import Part
from photos_ml.ranker.telling.memory import Memory, Story
from photos_ml.ranker.telling.titles import in_words, reasons, title_of
from photos_ml.store.faces import SeenFace
from photos_ml.types import FloatMatrix

Faces: TypeAlias = Mapping[int, Sequence[SeenFace]]
"""By content."""
Likeness: TypeAlias = Callable[[str, Sequence[int]], FloatMatrix]
"""Words and rows -> how much each looks like the words, (n,)."""
OCCASION_THEMES = {
    "birthday": "party",
    "wedding": "party",
    "christmas": "christmas",
    "new year's eve": "night",
}
"""Occasion -> the theme of the photos that show it."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A draft with its score, and what set it apart."""

    score: float
    draft: MemoryDraft
    parts: tuple[Part, ...]


def memory_of(
    scene: Scene,
    ranked: Ranked,
    seed: int,
    covers: Collection[int] = (),
    faces: Faces | None = None,
    likeness: Likeness | None = None,
) -> Memory:
    """The memory; its cover is none of the photos `covers` where there is another, shows its people well
    where the faces of its photos are known, and what it is called where words can be compared."""
    draft = ranked.draft
    candidate = _as_told(scene, draft)
    title, subtitle = title_of(candidate, scene.today)
    why = reasons(replace(draft, candidate=candidate), scene)
    return Memory(
        id=memory_id(candidate.kind.id, candidate.subject, scene.today, seed),
        kind=candidate.kind.id,
        subject=candidate.subject,
        title=title,
        subtitle=subtitle,
        score=round(ranked.score, 4),
        why=in_words(why, candidate.facts, scene.today),
        cover=scene.photos[_cover(scene, draft, covers, faces or {}, likeness)].id,
        photos=tuple((scene.photos[row].id, round(draft.scores[row], 4)) for row in draft.rows),
        about=about(candidate),
        parts=ranked.parts,
        told=Story(scene.today, candidate.facts, why),
        features=tuple(memory_features(scene, draft).tolist()),
        photo_features=tuple(tuple(draft.features[row].tolist()) for row in draft.rows),
    )


def memory_id(kind: str, subject: str, day: date, seed: int) -> str:
    """The id of what is made of a subject on a day."""
    return hashlib.blake2b(f"{kind}/{subject}/{day}/{seed}".encode(), digest_size=8).hexdigest()


def _as_told(scene: Scene, draft: MemoryDraft) -> Candidate:
    candidate = draft.candidate
    if not candidate.kind.attributes.across_years:
        return candidate
    first, last = span([scene.photos[row].local.date() for row in draft.rows])
    facts = replace(candidate.facts, first=first, last=last)
    years = years_of(scene, draft.rows)
    why = tuple(replace(reason, years=years) if reason.years else reason for reason in candidate.why)
    return replace(candidate, facts=facts, why=why)


def _cover(
    scene: Scene,
    draft: MemoryDraft,
    covers: Collection[int],
    faces: Faces,
    likeness: Likeness | None,
) -> int:
    """Not a cover of the same day again; of a theme, one of the photos that are surely about it."""
    fresh = [row for row in draft.rows if scene.photos[row].id not in covers] or list(draft.rows)
    facts = draft.candidate.facts
    about = facts.theme or OCCASION_THEMES.get(facts.occasion, "")
    theme = next((i for i, one in enumerate(THEMES) if one.id == about), None)
    if theme is not None:
        shares = scene.shares[fresh, theme]
        fresh = [row for row, share in zip(fresh, shares, strict=True) if share >= np.median(shares)]
    people = {
        row: people_shown(seen, facts.people)
        for row in fresh
        if (seen := faces.get(scene.photos[row].content_id))
    }
    return cover_of(scene, fresh, draft.scores, people, _about(scene, draft.candidate, fresh, likeness))


def _about(
    scene: Scene, candidate: Candidate, rows: Sequence[int], likeness: Likeness | None
) -> dict[int, float]:
    """How well each row shows what its owner called it, or a place where it is of one, in deviations."""
    words = candidate.facts.name or candidate.facts.occasion
    if words and likeness is not None:
        shown = likeness(f"a photo of {words}", rows)
    elif candidate.kind.attributes.travel:
        shown = sights(scene, rows)
    else:
        return {}
    spread = max(float(shown.std()), 1e-6)
    return dict(zip(rows, ((shown - shown.mean()) / spread).tolist(), strict=True))
