"""The words of a memory: title, subtitle and reasons, in the language of this program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from photos_ml.ranker.candidates.candidate import Candidate, MemoryFacts, Reason
from photos_ml.ranker.ranking.score import MemoryDraft
from photos_ml.ranker.scene.scene import Scene
from photos_ml.ranker.telling import english as words

SOON_DAYS = 7
"""An anniversary so near is said."""


def title_of(candidate: Candidate, today: date) -> tuple[str, str]:
    """A title and a subtitle. `today` turns years into 'a year ago'."""
    return words.TITLES[candidate.kind.id](candidate.facts, today)


def reasons(draft: MemoryDraft, scene: Scene) -> tuple[Reason, ...]:
    """Why this memory; the evidence first."""
    facts, today = draft.candidate.facts, scene.today
    found = list(draft.candidate.why)
    gone = today.year - facts.first.year
    near = facts.anniversary_days
    if near is not None and near <= SOON_DAYS and gone and draft.candidate.kind.attributes.occasion == 1:
        found.append(Reason("this_week", gone))
    liked = sum(scene.photos[row].favorite for row in draft.rows)
    if liked:
        found.append(Reason("favorites", liked))
    return tuple(found)


def in_words(found: Sequence[Reason], facts: MemoryFacts, today: date) -> tuple[str, ...]:
    """Reasons in plain words."""
    return tuple(words.REASONS[reason.what](reason, facts, today) for reason in found)
