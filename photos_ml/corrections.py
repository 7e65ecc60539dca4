"""What a person says of photos, all of them the same: nothing where it is left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from photos_ml.types import DateSource, PersonTag, Place, Position, Precision, Taken


@dataclass(frozen=True, slots=True)
class Moved:
    """Dates moved: by a wrong clock (`by`), or told in another zone, so that the instant stays."""

    by: timedelta = timedelta()
    offset_minutes: int | None = None

    def __bool__(self) -> bool:
        return bool(self.by) or self.offset_minutes is not None

    def of(self, taken: Taken) -> Taken | None:
        """The date moved; None for one that is no day, or that leaves the calendar."""
        if taken.precision.level > Precision.DAY.level or taken.source is DateSource.MTIME:
            return None
        offset = taken.offset_minutes if self.offset_minutes is None else self.offset_minutes
        turned = (offset or 0) - taken.offset_minutes if taken.offset_minutes is not None else 0
        try:
            local = taken.local + self.by + timedelta(minutes=turned)
        except OverflowError:
            return None
        return Taken(local, offset, DateSource.USER, taken.precision)


@dataclass(frozen=True, slots=True)
class Where:
    """Where photos were taken; neither: nowhere that is known."""

    position: Position | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """One gesture over any number of photos. An empty text, a rating of 0 and an empty `Where` say that there
    is none, whatever the file says."""

    taken: Taken | None = None
    undated: bool = False
    moved: Moved = Moved()
    where: Where | None = None
    title: str | None = None
    caption: str | None = None
    rating: int | None = None
    favorite: bool | None = None
    keywords: tuple[str, ...] = ()
    no_keywords: tuple[str, ...] = ()
    people: tuple[PersonTag, ...] = ()
    no_people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    """Words for what they show."""
    no_tags: tuple[str, ...] = ()
    """Words for what they do not show, whatever a tagger says."""
    kind: str | None = None
    """'photo' or a kind of LOOKS; '': what it looks like."""

    def __bool__(self) -> bool:
        return self != Correction()
