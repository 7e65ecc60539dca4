"""What the user asked to see less of: not never, as a mute says, but seldom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from photos_ml.ranker.candidates.candidate import Candidate
from photos_ml.ranker.learning.feedback import FeedbackEvent, FeedbackKind

LESS_FACTOR = 0.7
"""Each 'less of this' leaves so much of a score: two or three bring a memory below what is worth showing."""
Subject = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Wishes:
    """How often the user asked for less of each (what, name); names in lower case."""

    less: Counter[Subject] = field(default_factory=Counter)

    @classmethod
    def of(cls, events: Iterable[FeedbackEvent]) -> Wishes:
        asked = (event.subject for event in events if event.event is FeedbackKind.LESS)
        return cls(Counter(_subject(text) for text in asked))

    def factor(self, about: Iterable[Subject]) -> float:
        """What is left of the score of a memory about these, 0 to 1."""
        named = {(what, name.casefold()) for what, name in about}
        return float(LESS_FACTOR ** sum(self.less[subject] for subject in named))


def about(candidate: Candidate) -> tuple[Subject, ...]:
    """All of a candidate that a wish could name, the most particular first."""
    facts = candidate.facts
    away = [place for place in facts.places if place.country_code != facts.home_country]
    named = [
        ("memory", candidate.subject),
        *(("person", name) for name in facts.people),
        *(("place", place.city) for place in facts.places),
        *(("place", place.country) for place in away),
        *([("day", f"{facts.first:%m-%d}")] if facts.anniversary_days is not None else []),
        ("kind", candidate.kind.id),
    ]
    return tuple(dict.fromkeys((what, name) for what, name in named if name))


def _subject(text: str) -> Subject:
    what, _, name = text.partition(":")
    return what, name.casefold()
