"""Pillow's formats and HEIF, opened by name: nothing is guessed, and no decoder loaded that is not needed."""

from __future__ import annotations

import importlib
import math
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from PIL import Image

from photos_ml.errors import DecodeError
from photos_ml.formats import Family
from photos_ml.indexer.avif import clean_aperture, colour_numbers
from photos_ml.indexer.decode.deep_psd import load_deep_psd, read_deep_psd
from photos_ml.indexer.decode.high_range import Light
from photos_ml.indexer.decode.jpeg import check_mostly_there, with_end_marker
from photos_ml.indexer.decode.limits import DecodeLimits, Reserve, admit, check_pixels
from photos_ml.indexer.decode.orient import orientation_of
from photos_ml.indexer.decode.scale import draft, trim
from photos_ml.indexer.decode.source import HEAD_BYTES, webp_size
from photos_ml.indexer.decode.stripped import without_metadata
from photos_ml.indexer.heif import heif_library, made_safe

PLUGINS = {
    Family.AVIF: "Avif",
    Family.BMP: "Bmp",
    Family.GIF: "Gif",
    Family.ICO: "Ico",
    Family.JPEG: "Jpeg",
    Family.JPEG2000: "Jpeg2K",
    Family.PCX: "Pcx",
    Family.PNG: "Png",
    Family.PPM: "Ppm",
    Family.PSD: "Psd",
    Family.QOI: "Qoi",
    Family.SGI: "Sgi",
    Family.TGA: "Tga",
    Family.TIFF: "Tiff",
    Family.WEBP: "WebP",
}

_MODE_BYTES = {"1": 2, "L": 1, "P": 5, "I;16": 7, "I;16B": 7, "I;16L": 7, "LA": 8, "RGBA": 8}
"""Bytes a pixel of Pillow's own picture, with the copy that makes it fit for averaging; 4 for all others."""
_EXTRA_BYTES = {
    Family.AVIF: 8,
    Family.HEIF: 6,
    Family.JPEG2000: 24,
    Family.TIFF: 4,
    Family.WEBP: 12,
}
"""Bytes a pixel which the decoder holds beside it, rounded up from peaks measured at 6 to 24 megapixels."""
_PROGRESSIVE_BYTES = 6
"""A progressive JPEG keeps 16-bit coefficients of three planes until its last scan, whatever the scale."""

_WAVELET_LEVELS = 5
_BOXED = (Family.AVIF, Family.HEIF)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Decoded pixels and what their file says about them: EXIF orientation yet to be applied, ICC profile,
    what samples mean where that is no usual screen's light."""

    image: Image.Image
    orientation: int = 1
    profile: bytes | None = None
    light: Light | None = None


def open_raster(file: BinaryIO, family: Family) -> Image.Image:
    """The picture with its header read and no pixel decoded."""
    if family is Family.HEIF:
        return _open_heif(file)
    plugin: Any = importlib.import_module(f"PIL.{PLUGINS[family]}ImagePlugin")
    if family is Family.AVIF:
        plugin.DEFAULT_MAX_THREADS = 1  # the cores are shared out between worker processes, not inside one
    return Image.open(file, formats=(family.value,))


def load_raster(
    file: BinaryIO, family: Family, min_side: int, limits: DecodeLimits, reserve: Reserve | None
) -> Loaded:
    """The picture decoded, as small as its format allows with both sides >= `min_side`.

    A JPEG that ends too early is filled with grey while most of it is there; otherwise DecodeError says how
    much is missing.
    """
    if family is Family.PSD and (psd := read_deep_psd(file)):
        image, profile = load_deep_psd(file, psd, limits, reserve)
        return Loaded(image, profile=profile)
    if family is Family.WEBP:
        _check_webp(file, limits)
    try:
        loaded = _load_whole(file, family, min_side, limits, reserve)
    except (DecodeError, MemoryError):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        bare = without_metadata(file, family)
        if bare is None:
            raise
        loaded = _load_whole(bare, family, min_side, limits, reserve)
    if family in _BOXED:
        loaded = replace(loaded, light=_light_of(file))
    if family is Family.AVIF and (shown := clean_aperture(file)):
        return replace(loaded, image=loaded.image.crop(shown))
    return loaded


