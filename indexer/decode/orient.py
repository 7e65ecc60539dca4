"""Turning a picture upright by its EXIF orientation."""

from __future__ import annotations

from PIL import Image

_ORIENTATION_TAG = 0x0112

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def orientation_of(image: Image.Image) -> int:
    """1 to 8 as EXIF counts; 1 where the tag is missing, out of range or the EXIF block is broken.

    To be asked of a loaded picture: TIFF is turned by its loader, and PNG may keep EXIF behind the pixels.
    """
    try:
        value = image.getexif().get(_ORIENTATION_TAG)
    except Exception:  # noqa: BLE001 - a broken EXIF block raises anything, and never costs the picture
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """The picture turned as an EXIF orientation says."""
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)
