"""Memories for the facade: the ranker with the active model, and the pictures it looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from photos_ml.errors import UsageError
from photos_ml.ranker.candidates.candidate import MemoryKind
from photos_ml.ranker.learning.feedback import Feedback, FeedbackEvent, FeedbackKind
from photos_ml.ranker.learning.feedback_log import FeedbackLog
from photos_ml.ranker.memories import MemoryMaker
from photos_ml.ranker.scene.junk import JunkFilter
from photos_ml.ranker.scene.scene import Reader
from photos_ml.ranker.scene.themes import ThemeReader
from photos_ml.ranker.telling.memory import Memory
from photos_ml.store.memories import Excluded, Memories
from photos_ml.vision.quality import SIDE_PIXELS

if TYPE_CHECKING:
    from PIL.Image import Image

    from photos_ml.app.service import PhotoService
    from photos_ml.store import PhotoRow

KINDS = tuple(kind.value for kind in MemoryKind)
MUTED = tuple(what.value for what in Excluded)
EVENTS = tuple(kind.value for kind in FeedbackKind if kind is not FeedbackKind.REGENERATE)
LESS_OF = ("person", "place", "day", "kind", "memory")


@dataclass(frozen=True, slots=True)
class MemoryView:
    """A memory with the rows of its photos, in the order told."""

    memory: Memory
    photos: tuple[PhotoRow, ...]


class MemoryService:
    """What can be done with the memories of a library."""

    def __init__(self, service: PhotoService) -> None:
        self._service = service
        self._maker = MemoryMaker(service.library(), self._reader, self._picture)
        self._store = Memories(service.library().database)
        self._log = FeedbackLog(service.library())

    def of_day(
        self,
        today: date,
        *,
        kinds: Sequence[str] = (),
        seed: int = 0,
        limit: int = 10,
        anew: bool = False,
        reword: bool = False,
    ) -> list[MemoryView]:
        """The memories of a day, best first, made and kept if there are none yet or `anew`.

        With `kinds` they are made for this answer alone and not kept. With `reword`, made anew under titles
        by the language model of this machine; errors as `rewording.local_model`.
        """
        chosen = [_kind(name) for name in kinds]
        if anew or not self.is_made(today):
            self.learn()
        if chosen:
            return self._views(self._maker.make(today, kinds=chosen, seed=seed, limit=limit))
        if anew:
            made = self._maker.make(today, seed=seed, limit=limit)
            self._maker.keep(today, _reworded(made) if reword else made, seed)
        return self._views(self._maker.show(today, seed=seed, limit=limit))

    def is_made(self, day: date) -> bool:
        """Whether `of_day` answers at once."""
        return self._store.seed_of(day) is not None

    def regenerate(self, day: date) -> list[MemoryView]:
        """Other memories for a day: made anew with the next seed."""
        seed = 1 + (self._store.seed_of(day) or 0)
        self._log.give(FeedbackEvent(self._now(), FeedbackKind.REGENERATE, subject=day.isoformat()))
        return self.of_day(day, seed=seed, anew=True)

    def kept(self, day: date) -> list[MemoryView]:
        """The memories a day has, without making any."""
        return self._views(self._maker.read(day))

    def get(self, memory_id: str) -> MemoryView:
        """As `find`; UsageError where that finds nothing."""
        return self._views([self._shown(memory_id)[0]])[0]

    def find(self, memory_id: str) -> MemoryView | None:
        """A kept memory of any day; None where there is none, or nothing of it may be shown."""
        found = self._maker.find(memory_id)
        return self._views([found[0]])[0] if found else None

    def give(
        self,
        memory_id: str,
        event: str,
        *,
        photo: int | None = None,
        position: int | None = None,
        value: float = 1.0,
        subject: str = "",
    ) -> None:
        """Take feedback on a kept memory or a photo in it; UsageError where there is none such."""
        kind = _event(event)
        memory, rank = self._shown(memory_id)
        photos = [shown for shown, _ in memory.photos]
        if photo is not None and photo not in photos:
            raise UsageError(f"photo {photo} is not in that memory", hint="memories show ID lists them")
        if kind is FeedbackKind.LESS:
            _check_less(subject)
        if position is None:
            position = rank if photo is None else photos.index(photo)
        given = FeedbackEvent(self._now(), kind, memory_id, photo, position, value, subject)
        self._log.give(given, memory.subject)

    def undo(self) -> FeedbackEvent | None:
        """Take back the last favourite, share, hide or 'less'; None where there is none."""
        return self._log.undo()

    def reset(self) -> int:
        """Forget all feedback and what was learnt from it; how many events that were."""
        return self._log.reset()

    def learn(self, *, enough: int | None = None) -> dict[str, Any] | None:
        """Train this library's own ranker where `enough` feedback is new: whether it is in use, and why."""
        from photos_ml.ranker.learning.learning import NEW_EVENTS, learn, report

        outcome = learn(self._service.library(), self._now(), enough=enough or NEW_EVENTS)
        return report(outcome) if outcome else None

    def feedback(self) -> list[FeedbackEvent]:
        """All feedback, oldest first."""
        return Feedback(self._service.library().database).events()

    def mute(self, what: str, subject: str) -> None:
        """Keep a photo, person, place, day, folder or kind out of all memories."""
        self._store.exclude(Excluded(what), _checked(what, subject))

    def unmute(self, what: str, subject: str) -> bool:
        """Take a mute back; False where there was none."""
        return self._store.include(Excluded(what), subject)

    def muted(self) -> list[tuple[str, str]]:
        """(what, subject) of all mutes."""
        return [(what.value, subject) for what, subject in self._store.exclusions()]

    def page(self, views: Sequence[MemoryView]) -> str:
        """A page of memories with their pictures inside: one file that needs no other."""
        from photos_ml.app.service.memory_page import render_page

        return render_page(self._service, views)

    def _reader(self) -> Reader:
        encoder = self._service.encoder
        info = encoder.info
        texts = encoder.encode_texts
        return Reader((info.id, info.revision), info.dimension, JunkFilter(texts), ThemeReader(texts))

    def _now(self) -> datetime:
        return self._service.clock.now()

    def _shown(self, memory_id: str) -> tuple[Memory, int]:
        found = self._maker.find(memory_id)
        if found is None:
            raise UsageError(f"there is no memory {memory_id}", hint="memories --json shows the ids")
        return found[0], found[2]

    def _picture(self, photo: PhotoRow) -> Image:
        return self._service.thumbnail(photo, SIDE_PIXELS)

    def _views(self, memories: Sequence[Memory]) -> list[MemoryView]:
        wanted = sorted({photo for memory in memories for photo, _ in memory.photos})
        rows = self._service.library().photos.get(wanted)
        return [MemoryView(memory, tuple(rows[photo] for photo, _ in memory.photos)) for memory in memories]


