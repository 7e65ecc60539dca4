"""From what the user did to what can be learnt: things that were shown together, and what each was worth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import numpy as np

from photos_ml.ranker.learning.feedback import FeedbackEvent, FeedbackKind, FrozenMemory
from photos_ml.ranker.learning.personal import RankedThing, TrainingGroup

GAINS = {
    FeedbackKind.OPEN: 1.0, FeedbackKind.FAVORITE: 2.0, FeedbackKind.SHARE: 3.0, FeedbackKind.HIDE: -2.0,
    FeedbackKind.LESS: -2.0,
}  # fmt: skip
"""What an interaction says of what it was done to; a showing says nothing, looking long by how long."""
DWELL_GAIN = 1.0
LONG_SECONDS = {RankedThing.MEMORY: 30.0, RankedThing.PHOTO: 8.0}
"""Looked at for so long, a thing has all of the gain of a dwell."""
OPENED = 1.0
"""What a memory has at least that something was done with a photo of: it was opened."""


def training_groups_of(events: Iterable[FeedbackEvent], shown: Iterable[FrozenMemory]) -> list[TrainingGroup]:
    """A group for each day on which something was done with a memory, and for each memory with a photo of
    which something was done; by time, then as shown."""
    of_memory: dict[str, list[FeedbackEvent]] = defaultdict(list)
    for event in events:
        if event.memory is not None:
            of_memory[event.memory].append(event)
    days: dict[object, list[FrozenMemory]] = defaultdict(list)
    for memory in shown:
        days[memory.day].append(memory)
    found = [group for day in days.values() for group in _of_day(day, of_memory)]
    return sorted(found, key=lambda group: group.at)


def _of_day(day: Sequence[FrozenMemory], done: dict[str, list[FeedbackEvent]]) -> Iterator[TrainingGroup]:
    events = [event for memory in day for event in done.get(memory.memory, ())]
    if not events:
        return
    gains = [_memory_gain(done.get(memory.memory, ())) for memory in day]
    if len(day) > 1:
        rows, ranks = [memory.features for memory in day], [memory.rank for memory in day]
        yield _training_group(RankedThing.MEMORY, _first(events), rows, gains, ranks)
    for memory in day:
        yield from _of_photos(memory, [e for e in done.get(memory.memory, ()) if e.photo is not None])


def _of_photos(memory: FrozenMemory, events: Sequence[FeedbackEvent]) -> Iterator[TrainingGroup]:
    if not events or len(memory.photos) < 2:
        return
    gains = [
        _gain(RankedThing.PHOTO, [e for e in events if e.photo == photo.photo]) for photo in memory.photos
    ]
    rows, positions = [p.features for p in memory.photos], [p.position for p in memory.photos]
    yield _training_group(RankedThing.PHOTO, _first(events), rows, gains, positions)


def _memory_gain(events: Sequence[FeedbackEvent]) -> float:
    opened = any(e.photo is not None and e.event is not FeedbackKind.SHOWN for e in events)
    own = _gain(RankedThing.MEMORY, [e for e in events if e.photo is None])
    return max(own, OPENED) if opened and own >= 0 else own


def _gain(target: RankedThing, events: Sequence[FeedbackEvent]) -> float:
    """The best that was done, or the worst where something was not wanted."""
    seconds = sum(event.value for event in events if event.event is FeedbackKind.DWELL)
    said = {event.event: event.value for event in events}  # the latest of each: a favourite may be taken back
    gains = [GAINS[kind] for kind, value in said.items() if kind in GAINS and value > 0]
    gains.append(DWELL_GAIN * min(seconds / LONG_SECONDS[target], 1.0))
    return min(gains) if min(gains) < 0 else max(gains)


def _first(events: Sequence[FeedbackEvent]) -> datetime:
    return min(event.at for event in events)


def _training_group(
    target: RankedThing,
    at: datetime,
    rows: Sequence[Sequence[float]],
    gains: Sequence[float],
    positions: Sequence[int],
) -> TrainingGroup:
    return TrainingGroup(
        target, at, np.array(rows, np.float32), np.array(gains, np.float32), np.array(positions)
    )
