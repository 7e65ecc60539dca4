"""How good a picture is as a picture, by standard measures of its pixels."""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from PIL.Image import Image

Plane: TypeAlias = npt.NDArray[np.float32]
Bytes: TypeAlias = npt.NDArray[np.uint8]

QUALITY_VERSION = 2
"""Grows when a measure changes: what was measured before is then measured again."""
SIDE_PIXELS = 320
"""Longer side of what is measured: blur and noise that cannot be seen at this size spoil no memory."""
TILE = 16
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
BLOWN = 253
"""The least 8-bit value above 0.99."""
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
    colours = np.ascontiguousarray(_brought_to_size(picture).transpose(2, 0, 1))
    values = colours.astype(np.float32)
    luma: Plane = np.asarray(LUMA / 255 @ values.reshape(3, -1), np.float32).reshape(values.shape[1:])
    high, low = _extremes(colours)
    saturation = np.divide((high - low).astype(np.float32), np.maximum(high, 1).astype(np.float32))
    brightness, contrast = _mean_and_deviation(luma)
    quarter = luma.shape[0] // 4
    return Quality(
        sharpness=_sharpness(luma),
        exposure=float(np.exp((luma - 0.5) ** 2 * np.float32(-0.5 / MERTENS_SIGMA**2)).mean()),
        brightness=brightness,
        contrast=contrast,
        noise=_noise(luma),
        colourfulness=_colourfulness(*values),
        clipped=_share(high >= BLOWN),
        blockiness=_blockiness(luma),
        flatness=_share(_variances(luma) < 0.01**2),
        paper=_share((luma > 0.75) & (saturation < 0.15)),
        edges=_share(_is_steep(*_gradients(luma), EDGE)),
        colours=_colours(colours),
        saturation=float(saturation.mean()),
        tilt_degrees=_tilt(luma),
        lettering=max(_outlined(high[part] < 50, low[part] > 225) for part in _ends(quarter)),
    )


def _ends(rows: int) -> tuple[slice, slice]:
    return slice(rows), slice(-rows, None)


def _share(mask: npt.NDArray[np.bool_]) -> float:
    return np.count_nonzero(mask) / mask.size


def _mean_and_deviation(plane: Plane) -> tuple[float, float]:
    """Mean and standard deviation: a third of the passes that `std` takes."""
    mean = float(plane.mean())
    rest = (plane - np.float32(mean)).ravel()
    return mean, float(np.sqrt(rest @ rest / rest.size))


def _brought_to_size(picture: Image) -> Bytes:
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
    return np.pad(pixels, (*short, (0, 0)), mode="edge") if any(after for _, after in short) else pixels


def _means(plane: Plane) -> Plane:
    """Of non-overlapping tiles, (rows, columns); what does not fill one is left out."""
    rows, columns = plane.shape[0] // TILE, plane.shape[1] // TILE
    by_row = plane[: rows * TILE, : columns * TILE].reshape(rows, TILE, columns * TILE).sum(axis=1)
    found: Plane = by_row.reshape(rows, columns, TILE).sum(axis=2) / np.float32(TILE * TILE)
    return found


def _variances(plane: Plane) -> Plane:
    """Of the tiles, (rows, columns)."""
    found: Plane = np.maximum(_means(plane * plane) - _means(plane) ** 2, 0)
    return found


def _laplacian(plane: Plane) -> Plane:
    padded = np.pad(plane, 1, mode="edge")
    found: Plane = padded[:-2, 1:-1] + padded[2:, 1:-1]
    found += padded[1:-1, :-2]
    found += padded[1:-1, 2:]
    found -= 4 * plane
    return found


