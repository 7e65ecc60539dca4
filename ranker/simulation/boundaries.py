"""How well events, trips and homes are found on made-up journeys."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence, Set
from dataclasses import dataclass
from datetime import date

import numpy as np

from photos_ml.geo import haversine_km
from photos_ml.ranker.scene.clocks import clock_shifts
from photos_ml.ranker.scene.events import find_events
from photos_ml.ranker.scene.home import find_homes
from photos_ml.ranker.scene.timeline import make_timeline
from photos_ml.ranker.scene.trips import find_trips
from photos_ml.ranker.simulation.journeys import Journey

HOME_KM = 3.0


@dataclass(frozen=True, slots=True)
class BoundaryScores:
    """F1 of the cuts between events, and of the ends of trips; share of photos with the right home."""

    events_f1: float
    trips_f1: float
    homes: float


def score_journey(journey: Journey) -> BoundaryScores:
    """Cuts are compared in the order found; a clock error that reorders photos costs points."""
    timeline = make_timeline(journey.photos, clock_shifts(journey.photos))
    at = {photo.id: i for i, photo in enumerate(journey.photos)}
    order = [at[photo.id] for photo in timeline.photos]
    events = find_events(timeline)
    homes = find_homes(timeline)
    trips = find_trips(timeline, homes)
    found_trips = {(trip.start, "first") for trip in trips} | {(trip.stop - 1, "last") for trip in trips}
    return BoundaryScores(
        f1({event.start for event in events} - {0}, _cuts([journey.events[i] for i in order])),
        f1(found_trips, _ends([journey.trips[i] for i in order])),
        _homes_right(journey, homes.at),
    )


def f1(found: Set[Hashable], true: Set[Hashable]) -> float:
    """Harmonic mean of precision and recall; 1 where there is nothing to find and nothing was."""
    if not found and not true:
        return 1.0
    return 2 * len(found & true) / (len(found) + len(true))


def _cuts(labels: Sequence[int]) -> set[int]:
    return {i for i in range(1, len(labels)) if labels[i] != labels[i - 1]}


def _ends(labels: Sequence[int]) -> set[tuple[int, str]]:
    trips = {label for label in labels if label >= 0}
    spans = {trip: [i for i, label in enumerate(labels) if label == trip] for trip in trips}
    return {(span[0], "first") for span in spans.values()} | {(span[-1], "last") for span in spans.values()}


def _homes_right(journey: Journey, home_at: Callable[[date], tuple[float, float] | None]) -> float:
    right = []
    for photo in journey.photos:
        stay = sum(since <= photo.local for since in journey.home_from) - 1
        truth = journey.homes[max(stay, 0)]
        said = home_at(photo.local.date())
        near = (
            said is not None
            and haversine_km(np.array([said[0]]), np.array([said[1]]), truth[0], truth[1])[0] <= HOME_KM
        )
        right.append(near)
    return float(np.mean(right))
