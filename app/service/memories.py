"""The memories of a day: made, kept and read again."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from photos_ml.app.service.albums import AlbumRow, album_named, choose_cover, make_album
from photos_ml.app.service.context import Context
from photos_ml.app.service.feedback import learn_from_feedback
from photos_ml.app.service.memory_kinds import memory_kind
from photos_ml.app.service.memory_maker import memory_maker
from photos_ml.app.service.wording import place_namer
from photos_ml.errors import UsageError
from photos_ml.ranker.candidates.asked import WISH, subject_of
from photos_ml.ranker.learning.feedback import FeedbackEvent, FeedbackKind
from photos_ml.ranker.learning.feedback_log import FeedbackLog
from photos_ml.ranker.telling.language import memory_in
from photos_ml.ranker.telling.memory import Memory
from photos_ml.ranker.telling.telling import memory_id
from photos_ml.store.memories import Memories
from photos_ml.store.paths import name_key

if TYPE_CHECKING:
    from photos_ml.store import PhotoRow

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MemoryView:
    """A memory with the rows of its photos, in the order told."""

    memory: Memory
    photos: tuple[PhotoRow, ...]


def memories_of_day(
    context: Context,
    today: date,
    *,
    kinds: Sequence[str] = (),
    seed: int = 0,
    limit: int = 10,
    anew: bool = False,
    reword: bool = False,
) -> list[MemoryView]:
    """The memories of a day, best first, made and kept if there are none yet or `anew`; where nothing can be
    written, those it has.

    With `kinds` they are made for this answer alone: known by their ids, not shown on the day. With `reword`,
    made anew under titles by the language model of this machine; errors as `rewording.local_model`.
    """
    if context.library().is_read_only and not (anew or kinds):
        return kept_memories(context, today)[:limit]
    chosen = [memory_kind(name) for name in kinds]
    maker = memory_maker(context)
    begun = time.perf_counter()
    fresh = anew or not are_made(context, today)
    if fresh:
        learn_from_feedback(context)
    if chosen:
        made = maker.make(today, kinds=chosen, seed=seed, limit=limit)
        maker.keep_asked_for(today, made)
        return _views(context, made)
    if anew:
        made = maker.make(today, seed=seed, limit=limit)
        maker.keep(today, _reworded(made) if reword else made, seed)
    shown = maker.show(today, seed=seed, limit=limit)
    if fresh:
        _log.info("made %d memories of a day in %.2f s", len(shown), time.perf_counter() - begun)
    return _views(context, shown[:limit])


def are_made(context: Context, day: date) -> bool:
    """Whether `memories_of_day` answers at once."""
    return Memories(context.library().database).seed_of(day) is not None


def other_memories(context: Context, day: date) -> list[MemoryView]:
    """Other memories for a day: made anew with the next seed."""
    library = context.library()
    seed = 1 + (Memories(library.database).seed_of(day) or 0)
    asked = FeedbackEvent(context.clock.now(), FeedbackKind.REGENERATE, subject=day.isoformat())
    FeedbackLog(library).give(asked)
    return memories_of_day(context, day, seed=seed, anew=True)


def kept_memories(context: Context, day: date) -> list[MemoryView]:
    """The memories a day has, without making any."""
    return _views(context, memory_maker(context).read(day))


def find_memory(context: Context, memory_id: str) -> MemoryView | None:
    """A kept memory of any day; None where there is none, or nothing of it may be shown."""
    found = memory_maker(context).find(memory_id)
    return _views(context, [found[0]])[0] if found else None


def make_of_person(
    context: Context, name: str, today: date, *, seed: int = 0, limit: int = 10
) -> list[MemoryView]:
    """Memories of somebody, made for this answer: known by their ids, not shown on the day. UsageError where
    nobody has the name; letter case does not matter."""
    known = {name_key(one): one for one in context.library().names().people}
    if name_key(name) not in known:
        raise UsageError(
            f"nobody in the library is called {name}", hint="photos-ml people list shows the names"
        )
    learn_from_feedback(context)
    maker = memory_maker(context)
    made = maker.make(today, person=known[name_key(name)], seed=seed, limit=limit)
    maker.keep_asked_for(today, made)
    return _views(context, made)


def make_of_wish(context: Context, wish: str, today: date, *, seed: int = 0) -> list[MemoryView]:
    """A memory of what is asked for as a search is ('our beach days with Leo'), known by its id, not shown on
    the day; [] where too little is found. UsageError for an empty wish."""
    from photos_ml.app.service.search import search_photos

    wanted = _wish(wish)
    found = search_photos(context, wanted, planner="rules", limit=MOST_WISHED, fold=False)
    photos = {hit.photo.id for hit in found.hits if hit.good}
    maker = memory_maker(context)
    made = maker.make_of(today, wanted, photos, seed=seed)
    maker.keep_asked_for(today, made)
    return _views(context, made)


def memory_of_wish(context: Context, wish: str, today: date) -> MemoryView | None:
    """What `make_of_wish` made of it for the day; None where it made nothing, or has not yet."""
    return find_memory(context, memory_id(WISH.id, subject_of(_wish(wish)), today, 0))


def _wish(text: str) -> str:
    wanted = " ".join(text.split())
    if not wanted:
        raise UsageError("an empty wish", hint="photos-ml memories make --wish 'our beach days with Leo'")
    return wanted


MOST_WISHED = 1000
"""Photos that are looked through for a wish."""


def memories_of_person(context: Context, name: str) -> list[MemoryView]:
    """The memories that were made of somebody, the newest first."""
    return _views(context, memory_maker(context).about_person(name))


def known_memory(context: Context, memory_id: str) -> MemoryView:
    """As `find_memory`; UsageError where that finds nothing."""
    found = find_memory(context, memory_id)
    if found is None:
        raise UsageError(f"there is no memory {memory_id}", hint="memories --json shows the ids")
    return found


def album_of_memory(context: Context, memory_id: str, name: str = "") -> tuple[AlbumRow, int]:
    """A new album of a memory's photos in the order told, under its title or another name, with its cover;
    and the number to undo it by. UsageError as `known_memory`."""
    memory = known_memory(context, memory_id).memory
    photos = [photo for photo, _ in memory.photos]
    with context.library().database.transaction():
        album, gesture = make_album(context, name or memory.title, photos)
        choose_cover(context, album, memory.cover)
    return album_named(context, album.id), gesture


def _views(context: Context, memories: Sequence[Memory]) -> list[MemoryView]:
    wanted = sorted({photo for memory in memories for photo, _ in memory.photos})
    rows = context.library().photos.get(wanted)
    language, named = context.language, place_namer(context)
    said = [memory_in(memory, language, named) for memory in memories]
    return [MemoryView(memory, tuple(rows[photo] for photo, _ in memory.photos)) for memory in said]


def _reworded(memories: Sequence[Memory]) -> list[Memory]:
    from photos_ml.app.service.rewording import local_model
    from photos_ml.ranker.telling.reword import reworded

    complete = local_model()
    return [reworded(memory, complete) for memory in memories]
