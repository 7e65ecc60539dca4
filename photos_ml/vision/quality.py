"""How good a picture is as a picture, by standard measures of its pixels."""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL.Image import Image

Plane: TypeAlias = npt.NDArray[np.float32]
N = TypeVar("N", np.float32, np.uint8)

QUALITY_VERSION = 2
"""Grows when a measure changes: what was measured before is then measured again."""
SIDE_PIXELS = 320
"""Longer side of what is measured: blur and noise that cannot be seen at this size spoil no memory."""
TILE = 16
MERTENS_SIGMA = 0.2
"""Width of the exposure curve, of Mertens et al., 2007."""
IMMERKAER_NORM = 6.0
"""Of the kernel [[1, -2, 1], [-2, 4, -2], [1, -2, 1]]."""
EDGE, LINE = 0.25, 0.15
"""Change of luma over two pixels from which there is an edge, and, of a smoothed picture, a line."""
STROKE = 8
"""Widest stroke of a letter."""
BLOCK = 8
"""JPEG's transform blocks."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Measures of one picture, upright, brought to SIDE_PIXELS. Higher is more, not always better."""

    sharpness: float
    """Log of the variance of the Laplacian (Pech-Pacheco et al., 2000) in the sharpest tenth of the tiles."""
    exposure: float
    """Mean well-exposedness of Mertens et al., 2007: 1 where all is mid-grey, 0 where all is black or
    white."""
    brightness: float
    """Mean luma, 0 to 1."""
    contrast: float
    """RMS contrast (Peli, 1990): standard deviation of luma, 0 to 0.5."""
    noise: float
    """Standard deviation of noise in luma, 0 to 1, by Immerkaer, 1996, in the smoothest quarter of the
    tiles."""
    colourfulness: float
    """Hasler and Suesstrunk, 2003, on 8-bit values; 0 for grey, above 80 for vivid."""
    clipped: float
    """Share of pixels with a colour at its upper limit: blown highlights."""
    blockiness: float
    """Steps at the edges of 8-pixel blocks relative to those inside (after Wang et al., 2002), less 1."""
    flatness: float
    """Share of tiles without any structure: screens and drawings have many."""
    paper: float
    """Share of bright, colourless pixels."""
    edges: float
    """Share of pixels on strong edges: text has many."""
    colours: float
    """Share of the 4,096 colours of 12 bits in use: photographs use many, graphics few."""
    saturation: float
    """Mean HSV saturation, 0 to 1."""
    tilt_degrees: float
    """How far the commonest near-level line is off level, 0 to 15; 0 where none stands out."""
    lettering: float
    """Share of the upper or the lower quarter, where it is more, that is white between black no farther than
    STROKE pixels to either side: outlined letters."""

    def values(self) -> tuple[float, ...]:
        found: tuple[float, ...] = _VALUES(self)
        return found


_VALUES = attrgetter(*(field.name for field in fields(Quality)))
"""A twentieth of the time of `astuple`, which copies what it finds."""


