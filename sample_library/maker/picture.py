"""Pixels: opening the sources and the ways a family's photos differ from each other."""

from __future__ import annotations

import contextlib
import io
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image, ImageCms, ImageEnhance, ImageFilter, ImageOps

from maker.qt_resource import QtResource
from maker.table import Source

LONG_SIDE_PX = 1600
SMALL_SIDE_PX = 720
TURNS = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}


class PictureError(ValueError):
    """A source cannot be opened or a recipe is not known."""


def open_source(source: Source, packages: Path) -> Image.Image:
    """The photograph as RGB, at most LONG_SIDE_PX on the long side, out of the extracted packages."""
    path = packages / source.package / source.file
    if not path.is_file():
        raise PictureError(f"{path} is missing: extract {source.package} {source.version} into {packages}")
    if path.suffix == ".jxl":
        return fit(_open_jpeg_xl(path))
    data = QtResource.open(path).read(source.member) if source.member else path.read_bytes()
    with Image.open(io.BytesIO(data)) as image:
        return fit(to_srgb(image))


def _open_jpeg_xl(path: Path) -> Image.Image:
    """Through djxl of libjxl-tools: Pillow has no JPEG XL."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "picture.png")
        subprocess.run(["djxl", "--quiet", str(path), str(target)], check=True)
        with Image.open(target) as image:
            return to_srgb(image)


def to_srgb(image: Image.Image) -> Image.Image:
    """RGB in sRGB: an embedded profile is applied, transparency is laid on white, nothing else is kept."""
    profile = image.info.get("icc_profile")
    if "A" in image.getbands() or "transparency" in image.info:
        over = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", over.size, "white"), over)
    rgb = image.convert("RGB")
    if profile and image.mode in ("RGB", "RGBA"):
        with contextlib.suppress(
            ImageCms.PyCMSError, OSError
        ):  # a broken profile: the numbers are taken as sRGB
            rgb = _applied(rgb, profile)
    rgb.info.clear()  # the new profile holds the time of day, and two builds must be alike
    return rgb


def _applied(rgb: Image.Image, profile: bytes) -> Image.Image:
    converted = ImageCms.profileToProfile(
        rgb, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    return converted if converted is not None else rgb


def fit(image: Image.Image, long_side_px: int = LONG_SIDE_PX) -> Image.Image:
    """The picture scaled down to the long side; a smaller one is left alone."""
    copy = image.copy()
    copy.thumbnail((long_side_px, long_side_px), Image.Resampling.LANCZOS)
    return copy


def crop(image: Image.Image, box: tuple[float, float, float, float]) -> Image.Image:
    """The part between left, top, right and bottom, each a fraction of the picture."""
    width, height = image.size
    left, top, right, bottom = box
    return image.crop(
        (round(left * width), round(top * height), round(right * width), round(bottom * height))
    )


def burst_frame(image: Image.Image, number: int, random: Random) -> Image.Image:
    """Frame `number` (from 1) of a burst: a hand that moves by up to 3%, light that changes by up to 2%."""
    margin = 0.06
    drift_x, drift_y = random.uniform(0, margin), random.uniform(0, margin)
    frame = crop(image, (drift_x, drift_y, 1 - margin + drift_x, 1 - margin + drift_y))
    lit = ImageEnhance.Brightness(frame).enhance(random.uniform(0.98, 1.02))
    return lit.filter(ImageFilter.GaussianBlur(1.6)) if number == 3 else lit


def edited(image: Image.Image, style: str) -> Image.Image:
    """The picture after its owner's taste: 'mono', 'warm', 'vivid' or 'square'."""
    if style == "mono":
        return ImageOps.autocontrast(image.convert("L"), cutoff=1).convert("RGB")
    if style == "warm":
        red, green, blue = image.split()
        return Image.merge(
            "RGB", (red.point(lambda v: min(255, v * 1.08)), green, blue.point(lambda v: v * 0.88))
        )
    if style == "vivid":
        return ImageEnhance.Contrast(ImageEnhance.Color(image).enhance(1.5)).enhance(1.12)
    if style == "square":
        side = min(image.size)
        return ImageOps.fit(image, (side, side))
    raise PictureError(f"no edit {style!r}")


def shaken(image: Image.Image, shift_px: int = 60) -> Image.Image:
    """The picture smeared sideways, as when the phone moved while it took it."""
    pixels = np.asarray(image, dtype=np.float32)
    total = sum(np.roll(pixels, step, axis=1) for step in range(shift_px))
    return Image.fromarray((np.asarray(total) / shift_px).astype(np.uint8))


def in_pocket(image: Image.Image, random: Random) -> Image.Image:
    """Almost black, with sensor noise: the shutter was pressed in a pocket."""
    noise = np.random.default_rng(random.randrange(2**32)).normal(6, 3, (image.height, image.width, 3))
    dark = np.asarray(image.filter(ImageFilter.GaussianBlur(90)), dtype=np.float32) * 0.05
    return Image.fromarray(np.clip(dark + noise, 0, 255).astype(np.uint8))


def panorama(image: Image.Image) -> Image.Image:
    """A strip 2.6 times as wide as high out of the middle."""
    half = image.width / 2.6 / image.height / 2
    return crop(image, (0.0, 0.5 - half, 1.0, 0.5 + half))


def _burst(image: Image.Image, parameter: str, random: Random) -> Image.Image:
    return burst_frame(image, int(parameter), random)


def _crop(image: Image.Image, parameter: str, random: Random) -> Image.Image:
    left, top, right, bottom = (float(part) for part in parameter.split())
    return crop(image, (left, top, right, bottom))


RECIPES: dict[str, Callable[[Image.Image, str, Random], Image.Image]] = {
    "photo": lambda image, parameter, random: image,
    "burst": _burst,
    "crop": _crop,
    "edit": lambda image, parameter, random: edited(image, parameter),
    "small": lambda image, parameter, random: fit(image, SMALL_SIDE_PX),
    "recode": lambda image, parameter, random: image,
    "turn": lambda image, parameter, random: image.transpose(TURNS[int(parameter)]),
    "panorama": lambda image, parameter, random: panorama(image),
    "shaken": lambda image, parameter, random: shaken(image),
    "pocket": lambda image, parameter, random: in_pocket(image, random),
    "raw": lambda image, parameter, random: image,
}


def make(image: Image.Image, recipe: str, parameter: str, random: Random) -> Image.Image:
    """The picture as the recipe leaves it; PictureError for a recipe that is not known."""
    if recipe not in RECIPES:
        raise PictureError(f"no recipe {recipe!r}")
    return RECIPES[recipe](image, parameter, random)
