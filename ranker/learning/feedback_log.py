"""Taking feedback: what is kept of it, what it changes at once, and taking the last of it back."""

from __future__ import annotations

from dataclasses import replace

from photos_ml.ranker.learning.feedback import Feedback, FeedbackEvent, FeedbackKind
from photos_ml.store import Library, Mark
from photos_ml.store.memories import Excluded, Memories

SAID = (FeedbackKind.FAVORITE, FeedbackKind.SHARE, FeedbackKind.HIDE, FeedbackKind.LESS)
"""What the user says on purpose, and may take back; looking at something is no statement."""
ALREADY = "already"
"""`subject` of a favourite or hidden photo that was one before: taking it back changes nothing."""


class FeedbackLog:
    """Feedback of one library: a favourite is one everywhere, what is hidden is in no memory from now on."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._feedback = Feedback(library.database)
        self._memories = Memories(library.database)

    def give(self, event: FeedbackEvent, subject: str = "") -> int:
        """Keep an event and do what it asks; its id. `subject`: of the memory, needed to hide it."""
        with self._library.database.transaction():
            match event.event:
                case FeedbackKind.FAVORITE if event.photo is not None:
                    event = self._favourite(event, event.photo)
                case FeedbackKind.HIDE:
                    event = self._hide(event, subject)
            return self._feedback.add(event)

    def undo(self) -> FeedbackEvent | None:
        """Take back the last thing that was said, and what it changed; None where nothing was."""
        with self._library.database.transaction():
            event = self._feedback.last(SAID)
            if event is None:
                return None
            self._feedback.remove(event.id)
            self._feedback.drop_models(knowing=event.id)
            if event.event is FeedbackKind.FAVORITE and event.photo is not None:
                if event.subject != ALREADY:
                    self._library.marks.set(event.photo, Mark.FAVORITE, event.value <= 0)
            elif event.event is FeedbackKind.HIDE and event.subject != ALREADY:
                what, _, name = event.subject.partition(":")
                self._memories.include(Excluded(what), name)
            return event

    def reset(self) -> int:
        """Forget all feedback and all that was learnt from it; how many events that were.

        What was hidden stays hidden: `unmute` takes it back.
        """
        return self._feedback.clear()

    def _favourite(self, event: FeedbackEvent, photo: int) -> FeedbackEvent:
        wanted = event.value > 0
        if self._library.photos.get([photo])[photo].metadata.favorite is wanted:
            return replace(event, subject=ALREADY)
        self._library.marks.set(photo, Mark.FAVORITE, wanted)
        return event

    def _hide(self, event: FeedbackEvent, subject: str) -> FeedbackEvent:
        named = (Excluded.PHOTO, str(event.photo)) if event.photo is not None else (Excluded.MEMORY, subject)
        if named in self._memories.exclusions():
            return replace(event, subject=ALREADY)
        self._memories.exclude(*named)
        return replace(event, subject=f"{named[0].value}:{named[1]}")
