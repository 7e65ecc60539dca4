"""A memory of a day as it is shown, kept and read again."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from photos_ml.ranker.candidates.candidate import MemoryFacts, Reason
from photos_ml.ranker.candidates.kinds import KINDS
from photos_ml.ranker.learning.feedback import NAMES, FrozenMemory, FrozenPhoto
from photos_ml.ranker.telling.explain import Part
from photos_ml.store.memories import KeptMemory
from photos_ml.types import Place


@dataclass(frozen=True, slots=True)
class Story:
    """What a memory tells, before any language: to tell it in another."""

    day: date
    facts: MemoryFacts
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """A memory of a day. Photos are (id, score), in the order told; `id` stays the same for library, day
    and seed."""

    id: str
    kind: str
    """The id of its kind."""
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
    told: Story | None = None
    """None of one that was kept before this was."""
    features: tuple[float, ...] = field(default=(), compare=False, repr=False)
    """The row of `memory_features`; () of a memory that was read again."""
    photo_features: tuple[tuple[float, ...], ...] = field(default=(), compare=False, repr=False)
    """The row of `photo_features` of each photo."""


def as_kept(memory: Memory, day: date, rank: int) -> KeptMemory:
    """As the library keeps it."""
    told = {
        "title": memory.title, "subtitle": memory.subtitle, "score": memory.score,
        "why": list(memory.why), "cover": memory.cover, "about": [list(pair) for pair in memory.about],
        "parts": [list(part) for part in memory.parts],
        **({"told": asdict(memory.told)} if memory.told else {}),
    }  # fmt: skip
    document = json.dumps(told, ensure_ascii=False, default=date.isoformat)
    return KeptMemory(memory.id, day, rank, memory.kind, memory.subject, document, memory.photos)


def as_frozen(memory: Memory, day: date, rank: int) -> FrozenMemory:
    """What the rankers saw of it, for training."""
    photos = tuple(
        FrozenPhoto(photo, position, features)
        for position, ((photo, _), features) in enumerate(
            zip(memory.photos, memory.photo_features, strict=True)
        )
    )
    return FrozenMemory(
        memory.id, day, rank, memory.kind, memory.subject, NAMES.signature, memory.features, photos
    )


def from_kept(kept: KeptMemory, allowed: Collection[int]) -> Memory | None:
    """A kept memory without the photos that may not be shown; None where too little is left of it, or
    this program knows no such kind."""
    told, kind = json.loads(kept.document), KINDS.get(kept.kind)
    photos = tuple(photo for photo in kept.photos if photo[0] in allowed)
    if kind is None or len(photos) < kind.min_photos:
        return None
    return Memory(
        id=kept.id,
        kind=kept.kind,
        subject=kept.subject,
        title=told["title"],
        subtitle=told["subtitle"],
        score=told["score"],
        why=tuple(told["why"]),
        cover=told["cover"] if told["cover"] in allowed else max(photos, key=lambda photo: photo[1])[0],
        photos=photos,
        about=tuple((what, name) for what, name in told.get("about", ())),
        parts=tuple((words, amount) for words, amount in told.get("parts", ())),
        told=_told(told["told"]) if "told" in told else None,
    )


def _told(raw: dict[str, Any]) -> Story:
    facts = raw["facts"]
    facts |= {name: date.fromisoformat(facts[name]) for name in ("first", "last", "born") if facts[name]}
    facts |= {"places": tuple(Place(**place) for place in facts["places"]), "people": tuple(facts["people"])}
    reasons = (Reason(**{**reason, "years": tuple(reason["years"])}) for reason in raw["reasons"])
    return Story(date.fromisoformat(raw["day"]), MemoryFacts(**facts), tuple(reasons))
