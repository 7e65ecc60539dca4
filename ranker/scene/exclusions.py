"""What must never be in a memory: asked when one is made and again when one is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from photos_ml.store.dated import DatedPhoto
from photos_ml.store.memories import Excluded

PRIVATE_FOLDERS = frozenset({"hidden", "private", "locked folder", "archive", "archived", "trash", "bin"})
PRIVATE_KEYWORDS = frozenset({"hidden", "private", "archived", "locked"})
"""Folders and keywords by which other programs mark what is not to be shown, case aside."""


@dataclass(frozen=True, slots=True)
class MemoryExclusions:
    """Exclusions by what they name; all names in lower case."""

    named: frozenset[tuple[Excluded, str]] = frozenset()
    hidden: frozenset[int] = frozenset()
    """Photos the user has hidden everywhere."""

    @classmethod
    def of(cls, pairs: Iterable[tuple[Excluded, str]], hidden: Iterable[int] = ()) -> MemoryExclusions:
        return cls(frozenset((what, subject.casefold()) for what, subject in pairs), frozenset(hidden))

    def allows(self, photo: DatedPhoto) -> bool:
        """Whether a photo may be shown."""
        if photo.id in self.hidden or _is_private(photo.folder, photo.keywords):
            return False
        return not self.named or self.named.isdisjoint(_claims(photo))

    def allows_memory(self, kind: str, subject: str) -> bool:
        """Whether a memory of this kind, about this subject, may be shown."""
        return {(Excluded.KIND, kind), (Excluded.MEMORY, subject.casefold())}.isdisjoint(self.named)

    def allows_day(self, day: date) -> bool:
        """False on a muted day: nothing of it, and nothing shown on its anniversaries where MM-DD is
        muted."""
        return not {(Excluded.DAY, day.isoformat()), (Excluded.DAY, f"{day:%m-%d}")} & self.named


def _is_private(folder: str, keywords: tuple[str, ...]) -> bool:
    if keywords and any(word.casefold() in PRIVATE_KEYWORDS for word in keywords):
        return True
    return _is_private_folder(folder)


@lru_cache(maxsize=65_536)
def _is_private_folder(folder: str) -> bool:
    parts = folder.casefold().split("/")
    return any(part in PRIVATE_FOLDERS or part.startswith(".") for part in parts)


def _claims(photo: DatedPhoto) -> Iterable[tuple[Excluded, str]]:
    """Everything an exclusion could name about a photo."""
    yield Excluded.PHOTO, str(photo.id)
    yield from ((Excluded.PERSON, name.casefold()) for name in photo.people)
    if photo.place is not None:
        levels = (photo.place.city, photo.place.region, photo.place.country)
        yield from ((Excluded.PLACE, level.casefold()) for level in levels if level)
    yield Excluded.DAY, photo.local.date().isoformat()
    yield Excluded.DAY, f"{photo.local:%m-%d}"
    folder = photo.folder.casefold()
    parts = folder.split("/")
    yield from ((Excluded.FOLDER, "/".join(parts[:end])) for end in range(1, len(parts) + 1))
    yield from ((Excluded.FOLDER, part) for part in parts if part)