def measure(picture: Image) -> Quality:
    """Measure an upright RGB picture of any size; smaller than SIDE_PIXELS it is left as it is."""
    pixels = _brought_to_size(picture)
    rgb = pixels.astype(np.float32) / 255.0
    luma: Plane = (rgb @ np.array([0.299, 0.587, 0.114], np.float32)).astype(np.float32)
    high, low = _extremes(rgb)
    saturation = np.asarray((high - low) / np.maximum(high, 1e-3), np.float32)
    return Quality(
        sharpness=_sharpness(luma),
        exposure=float(np.exp(-((luma - 0.5) ** 2) / (2 * MERTENS_SIGMA**2)).mean()),
        brightness=float(luma.mean()),
        contrast=float(luma.std()),
        noise=_noise(luma),
        colourfulness=_colourfulness(rgb * 255.0),
        clipped=_share(high > 0.99),
        blockiness=_blockiness(luma),
        flatness=_share(_tiles(luma).std(axis=1) < 0.01),
        paper=_share((luma > 0.75) & (saturation < 0.15)),
        edges=_share(_is_steep(*_gradients(luma), EDGE)),
        colours=_colours(pixels),
        saturation=float(saturation.mean()),
        tilt_degrees=_tilt(luma),
        lettering=max(_outlined(pixels[: len(pixels) // 4]), _outlined(pixels[-(len(pixels) // 4) :])),
    )


def _share(mask: npt.NDArray[np.bool_]) -> float:
    return np.count_nonzero(mask) / mask.size


def _brought_to_size(picture: Image) -> npt.NDArray[np.uint8]:
    from PIL import Image as Pictures

    picture = picture.convert("RGB")
    scale = SIDE_PIXELS / max(picture.size)
    if scale < 1:
        size = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
        picture = picture.resize(
            size, Pictures.Resampling.BOX
        )  # averages: what it hides, the eye does not see
    pixels = np.asarray(picture)
    short = [(0, max(TILE - side, 0)) for side in pixels.shape[:2]]
    return np.pad(pixels, (*short, (0, 0)), mode="edge")


def _tiles(plane: Plane) -> Plane:
    """Non-overlapping tiles as rows, (n, TILE * TILE); what does not fill one is left out."""
    rows, columns = plane.shape[0] // TILE, plane.shape[1] // TILE
    cut = plane[: rows * TILE, : columns * TILE]
    return cut.reshape(rows, TILE, columns, TILE).swapaxes(1, 2).reshape(rows * columns, TILE * TILE)


def _laplacian(plane: Plane) -> Plane:
    padded = np.pad(plane, 1, mode="edge")
    around = padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:]
    found: Plane = around - 4 * plane
    return found


def _sharpness(luma: Plane) -> float:
    """A portrait with a soft background is sharp: only its sharpest tiles count."""
    by_tile = np.sort(_tiles(_laplacian(luma)).var(axis=1))
    top = by_tile[-max(len(by_tile) // 10, 1) :]
    return float(np.log10(top.mean() + 1e-7) + 7.0)


def _noise(luma: Plane) -> float:
    """Texture passes the kernel too; the smoothest tiles have the least of it."""
    rows = luma[:-2] - 2 * luma[1:-1] + luma[2:]
    response = rows[:, :-2] - 2 * rows[:, 1:-1] + rows[:, 2:]  # the kernel is this twice, down and across
    if min(response.shape) < TILE:
        return 0.0
    by_tile = np.sort(_tiles(np.abs(response)).mean(axis=1))
    quiet = by_tile[: max(len(by_tile) // 4, 1)]
    return float(np.sqrt(np.pi / 2) * quiet.mean() / IMMERKAER_NORM)


def _extremes(rgb: npt.NDArray[N]) -> tuple[npt.NDArray[N], npt.NDArray[N]]:
    """Highest and lowest colour of each pixel; along so short an axis `max` takes ten times as long."""
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    return np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)


def _colourfulness(rgb: Plane) -> float:
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    rg, yb = red - green, (red + green) / 2 - blue
    return float(np.hypot(rg.std(), yb.std()) + 0.3 * np.hypot(rg.mean(), yb.mean()))


def _colours(pixels: npt.NDArray[np.uint8]) -> float:
    bits = (pixels >> 4).astype(np.int32)
    codes = bits[..., 0] * 256 + bits[..., 1] * 16 + bits[..., 2]
    used = np.zeros(4096, bool)
    used[codes] = True
    return _share(used)


def _outlined(pixels: npt.NDArray[np.uint8]) -> float:
    high, low = _extremes(pixels)
    black, white = high < 50, low > 225
    left, right = np.zeros_like(black), np.zeros_like(black)
    for step in range(1, STROKE + 1):
        left[:, step:] |= black[:, :-step]
        right[:, :-step] |= black[:, step:]
    return _share(white & left & right)


def _gradients(luma: Plane) -> tuple[Plane, Plane]:
    """Differences over two pixels, across and down."""
    gy, gx = (2 * np.asarray(slope, np.float32) for slope in np.gradient(luma))
    return gx, gy


def _is_steep(gx: Plane, gy: Plane, limit: float) -> npt.NDArray[np.bool_]:
    """Whether gradients are longer than `limit`; roots are not drawn of them all."""
    found: npt.NDArray[np.bool_] = gx * gx + gy * gy > limit * limit
    return found


def _blockiness(luma: Plane) -> float:
    """The grid may begin anywhere, a crop moves it: the phase with the strongest steps counts."""
    return float(np.mean([_steps(np.abs(np.diff(luma, axis=1))), _steps(np.abs(np.diff(luma, axis=0)).T)]))


def _steps(differences: Plane) -> float:
    limited = np.minimum(differences, 0.1)  # true edges are higher than the steps compression leaves
    by_column = limited.mean(axis=0)
    whole = by_column[: len(by_column) // BLOCK * BLOCK].reshape(-1, BLOCK).mean(axis=0)
    if not whole.size or not np.isfinite(whole).all():
        return 0.0
    return float(whole.max() / max(float(np.median(whole)), 1e-4) - 1.0)


def _smooth(plane: Plane) -> Plane:
    """Binomial over 5 pixels both ways: differences on steps sharper than this have the wrong direction."""
    rows = _binomial(np.pad(plane, ((2, 2), (0, 0)), mode="edge"))
    return _binomial(np.pad(rows, ((0, 0), (2, 2)), mode="edge").T).T


def _binomial(padded: Plane) -> Plane:
    """Down the columns with weights 1, 4, 6, 4, 1."""
    ends, sides = padded[:-4] + padded[4:], padded[1:-3] + padded[3:-1]
    return np.asarray((ends + 4 * sides + 6 * padded[2:-2]) / 16, np.float32)


def _tilt(luma: Plane) -> float:
    """Angle of the strongest near-level or near-upright lines, by a histogram of gradient directions."""
    gx, gy = _gradients(_smooth(_smooth(luma)))
    strong = _is_steep(gx, gy, LINE)
    if _share(strong) < 0.005:
        return 0.0
    gx, gy = gx[strong], gy[strong]
    off = (np.degrees(np.arctan2(gy, gx)) + 45.0) % 90.0 - 45.0
    counts, _ = np.histogram(off, bins=90, range=(-45, 45), weights=np.hypot(gx, gy))
    smooth = np.convolve(counts, np.ones(3) / 3, mode="same")
    near = smooth[30:60]
    best = int(np.argmax(near))
    if near[best] < 2.0 * smooth.mean():
        return 0.0
    return abs(best - 15 + 0.5)
