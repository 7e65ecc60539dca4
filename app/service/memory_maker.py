"""The ranker over one library: with the active model, and the pictures it looks at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from photos_ml.app.service.context import Context
from photos_ml.app.service.pictures import thumbnail
from photos_ml.app.service.revisions import answering
from photos_ml.config import BUILTIN_NAME
from photos_ml.ranker.candidates.celebrations import CELEBRATION_TAGS
from photos_ml.ranker.learning.feedback import Feedback
from photos_ml.ranker.memories import MemoryMaker
from photos_ml.ranker.scene.covered import read_covered
from photos_ml.ranker.scene.junk import JunkFilter
from photos_ml.ranker.scene.scene import Reader
from photos_ml.ranker.scene.themes import ThemeReader
from photos_ml.ranker.scene.upright import read_upright
from photos_ml.vision.quality import SIDE_PIXELS

if TYPE_CHECKING:
    from PIL.Image import Image

    from photos_ml.encoders.base import Encoder
    from photos_ml.ranker.learning.in_use import RankerInUse
    from photos_ml.store import PhotoRow


def memory_maker(context: Context) -> MemoryMaker:
    """What makes and reads the memories of the library, kept with the active model."""

    def picture(photo: PhotoRow) -> Image:
        return thumbnail(context, photo, SIDE_PIXELS)

    return context.while_loaded(
        "memory maker", lambda: MemoryMaker(context.library(), partial(_reader, context), picture)
    )


def library_ranker(context: Context) -> RankerInUse:
    """What orders the memories of the library, or would, and why it is that."""
    from photos_ml.ranker.learning.in_use import ranker_in_use
    from photos_ml.ranker.learning.personal import PERSONAL

    learnt = Feedback(context.library().database).model(PERSONAL) if context.has_library else None
    return ranker_in_use(learnt.document if learnt else None)


def _seeing(context: Context) -> Encoder:
    """The built-in model, whose vectors all of this was taught by, where it has seen every photo beside the
    one in use, or its revision before had; else that one."""
    registry, library = context.registry, context.library()
    for name in dict.fromkeys((BUILTIN_NAME, answering(library, registry, BUILTIN_NAME))):
        info = registry.get(name).info
        if not library.vectors(info.id, info.revision, info.dimension).count_missing():
            return registry.get(name)
    return context.encoder


def _reader(context: Context) -> Reader:
    encoder = _seeing(context)
    info, texts = encoder.info, encoder.encode_texts
    model = (info.id, info.revision)
    weights = (info.id, info.weights)
    upright = read_upright(weights, encoder.encode_images)
    junk, themes, covered = JunkFilter(texts), ThemeReader(texts), read_covered(weights)
    return Reader(model, info.dimension, junk, themes, upright, CELEBRATION_TAGS, covered)
