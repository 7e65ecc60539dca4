"""The pictures of photos, small enough for a screen."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from photos_ml.app.service.context import Context
from photos_ml.boxes import Box
from photos_ml.formats import Family, format_of
from photos_ml.types import Media

if TYPE_CHECKING:
    from PIL.Image import Image

    from photos_ml.app.service.thumbnails import Size
    from photos_ml.store import PhotoRow


def thumbnail(context: Context, photo: PhotoRow, pixels: int, second: float | None = None) -> Image:
    """The picture, upright, `pixels` at most on its longer side, from the grid picture where that is kept
    and large enough: a tenth of the time. With `second` what a video shows then. DecodeError or OSError."""
    from photos_ml.indexer.decode import decode_frame, decode_image
    from photos_ml.indexer.decode.orient import upright

    if second is not None:
        return upright(decode_frame(photo.path, second, side=pixels), photo.metadata.turn)
    kept = context.thumbnails.kept(photo.content_hash, pixels)
    picture = decode_image(kept or photo.path, min_side=pixels)
    picture.thumbnail((pixels, pixels))
    return picture if kept else upright(picture, photo.metadata.turn)


def encoded_thumbnail(context: Context, photo: PhotoRow, size: Size, second: float | None = None) -> bytes:
    """A small picture of the photo as a file holds it; contents and errors as `Thumbnails.encoded`."""
    return context.thumbnails.encoded(photo, size, second)


ORIENTATION = 0x0112


def is_shown_upright(photo: PhotoRow) -> bool:
    """Whether a browser that shows the file itself shows it upright. Browsers turn JPEGs as their EXIF data
    say, other formats mostly not, and none as a sidecar says."""
    from PIL import Image as images

    from photos_ml.indexer.regular import open_regular

    if photo.metadata.turn != 1:
        return False
    form = format_of(photo.path.name)
    if form is not None and form.family is Family.JPEG:
        return True
    try:
        with open_regular(photo.path) as file, images.open(file) as picture:
            return picture.getexif().get(ORIENTATION, 1) in (0, 1)
    except (OSError, ValueError, SyntaxError):
        return False


CUT_SHORT = "the file is cut short: the end of the picture is missing"


def is_cut_short(photo: PhotoRow) -> bool:
    """Whether a JPEG that could be shown ends before its picture does; False where it cannot be read now."""
    from photos_ml.indexer.decode.jpeg import ends_early
    from photos_ml.indexer.regular import open_regular

    form = format_of(photo.path.name)
    if form is None or form.family is not Family.JPEG:
        return False
    try:
        with open_regular(photo.path) as file:
            return ends_early(file)
    except OSError:
        return False


FACE_PIXELS = 256
"""The side of the picture of a face: a round of 128 px on a screen of two device pixels a pixel."""
ENOUGH_PIXELS = 96
"""From this side on a face is cut out of the grid picture."""
AROUND = 1.7
"""The side of what is shown of a face, in that of its box: hair, chin and a little air."""


def face_picture(context: Context, photo: PhotoRow, box: Box) -> bytes:
    """A square JPEG of the part of a photo around a face, out of the smallest kept picture that shows it well
    enough; of a video, where the box is of another frame, its middle. Raises DecodeError or OSError."""
    from PIL import Image as images

    from photos_ml.app.service.thumbnails import Size, encode

    if photo.metadata.media is Media.VIDEO:
        box = (0.25, 0.25, 0.5, 0.5)
    width, height = photo.metadata.width or 1, photo.metadata.height or 1
    longer = max(width, height)
    side = AROUND * max(box[2] * width, box[3] * height) / longer
    size = Size.GRID if side * Size.GRID >= ENOUGH_PIXELS else Size.LARGE
    with images.open(io.BytesIO(encoded_thumbnail(context, photo, size))) as whole:
        picture = whole.convert("RGB")
    middle = (box[0] + box[2] / 2) * picture.width, (box[1] + box[3] / 2) * picture.height
    pixels = min(side * max(picture.size), *picture.size)
    left, top = (
        min(max(at - pixels / 2, 0.0), room - pixels) for at, room in zip(middle, picture.size, strict=True)
    )
    square = (FACE_PIXELS, FACE_PIXELS)
    cut = picture.resize(square, images.Resampling.LANCZOS, (left, top, left + pixels, top + pixels))
    return encode(cut, Size.GRID)
