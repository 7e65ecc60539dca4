"""From a plan to a filter over the library's photos."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Protocol

from photos_ml.planner.plan import Age, Days, QueryPlan, Recurring
from photos_ml.store import PhotoFilter
from photos_ml.store.paths import name_key
from photos_ml.types import Kind, Media, Place

REJECTED = "rejected"
_NO_BIRTHS: Mapping[str, str] = MappingProxyType({})
_FACT_OF: Mapping[str, str] = MappingProxyType({"taken": "date", "recurring": "date", "places": "place"})
"""Field of a plan -> the fact of a photo that it asks about."""
NEVER = ("9999-12-31", "0001-01-01")
_MEDIA = frozenset(media.value for media in Media)


class Containment(Protocol):
    """Whether one of the things a name stands for contains a place: 'Europe', 'Paris' or 'München' a city."""

    def __call__(self, name: str, place: Place) -> bool: ...


def filter_of(
    plan: QueryPlan,
    places: Mapping[int, Place],
    contains: Containment,
    births: Mapping[str, str] = _NO_BIRTHS,
) -> PhotoFilter:
    """The plan's constraints but text, exact and without; `places` are the library's, by row, `births` when
    its people were born, by the key of their names: a day, a month or a year, ISO."""
    people = plan.people
    inside = (i for i, place in places.items() if any(contains(name, place) for name in plan.places))
    return PhotoFilter(
        days=_days(plan.taken),
        **_parts(plan.recurring),
        places=plan.places,
        place_ids=tuple(inside),
        people_all=people.all,
        people_any=people.any,
        people_none=people.none,
        people_only=people.only,
        media=tuple(Media(name) for name in plan.media if name in _MEDIA),
        kinds=tuple(Kind(name) for name in plan.media if name not in (*_MEDIA, REJECTED)),
        rejected=REJECTED in plan.media,
        camera=plan.camera,
        folders=plan.folders,
        favorite=plan.favorite,
        min_rating=plan.min_rating,
        lacks=plan.lacks,
        faces=(plan.faces.min, plan.faces.max),
        lived=_lived(plan.age, births),
        none_of=tuple(_none_of(plan, places, contains)),
        lenient=tuple(dict.fromkeys(_FACT_OF[name] for name in plan.soft if name in _FACT_OF)),
    )


def _none_of(plan: QueryPlan, places: Mapping[int, Place], contains: Containment) -> Iterator[PhotoFilter]:
    """What no answer may fit: the times together are one wish, as 'not on summer evenings' is."""
    for days in plan.not_taken:
        yield PhotoFilter(days=_days((days,)))
    if plan.not_recurring:
        yield PhotoFilter(**_parts(plan.not_recurring))
    if plan.not_places:
        inside = (i for i, place in places.items() if any(contains(name, place) for name in plan.not_places))
        yield PhotoFilter(places=plan.not_places, place_ids=tuple(inside))


def _days(taken: Iterable[Days]) -> tuple[tuple[str | None, str | None], ...]:
    return tuple(
        (d.start.isoformat() if d.start else None, d.end.isoformat() if d.end else None) for d in taken
    )


def _parts(recurring: Recurring) -> dict[str, Any]:
    """The parts of every year, as the store's filter has them."""
    return {
        "months": recurring.months,
        "year_days": tuple((days.start, days.end) for days in recurring.days),
        "weekdays": recurring.weekdays,
        "hours": tuple((hours.start, hours.end) for hours in recurring.hours),
    }


def _lived(age: Age | None, births: Mapping[str, str]) -> tuple[str, str] | None:
    """The days on which someone may have been that old; of an unknown birth none at all."""
    if age is None:
        return None
    born = births.get(name_key(age.person))
    if born is None:
        return NEVER
    first = date.fromisoformat(f"{born}-01-01"[:10])
    spread = {4: timedelta(days=365), 7: timedelta(days=30)}.get(len(born), timedelta())
    last = _birthday(first + spread, age.end + 1) - timedelta(days=1)
    return _birthday(first, age.start).isoformat(), last.isoformat()


def _birthday(born: date, years: int) -> date:
    """Who was born on 29 February has it on 1 March in other years."""
    year = min(born.year + years, date.max.year)
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
