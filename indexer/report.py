"""What a run of the indexer did so far, and at its end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from photos_ml.indexer.foresight import Foreseen
from photos_ml.indexer.links import LinkOut
from photos_ml.store import FileGroup, FileRole


@dataclass
class Counts:
    """Every photo found counts once, in new, changed, moved, unchanged or failed."""

    new: int = 0
    changed: int = 0
    moved: int = 0
    unchanged: int = 0
    failed: int = 0
    gone: int = 0
    missing: int = 0
    unreadable: int = 0
    """Folders that could not be read."""
    verified: int = 0
    """Files that looked the same and were read whole, to compare their bytes."""
    embedded: int = 0
    files: int = 0
    """Files dealt with, companions included, sidecars not."""
    total_files: int = 0
    """Files found by a faster look ahead; 0 before it began, grows while it runs."""
    foreseen: Foreseen | None = None
    """What the run will cost, once its files are counted."""
    sorted: tuple[int, int] | None = None
    """Of a large library at the end: how many vectors of how many lie in the lists that a search looks at."""
    anew: tuple[int, int] | None = None
    """At the end, where another model or a newer revision takes over: how many photos of how many it has
    looked at."""

    def numbers(self) -> dict[str, int]:
        """All that was counted, by name."""
        return {name: value for name, value in vars(self).items() if isinstance(value, int)}

    @property
    def differ(self) -> bool:
        """Whether anything is not as the last run left it."""
        return bool(self.new or self.changed or self.moved or self.gone or self.missing)

    @property
    def photos(self) -> int:
        """Photos found on disk."""
        return self.new + self.changed + self.moved + self.unchanged + self.failed


class Progress(Protocol):
    """Is told of every step of a run, in the thread that runs it; must return at once."""

    def __call__(self, counts: Counts, /) -> None: ...


class Tally:
    """Counts as a run goes, and tells whoever listens."""

    def __init__(self, progress: Progress) -> None:
        self.counts = Counts()
        self._progress = progress

    def photo(self, category: str, group: FileGroup) -> None:
        """One photo more in the count named `category`."""
        setattr(self.counts, category, getattr(self.counts, category) + 1)
        self.counts.files += sum(role is not FileRole.SIDECAR for role, _ in group.files)
        self._progress(self.counts)

    def absent(self, category: str, number: int) -> None:
        """Photos that were not found: 'gone' or 'missing'."""
        setattr(self.counts, category, getattr(self.counts, category) + number)
        self._progress(self.counts)

    def verified(self) -> None:
        """One file more whose bytes were compared."""
        self.counts.verified += 1

    def unreadable(self) -> None:
        """One folder more that cannot be read."""
        self.counts.unreadable += 1
        self._progress(self.counts)

    def embedded(self, number: int) -> None:
        self.counts.embedded += number
        self._progress(self.counts)


@dataclass(frozen=True, slots=True)
class Report:
    """The end of a run."""

    counts: Counts
    seconds: float
    offline: tuple[Path, ...]
    """Roots that could not be reached: nothing of them was changed."""
    links: tuple[LinkOut, ...] = ()
    """Links out of the folders that no run before met."""

    @property
    def photos_per_second(self) -> float:
        return self.counts.photos / max(self.seconds, 1e-9)
