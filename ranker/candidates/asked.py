"""Memories that somebody asks for in words: what a search found is all they draw on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from photos_ml.ranker.candidates.by_time import places_of
from photos_ml.ranker.candidates.candidate import Attributes, Candidate, MemoryFacts, MemoryKind, Reason, span
from photos_ml.ranker.scene.scene import Scene

ALWAYS_SHARE = 0.5
"""Of the photos somebody is in whom the memory is about."""


def _none(_: Scene) -> Iterator[Candidate]:
    yield from ()


def asked_for(scene: Scene, wish: str, rows: Sequence[int]) -> Candidate:
    """One or more rows that a wish found, as what could be told."""
    first, last = span([scene.photos[row].local.date() for row in rows])
    counts = Counter(name for row in rows for name in set(scene.photos[row].people))
    people = tuple(name for name, count in sorted(counts.items()) if count > ALWAYS_SHARE * len(rows))
    facts = MemoryFacts(first, last, places_of(scene, rows), people=people, name=wish)
    return Candidate(WISH, subject_of(wish), tuple(rows), facts, (Reason("asked", len(rows)),))


def subject_of(wish: str) -> str:
    """What is asked for in other letters is the same."""
    return f"{WISH.id}:{wish.casefold()}"


WISH = MemoryKind(
    "wish", _none, Attributes(across_years=1, themed=0.5, span=0.5), worth=0.2, cool_down_days=0, min_photos=2
)
KINDS = (WISH,)
