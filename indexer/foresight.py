"""What a long run will cost, told before it begins: hours and bytes, by what this library has cost so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from photos_ml.encoders.base import Encoder
from photos_ml.files import bytes_below
from photos_ml.indexer.enrich.registry import FIRST, catalogue
from photos_ml.store import Library

FEWEST_MEASURED = 200
"""Photos of a library whose own figures are believed; with fewer those below are taken."""
SEARCH_MS = 60.0
"""Of one core, until a 12-megapixel JPEG can be searched for: decoding and the built-in encoder, README."""
LATER_MS = 15.0
"""Of one core, a photo and step of which nothing is known yet: a small picture decoded and looked at."""
PHOTO_BYTES = 45_000
"""Of the library, a photo: nine tenths are its picture for the grid."""


@dataclass(frozen=True, slots=True)
class LaterStep:
    """A step that follows when photos can be searched: how many contents wait for it, and what one took."""

    due: int
    ms: float | None
    """Of one core, on average; None where none was timed yet."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a library has cost until now."""

    photos: int = 0
    bytes: int = 0
    search_ms: float | None = None
    """Of one core, a photo, until it could be searched for; None where none was timed."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a run will cost, about."""

    photos: int
    """That are new."""
    search_s: float
    """Until they can be searched for."""
    later_s: float
    """From then until every other step is done too."""
    bytes: int
    """That the library will grow by."""

    @property
    def seconds(self) -> float:
        return self.search_s + self.later_s


def foresee(new: int, waiting: int, later: Sequence[LaterStep], spent: Spent, *, cores: int) -> Foreseen:
    """What it will cost to take in `new` photos and to give `waiting` known ones what search needs, on so
    many cores, and then the steps that follow."""
    measured = spent.photos >= FEWEST_MEASURED
    search_ms = spent.search_ms if measured and spent.search_ms else SEARCH_MS
    photo_bytes = spent.bytes / spent.photos if measured else PHOTO_BYTES
    later_ms = sum((step.due + new) * (LATER_MS if step.ms is None else step.ms) for step in later)
    return Foreseen(
        photos=new,
        search_s=(new + waiting) * search_ms / 1000 / max(cores, 1),
        later_s=later_ms / 1000 / max(cores, 1),
        bytes=round(new * photo_bytes),
    )


def unmeasured(encoder: Encoder) -> list[LaterStep]:
    """The steps that will follow in a library that is yet to be made."""
    return [LaterStep(0, None) for step in catalogue(encoder).steps if step.id not in FIRST]


def foreseer(
    library: Library, encoder: Encoder, known: Callable[[], int], cores: int
) -> Callable[[int], Foreseen]:
    """What tells, once the photos of a run are counted, what it will cost. `known`: how many of them are in
    the library."""
    return partial(_foreseen, library, encoder, known, cores)


def _foreseen(
    library: Library, encoder: Encoder, known: Callable[[], int], cores: int, photos: int
) -> Foreseen:
    steps = catalogue(encoder)
    on = {step.id for step in steps.steps if library.steps.is_on(step.id, asks=bool(step.asks))}
    counts = {step.id: library.steps.counts(step, steps.after(step)) for step in steps.steps}
    later = [LaterStep(counts[i].due, counts[i].ms) for i in counts if i in on and i not in FIRST]
    waiting = max((counts[i].due for i in FIRST if i in counts), default=0)
    searched = sum(counts[i].ms or 0.0 for i in FIRST if i in counts)
    present = library.photos.count()
    measured = present >= FEWEST_MEASURED  # else nobody asks what the folder holds, and to walk it takes long
    spent = Spent(present, bytes_below(library.folder) if measured else 0, searched or None)
    return foresee(max(photos - known(), 0), waiting, later, spent, cores=cores)
