"""Camera RAW files: the preview the camera embedded; developed at half size only where that is too small."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, BinaryIO

from PIL import Image

from photos_ml.errors import DecodeError
from photos_ml.formats import Family
from photos_ml.indexer.decode.limits import DecodeLimits, Reserve, admit, check_pixels
from photos_ml.indexer.decode.raster import Loaded, load_raster
from photos_ml.indexer.reasons import COPY, Cause
from photos_ml.turns import is_sideways

_ORIENTATION_OF_FLIP = {0: 1, 3: 3, 5: 8, 6: 6}
"""LibRaw's rotation codes as EXIF orientations."""
_SENSOR_BYTES = 2
_HALF_SIZE_BYTES = 5
"""A pixel of the sensor: its 16-bit sample, and while developing a quarter of a 4x16-bit and of an 8-bit
picture, doubled for the copy that turns it upright."""


def load_raw(file: BinaryIO, min_side: int, limits: DecodeLimits, reserve: Reserve | None) -> Loaded:
    """The preview, or the picture developed at half size.

    Raises DecodeError where LibRaw does not know the camera and there is no preview either.
    """
    with _opened(file) as raw:
        sizes = raw.sizes
        check_pixels(sizes.raw_width, sizes.raw_height, limits)
        flip = _ORIENTATION_OF_FLIP.get(sizes.flip, 1)
        preview = _preview(raw, min_side, limits, reserve)
        wanted = min(min_side, min(sizes.width, sizes.height) // 2)
        if preview is not None and min(preview.image.size) >= wanted:
            return replace(preview, orientation=_turn(preview, flip, (sizes.width, sizes.height)))
        admit(sizes.raw_width * sizes.raw_height * (_SENSOR_BYTES + _HALF_SIZE_BYTES), limits, reserve)
        return Loaded(Image.fromarray(raw.postprocess(half_size=True, use_camera_wb=True, output_bps=8)))


def raw_size(file: BinaryIO) -> tuple[int, int]:
    """Width and height of the upright picture, from the RAW file's header."""
    with _opened(file) as raw:
        sizes = raw.sizes
        return (sizes.height, sizes.width) if sizes.flip in (5, 6) else (sizes.width, sizes.height)


@contextmanager
def _opened(file: BinaryIO) -> Iterator[Any]:
    """LibRaw over the open file; it reads the whole file, so a path that cannot be encoded is no obstacle."""
    try:
        import rawpy
    except ImportError as error:
        hint = "pip install rawpy"
        raise Cause.NEEDS_PACKAGE.error(what="RAW files", package="rawpy", hint=hint, retry=True) from error
    try:
        with rawpy.imread(file) as raw:
            yield raw
    except rawpy.LibRawError as error:
        raise Cause.DAMAGED_RAW.error(hint=COPY) from error


def _preview(raw: Any, min_side: int, limits: DecodeLimits, reserve: Reserve | None) -> Loaded | None:
    """The embedded preview; None where there is none, or it is damaged."""
    import rawpy

    try:
        thumb = raw.extract_thumb()
        if thumb.format is rawpy.ThumbFormat.BITMAP:
            return Loaded(Image.fromarray(thumb.data))
        return load_raster(io.BytesIO(thumb.data), Family.JPEG, min_side, limits, reserve)
    except (rawpy.LibRawError, DecodeError, OSError, SyntaxError, ValueError):
        return None


def _turn(preview: Loaded, flip: int, lying: tuple[int, int]) -> int:
    """The orientation that turns a preview upright. One that says nothing of it lies as the sensor does; but
    of a picture on its side, one that is no longer of the sensor's shape has been turned already."""
    (across, down), (width, height) = preview.image.size, lying
    other_shape = (across - down) * (width - height) < 0
    if is_sideways(flip) and other_shape:
        return 1
    return preview.orientation if preview.orientation != 1 else flip
