"""Pictures of a high dynamic range, PQ or HLG (ITU-R BT.2100), as a screen without one shows them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from photos_ml.indexer.decode.shown import HLG, PQ, toned

STRIP_PIXELS = 1 << 18


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
    """The same in sRGB, strip by strip, for a large picture's light takes twelve bytes a pixel; what is
    transparent stays so."""
    rgb = np.array(image.convert("RGB"))
    rows = max(1, STRIP_PIXELS // max(rgb.shape[1], 1))
    for start in range(0, rgb.shape[0], rows):
        strip = Image.fromarray(rgb[start : start + rows])
        rgb[start : start + rows] = np.asarray(toned(strip, light.transfer, light.primaries))
    found = Image.fromarray(rgb)
    if image.mode in ("RGBA", "LA"):
        found.putalpha(image.getchannel("A"))
    return found
