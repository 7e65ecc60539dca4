"""The names of kinds of memories, of what can be done with them, and of what can be muted."""

from __future__ import annotations

from photos_ml.errors import UsageError
from photos_ml.ranker.candidates.kinds import KINDS
from photos_ml.ranker.learning.feedback import FeedbackKind
from photos_ml.store.memories import Excluded

MUTED = tuple(what.value for what in Excluded)
EVENTS = tuple(kind.value for kind in FeedbackKind if kind is not FeedbackKind.REGENERATE)
GIVEN = tuple(name for name in EVENTS if name != FeedbackKind.LESS)
"""All but what has a command and an address of its own: less of something."""
LESS_OF = ("person", "place", "day", "kind", "memory")


def memory_kind(name: str) -> str:
    """The name itself; UsageError where no kind has it."""
    if name not in KINDS:
        raise UsageError(f"no kind of memory is called {name}", hint=f"kinds: {', '.join(KINDS)}")
    return name
