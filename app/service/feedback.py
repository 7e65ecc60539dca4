"""What the user did with memories and wants none of: kept in the library, and learnt from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from photos_ml.app.service.context import Context
from photos_ml.app.service.memory_kinds import EVENTS, LESS_OF, memory_kind
from photos_ml.app.service.memory_maker import memory_maker
from photos_ml.app.service.photos import find_photo
from photos_ml.errors import UsageError
from photos_ml.ranker.learning.feedback import Feedback, FeedbackEvent, FeedbackKind
from photos_ml.ranker.learning.feedback_log import FeedbackLog
from photos_ml.ranker.learning.in_use import ranker_in_use
from photos_ml.ranker.learning.personal import PERSONAL, read_document
from photos_ml.ranker.telling.language import learnt_in
from photos_ml.ranker.telling.learnt import Learnt, learnt_of
from photos_ml.store import Library
from photos_ml.store.memories import Excluded, Memories
from photos_ml.store.paths import name_key, path_key, printable
from photos_ml.store.traces import Trace

_Known = Callable[[Library, str], bool]


def _is_person(library: Library, name: str) -> bool:
    return name_key(name) in _keys(library.names().people)


def _is_place(library: Library, name: str) -> bool:
    return name_key(name) in _keys(library.names().places)


def _is_folder(library: Library, name: str) -> bool:
    wanted = path_key(name)
    roots = library.roots()
    folders = (path_key(printable(folder)) for root in roots for folder in library.photos.folders_of(root.id))
    return any(f"/{wanted}/" in f"/{folder}/" for folder in folders)


_NAMED: Mapping[str, tuple[_Known, str]] = MappingProxyType(
    {
        Excluded.PERSON: (_is_person, "give a name as photos-ml explore shows it"),
        Excluded.PLACE: (_is_place, "give a city, region or country of your photos"),
        Excluded.FOLDER: (_is_folder, "give a folder below the ones that are indexed"),
    }
)
"""What has to be known here by its name, and what helps where it is not."""


def give_feedback(
    context: Context,
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
    found = memory_maker(context).find(memory_id)
    if found is None:
        raise UsageError(f"there is no memory {memory_id}", hint="memories --json shows the ids")
    memory, _, rank = found
    photos = [shown for shown, _ in memory.photos]
    if photo is not None and photo not in photos:
        raise UsageError(f"photo {photo} is not in that memory", hint="memories show ID lists them")
    if kind is FeedbackKind.LESS:
        context.library().check_writable()
        _check_less(context, subject, memory.about)
    if position is None:
        position = rank if photo is None else photos.index(photo)
    now = context.clock.now()
    given = FeedbackEvent(now, kind, memory_id, photo, position, value, subject)
    FeedbackLog(context.library()).give(given, memory.subject)


def undo_feedback(context: Context) -> FeedbackEvent | None:
    """Take back the last favourite, share, hide or 'less'; None where there is none."""
    return FeedbackLog(context.library()).undo()


def reset_feedback(context: Context) -> tuple[int, tuple[Trace, ...]]:
    """Forget all feedback and what was learnt from it; how many events that were, and where it was looked
    for."""
    return FeedbackLog(context.library()).reset(), context.library().erase_traces()


def learn_from_feedback(context: Context, *, enough: int | None = None) -> dict[str, Any] | None:
    """Train this library's own ranker where `enough` feedback is new: whether it is in use, and why."""
    from photos_ml.ranker.learning.learning import NEW_EVENTS, learn, report

    outcome = learn(context.library(), context.clock.now(), enough=enough or NEW_EVENTS)
    return report(outcome) if outcome else None


@dataclass(frozen=True, slots=True)
class LearntReport:
    """What the library's own ranker learnt and what was asked for by hand."""

    ranker: str
    """Which is in use, and why."""
    said: int
    """Things that were done with memories."""
    learnt: Learnt
    less: tuple[tuple[str, int], ...]
    """What less was asked for of, and how often."""
    favorites: int


def what_was_learnt(context: Context) -> LearntReport:
    """In plain words; of nothing learnt yet, nothing."""
    library = context.library()
    feedback = Feedback(library.database)
    events = [event for event in feedback.events() if event.event is not FeedbackKind.SHOWN]
    model = feedback.model(PERSONAL)
    weights = read_document(model.document) if model else None
    liked = {event.photo: event.value > 0 for event in events if event.event is FeedbackKind.FAVORITE}
    return LearntReport(
        str(ranker_in_use(model.document if model else None)),
        len(events),
        Learnt((), ()) if weights is None else learnt_in(learnt_of(weights), context.language),
        tuple(Counter(e.subject for e in events if e.event is FeedbackKind.LESS and e.subject).most_common()),
        sum(liked.values()),
    )


def all_feedback(context: Context) -> list[FeedbackEvent]:
    """All feedback, oldest first."""
    return Feedback(context.library().database).events()


def mute(context: Context, what: str, subject: str) -> None:
    """Keep a photo, person, place, day, folder or kind out of all memories."""
    Memories(context.library().database).exclude(Excluded(what), _checked(context, what, subject))


def unmute(context: Context, what: str, subject: str) -> bool:
    """Take a mute back; False where there was none."""
    return Memories(context.library().database).include(Excluded(what), subject)


def muted(context: Context) -> list[tuple[str, str]]:
    """(what, subject) of all mutes."""
    found = Memories(context.library().database).exclusions()
    return [(what.value, subject) for what, subject in found]


def _event(name: str) -> FeedbackKind:
    if name not in EVENTS:
        raise UsageError(f"no feedback is called {name}", hint=f"one of: {', '.join(EVENTS)}")
    return FeedbackKind(name)


def _checked(context: Context, what: str, subject: str) -> str:
    """The subject; UsageError for one that nothing of the library is called."""
    if what == Excluded.KIND.value:
        memory_kind(subject)
    if what == Excluded.PHOTO.value and not _is_photo(context, subject):
        raise UsageError(f"{subject} is no photo id", hint="memories --json shows the ids")
    if what in _NAMED and not _NAMED[what][0](context.library(), subject):
        raise UsageError(f"no {what} here is called {subject}", hint=_NAMED[what][1])
    if what == Excluded.DAY.value:
        _check_day(subject)
    return subject


def _check_less(context: Context, subject: str, about: tuple[tuple[str, str], ...]) -> None:
    """UsageError for what the memory is not about and the library does not know."""
    what, _, name = subject.partition(":")
    if what not in LESS_OF or not name:
        kinds = ", ".join(LESS_OF)
        raise UsageError(f"less of {subject!r}?", hint=f"write person:Anna; before the colon one of {kinds}")
    if (what, name) in about:
        return
    if what == "memory":
        raise UsageError(f"the memory has no subject {name}", hint="photos-ml memories why ID lists it")
    _checked(context, what, name)


def _check_day(subject: str) -> None:
    try:
        date.fromisoformat(subject if len(subject) > 5 else f"2024-{subject}")
    except ValueError:
        raise UsageError(f"{subject} is no day", hint="write 2024-11-21, or 11-21 for every year") from None


def _is_photo(context: Context, subject: str) -> bool:
    return subject.isdecimal() and find_photo(context, subject) is not None


def _keys(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(name_key, names))
