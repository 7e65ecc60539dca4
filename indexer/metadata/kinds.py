"""What a photo is besides a photo: told from its name, its camera, its shape and the makers' words."""

from __future__ import annotations

import re
from pathlib import Path

from photos_ml.formats import Role, suffix_of, suffixes_of
from photos_ml.types import Camera, Kind

PANORAMA_RATIO = 2.4
"""Wider than any single frame: phones take 20:9 and 21:9, the cinema 2.39:1."""
PANORAMA_MIN_PIXELS = 4_000_000
"""Stitched panoramas are large; banners and headers of the same shape are not."""
RAWS = suffixes_of(Role.RAW)
SCREENS = frozenset(
    tuple(map(int, size.split("x")))
    for size in (
        "640x1136 750x1334 828x1792 1080x2160 1080x2220 1080x2280 1080x2310 1080x2316 1080x2340 1080x2376 "
        "1080x2400 1080x2408 1080x2412 1080x2424 1125x2436 1170x2532 1179x2556 1206x2622 1242x2208 1242x2688 "
        "1284x2778 1290x2796 1320x2868 1344x2992 1440x2560 1440x2880 1440x2960 1440x3040 1440x3088 1440x3120 "
        "1440x3200 1536x2048 1620x2160 1640x2360 1668x2224 1668x2388 2048x2732"
    ).split()
)
"""Screens of phones and tablets in pixels, upright: a PNG of just this size was not taken by a camera."""

_SCREEN_WIDTHS = frozenset(width for width, _ in SCREENS)
PHOTO_SUFFIXES = frozenset(".jpg .jpeg .heic .heif .tif .tiff .avif .jxl .dng".split())
"""Kinds of files that cameras write, and stitching programs; a long drawing is no panorama."""

_SCREENSHOT = re.compile(
    r"screen[\s_-]?shot|screen[\s_-]?capture|bildschirmfoto|capture d.?[ée]cran|captura de pantalla|"
    r"schermata|sk[äæ]rmbild|schermafbeelding|zrzut ekranu|captura de tela|снимок экрана|"
    r"スクリーン ?ショット|屏幕截图|截屏|snipping tool|flameshot|greenshot|sharex",
    re.IGNORECASE,
)
_SELFIE_LENS = re.compile(r"\bfront\b|\bselfie\b|truedepth", re.IGNORECASE)
_BURST_NAME = re.compile(r"\d_burst\d+", re.IGNORECASE)
_PANORAMA_NAME = re.compile(r"(?:^|[_\-\s.])pano(?:rama)?(?:[_\-\s.\d]|$)", re.IGNORECASE)


def kinds_of(path: Path, size: tuple[int, int], camera: Camera) -> frozenset[Kind]:
    """The kinds that a file's name, its upright size in pixels and its camera give away."""
    screenshot = is_screenshot(path.stem) or (
        not camera.name
        and (is_screenshot(path.parent.name) or (_is_png(path) and (size in SCREENS or _is_scrolled(size))))
    )
    stitched = is_panorama(size) and (camera.name or suffix_of(path.name) in PHOTO_SUFFIXES)
    signs = {
        Kind.SCREENSHOT: screenshot,
        Kind.SELFIE: _SELFIE_LENS.search(camera.lens),
        Kind.PANORAMA: (stitched and not screenshot) or _PANORAMA_NAME.search(path.stem),
        Kind.BURST: _BURST_NAME.search(path.stem),
        Kind.RAW: suffix_of(path.name) in RAWS,
    }
    return frozenset(kind for kind, sign in signs.items() if sign)


def is_screenshot(words: str) -> bool:
    """Whether a name, a comment or a program's name speaks of a screenshot, in the systems' languages."""
    return _SCREENSHOT.search(words) is not None


def is_panorama(size: tuple[int, int]) -> bool:
    """Whether a picture is so wide or tall, and so large, that only a stitched one is."""
    long, short = max(size), min(size)
    return short > 0 and long / short >= PANORAMA_RATIO and long * short >= PANORAMA_MIN_PIXELS


def _is_scrolled(size: tuple[int, int]) -> bool:
    """Whether a picture is as wide as a screen, and longer than any: a screenshot of all of a page."""
    return size[1] > PANORAMA_RATIO * size[0] and size[0] in _SCREEN_WIDTHS


def _is_png(path: Path) -> bool:
    return path.suffix.lower() == ".png"
