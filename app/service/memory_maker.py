"""The ranker over one library: with the active model, and the pictures it looks at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from photos_ml.app.service.context import Context
from photos_ml.app.service.pictures import thumbnail
from photos_ml.ranker.memories import MemoryMaker
from photos_ml.ranker.scene.junk import JunkFilter
from photos_ml.ranker.scene.scene import Reader
from photos_ml.ranker.scene.themes import ThemeReader
from photos_ml.vision.quality import SIDE_PIXELS

if TYPE_CHECKING:
    from PIL.Image import Image

    from photos_ml.store import PhotoRow


def memory_maker(context: Context) -> MemoryMaker:
    """What makes and reads the memories of the library, kept with the active model."""

    def picture(photo: PhotoRow) -> Image:
        return thumbnail(context, photo, SIDE_PIXELS)

    return context.while_loaded(
        "memory maker", lambda: MemoryMaker(context.library(), partial(_reader, context), picture)
    )


def _reader(context: Context) -> Reader:
    encoder = context.encoder
    info, texts = encoder.info, encoder.encode_texts
    return Reader((info.id, info.revision), info.dimension, JunkFilter(texts), ThemeReader(texts))
