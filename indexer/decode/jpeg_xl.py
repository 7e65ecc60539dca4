"""JPEG XL pictures, through imagecodecs (the extra `jxl`)."""

from __future__ import annotations

from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
from PIL import Image

from photos_ml.indexer.decode.limits import DecodeLimits, Reserve, admit, check_pixels
from photos_ml.indexer.jpeg_xl import read_header
from photos_ml.indexer.reasons import Cause

_DECODER_BYTES = 16
"""A pixel of the picture and of what libjxl holds beside it; 7 was the most measured at 12 megapixels."""


def load_jpeg_xl(file: BinaryIO, limits: DecodeLimits, reserve: Reserve | None) -> Image.Image:
    """The first frame, upright, of 8 bits a sample.

    Raises DecodeError, with `retry` where the extra is missing.
    """
    decoder = require_jpeg_xl()
    header = read_header(file)
    check_pixels(header.width, header.height, limits)
    admit(header.width * header.height * _DECODER_BYTES, limits, reserve)
    samples = decoder.jpegxl_decode(file.read(), index=0, numthreads=1)
    return Image.fromarray(_eight_bits(np.asarray(samples)))


def require_jpeg_xl() -> Any:
    """imagecodecs; DecodeError where the extra is missing, to be tried again."""
    try:
        import imagecodecs
    except ImportError as error:
        hint = "pip install 'photos-ml[jxl]'"
        raise Cause.NEEDS_EXTRA.error(what="JPEG XL pictures", extra="jxl", hint=hint, retry=True) from error
    return imagecodecs


def _eight_bits(samples: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """libjxl gives 16 bits with the brightest at the top, and floats with white at 1."""
    if samples.dtype == np.uint16:
        return (samples >> 8).astype(np.uint8)
    if samples.dtype.kind == "f":
        shown = np.nan_to_num(samples.astype(np.float32)).clip(0.0, 1.0)
        return (shown * 255.0 + 0.5).astype(np.uint8)
    return samples.astype(np.uint8, copy=False)
