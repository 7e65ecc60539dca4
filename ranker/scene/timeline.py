"""A person's photos in the order they were taken, each with an instant and, where known, a position."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from photos_ml.geo import Floats, haversine_km
from photos_ml.store.dated import DatedPhoto

HOUR_S = 3600.0
NEIGHBOUR_HOURS = 1.5
"""A photo without a position was taken where one this close in time was."""
BRIDGE_HOURS = 36.0
"""Longer silences are bridged when both ends are within BRIDGE_KM: nobody went anywhere."""
BRIDGE_KM = 5.0
TOP_SPEED_KMH = 1000.0
"""Airliners' speed; a fix that needs more on the way there and back is wrong."""
FIX_ERROR_KM = 5.0
"""Shorter jumps are left alone whatever their speed: burst photos have nearly the same time."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """n photos by instant. Positions are NaN where unknown; `measured` marks those the camera wrote."""

    photos: tuple[DatedPhoto, ...]
    instants_s: Floats
    """Seconds since 1970 UTC, float64 (n,), ascending."""
    lat: Floats
    lon: Floats
    measured: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.photos)

    def day(self, index: int) -> date:
        return self.photos[index].local.date()


def make_timeline(photos: Sequence[DatedPhoto], clock_shift_s: dict[int, float] | None = None) -> Timeline:
    """Order photos by instant and fill in positions. Photos of which only the day is known are left out.

    `clock_shift_s`: seconds to add to the clock of a photo's camera, by photo id.
    """
    timed = [photo for photo in photos if photo.has_time]
    shifts = clock_shift_s or {}
    local_s = np.array([_seconds(photo) + shifts.get(photo.id, 0.0) for photo in timed], np.float64)
    order = np.argsort(local_s, kind="stable")
    timed, local_s = [timed[i] for i in order], local_s[order]
    instants = local_s - _offsets_s(timed, local_s)
    order = np.argsort(instants, kind="stable")
    timed, instants = [timed[i] for i in order], instants[order]
    lat, lon = _written(timed)
    _drop_wrong_fixes(instants, lat, lon)
    measured = np.isfinite(lat)
    _fill(instants, lat, lon)
    return Timeline(tuple(timed), instants, lat, lon, measured)


def _seconds(photo: DatedPhoto) -> float:
    return (photo.local.toordinal() - 719_163) * 86_400.0 + (
        photo.local.hour * 3600 + photo.local.minute * 60 + photo.local.second + photo.local.microsecond / 1e6
    )


def _offsets_s(photos: Sequence[DatedPhoto], local_s: Floats) -> Floats:
    """UTC offsets in seconds; an unwritten one is that of the nearest photo in time that has one, else 0."""
    known = np.array([i for i, photo in enumerate(photos) if photo.offset_minutes is not None], np.int64)
    if not len(known):
        return np.zeros(len(photos))
    nearest = known[nearest_of(local_s[known], local_s)]
    return np.array([60.0 * (photos[i].offset_minutes or 0) for i in nearest], np.float64)


def nearest_of(sorted_values: Floats, wanted: Floats) -> npt.NDArray[np.int64]:
    """For each wanted value, the index of the nearest of m >= 1 ascending values; int64 (n,)."""
    right = np.clip(np.searchsorted(sorted_values, wanted), 0, len(sorted_values) - 1)
    left = np.maximum(right - 1, 0)
    closer_left = np.abs(wanted - sorted_values[left]) <= np.abs(sorted_values[right] - wanted)
    return np.where(closer_left, left, right).astype(np.int64)


def _written(photos: Sequence[DatedPhoto]) -> tuple[Floats, Floats]:
    lat = np.array([np.nan if p.lat is None else p.lat for p in photos], np.float64)
    lon = np.array([np.nan if p.lon is None else p.lon for p in photos], np.float64)
    null_island = (np.abs(lat) < 0.01) & (np.abs(lon) < 0.01)  # what receivers write that have no fix
    lat[null_island] = lon[null_island] = np.nan
    return lat, lon


def _drop_wrong_fixes(instants: Floats, lat: Floats, lon: Floats) -> None:
    """Forget single fixes off the way that nobody could have travelled to, or back from."""
    at = np.flatnonzero(np.isfinite(lat))
    if len(at) < 3:
        return
    before, here, after = at[:-2], at[1:-1], at[2:]
    to_km = haversine_km(lat[before], lon[before], lat[here], lon[here])
    from_km = haversine_km(lat[here], lon[here], lat[after], lon[after])
    past_km = haversine_km(lat[before], lon[before], lat[after], lon[after])
    to_h = np.maximum(instants[here] - instants[before], 1.0) / HOUR_S
    from_h = np.maximum(instants[after] - instants[here], 1.0) / HOUR_S
    wrong = (
        (np.minimum(to_km, from_km) > FIX_ERROR_KM)
        & ((to_km / to_h > TOP_SPEED_KMH) | (from_km / from_h > TOP_SPEED_KMH))
        & (past_km < np.minimum(to_km, from_km) / 2)
    )
    lat[here[wrong]] = lon[here[wrong]] = np.nan


def _fill(instants: Floats, lat: Floats, lon: Floats) -> None:
    known = np.flatnonzero(np.isfinite(lat))
    unknown = np.flatnonzero(np.isnan(lat))
    if not len(known) or not len(unknown):
        return
    nearest = known[nearest_of(instants[known], instants[unknown])]
    close = np.abs(instants[nearest] - instants[unknown]) <= NEIGHBOUR_HOURS * HOUR_S
    right = np.searchsorted(known, unknown)
    inside = (right > 0) & (right < len(known))
    before = known[np.maximum(right - 1, 0)]
    after = known[np.minimum(right, len(known) - 1)]
    stayed = haversine_km(lat[before], lon[before], lat[after], lon[after]) <= BRIDGE_KM
    short = instants[after] - instants[before] <= BRIDGE_HOURS * HOUR_S
    fill = close | (inside & stayed & short)
    lat[unknown[fill]], lon[unknown[fill]] = lat[nearest[fill]], lon[nearest[fill]]
