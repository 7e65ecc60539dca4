"""Events: what was photographed in one go, told by gaps in time and place that are long for this person."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from photos_ml.geo import Floats, centre, haversine_km
from photos_ml.ranker.scene.timeline import HOUR_S, Timeline

LOCAL_WINDOW = 10
"""Gaps on either side that a gap is compared with; d of PhotoTOC (Platt et al., 2003)."""
LOCAL_FACTOR = 17.0
"""A gap this many times the local geometric mean ends an event; exp(K) of PhotoTOC."""
MIN_GAP_HOURS = 1.0
"""Shorter silences never end an event that stays where it is."""
RHYTHM_HOURS = (1.5, 8.0)
"""Bounds of the person's own threshold: a meal is not the end of a day out, a night's sleep is."""
MOVED_KM = 20.0
MOVED_GAP_HOURS = 0.5
"""Elsewhere after at least this long is another event; without the time it is a view from a train."""
SPEED_FACTOR = 3.0
"""... unless the person moved as fast all along: photos from a moving car are one event."""


@dataclass(frozen=True, slots=True)
class Event:
    """Photos [start, stop) of a timeline."""

    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start


def find_events(timeline: Timeline) -> list[Event]:
    """Cut a timeline into events; every photo is in exactly one, in order."""
    if not len(timeline):
        return []
    gaps_h = np.diff(timeline.instants_s) / HOUR_S
    edges = np.flatnonzero(_is_boundary(gaps_h, timeline)) + 1
    bounds = [0, *edges.tolist(), len(timeline)]
    return [Event(start, stop) for start, stop in pairwise(bounds)]


def place_of(timeline: Timeline, event: Event) -> tuple[float, float] | None:
    """The median position of an event, or None where no photo of it has one."""
    lat, lon = timeline.lat[event.start : event.stop], timeline.lon[event.start : event.stop]
    known = np.isfinite(lat)
    return centre(lat[known], lon[known]) if known.any() else None


def rhythm_hours(gaps_h: Floats) -> float:
    """The gap that best parts a person's gaps into those within events and those between them.

    Otsu's threshold (1979) on log gaps between a minute and a week, kept inside RHYTHM_HOURS.
    """
    low, high = RHYTHM_HOURS
    logs = np.log(gaps_h[(gaps_h > 1 / 60) & (gaps_h < 168)])
    if len(logs) < 2 * LOCAL_WINDOW:
        return float(np.sqrt(low * high))
    counts, edges = np.histogram(logs, bins=64)
    mids = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)[:-1]
    above = below[-1] + counts[-1] - below
    mean_below = np.cumsum(counts * mids)[:-1] / np.maximum(below, 1)
    mean_above = (np.sum(counts * mids) - np.cumsum(counts * mids)[:-1]) / np.maximum(above, 1)
    between = below * above * (mean_below - mean_above) ** 2
    return float(np.clip(np.exp(edges[1:-1][int(np.argmax(between))]), low, high))


def _is_boundary(gaps_h: Floats, timeline: Timeline) -> npt.NDArray[np.bool_]:
    own = rhythm_hours(gaps_h)
    long = gaps_h >= own
    unusual = (gaps_h >= np.maximum(LOCAL_FACTOR * _local_mean(gaps_h), MIN_GAP_HOURS)) & (gaps_h >= own / 2)
    hop_km = haversine_km(timeline.lat[:-1], timeline.lon[:-1], timeline.lat[1:], timeline.lon[1:])
    moved = (hop_km > MOVED_KM) & (gaps_h > MOVED_GAP_HOURS) & ~_steady_motion(hop_km, gaps_h)
    found: npt.NDArray[np.bool_] = long | unusual | moved
    return found


def _local_mean(gaps_h: Floats) -> Floats:
    """Geometric mean of the gaps around each gap, itself included; PhotoTOC's window."""
    logs = np.log(np.maximum(gaps_h, 1 / 3600))
    sums = np.concatenate([[0.0], np.cumsum(logs)])
    index = np.arange(len(logs))
    first = np.maximum(index - LOCAL_WINDOW, 0)
    last = np.minimum(index + LOCAL_WINDOW + 1, len(logs))
    mean: Floats = np.exp((sums[last] - sums[first]) / (last - first))
    return mean


def _steady_motion(hop_km: Floats, gaps_h: Floats) -> npt.NDArray[np.bool_]:
    """Whether a hop is about as fast as the one before or after it, as on a drive with stops for the view."""
    speed = np.nan_to_num(hop_km / np.maximum(gaps_h, 1 / 60))
    padded = np.concatenate([[0.0], speed, [0.0]])
    before, after = padded[:-2], padded[2:]
    along = np.maximum(before, after)
    found: npt.NDArray[np.bool_] = (along > 10) & (speed < SPEED_FACTOR * along)
    return found
