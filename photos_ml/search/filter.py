"""From a plan to a filter over the library's photos."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from photos_ml.planner.plan import QueryPlan
from photos_ml.store import PhotoFilter
from photos_ml.types import Kind, Media, Place

REJECTED = "rejected"
_MEDIA = frozenset(media.value for media in Media)


class Containment(Protocol):
    """Whether one of the things a name stands for contains a place: 'Europe', 'Paris' or 'München' a city."""

    def __call__(self, name: str, place: Place) -> bool: ...


def filter_of(plan: QueryPlan, places: Mapping[int, Place], contains: Containment) -> PhotoFilter:
    """The plan's constraints but text, exact and without; `places` are the library's, by row."""
    recurring, people = plan.recurring, plan.people
    inside = (i for i, place in places.items() if any(contains(name, place) for name in plan.places))
    return PhotoFilter(
        days=tuple(
            (d.start.isoformat() if d.start else None, d.end.isoformat() if d.end else None)
            for d in plan.taken
        ),
        months=recurring.months,
        year_days=tuple((days.start, days.end) for days in recurring.days),
        weekdays=recurring.weekdays,
        hours=tuple((hours.start, hours.end) for hours in recurring.hours),
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
    )
