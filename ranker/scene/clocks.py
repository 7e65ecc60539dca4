"""Clock errors between cameras, told by when both were in use.

Two people on one trip photograph the same moments. Where the second camera's clock is an hour off (summer
time, the zone of home), its photos fall into the other's silences; the shift that brings the two together is
the error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from photos_ml.geo import Floats
from photos_ml.ranker.scene.timeline import HOUR_S, nearest_of
from photos_ml.store.dated import DatedPhoto

STEP_MINUTES = 15
REACH_HOURS = 14
"""Time zones are apart by quarters of an hour, and nearly never by more than this."""
KERNEL_MINUTES = 6.0
"""Two cameras at one moment go off within minutes of each other."""
MIN_SHOTS = 8
MIN_GAIN = 0.15
"""A shift must bring this much more of the photos to a photo of the other camera than none does ..."""
MIN_FIT = 0.5
"""... and this share of them in all: a camera that was used alone says nothing of its clock."""
STAY_DAYS = 4.0
"""Photos with a longer silence between them may have been taken with the clock set anew."""


def clock_shifts(photos: Sequence[DatedPhoto]) -> dict[int, float]:
    """Seconds to add to the clock, by photo id, for photos of cameras that write no UTC offset.

    The clock of the camera that writes one, a phone's, is right: the network sets it.
    """
    timed = [photo for photo in photos if photo.has_time]
    trusted = np.sort([_local_s(photo) for photo in timed if photo.offset_minutes is not None])
    found: dict[int, float] = {}
    if len(trusted) < MIN_SHOTS:
        return found
    doubtful = [photo for photo in timed if photo.offset_minutes is None and photo.camera]
    for camera in Counter(photo.camera for photo in doubtful):
        for stay in _stays(sorted((p for p in doubtful if p.camera == camera), key=_local_s)):
            shift = _shift(np.array([_local_s(photo) for photo in stay]), trusted)
            found |= {photo.id: shift for photo in stay if shift}
    return found


def _local_s(photo: DatedPhoto) -> float:
    return photo.local.toordinal() * 86_400.0 + (
        photo.local.hour * 3600 + photo.local.minute * 60 + photo.local.second
    )


def _stays(photos: Sequence[DatedPhoto]) -> list[list[DatedPhoto]]:
    stays: list[list[DatedPhoto]] = []
    for photo in photos:
        if stays and _local_s(photo) - _local_s(stays[-1][-1]) <= STAY_DAYS * 24 * HOUR_S:
            stays[-1].append(photo)
        else:
            stays.append([photo])
    return stays


def _shift(local_s: Floats, trusted_s: Floats) -> float:
    """The best shift in seconds; 0 where there are too few photos or none fits clearly better."""
    if len(local_s) < MIN_SHOTS:
        return 0.0
    steps = REACH_HOURS * 60 // STEP_MINUTES
    shifts = np.arange(-steps, steps + 1) * STEP_MINUTES * 60.0
    fits = np.array([_fit(local_s + shift, trusted_s) for shift in shifts])
    best = int(np.argmax(fits - 1e-6 * np.abs(shifts)))  # of equals the smallest
    clearly = fits[best] >= MIN_FIT and fits[best] - fits[steps] >= MIN_GAIN
    return float(shifts[best]) if clearly else 0.0


def _fit(local_s: Floats, trusted_s: Floats) -> float:
    """Share of photos that have one of the other camera at about the same time."""
    apart = np.abs(trusted_s[nearest_of(trusted_s, local_s)] - local_s)
    return float(np.exp(-0.5 * (apart / (KERNEL_MINUTES * 60)) ** 2).mean())
