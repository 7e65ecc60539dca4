"""Any Pillow mode to 8-bit sRGB: transparency over white, deep samples scaled, embedded profiles applied."""

from __future__ import annotations

import io
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms

_PALETTE_MODES = frozenset(("P", "PA", "1"))
_ALPHA_MODES = frozenset(("RGBA", "RGBa", "LA", "La", "PA"))
_PROFILE_MODES = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab ": "LAB"}


def averageable(image: Image.Image) -> Image.Image:
    """The same picture in a mode whose neighbouring pixels may be averaged: no palette, no 16-bit samples."""
    if image.mode.startswith("I;16"):
        return _top_byte(image)
    if image.mode in _PALETTE_MODES or "transparency" in image.info:
        return _without_palette(image)
    if image.mode == "La":
        return image.convert("LA")
    return image


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB over white, in sRGB. A profile that is broken or of another colour space is ignored."""
    flat = _flat(image)
    if profile and (converted := _apply_profile(flat, profile)) is not None:
        return converted
    return flat if flat.mode == "RGB" else flat.convert("RGB")


def _flat(image: Image.Image) -> Image.Image:
    if image.mode in ("I", "F"):
        return Image.fromarray(_stretch(np.asarray(image).astype(np.float32)))
    return _over_white(image) if image.mode in _ALPHA_MODES else image


def _without_palette(image: Image.Image) -> Image.Image:
    if image.mode == "1" and "transparency" not in image.info:
        return image.convert("L")
    if image.mode == "PA" or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("RGBA" if image.palette is not None and image.palette.mode == "RGBA" else "RGB")


def _over_white(image: Image.Image) -> Image.Image:
    if image.mode in ("La", "PA"):
        image = image.convert("LA" if image.mode == "La" else "RGBA")
    rgba = image.convert("RGBA")
    canvas = Image.new("RGB", rgba.size, (255, 255, 255))
    canvas.paste(rgba, mask=rgba.getchannel("A"))
    return canvas


def _top_byte(image: Image.Image) -> Image.Image:
    """Scanners and microscopes store 12 or 8 bits in 16; the brightest sample tells."""
    samples = np.asarray(image).astype(np.uint16, copy=False)
    brightest = int(samples.max())
    shift = next(bits for bits in (0, 4, 8) if brightest >> bits <= 255)
    return Image.fromarray((samples >> shift).astype(np.uint8))


def _stretch(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """32-bit samples have no fixed white: it is the smallest usual one (1, 255, 4095, 65535) that holds them;
    where none does, or some are negative, the range found is stretched over black to white."""
    finite = np.isfinite(samples)
    if not finite.all():
        samples = np.where(finite, samples, 0)
    low, high = float(samples.min()), float(samples.max())
    usual = [white for white in (1.0, 255.0, 4095.0, 65535.0) if high <= white]
    black, white = (0.0, usual[0]) if low >= 0 and usual else (low, high)
    scale = 255.0 / (white - black) if white > black else 0.0
    levels: npt.NDArray[np.uint8] = np.clip((samples - black) * scale + 0.5, 0, 255).astype(np.uint8)
    return levels


def _apply_profile(image: Image.Image, profile: bytes) -> Image.Image | None:
    try:
        conversion = _conversion(profile)
        if conversion is None:
            return None
        mode, transform = conversion
        source = image if image.mode == mode else _same_colours(image, mode)
        return None if source is None else transform.apply(source)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _same_colours(image: Image.Image, mode: str) -> Image.Image | None:
    """Grey pictures often carry the RGB profile of their camera; no other pair of spaces can be bridged."""
    return image.convert("RGB") if mode == "RGB" and image.mode == "L" else None


@lru_cache(maxsize=8)
def _conversion(profile: bytes) -> tuple[str, ImageCms.ImageCmsTransform] | None:
    """The mode a profile describes and its transform to sRGB; None where it is sRGB already.

    Cached: a library's pictures carry a handful of profiles, and building a transform takes 2 to 10 ms.
    """
    parsed = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    mode = _PROFILE_MODES.get(parsed.profile.xcolor_space, "")
    if not mode or (mode == "RGB" and _is_srgb(parsed)):
        return None
    return mode, ImageCms.buildTransform(parsed, ImageCms.createProfile("sRGB"), mode, "RGB")


def _is_srgb(profile: ImageCms.ImageCmsProfile) -> bool:
    """True where the transform changes no corner or middle of the RGB cube by more than one level."""
    levels = np.array([0, 32, 96, 160, 224, 255], np.uint8)
    cube = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(1, -1, 3)
    transform = ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), "RGB", "RGB")
    changed = np.asarray(transform.apply(Image.fromarray(cube))).astype(np.int16)
    return int(np.abs(changed - cube).max()) <= 1
