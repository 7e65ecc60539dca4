"""What a closer look sees: vectors of the parts of photos, or of the small pictures that are kept of them."""

from __future__ import annotations

import io
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING

from photos_ml.app.service.context import Context
from photos_ml.errors import DecodeError
from photos_ml.types import Media

if TYPE_CHECKING:
    from PIL.Image import Image

    from photos_ml.search.closer import Closer
    from photos_ml.store import PhotoRow
    from photos_ml.types import FloatMatrix

BUDGET_S = 10.0
"""Of one look: ten photos take a second of one core, longer where their files lie on a slow disk. What
was not seen by then keeps what the first look said."""
KEPT_PHOTOS = 256
"""Whose parts stay in memory, 32 kB each: the pages of one list look at the same photos."""

AT_ONCE = 3
"""Parts of a photo that are encoded before it is asked again whether to go on: 30 ms of one core."""

_goes_on: ContextVar[Callable[[], bool]] = ContextVar("whether the look goes on", default=lambda: True)
_log = logging.getLogger(__name__)


def look_while(goes_on: Callable[[], bool]) -> None:
    """Of what this request looks at: `goes_on` returns False once nobody waits for it any longer, and may
    take its time where others have to come first."""
    _goes_on.set(goes_on)


def closer_for(context: Context) -> Closer | None:
    """What looks closely with the active model; None for a model without the names of things."""
    from photos_ml.search.closer import Closer

    tagger = context.tagger
    return Closer(PartsSeen(context), tagger.nearest_thing) if tagger else None


class LookEndedError(Exception):
    """Nobody waits for this look any longer."""


class PartsSeen:
    """Vectors of the parts of photos, made when they are asked for. Safe to call from several threads."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, FloatMatrix] = OrderedDict()

    def __call__(self, photos: Sequence[PhotoRow]) -> Mapping[int, FloatMatrix]:
        """Photo -> vectors (9, d) of its parts, while there is time; without videos, of which what was found
        is another moment than the one that is kept, and without what cannot be read now."""
        until = time.monotonic() + BUDGET_S
        found: dict[int, FloatMatrix] = {}
        for photo in photos:
            if time.monotonic() < until and photo.metadata.media is not Media.VIDEO:
                try:
                    parts = self._parts(photo)
                except LookEndedError:
                    break
                if parts is not None:
                    found[photo.id] = parts
        return found

    def _parts(self, photo: PhotoRow) -> FloatMatrix | None:
        with self._lock:
            if (known := self._kept.get(photo.content_hash)) is not None:
                self._kept.move_to_end(photo.content_hash)
                return known
        try:
            made = parts_of(self._context, photo)
        except (DecodeError, OSError) as error:
            _log.info("photo %d cannot be looked at closely: %s", photo.id, type(error).__name__)
            return None
        with self._lock:
            self._kept[photo.content_hash] = made
            while len(self._kept) > KEPT_PHOTOS:
                self._kept.popitem(last=False)
        return made


def parts_of(context: Context, photo: PhotoRow) -> FloatMatrix:
    """Vectors of the parts of a photo. Raises DecodeError, OSError, or LookEndedError."""
    import numpy as np

    from photos_ml.encoders.base import one_look
    from photos_ml.search.closer import boxes

    _go_on()
    picture = _seen(context, photo)
    parts = [picture.crop(box) for box in boxes(*picture.size)]
    made = []
    for start in range(0, len(parts), AT_ONCE):
        _go_on()
        made.append(one_look(context.encoder).encode_images(parts[start : start + AT_ONCE]))
    return np.concatenate(made)


def _go_on() -> None:
    if not _goes_on.get()():
        raise LookEndedError


def _seen(context: Context, photo: PhotoRow) -> Image:
    """A small picture of the photo, of its file where that can be read: a kept one has lost what is fine."""
    from PIL import Image as images

    from photos_ml.app.service.pictures import encoded_thumbnail
    from photos_ml.app.service.thumbnails import Size, make

    try:
        return make(photo.path, Size.GRID, photo.metadata.turn, context.decode_bytes)
    except (DecodeError, OSError):
        with images.open(io.BytesIO(encoded_thumbnail(context, photo, Size.GRID))) as kept:
            return kept.convert("RGB")
