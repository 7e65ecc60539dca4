"""What one picture may cost, checked against its header before any pixel is decoded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from photos_ml.indexer.reasons import AGAIN, RAISE, SMALLER, Cause

MEGA = 1_000_000
MIB = 1 << 20
MOST_BYTES_EVER = 64_000 * MIB
"""No limit can be set higher."""

Reserve: TypeAlias = Callable[[int], None]
"""Called with the bytes a decode is about to take, before it takes them; may wait, or raise DecodeError."""


@dataclass(frozen=True, slots=True)
class DecodeLimits:
    """Bounds of one decode; a picture beyond them is refused with DecodeError.

    `max_pixels` holds for every format (a 400-megapixel JPEG panorama still decodes in a few megabytes);
    `max_decode_bytes` is compared with the estimate of what the format's decoder allocates.
    """

    max_file_bytes: int = 1024 * MIB
    max_pixels: int = 400 * MEGA
    max_decode_bytes: int = 640 * MIB


def check_file_size(size_bytes: int, limits: DecodeLimits) -> None:
    if size_bytes > limits.max_file_bytes:
        limit_mib = limits.max_file_bytes // MIB
        raise Cause.MANY_BYTES.error(mib=size_bytes // MIB, limit=limit_mib, hint=SMALLER)


def check_pixels(width: int, height: int, limits: DecodeLimits) -> None:
    if width < 1 or height < 1:
        raise Cause.EMPTY_PICTURE.error(width=width, height=height, hint=AGAIN)
    if width * height > limits.max_pixels:
        megapixels, limit = round(width * height / MEGA), round(limits.max_pixels / MEGA)
        raise Cause.MANY_PIXELS.error(
            width=width, height=height, megapixels=megapixels, limit=limit, hint=SMALLER
        )


def admit(cost_bytes: int, limits: DecodeLimits, reserve: Reserve | None) -> None:
    """Refuse a decode whose estimated memory is above the limit; otherwise let `reserve` know of it."""
    if cost_bytes > limits.max_decode_bytes:
        limit_mib = limits.max_decode_bytes // MIB
        hint = RAISE if cost_bytes < MOST_BYTES_EVER else AGAIN
        raise Cause.MUCH_MEMORY.error(mib=cost_bytes // MIB, limit=limit_mib, hint=hint)
    if reserve is not None:
        reserve(cost_bytes)
