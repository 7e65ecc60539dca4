"""The one way from a path to pixels, and the one place where decoders' errors become DecodeError."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from PIL import Image

from photos_ml.formats import Family
from photos_ml.indexer.decode.colour import averageable, to_srgb
from photos_ml.indexer.decode.high_range import tone_mapped
from photos_ml.indexer.decode.limits import DecodeLimits, Reserve, check_file_size, check_pixels
from photos_ml.indexer.decode.orient import orientation_of, upright
from photos_ml.indexer.decode.quiet import pillow_quiet
from photos_ml.indexer.decode.raster import Loaded, load_raster, open_raster
from photos_ml.indexer.decode.scale import shrink
from photos_ml.indexer.decode.source import recognise
from photos_ml.indexer.decode.told import told_of_decoder, told_of_system
from photos_ml.indexer.jpeg_xl import read_header
from photos_ml.indexer.reasons import Cause
from photos_ml.indexer.regular import open_regular
from photos_ml.turns import is_sideways

if TYPE_CHECKING:
    from photos_ml.indexer.decode.seeking import OpenVideo

DEFAULT_LIMITS = DecodeLimits()


def decode_image(
    path: Path, *, min_side: int, limits: DecodeLimits = DEFAULT_LIMITS, reserve: Reserve | None = None
) -> Image.Image:
    """An upright RGB picture in sRGB, its shorter side >= `min_side` where the original's is.

    Videos give a poster frame, RAW files their preview. `reserve` hears of the memory about to be taken.
    Raises DecodeError, with `retry` where the file could not be read rather than not be understood.
    """
    with told_of_system(), pillow_quiet, open_regular(path) as file:
        family = recognise(file, path.name)
        if family is not Family.VIDEO:  # a video is read in pieces, however long it is
            check_file_size(_size_bytes(file), limits)
        with told_of_decoder(file, family):
            return _finished(_load(file, family, min_side, limits, reserve), min_side)


@contextmanager
def open_video(
    path: Path, *, limits: DecodeLimits = DEFAULT_LIMITS, reserve: Reserve | None = None
) -> Iterator[OpenVideo]:
    """A video, for `poster_of` and `spread_frames`, opened once for all of them. Errors as `decode_image`."""
    with told_of_system(), open_regular(path) as file:
        if recognise(file, path.name) is not Family.VIDEO:
            raise Cause.NOT_A_VIDEO.error()
        from photos_ml.indexer.decode.seeking import opened

        with told_of_decoder(file, Family.VIDEO), opened(file, limits, reserve) as video:
            yield video


def decode_frame(
    path: Path, second: float, *, side: int, limits: DecodeLimits = DEFAULT_LIMITS
) -> Image.Image:
    """What a video shows at a second, upright, RGB, `side` at most on its longer side. Errors as
    `decode_image`; DecodeError for what is no video."""
    with open_video(path, limits=limits) as video:
        from photos_ml.indexer.decode.frames import frame_at

        return frame_at(video, second, side)


def probe(path: Path) -> tuple[int, int, str]:
    """(width, height, format) of the upright picture, from its header alone. Raises DecodeError."""
    with told_of_system(), pillow_quiet, open_regular(path) as file:
        family = recognise(file, path.name)
        with told_of_decoder(file, family):
            width, height, turned = _probe(file, family)
        check_pixels(width, height, DecodeLimits(max_pixels=2**62))
        return (height, width, family.value) if turned else (width, height, family.value)


def _load(
    file: BinaryIO, family: Family, min_side: int, limits: DecodeLimits, reserve: Reserve | None
) -> Loaded:
    if family is Family.RAW:
        from photos_ml.indexer.decode.raw import load_raw

        return load_raw(file, min_side, limits, reserve)
    if family is Family.VIDEO:
        from photos_ml.indexer.decode.video import poster_frame

        return Loaded(poster_frame(file, min_side, limits, reserve))
    if family is Family.JPEG_XL:
        from photos_ml.indexer.decode.jpeg_xl import load_jpeg_xl

        return Loaded(load_jpeg_xl(file, limits, reserve))
    return load_raster(file, family, min_side, limits, reserve)


def _finished(loaded: Loaded, min_side: int) -> Image.Image:
    """Shrunk, then converted, then turned: each step works on as few pixels as it can."""
    small = shrink(averageable(loaded.image), min_side)
    if loaded.light is not None:
        small, profile = tone_mapped(small, loaded.light), None
    else:
        profile = loaded.profile
    picture = upright(to_srgb(small, profile), loaded.orientation)
    if type(picture) is not Image.Image:
        picture = picture.copy()  # a loader's own class keeps the file, its EXIF and its profile
    picture.info = {}
    return picture


def _probe(file: BinaryIO, family: Family) -> tuple[int, int, bool]:
    if family is Family.RAW:
        from photos_ml.indexer.decode.raw import raw_size

        return (*raw_size(file), False)
    if family is Family.VIDEO:
        from photos_ml.indexer.decode.video import video_size

        return (*video_size(file), False)
    if family is Family.JPEG_XL:
        return (*read_header(file).upright_size, False)
    image = open_raster(file, family)
    if family is Family.TIFF or (family is Family.PNG and "exif" not in image.info):
        # Pillow reports a TIFF's upright size by itself, and would decode a whole PNG in search of late EXIF.
        return (*image.size, False)
    return (*image.size, is_sideways(orientation_of(image)))


def _size_bytes(file: BinaryIO) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    return size
