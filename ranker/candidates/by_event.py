"""Candidates that an event makes which no journey explains: a feast at home, a match, a day with friends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from photos_ml.ranker.candidates.by_place import OVER_DAYS, common_theme
from photos_ml.ranker.candidates.by_time import places_of
from photos_ml.ranker.candidates.candidate import (
    Attributes,
    Candidate,
    MemoryFacts,
    MemoryKind,
    Reason,
    by_event,
)
from photos_ml.ranker.candidates.celebrations import CELEBRATIONS, seen_in_events, whose
from photos_ml.ranker.candidates.names import name_of
from photos_ml.ranker.scene.anniversaries import anniversary_days
from photos_ml.ranker.scene.scene import Scene

MIN_EVENT_PHOTOS = 5
MIN_NAMED_PHOTOS = 3
"""... where somebody gave it a name."""
COMPANY_SHARE = 0.3
"""Share of the photos somebody is in who was there."""
MOST_NAMED = 3


def _events(scene: Scene) -> Iterator[Candidate]:
    for one in scene.once("told events", lambda: list(_of_events(scene))):
        first = one.facts.first
        if (scene.today - first).days >= OVER_DAYS:
            yield replace(
                one, facts=replace(one.facts, anniversary_days=anniversary_days(scene.today, first))
            )


def _of_events(scene: Scene) -> Iterator[Candidate]:
    """Events that are on no journey and of which something can be said."""
    away = {row for trip in scene.trips for row in scene.rows_of(trip.start, trip.stop)}
    away.update(
        row for outing in scene.outings for row in scene.rows_of(outing.event.start, outing.event.stop)
    )
    for event in scene.events:
        if len(event) < MIN_NAMED_PHOTOS:
            continue
        rows = scene.rows_of(event.start, event.stop)
        facts = _facts(scene, rows) if away.isdisjoint(rows) else None
        if facts is not None and (facts.name or len(rows) >= MIN_EVENT_PHOTOS):
            what = "named" if facts.name else "seen" if facts.occasion or facts.theme else "there"
            yield Candidate(EVENT, f"event:{facts.first}", tuple(rows), facts, (Reason(what, len(rows)),))


def _facts(scene: Scene, rows: Sequence[int]) -> MemoryFacts | None:
    """What can be said of an event; None where that is nothing."""
    day = scene.photos[rows[0]].local.date()
    seen = Counter(name for row in rows for name in set(scene.photos[row].people))
    often = sorted((-count, name) for name, count in seen.items() if count >= COMPANY_SHARE * len(rows))
    there = [name for _, name in often[:MOST_NAMED]]
    name, theme = name_of(scene, rows), common_theme(scene, rows)
    occasion = next((c.id for c in CELEBRATIONS if not seen_in_events(scene, c).isdisjoint(rows)), "")
    people = tuple(there)
    if occasion:
        people = (owner,) if (owner := whose(scene, rows)) else ()
    if not (name or occasion or theme or len(there) > 1):
        return None
    return MemoryFacts(
        day, day, places_of(scene, rows), people=people, theme=theme, occasion=occasion, name=name
    )


EVENT = MemoryKind(
    "event", _events, Attributes(occasion=1, people=0.5, festive=0.5),
    worth=0.18, cool_down_days=120, a_day=2, part=by_event,
)  # fmt: skip
KINDS = (EVENT,)
