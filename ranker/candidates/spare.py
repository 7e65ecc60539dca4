"""Candidates for days on which nothing greater is left: a stop of a journey, these days in other years, a
city, a month or a season, a plain day. They are told where a library has little else to tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from photos_ml.ranker.candidates.by_event import EVENT
from photos_ml.ranker.candidates.by_place import DAY_OUT, OVER_DAYS, TRIP
from photos_ml.ranker.candidates.by_time import (
    AT_HOME_KM,
    RECENT_DAYS,
    WEEK_DAYS,
    grouped_by_month,
    grouped_by_season,
    places_of,
    years_of,
)
from photos_ml.ranker.candidates.candidate import (
    Attributes,
    Candidate,
    MemoryFacts,
    MemoryKind,
    Reason,
    by_event,
    by_year,
    span,
)
from photos_ml.ranker.scene.anniversaries import days_since
from photos_ml.ranker.scene.scene import Scene

MIN_PHOTOS, MIN_EVENTS = 3, 2
MIN_STRETCH_PHOTOS = 4
MIN_AROUND_PHOTOS = 2
MIN_STOPS = 2
"""A journey to one place is told whole."""


def _stops(scene: Scene) -> Iterator[Candidate]:
    for trip in scene.trips:
        if trip.last > scene.today - timedelta(days=OVER_DAYS) or len(trip.legs) < MIN_STOPS:
            continue
        for leg in trip.legs:
            rows = scene.rows_of(leg.start, leg.stop)
            if leg.place is not None and leg.place.city and len(rows) >= MIN_PHOTOS:
                day = scene.photos[rows[0]].local.date()
                yield _made(scene, STOP, f"stop:{day}/{leg.place.city}", rows, Reason("stop", len(rows)))


def _around(scene: Scene) -> Iterator[Candidate]:
    """The days up to this one in all earlier years together."""
    near = (
        day for day in scene.earlier_years(within=WEEK_DAYS - 1) if days_since(scene.today, day) < WEEK_DAYS
    )
    rows = [row for day in near for row in scene.by_day[day]]
    if len(rows) >= MIN_AROUND_PHOTOS:
        week = scene.today.isocalendar().week
        yield _made(scene, AROUND, f"around:{week:02d}", rows, Reason("around", years=years_of(scene, rows)))


def _places(scene: Scene) -> Iterator[Candidate]:
    yield from scene.once("places", lambda: list(_of_cities(scene)))


def _of_cities(scene: Scene) -> Iterator[Candidate]:
    """Cities away from home that were seen on more than one occasion."""
    rows_of: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, photo in enumerate(scene.photos):
        if photo.place is not None and photo.place.city and scene.from_home_km[row] > AT_HOME_KM:
            rows_of[photo.place.city, photo.place.country].append(row)
    for (city, country), rows in sorted(rows_of.items()):
        if len(rows) >= MIN_PHOTOS and len({int(scene.event_of[row]) for row in rows}) >= MIN_EVENTS:
            why = Reason("photos_from", len(rows), city)
            yield _made(scene, PLACE, f"place:{country}/{city}", rows, why)


def _past_months(scene: Scene) -> Iterator[Candidate]:
    yield from _past(scene, PAST_MONTH, "month", grouped_by_month(scene))


def _past_seasons(scene: Scene) -> Iterator[Candidate]:
    yield from _past(scene, PAST_SEASON, "season", grouped_by_season(scene))


def _past(
    scene: Scene, kind: MemoryKind, name: str, groups: Mapping[tuple[int, ...], list[int]]
) -> Iterator[Candidate]:
    """Stretches of time that are long over, of any part of the year."""
    recent = scene.today - timedelta(days=RECENT_DAYS)
    for (year, part), rows in groups.items():
        events = {int(scene.event_of[row]) for row in rows}
        over = max(scene.photos[row].local.date() for row in rows) < recent
        if over and len(rows) >= MIN_STRETCH_PHOTOS and len(events) >= MIN_EVENTS:
            yield _made(scene, kind, f"{kind.id}:{year}-{part:02d}", rows, Reason("best_of", name=name))


def _days(scene: Scene) -> Iterator[Candidate]:
    """Events of a few photos of which nothing else tells."""
    told = {row for kind in (TRIP, DAY_OUT, EVENT) for one in kind.candidates(scene) for row in one.rows}
    for event in scene.events:
        rows = scene.rows_of(event.start, event.stop)
        first = scene.photos[rows[0]].local.date()
        old = (scene.today - first).days >= OVER_DAYS
        if old and len(rows) >= MIN_PHOTOS and told.isdisjoint(rows):
            yield _made(scene, DAY, f"plain:{first}", rows, Reason("one_time", len(rows)))


def _made(scene: Scene, kind: MemoryKind, subject: str, rows: Sequence[int], why: Reason) -> Candidate:
    first, last = span([scene.photos[row].local.date() for row in rows])
    return Candidate(kind, subject, tuple(rows), MemoryFacts(first, last, places_of(scene, rows)), (why,))


STOP = MemoryKind(
    "stop", _stops, Attributes(travel=1, place=1, occasion=0.5, span=0.1),
    worth=0.16, cool_down_days=120, part=by_event, spare=True,
)  # fmt: skip
AROUND = MemoryKind(
    "around", _around, Attributes(across_years=1, period=1, span=0.1),
    worth=0.18, cool_down_days=300, min_photos=MIN_AROUND_PHOTOS, part=by_year, spare=True,
)  # fmt: skip
PLACE = MemoryKind(
    "place", _places, Attributes(travel=0.5, place=1, across_years=1, span=1),
    worth=0.14, cool_down_days=60, part=by_year, spare=True,
)  # fmt: skip
PAST_MONTH = MemoryKind(
    "past_month", _past_months, Attributes(period=1, span=0.4), worth=0.06, cool_down_days=120, spare=True
)
PAST_SEASON = MemoryKind(
    "past_season", _past_seasons, Attributes(period=1, span=0.5), worth=0.06, cool_down_days=120, spare=True
)
DAY = MemoryKind(
    "day", _days, Attributes(occasion=0.5), worth=0.10, cool_down_days=120, part=by_event, spare=True
)
KINDS = (STOP, AROUND, PLACE, PAST_MONTH, PAST_SEASON, DAY)
