"""More like these photos, less like those: what a person marks turned into what is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from photos_ml.app.service.context import Context
from photos_ml.app.service.photos import find_photo
from photos_ml.app.service.planning import plan_query
from photos_ml.app.service.search import search_engine
from photos_ml.errors import UsageError
from photos_ml.search.arithmetic import combine, rocchio

if TYPE_CHECKING:
    from PIL.Image import Image

    from photos_ml.search.hits import Hit
    from photos_ml.types import FloatMatrix

PICTURE_PIXELS = 1 << 20
"""Of a picture out of memory: networks look at far fewer."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Photos by id or path, in the library or any picture files: more like `like`, less like `less`; the same
    for `shown` and `shown_less`, upright RGB pictures; `query`: words that all of it is asked with, whose
    conditions hold; `plus` and `minus`: words to have more and less of; `people`: names of those who must all
    be in the picture."""

    like: Sequence[str] = ()
    less: Sequence[str] = ()
    shown: Sequence[Image] = ()
    shown_less: Sequence[Image] = ()
    query: str = ""
    plus: Sequence[str] = ()
    minus: Sequence[str] = ()
    people: Sequence[str] = ()


def find_like(
    context: Context, wish: Wish, *, limit: int = 20, offset: int = 0, now: datetime | None = None
) -> tuple[tuple[Hit, ...], int]:
    """The photos nearest to the wish, those named in it left out, and how many there are to page through.

    Raises UsageError where nothing is wished for, or a photo is neither in the library nor a file.
    """
    if not (wish.like or wish.shown or wish.query):
        hint = "photos-ml similar PHOTO, its id or its file, or --query with words"
        raise UsageError("no photo is named that others could be like", hint=hint)
    planned = plan_query(context, wish.query, planner="rules", now=now) if wish.query else None
    text = (planned.picture_text or planned.plan.text) if planned else ""
    query = context.encoder.encode_texts([text])[0] if text else None
    if query is None and not (wish.like or wish.shown):
        query = context.encoder.encode_texts([wish.query])[0]
    liked = _vectors(context, wish.like, wish.shown)
    vector = rocchio(query, liked, _vectors(context, wish.less, wish.shown_less))
    if wish.plus or wish.minus:
        encode = context.encoder.encode_texts
        vector = combine(vector, encode(list(wish.plus)), encode(list(wish.minus)))
    exclude = _twins(context, [*wish.like, *wish.less])
    plan = planned.plan if planned else None
    return search_engine(context).similar(
        vector, plan=plan, exclude=exclude, people=wish.people, limit=limit, offset=offset
    )


def read_picture(data: bytes) -> Image:
    """A small JPEG as an upright RGB picture, out of memory: nothing of it is kept. UsageError for anything
    else, or one of more than PICTURE_PIXELS."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    from photos_ml.indexer.decode.quiet import pillow_quiet

    hint = "send a JPEG of a megapixel at most"
    try:
        with pillow_quiet, Image.open(BytesIO(data), formats=("JPEG",)) as picture:
            if picture.width * picture.height > PICTURE_PIXELS:
                raise UsageError("the picture has too many pixels", hint=hint)
            return ImageOps.exif_transpose(picture.convert("RGB"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise UsageError("this is no picture that can be read", hint=hint) from error


def _vectors(context: Context, photos: Sequence[str], shown: Sequence[Image]) -> FloatMatrix:
    rows = [_vector_of(context, photo) for photo in photos]
    if shown:
        rows += [*context.encoder.encode_images(list(shown))]
    return np.array(rows, np.float32).reshape(-1, context.encoder.info.dimension)


def _vector_of(context: Context, photo: str) -> Any:
    """The unit vector (d,) of a photo of the library, by id or path, or of any picture file; UsageError
    where there is neither."""
    known = find_photo(context, photo)
    stored = None if known is None else context.vectors.get(known.content_hash)
    if stored is not None:
        return stored
    path = known.path if known else Path(photo)
    if not path.is_file():
        raise UsageError(
            f"no photo {photo} in the library, and no such file",
            hint="give the id or the path of a photo",
        )
    from photos_ml.indexer.decode import decode_image
    from photos_ml.indexer.decode.orient import upright

    picture = decode_image(path, min_side=context.encoder.info.image_size)
    if known is not None:
        picture = upright(picture, known.metadata.turn)
    return context.encoder.encode_images([picture])[0]


def _twins(context: Context, photos: Sequence[str]) -> frozenset[int]:
    """The library's photos with the bytes of one of these."""
    known = [find_photo(context, photo) for photo in photos]
    contents = {photo.content_hash for photo in known if photo}
    find = context.library().photos.with_content
    return frozenset(twin.id for content in contents for twin in find(content))
