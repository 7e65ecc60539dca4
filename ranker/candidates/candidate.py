"""What a memory could be about: a kind, a subject, the photos it may draw on, and the evidence for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING

from photos_ml.types import Place

if TYPE_CHECKING:
    from photos_ml.ranker.scene.scene import Scene


@dataclass(frozen=True, slots=True)
class Attributes:
    """What the rankers know of a kind of memory, each 0 to 1; nothing is known of one kind alone."""

    yearly: float = 0.0
    """Its calendar day comes round."""
    festive: float = 0.0
    across_years: float = 0.0
    """Told by its years; those its title names are the years of the photos chosen."""
    compared: float = 0.0
    """Pictures of one thing, years apart."""
    people: float = 0.0
    company: float = 0.0
    """People together."""
    travel: float = 0.0
    """Away from home."""
    place: float = 0.0
    occasion: float = 0.0
    """One event, or one journey, that happened once."""
    novel: float = 0.0
    themed: float = 0.0
    period: float = 0.0
    """The best of a stretch of time."""
    recent: float = 0.0
    span: float = 0.0
    """How much of a life it covers: 0 a day, 1 all of it."""


ATTRIBUTES = tuple(field.name for field in fields(Attributes))


def by_day(scene: Scene, row: int) -> object:
    """The day of a photo."""
    return scene.photos[row].local.date()


def by_month(scene: Scene, row: int) -> object:
    """The month of a photo, in any year."""
    return scene.photos[row].local.month


def by_year(scene: Scene, row: int) -> object:
    """The year of a photo."""
    return scene.photos[row].local.year


def by_event(scene: Scene, row: int) -> object:
    """The event that a photo belongs to."""
    return int(scene.event_of[row])


@dataclass(frozen=True, slots=True)
class MemoryKind:
    """A kind of memory: all that the program knows of it but its titles, which are of a language."""

    id: str
    """As in the JSON and in `telling.english.TITLES`."""
    candidates: Callable[[Scene], Iterator[Candidate]]
    """All that could be made of a scene; which are worth showing is for the ranker."""
    attributes: Attributes
    worth: float
    """What it adds to a score that counts 1.2 in all: weights set by hand, and a feature of the rankers."""
    cool_down_days: int
    """Until its subject may be shown again: Ente's for persons, themes and trips, like ones for the rest."""
    min_photos: int = 3
    a_day: int = 1
    """Most of it on one day."""
    part: Callable[[Scene, int], object] = by_day
    """The part of its span that a photo stands for: the photos chosen are spread over these."""
    spare: bool = False
    """Told only where a library has little else to tell."""


@dataclass(frozen=True, slots=True)
class MemoryFacts:
    """What titles and reasons may say; '' and () where it does not apply."""

    first: date
    last: date
    places: tuple[Place, ...] = ()
    """In the order visited."""
    home_country: str = ""
    people: tuple[str, ...] = ()
    theme: str = ""
    """Id of a theme."""
    occasion: str = ""
    """Id of what was celebrated: 'christmas', 'birthday'."""
    anniversary_days: int | None = None
    """Days between today and the nearest anniversary of what happened."""
    nights: int = 0
    name: str = ""
    """What its folder or album is called, where that says something; a pet's name; what was asked for."""
    born: date | None = None
    """Of whom it is about."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Evidence for a memory. The words are of a language, as `telling.english.REASONS`."""

    what: str
    count: int = 0
    name: str = ""
    years: tuple[int, ...] = ()
    """Of the photos that are told."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A memory that could be made: rows of a scene, chosen from later."""

    kind: MemoryKind
    subject: str
    """The same for the same trip, person or theme on any day: what cool-downs go by."""
    rows: tuple[int, ...]
    facts: MemoryFacts
    why: tuple[Reason, ...]


def span(days: Sequence[date]) -> tuple[date, date]:
    """First and last of one or more days."""
    return min(days), max(days)
