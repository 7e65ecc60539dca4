"""What one picture may cost, checked against its header before any pixel is decoded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from photos_ml.errors import DecodeError

MEGA = 1_000_000
MIB = 1 << 20

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
        raise DecodeError(f"the file's {size_bytes // MIB} MiB are above the limit of {limit_mib} MiB")


def check_pixels(width: int, height: int, limits: DecodeLimits) -> None:
    if width < 1 or height < 1:
        raise DecodeError(f"declares an empty picture of {width}x{height} pixels")
    if width * height > limits.max_pixels:
        megapixels, limit = width * height / MEGA, limits.max_pixels / MEGA
        raise DecodeError(f"{width}x{height} is {megapixels:.0f} megapixels, above the limit of {limit:.0f}")


def admit(cost_bytes: int, limits: DecodeLimits, reserve: Reserve | None) -> None:
    """Refuse a decode whose estimated memory is above the limit; otherwise let `reserve` know of it."""
    if cost_bytes > limits.max_decode_bytes:
        limit_mib = limits.max_decode_bytes // MIB
        raise DecodeError(f"decoding would take {cost_bytes // MIB} MiB, above the limit of {limit_mib} MiB")
    if reserve is not None:
        reserve(cost_bytes)
