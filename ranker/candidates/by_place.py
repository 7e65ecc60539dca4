"""Candidates that a place makes: trips, days out, the first time at a place, the same place years apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from photos_ml.ranker.candidates.by_time import places_of
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
from photos_ml.ranker.candidates.names import name_of
from photos_ml.ranker.scene.anniversaries import anniversary_days
from photos_ml.ranker.scene.scene import Scene

OVER_DAYS = 2
"""A trip is a memory once people have been home for as long."""
MIN_TRIP_PHOTOS = 5
MIN_DAY_OUT_PHOTOS = 4
MIN_FIRST_PHOTOS = 4
SPOT_DEGREES = 0.003
"""Some 300 m: a viewpoint, a garden, a house."""
YEARS_APART_DAYS = 330
ALIKE = 0.75
"""Cosine from which two pictures of a spot show the same: well above two photos of one day."""
MAX_PAIRS = 3


def home_country(scene: Scene) -> str:
    """Country code of most photos near home; '' where home is not known."""
    at_home = np.flatnonzero(scene.from_home_km <= 10).tolist()
    near = [place.country_code for row in at_home if (place := scene.photos[row].place) is not None]
    return Counter(near).most_common(1)[0][0] if near else ""


def _trips(scene: Scene) -> Iterator[Candidate]:
    home = home_country(scene)
    for trip in scene.trips:
        rows = scene.rows_of(trip.start, trip.stop) + _day_only(scene, trip.first, trip.last)
        if len(rows) < MIN_TRIP_PHOTOS or trip.last > scene.today - timedelta(days=OVER_DAYS):
            continue
        facts = MemoryFacts(
            trip.first, trip.last, tuple(dict.fromkeys(leg.place for leg in trip.legs if leg.place is not
            None)),
            home_country=home, anniversary_days=anniversary_days(scene.today, trip.first),
            nights=trip.days - 1,
        )  # fmt: skip
        why = (Reason("days_away", trip.days), Reason("km_away", round(trip.farthest_km)))
        yield Candidate(TRIP, f"trip:{trip.first}", tuple(rows), facts, why)


def _day_only(scene: Scene, first: date, last: date) -> list[int]:
    return [row for row in scene.untimed if first <= scene.photos[row].local.date() <= last]


def _days_out(scene: Scene) -> Iterator[Candidate]:
    for outing in scene.outings:
        rows = scene.rows_of(outing.event.start, outing.event.stop)
        if len(rows) < MIN_DAY_OUT_PHOTOS or outing.day > scene.today - timedelta(days=OVER_DAYS):
            continue
        facts = MemoryFacts(
            outing.day, outing.day, (outing.place,) if outing.place else (),
            anniversary_days=anniversary_days(scene.today, outing.day), theme=common_theme(scene, rows),
            name=name_of(scene, rows),
        )  # fmt: skip
        why = (Reason("day_out", round(outing.farthest_km)),)
        yield Candidate(DAY_OUT, f"outing:{outing.day}", tuple(rows), facts, why)


def common_theme(scene: Scene, rows: Sequence[int]) -> str:
    """A theme that most of the photos share, or ''."""
    from photos_ml.ranker.scene.themes import SURE, THEMES

    sure = (scene.shares[list(rows)] >= SURE).mean(axis=0)
    best = int(np.argmax(sure))
    return THEMES[best].id if sure[best] > 0.5 else ""


def _first_times(scene: Scene) -> Iterator[Candidate]:
    """The first photos in a city, a year and more ago, where the library goes back far enough to tell."""
    start = scene.photos[0].local.date() if scene.photos else scene.today
    for (city, country), rows in scene.once("first in cities", lambda: _first_in_cities(scene)).items():
        day = scene.photos[rows[0]].local.date()
        far = np.nanmax(scene.from_home_km[rows]) if np.isfinite(scene.from_home_km[rows]).any() else 0.0
        old_enough = (scene.today - day).days > YEARS_APART_DAYS and (day - start).days > 30
        if len(rows) >= MIN_FIRST_PHOTOS and far > 10 and old_enough:
            facts = MemoryFacts(
                day, day, places_of(scene, rows), anniversary_days=anniversary_days(scene.today, day)
            )
            why = (Reason("first_photos", name=city),)
            yield Candidate(FIRST_TIME, f"first:{country}/{city}", tuple(rows), facts, why)


def _first_in_cities(scene: Scene) -> dict[tuple[str, str], list[int]]:
    """City and country -> the rows of the first event most of which is from there."""
    found: dict[tuple[str, str], list[int]] = {}
    for event in scene.events:
        rows = scene.rows_of(event.start, event.stop)
        found.setdefault(_common_city(scene, rows), rows)
    return {place: rows for place, rows in found.items() if place[0]}


def _common_city(scene: Scene, rows: list[int]) -> tuple[str, str]:
    cities = Counter((p.city, p.country) for row in rows if (p := scene.photos[row].place) is not None)
    return max(cities, key=lambda city: (cities[city], city)) if cities else ("", "")


def _then_and_now(scene: Scene) -> Iterator[Candidate]:
    yield from scene.once("then and now", lambda: list(_same_spots(scene)))


def _same_spots(scene: Scene) -> Iterator[Candidate]:
    """Pairs of pictures alike, of one spot, a year and more apart."""
    for spot, rows in _spots(scene):
        days = [scene.photos[row].local.date() for row in rows]
        if (max(days) - min(days)).days < YEARS_APART_DAYS:
            continue
        pairs = _pairs(scene, rows)
        if pairs:
            chosen = tuple(dict.fromkeys(row for pair in pairs for row in pair))
            first, last = span([scene.photos[row].local.date() for row in chosen])
            facts = MemoryFacts(first, last, places_of(scene, chosen))
            gone = max(last.year - first.year, 1)
            why = (Reason("same_place", gone),)
            yield Candidate(THEN_AND_NOW, f"spot:{spot[0]},{spot[1]}", chosen, facts, why)


def _spots(scene: Scene) -> Iterator[tuple[tuple[int, int], list[int]]]:
    """Rows by spot of SPOT_DEGREES, of spots with two photos and more, in the order first seen."""
    rows, positions = scene.located
    cells = np.rint(positions / SPOT_DEGREES).astype(np.int64)
    edge = round(180 / SPOT_DEGREES)
    cells[cells[:, 1] == -edge, 1] = edge  # the date line parts no spot
    _, first, spot_of, count = np.unique(
        cells, axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    by_spot = np.split(rows[np.argsort(spot_of, kind="stable")], np.cumsum(count)[:-1])
    for spot in np.argsort(first):
        if count[spot] > 1:
            lat, lon = cells[first[spot]].tolist()
            yield (lat, lon), by_spot[spot].tolist()


MAX_SPOT_PHOTOS = 400


def _pairs(scene: Scene, rows: list[int]) -> list[tuple[int, int]]:
    """The most alike pairs, a year and more apart, no photo in two."""
    if len(rows) > MAX_SPOT_PHOTOS:  # a home with thousands: the oldest and the newest are the farthest apart
        rows = rows[: MAX_SPOT_PHOTOS // 2] + rows[-MAX_SPOT_PHOTOS // 2 :]
    unit = scene.unit(rows)
    days = np.array([scene.photos[row].local.toordinal() for row in rows])
    alike = np.where(np.abs(days[:, None] - days[None]) >= YEARS_APART_DAYS, unit @ unit.T, -1.0)
    found: list[tuple[int, int]] = []
    while len(found) < MAX_PAIRS:
        i, j = np.unravel_index(int(np.argmax(alike)), alike.shape)
        if alike[i, j] < ALIKE:
            break
        found.append((rows[min(i, j)], rows[max(i, j)]))
        alike[[i, j]] = alike[:, [i, j]] = -1.0
    return found


_AWAY = Attributes(travel=1, place=1, occasion=1)
TRIP = MemoryKind("trip", _trips, replace(_AWAY, span=0.3), worth=0.30, cool_down_days=120, a_day=2)
DAY_OUT = MemoryKind("day_out", _days_out, _AWAY, worth=0.20, cool_down_days=120, a_day=2, part=by_event)
FIRST_TIME = MemoryKind(
    "first_time", _first_times, replace(_AWAY, novel=1), worth=0.10, cool_down_days=300, part=by_event
)
THEN_AND_NOW = MemoryKind(
    "then_and_now", _then_and_now, Attributes(across_years=1, compared=1, place=1, span=1),
    worth=0.18, cool_down_days=120, min_photos=2, part=by_year,
)  # fmt: skip
KINDS = (TRIP, DAY_OUT, FIRST_TIME, THEN_AND_NOW)
