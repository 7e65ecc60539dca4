"""The pictures of photos, small enough for a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from photos_ml.app.service.context import Context

if TYPE_CHECKING:
    from PIL.Image import Image

    from photos_ml.app.service.thumbnails import Size
    from photos_ml.store import PhotoRow


def thumbnail(context: Context, photo: PhotoRow, pixels: int) -> Image:
    """The picture, upright, `pixels` at most on its longer side, from the grid picture where that is kept
    and large enough: a tenth of the time. Raises DecodeError or OSError."""
    from photos_ml.indexer.decode import decode_image
    from photos_ml.indexer.decode.orient import upright

    kept = context.thumbnails.kept(photo.content_hash, pixels)
    picture = decode_image(kept or photo.path, min_side=pixels)
    picture.thumbnail((pixels, pixels))
    return picture if kept else upright(picture, photo.metadata.turn)


def encoded_thumbnail(context: Context, photo: PhotoRow, size: Size) -> bytes:
    """A small picture of the photo as a file holds it; contents and errors as `Thumbnails.encoded`."""
    return context.thumbnails.encoded(photo, size)
