"""What a photo is besides a photo: told from names, cameras, words of the maker and its shape."""

from __future__ import annotations

import re
from pathlib import Path

from photos_ml.indexer.metadata.container import RAW_EXTENSIONS
from photos_ml.types import Camera, Kind

PANORAMA_RATIO = 2.2
"""Wider than any single frame of a camera (21:9 cinema crops are 2.33 but small)."""
PANORAMA_MIN_PIXELS = 4_000_000
"""Stitched panoramas are large; banners and headers of the same shape are not."""

_SCREENSHOT = re.compile(
    r"screen[\s_-]?shot|screen[\s_-]?capture|bildschirmfoto|capture d.?[ée]cran|captura de pantalla|"
    r"schermata|sk[äæ]rmbild|schermafbeelding|zrzut ekranu|captura de tela|снимок экрана|スクリーンショット|"
    r"スクリーン ショット|屏幕截图|截屏",
    re.IGNORECASE,
)
_SELFIE_LENS = re.compile(r"\bfront\b|\bselfie\b|truedepth", re.IGNORECASE)
_BURST_NAME = re.compile(r"_BURST\d*|\d_Burst\d+", re.IGNORECASE)
_PANORAMA_NAME = re.compile(r"(?:^|[_\-\s.])pano(?:rama)?(?:[_\-\s.\d]|$)", re.IGNORECASE)


def kinds_of(path: Path, size: tuple[int, int], camera: Camera, words: tuple[str, ...]) -> frozenset[Kind]:
    """The kinds that name, size in pixels, camera and written words (caption, software) give away."""
    kinds = set()
    if _SCREENSHOT.search(path.stem) or any(map(_SCREENSHOT.search, words)):
        kinds.add(Kind.SCREENSHOT)
    if _SELFIE_LENS.search(camera.lens) or any(map(_SELFIE_LENS.search, words[:1])):
        kinds.add(Kind.SELFIE)
    if is_panorama(size) or _PANORAMA_NAME.search(path.stem):
        kinds.add(Kind.PANORAMA)
    if _BURST_NAME.search(path.stem):
        kinds.add(Kind.BURST)
    if path.suffix.lower() in RAW_EXTENSIONS:
        kinds.add(Kind.RAW)
    return frozenset(kinds)


def is_panorama(size: tuple[int, int]) -> bool:
    """Whether a picture is so wide or tall, and so large, that only a stitched one is."""
    long, short = max(size), min(size)
    return short > 0 and long / short >= PANORAMA_RATIO and long * short >= PANORAMA_MIN_PIXELS
