"""Distances on the Earth, taken as a sphere."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

EARTH_KM = 6371.0
KM_PER_DEGREE = math.radians(EARTH_KM)
"""Length of one degree of a great circle."""


def haversine_km(
    lat_a: Floats | float, lon_a: Floats | float, lat_b: Floats | float, lon_b: Floats | float
) -> Floats:
    """Great-circle distance of positions in degrees, elementwise; NaN where one is unknown."""
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    half_dphi = (phi_b - phi_a) / 2
    half_dlambda = np.radians(np.subtract(lon_b, lon_a)) / 2
    h = np.sin(half_dphi) ** 2 + np.cos(phi_a) * np.cos(phi_b) * np.sin(half_dlambda) ** 2
    found: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(h, 1.0)))
    return found


def mean(lat: Floats, lon: Floats) -> tuple[float, float]:
    """Mean position; right across the date line."""
    if np.ptp(lon) <= 180:
        return float(np.mean(lat)), float(np.mean(lon))
    return float(np.mean(lat)), float((np.mean(lon % 360) + 180) % 360 - 180)


def centre(lat: Floats, lon: Floats) -> tuple[float, float]:
    """Median position, robust to a few wrong fixes; right across the date line."""
    reference = float(lon[0])
    around = (lon - reference + 180) % 360 - 180
    return float(np.median(lat)), float((np.median(around) + reference + 180) % 360 - 180)
