"""Pictures of a high dynamic range, PQ or HLG, as a screen without one shows them.

Rec. ITU-R BT.2100-2 gives both curves, BT.2408 the white of 203 cd/m2, BT.2390-11 (5.4.1) the knee that keeps
what is dim and presses together what is bright, BT.2087 and SMPTE EG 432-1 the colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image

PQ, HLG = 16, 18
"""Transfer characteristics of ISO/IEC 23091-2."""
BT2020, DISPLAY_P3 = 9, 12
WHITE_NITS = 203.0
"""Of a white sheet, and of the brightest that the screen shows."""
HLG_PEAK_NITS = 1000.0
PQ_PEAK_NITS = 10_000.0
HLG_GAMMA = 1.2
BRIGHTEST_SHARE = 0.999
"""Of the pixels: the rest may glare."""
STRIP_PIXELS = 1 << 18

_M1, _M2 = 2610 / 16384, 2523 / 4096 * 128
_C1, _C2, _C3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
_A, _B, _C = 0.17883277, 0.28466892, 0.55991073
_LUMINANCE = np.array((0.2627, 0.6780, 0.0593), np.float32)
_TO_BT709 = {
    BT2020: ((1.6605, -0.5876, -0.0728), (-0.1246, 1.1329, -0.0083), (-0.0182, -0.1006, 1.1187)),
    DISPLAY_P3: ((1.2249, -0.2247, 0.0), (-0.0420, 1.0419, 0.0), (-0.0197, -0.0786, 1.0979)),
}

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Light:
    """What the samples of a picture mean: numbers of ISO/IEC 23091-2."""

    transfer: int
    primaries: int

    @property
    def is_high(self) -> bool:
        """Whether they reach beyond what a usual screen shows."""
        return self.transfer in (PQ, HLG)


def tone_mapped(image: Image.Image, light: Light) -> Image.Image:
    """The same in sRGB, for a screen whose white is WHITE_NITS; what is transparent stays so."""
    rgb = np.asarray(image.convert("RGB"))
    rows = max(1, STRIP_PIXELS // max(rgb.shape[1], 1))
    strips = [slice(start, start + rows) for start in range(0, rgb.shape[0], rows)]
    peak = _brightest([_luminance(_nits(rgb[strip], light)) for strip in strips])
    mapped = np.empty_like(rgb)
    for strip in strips:
        mapped[strip] = _shown(_nits(rgb[strip], light), peak, light.primaries)
    found = Image.fromarray(mapped)
    if image.mode in ("RGBA", "LA"):
        found.putalpha(image.getchannel("A"))
    return found


def _nits(samples: npt.NDArray[np.uint8], light: Light) -> Samples:
    """The light of each sample, cd/m2."""
    linear = _curve(light.transfer)[samples]
    if light.transfer == HLG:  # the scene's light: the screen's has a gamma, by luminance
        linear *= np.power(np.maximum(_luminance(linear), 1e-6), HLG_GAMMA - 1)[..., None] * HLG_PEAK_NITS
    return linear


@lru_cache(maxsize=2)
def _curve(transfer: int) -> Samples:
    """Each of 256 levels as light: of PQ in cd/m2, of HLG from 0 to 1 of the scene."""
    signal = np.arange(256, dtype=np.float64) / 255
    if transfer == PQ:
        return _from_pq(signal).astype(np.float32)
    high = (np.exp((np.maximum(signal, 0.5) - _C) / _A) + _B) / 12
    return np.where(signal <= 0.5, signal**2 / 3, high).astype(np.float32)


def _from_pq(signal: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    root = np.power(signal, 1 / _M2)
    nits: npt.NDArray[np.floating] = np.power(np.maximum(root - _C1, 0) / (_C2 - _C3 * root), 1 / _M1)
    return nits * PQ_PEAK_NITS


def _to_pq(nits: Samples | float) -> Samples:
    root = np.power(np.maximum(nits, 0) / PQ_PEAK_NITS, _M1)
    found: Samples = np.power((_C1 + _C2 * root) / (1 + _C3 * root), _M2)
    return found


def _luminance(linear: Samples) -> Samples:
    found: Samples = linear @ _LUMINANCE
    return found


def _brightest(strips: list[Samples]) -> float:
    """The luminance that so many pixels do not exceed; never less than white."""
    share = max((float(np.quantile(strip, BRIGHTEST_SHARE)) for strip in strips), default=0.0)
    return max(WHITE_NITS, share)


def _shown(nits: Samples, peak: float, primaries: int) -> npt.NDArray[np.uint8]:
    """8-bit sRGB: luminance pressed together, then colours as the screen has them, cut where it has none."""
    luminance = _luminance(nits)
    ratio = _pressed(luminance, peak) / np.maximum(luminance, 1e-6)
    linear = nits * ratio[..., None] / WHITE_NITS
    if (matrix := _TO_BT709.get(primaries)) is not None:
        linear = linear @ np.array(matrix, np.float32).T
    linear = np.clip(linear, 0, 1)
    low, high = linear * 12.92, 1.055 * np.power(linear, 1 / 2.4) - 0.055
    levels: npt.NDArray[np.uint8] = (np.where(linear <= 0.0031308, low, high) * 255 + 0.5).astype(np.uint8)
    return levels


def _pressed(luminance: Samples, peak: float) -> Samples:
    """BT.2390: as it is below a knee, above it a curve that ends in white where the picture's peak is."""
    top = float(_to_pq(peak))
    share, most = _to_pq(luminance) / top, float(_to_pq(WHITE_NITS)) / top
    knee = 1.5 * most - 0.5
    if knee >= 1 - 1e-6:
        return luminance
    t = np.clip((share - knee) / (1 - knee), 0, 1)
    curve = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee)
    curve += (3 * t**2 - 2 * t**3) * most
    pressed = np.where(share < knee, share, curve) * top
    return _from_pq(pressed).astype(np.float32)