def _light_of(file: BinaryIO) -> Light | None:
    numbers = colour_numbers(file)
    light = Light(numbers[1], numbers[0]) if numbers else None
    return light if light and light.is_high else None


def _load_whole(
    file: BinaryIO, family: Family, min_side: int, limits: DecodeLimits, reserve: Reserve | None
) -> Loaded:
    scaled = _open_scaled(file, family, min_side, limits)
    admit(scaled.cost_bytes(), limits, reserve)
    try:
        return scaled.load()
    except OSError as error:
        if error.errno is not None:
            raise
        if family is Family.JPEG:
            return _load_cut_short(file, min_side, limits)
        if family is Family.JPEG2000:
            return _load_full_resolution(file, limits, reserve)
        raise


@dataclass(frozen=True, slots=True)
class _Scaled:
    """An opened picture told to load small: its size in the file and the exact one it will get."""

    image: Image.Image
    family: Family
    full: tuple[int, int]
    exact: tuple[float, float]

    def cost_bytes(self) -> int:
        """An upper estimate of the memory that loading takes."""
        pixels = math.ceil(self.exact[0]) * math.ceil(self.exact[1])
        cost = pixels * (_MODE_BYTES.get(self.image.mode, 4) + _EXTRA_BYTES.get(self.family, 0))
        if self.image.info.get("progressive"):
            cost += self.full[0] * self.full[1] * _PROGRESSIVE_BYTES
        return cost

    def load(self) -> Loaded:
        self.image.load()
        profile = self.image.info.get("icc_profile")
        return Loaded(
            image=trim(self.image, self.exact),
            orientation=orientation_of(self.image),
            profile=profile if isinstance(profile, bytes) else None,
        )


def _open_scaled(file: BinaryIO, family: Family, min_side: int, limits: DecodeLimits) -> _Scaled:
    image = open_raster(file, family)
    full = image.size
    check_pixels(*full, limits)
    scale = _drop_resolutions if family is Family.JPEG2000 else draft
    return _Scaled(image, family, full, scale(image, min_side))


def _load_cut_short(file: BinaryIO, min_side: int, limits: DecodeLimits) -> Loaded:
    loaded = _open_scaled(with_end_marker(file), Family.JPEG, min_side, limits).load()
    check_mostly_there(loaded.image)
    return loaded


def _check_webp(file: BinaryIO, limits: DecodeLimits) -> None:
    width, height = webp_size(file.read(HEAD_BYTES))
    file.seek(0)
    admit(width * height * (4 + _EXTRA_BYTES[Family.WEBP]), limits, None)


def _drop_resolutions(image: Image.Image, min_side: int) -> tuple[float, float]:
    """JPEG 2000 halves its picture by leaving out wavelet levels; most files have five of them."""
    levels = 0
    while levels < _WAVELET_LEVELS and min(image.size) >> (levels + 1) >= min_side:
        levels += 1
    setattr(image, "reduce", levels)  # noqa: B010 - on this class a number, the method of the same name elsewhere
    return image.width / 2**levels, image.height / 2**levels


def _load_full_resolution(file: BinaryIO, limits: DecodeLimits, reserve: Reserve | None) -> Loaded:
    """For a JPEG 2000 file with fewer levels than were to be left out, which its decoder refuses."""
    file.seek(0)
    image = open_raster(file, Family.JPEG2000)
    scaled = _Scaled(image, Family.JPEG2000, image.size, image.size)
    admit(scaled.cost_bytes(), limits, reserve)
    return scaled.load()


def _open_heif(file: BinaryIO) -> Image.Image:
    library = heif_library()
    library.options.DECODE_THREADS = 1
    image: Image.Image = library.HeifImageFile(made_safe(file))
    image.format = "HEIF"
    return image
