"""What a planner is given and what it gives back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from photos_ml.planner.plan import QueryPlan


@dataclass(frozen=True, slots=True)
class Known:
    """What this library knows by name; a plan never holds a person, camera or folder that is not here."""

    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    """Every place of the library by name: cities, regions, countries, 'Home'."""
    cameras: tuple[str, ...] = ()
    """Makes and models: 'Canon', 'Canon EOS R6'."""
    folders: tuple[str, ...] = ()
    """Folders and albums."""
    keywords: tuple[str, ...] = ()
    first: date | None = None
    """Day of the first photo; an asked date before it is dropped."""
    last: date | None = None
    southern: bool = False
    """The library's home lies south of the equator: seasons are turned round."""
    country: str = ""
    """ISO 3166 code of the library's home, '' where unknown: which holidays, day before month or after."""
    language: str = ""
    """ISO 639 code of what queries are read in; '' where each query tells it itself."""
    births: frozenset[str] = frozenset()
    """People of whom it is known when they were born."""
    faces: bool = False
    """Whether faces were looked for, so that people can be counted."""
    kinds: frozenset[str] = frozenset()
    """What some picture of the library is besides a photo: 'receipt', 'map'."""
    letters: bool = False
    """Whether what pictures show is understood in the letters of the query, which are not Latin."""

    @classmethod
    def from_mapping(cls, source: Mapping[str, object]) -> Known:
        """From the JSON form: an object with these names, all of them optional."""
        return cls(
            people=_names(source.get("people")),
            places=_names(source.get("places")),
            cameras=_names(source.get("cameras")),
            folders=_names(source.get("folders")),
            keywords=_names(source.get("keywords")),
            first=_day(source.get("first")),
            last=_day(source.get("last")),
            southern=bool(source.get("southern", False)),
            country=str(source.get("country") or ""),
            language=str(source.get("language") or ""),
            births=frozenset(_names(source.get("births"))),
            faces=bool(source.get("faces", False)),
            kinds=frozenset(_names(source.get("kinds"))),
        )


@dataclass(frozen=True, slots=True)
class PlannedQuery:
    """A plan, who made it ('rules', 'llm', 'rules+llm') and what the user should be told, one line each."""

    plan: QueryPlan
    planner: str
    notes: tuple[str, ...] = ()
    working: tuple[str, ...] = ()
    """How the plan came about where a language model had no hand in it, for who set one up: one line each."""
    picture_text: str = ""
    """`plan.text` as what the picture would show ('what did we eat': 'food on a table'), or ''."""
    language: str = ""
    """ISO 639 code of what the query was read in, '' where nothing was read."""
    made_by: Mapping[str, str] = field(default_factory=dict)
    """Field of the plan -> the planner that filled it, where more than one had a hand in it."""


class Planner(Protocol):
    """Turns a query into a plan. Never raises for what the query says, however odd."""

    def plan(self, query: str, known: Known, now: datetime) -> PlannedQuery:
        """`now` carries the user's zone; its wall-clock day is 'today'."""
        ...


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, Iterable) or isinstance(value, str | bytes):
        return ()
    return tuple(str(name) for name in value if str(name).strip())


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    return date.fromisoformat(str(value)[:10]) if value else None
