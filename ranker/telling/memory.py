"""A memory of a day as it is shown, kept and read again."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from photos_ml.ranker.candidates.candidate import MemoryKind
from photos_ml.ranker.learning.feedback import SIGNATURE, FrozenMemory, FrozenPhoto
from photos_ml.ranker.ranking.explain import Part
from photos_ml.store.memories import KeptMemory

MIN_PHOTOS = {
    MemoryKind.ON_THIS_DAY: 1, MemoryKind.HOLIDAY: 2, MemoryKind.THEN_AND_NOW: 2, MemoryKind.THEME: 5,
}  # fmt: skip
"""Of a theme more: among few the one that was mistaken is seen."""
MIN_PHOTOS_ELSE = 3


@dataclass(frozen=True, slots=True)
class Memory:
    """A memory of a day. Photos are (id, score), in the order told; `id` stays the same for library, day
    and seed."""

    id: str
    kind: MemoryKind
    subject: str
    title: str
    subtitle: str
    score: float
    why: tuple[str, ...]
    cover: int
    photos: tuple[tuple[int, float], ...]
    about: tuple[tuple[str, str], ...] = ()
    """(what, name) of all the user may want less of: person, place, day, kind, memory."""
    parts: tuple[Part, ...] = ()
    """What set it apart from the other memories of its day when it was ranked."""
    seen: tuple[float, ...] = field(default=(), compare=False, repr=False)
    """The row of `memory_features`; () of a memory that was read again."""
    seen_photos: tuple[tuple[float, ...], ...] = field(default=(), compare=False, repr=False)
    """The row of `photo_features` of each photo."""


def least(kind: MemoryKind) -> int:
    """Photos that a memory of a kind has at least."""
    return MIN_PHOTOS.get(kind, MIN_PHOTOS_ELSE)


def as_kept(memory: Memory, day: date, rank: int) -> KeptMemory:
    """As the library keeps it."""
    told = {
        "title": memory.title, "subtitle": memory.subtitle, "score": memory.score,
        "why": list(memory.why), "cover": memory.cover, "about": [list(pair) for pair in memory.about],
        "parts": [list(part) for part in memory.parts],
    }  # fmt: skip
    document = json.dumps(told, ensure_ascii=False)
    return KeptMemory(memory.id, day, rank, memory.kind.value, memory.subject, document, memory.photos)


def as_frozen(memory: Memory, day: date, rank: int) -> FrozenMemory:
    """What the rankers saw of it, for training."""
    photos = tuple(
        FrozenPhoto(photo, position, features)
        for position, ((photo, _), features) in enumerate(zip(memory.photos, memory.seen_photos, strict=True))
    )
    return FrozenMemory(
        memory.id, day, rank, memory.kind.value, memory.subject, SIGNATURE, memory.seen, photos
    )


def from_kept(kept: KeptMemory, allowed: Collection[int]) -> Memory | None:
    """A kept memory without the photos that may not be shown; None where too little is left of it."""
    told, kind = json.loads(kept.document), MemoryKind(kept.kind)
    photos = tuple(photo for photo in kept.photos if photo[0] in allowed)
    if len(photos) < least(kind):
        return None
    return Memory(
        id=kept.id,
        kind=kind,
        subject=kept.subject,
        title=told["title"],
        subtitle=told["subtitle"],
        score=told["score"],
        why=tuple(told["why"]),
        cover=told["cover"] if told["cover"] in allowed else max(photos, key=lambda photo: photo[1])[0],
        photos=photos,
        about=tuple((what, name) for what, name in told.get("about", ())),
        parts=tuple((words, amount) for words, amount in told.get("parts", ())),
    )