def _sharpness(luma: Plane) -> float:
    """A portrait with a soft background is sharp: only its sharpest tiles count."""
    by_tile = np.sort(_variances(_laplacian(luma)), axis=None)
    top = by_tile[-max(len(by_tile) // 10, 1) :]
    return float(np.log10(top.mean() + 1e-7) + 7.0)


def _noise(luma: Plane) -> float:
    """Texture passes the kernel too; the smoothest tiles have the least of it."""
    response = _second_difference(_second_difference(luma).T).T  # the kernel is this twice, down and across
    if min(response.shape) < TILE:
        return 0.0
    by_tile = np.sort(_means(np.abs(response, out=response)), axis=None)
    quiet = by_tile[: max(len(by_tile) // 4, 1)]
    return float(np.sqrt(np.pi / 2) * quiet.mean() / IMMERKAER_NORM)


def _second_difference(plane: Plane) -> Plane:
    found: Plane = plane[:-2] + plane[2:]
    found -= 2 * plane[1:-1]
    return found


def _extremes(colours: Bytes) -> tuple[Bytes, Bytes]:
    """Highest and lowest colour of each pixel of three planes."""
    red, green, blue = colours
    return np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)


def _colourfulness(red: Plane, green: Plane, blue: Plane) -> float:
    rg_mean, rg_deviation = _mean_and_deviation(red - green)
    yb_mean, yb_deviation = _mean_and_deviation((red + green) * np.float32(0.5) - blue)
    return float(np.hypot(rg_deviation, yb_deviation) + 0.3 * np.hypot(rg_mean, yb_mean))


def _colours(colours: Bytes) -> float:
    red, green, blue = colours >> 4
    codes = red.astype(np.uint16) << 8
    codes |= green << 4
    codes |= blue
    used = np.zeros(4096, bool)
    used[codes.ravel()] = True
    return _share(used)


def _outlined(black: npt.NDArray[np.bool_], white: npt.NDArray[np.bool_]) -> float:
    if not (black.any() and white.any()):
        return 0.0
    left, right = np.zeros_like(black), np.zeros_like(black)
    for step in range(1, STROKE + 1):
        left[:, step:] |= black[:, :-step]
        right[:, :-step] |= black[:, step:]
    return _share(white & left & right)


def _gradients(luma: Plane) -> tuple[Plane, Plane]:
    """Differences over two pixels, across and down; at the edges twice those over one."""
    return _central(luma.T).T, _central(luma)


def _central(plane: Plane) -> Plane:
    found = np.empty_like(plane)
    np.subtract(plane[2:], plane[:-2], out=found[1:-1])
    found[0], found[-1] = 2 * (plane[1] - plane[0]), 2 * (plane[-1] - plane[-2])
    return found


def _is_steep(gx: Plane, gy: Plane, limit: float) -> npt.NDArray[np.bool_]:
    """Whether gradients are longer than `limit`; roots are not drawn of them all."""
    length = gx * gx
    length += gy * gy
    found: npt.NDArray[np.bool_] = length > limit * limit
    return found


def _blockiness(luma: Plane) -> float:
    """The grid may begin anywhere, a crop moves it: the phase with the strongest steps counts."""
    across, down = luma[:, 1:] - luma[:, :-1], luma[1:] - luma[:-1]
    return (_steps(across, axis=0) + _steps(down, axis=1)) / 2


def _steps(differences: Plane, axis: int) -> float:
    """Of differences along one axis, which are averaged along the other, `axis`."""
    np.abs(differences, out=differences)
    limited = np.minimum(differences, 0.1, out=differences)  # true edges are higher than compression's steps
    by_place = limited.mean(axis=axis)
    whole = by_place[: len(by_place) // BLOCK * BLOCK].reshape(-1, BLOCK).mean(axis=0)
    if not whole.size or not np.isfinite(whole).all():
        return 0.0
    return float(whole.max() / max(float(np.median(whole)), 1e-4) - 1.0)


def _smooth(plane: Plane) -> Plane:
    """Binomial over 5 pixels both ways: differences on steps sharper than this have the wrong direction."""
    rows = _binomial(np.pad(plane, ((2, 2), (0, 0)), mode="edge"))
    found = _binomial(np.pad(rows, ((0, 0), (2, 2)), mode="edge").T).T
    found *= np.float32(1 / 256)
    return found


def _binomial(padded: Plane) -> Plane:
    """Down the columns with weights 1, 4, 6, 4, 1: sums of neighbours, four times."""
    for _ in range(4):
        padded = padded[:-1] + padded[1:]
    return padded


def _tilt(luma: Plane) -> float:
    """Angle of the strongest near-level or near-upright lines, by a histogram of gradient directions."""
    gx, gy = _gradients(_smooth(_smooth(luma)))
    strong = _is_steep(gx, gy, LINE)
    if _share(strong) < 0.005:
        return 0.0
    gx, gy = gx[strong], gy[strong]
    degrees = (np.degrees(np.arctan2(gy, gx)) + np.float32(45.0)) % np.float32(90.0)  # 45: level or upright
    counts = np.bincount(np.minimum(degrees.astype(np.intp), 89), np.sqrt(gx * gx + gy * gy), 90)
    smooth = np.convolve(counts, np.ones(3) / 3, mode="same")
    near = smooth[30:60]
    best = int(np.argmax(near))
    if near[best] < 2.0 * smooth.mean():
        return 0.0
    return abs(best - 15 + 0.5)