def _reworded(memories: Sequence[Memory]) -> list[Memory]:
    from photos_ml.app.service.rewording import local_model
    from photos_ml.ranker.telling.reword import reworded

    complete = local_model()
    return [reworded(memory, complete) for memory in memories]


def _kind(name: str) -> MemoryKind:
    try:
        return MemoryKind(name)
    except ValueError:
        raise UsageError(f"no kind of memory is called {name}", hint=f"kinds: {', '.join(KINDS)}") from None


def _event(name: str) -> FeedbackKind:
    if name not in EVENTS:
        raise UsageError(f"no feedback is called {name}", hint=f"one of: {', '.join(EVENTS)}")
    return FeedbackKind(name)


def _checked(what: str, subject: str) -> str:
    if what == Excluded.KIND.value:
        _kind(subject)
    if what == Excluded.PHOTO.value and not subject.isdecimal():
        raise UsageError(f"{subject} is no photo id", hint="memories --json shows the ids")
    if what == Excluded.DAY.value:
        _check_day(subject)
    return subject


def _check_less(subject: str) -> None:
    what, _, name = subject.partition(":")
    if what not in LESS_OF or not name:
        kinds = ", ".join(LESS_OF)
        raise UsageError(f"less of {subject!r}?", hint=f"write person:Anna; before the colon one of {kinds}")


def _check_day(subject: str) -> None:
    try:
        date.fromisoformat(subject if len(subject) > 5 else f"2024-{subject}")
    except ValueError:
        raise UsageError(f"{subject} is no day", hint="write 2024-11-21, or 11-21 for every year") from None
