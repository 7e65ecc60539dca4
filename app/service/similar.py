"""More like these photos, less like those: what a person marks turned into what is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from photos_ml.errors import UsageError
from photos_ml.search.arithmetic import combine, rocchio

if TYPE_CHECKING:
    from photos_ml.app.service import PhotoService
    from photos_ml.search.engine import Hit
    from photos_ml.types import FloatMatrix


@dataclass(frozen=True, slots=True)
class Wish:
    """Photos by id or path, in the library or any picture files: more like `like`, less like `less`; `query`:
    the words that were searched for; `plus` and `minus`: words to have more and less of."""

    like: Sequence[str] = ()
    less: Sequence[str] = ()
    query: str = ""
    plus: Sequence[str] = ()
    minus: Sequence[str] = ()


def find_like(service: PhotoService, wish: Wish, *, limit: int, offset: int) -> tuple[tuple[Hit, ...], int]:
    """The photos nearest to the wish, those named in it left out, and how many there are to page through.

    Raises UsageError where nothing is wished for, or a photo is neither in the library nor a file.
    """
    if not (wish.like or wish.query):
        raise UsageError("nothing to be like", hint="name a photo, or words that were searched for")
    query = service.encoder.encode_texts([wish.query])[0] if wish.query else None
    vector = rocchio(query, _vectors(service, wish.like), _vectors(service, wish.less))
    if wish.plus or wish.minus:
        encode = service.encoder.encode_texts
        vector = combine(vector, encode(list(wish.plus)), encode(list(wish.minus)))
    exclude = _twins(service, [*wish.like, *wish.less])
    return service.engine.similar(vector, exclude=exclude, limit=limit, offset=offset)


def _vectors(service: PhotoService, photos: Sequence[str]) -> FloatMatrix:
    rows = [_vector_of(service, photo) for photo in photos]
    return np.array(rows, np.float32).reshape(len(rows), service.encoder.info.dimension)


def _vector_of(service: PhotoService, photo: str) -> Any:
    """The unit vector (d,) of a photo of the library, by id or path, or of any picture file; UsageError
    where there is neither."""
    known = service.find_photo(photo)
    stored = None if known is None else service.vectors.get(known.content_hash)
    if stored is not None:
        return stored
    path = known.path if known else Path(photo)
    if not path.is_file():
        raise UsageError(
            f"no photo {photo} in the library, and no such file",
            hint="give the id or the path of a photo",
        )
    from photos_ml.indexer.decode import decode_image

    picture = decode_image(path, min_side=service.encoder.info.image_size)
    return service.encoder.encode_images([picture])[0]


def _twins(service: PhotoService, photos: Sequence[str]) -> frozenset[int]:
    """The library's photos with the bytes of one of these."""
    known = [service.find_photo(photo) for photo in photos]
    contents = {photo.content_hash for photo in known if photo}
    find = service.library().photos.with_content
    return frozenset(twin.id for content in contents for twin in find(content))
