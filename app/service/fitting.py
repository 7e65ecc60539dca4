"""Fits a model to the photos of a library at its first use: tags, verdicts and lines of likeness."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from photos_ml.app.service.context import Context
from photos_ml.app.service.pictures import thumbnail
from photos_ml.config import BUILTIN_NAME, models_dir
from photos_ml.errors import DecodeError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from PIL.Image import Image

    from photos_ml.encoders.base import Encoder
    from photos_ml.search.measuring import FitSample
    from photos_ml.store import PhotoRow
    from photos_ml.types import FloatMatrix

SPREAD, RUNS, RUN_PHOTOS = 1500, 40, 25
"""Photos that are spread over the library, and such that follow each other in time beside them."""
PICTURES, PICTURE_PIXELS = 24, 512
"""Photos of which copies are made and parts looked at."""
BATCH = 32

Count = Callable[[int, int], None]

_log = logging.getLogger(__name__)


def is_fitted(context: Context, encoder: Encoder) -> bool:
    """Whether nothing is to be measured: the model ships with what is known of it, it was measured here, or
    there are too few photos to."""
    from photos_ml.encoders.fitted import read_fit
    from photos_ml.encoders.tagger import tagger_for
    from photos_ml.search.measuring import FEWEST

    info, library = encoder.info, context.library()
    if tagger_for(info) is not None or read_fit(context.folder, info) is not None:
        return True
    return library.vectors(info.id, info.revision, info.dimension).count() < FEWEST


def fit_model(context: Context, encoder: Encoder, count: Count = lambda done, total: None) -> bool:
    """Measure a model that has looked at the photos, and keep what was found beside its vectors; False where
    there are too few photos to. `count` may raise to end it: then nothing is kept. LibraryError where it
    cannot be kept."""
    from photos_ml.encoders.fitted import builtin_tagger, write_fit
    from photos_ml.search.calibrate import calibrations_for
    from photos_ml.search.measuring import FEWEST, measure

    begun = time.perf_counter()
    builtin, tagger = context.registry.get(BUILTIN_NAME), builtin_tagger()
    if tagger is None:
        return False
    sample = _sample(context, encoder, builtin, count)
    if len(sample.own) < FEWEST:
        return False
    known = calibrations_for(builtin.info, models_dir() / BUILTIN_NAME)
    fit = measure(encoder, builtin, tagger, known, sample, count)
    write_fit(context.folder, fit)
    _log.info("measured a model on %d photos in %.1f s", len(sample.own), time.perf_counter() - begun)
    return True


def _sample(context: Context, encoder: Encoder, builtin: Encoder, count: Count) -> FitSample:
    import numpy as np

    from photos_ml.search.measuring import FitSample
    from photos_ml.store import PhotoFilter

    library, info = context.library(), encoder.info
    ids = library.photo_ids(PhotoFilter())
    moments = library.photos.moments(ids.tolist())
    seconds = np.array([_seconds(moments[one].local) for one in ids.tolist()])
    order = np.argsort(seconds, kind="stable")  # those without a date last
    contents = np.array([moments[one].content_id for one in ids[order].tolist()], np.int64)
    _, firsts = np.unique(contents, return_index=True)
    places = np.sort(firsts)
    ids, seconds, contents = ids[order][places], seconds[order][places], contents[places]
    spread, chosen = _chosen(len(ids))
    own = library.vectors(info.id, info.revision, info.dimension).of_content_ids(contents[chosen].tolist())
    chosen = np.array([one for one in chosen.tolist() if int(contents[one]) in own], np.int64)
    photos = library.photos.get(ids[chosen].tolist())
    theirs = _builtin_rows(context, builtin, [photos[one] for one in ids[chosen].tolist()], count)
    chosen = np.array(
        [one for one in chosen.tolist() if photos[int(ids[one])].content_hash in theirs], np.int64
    )
    if not len(chosen):
        nothing = np.empty((0, 1), np.float32)
        return FitSample(nothing, nothing, np.empty(0), np.empty(0, np.int64), 0)
    rows = [photos[one] for one in ids[chosen].tolist()]
    return FitSample(
        np.stack([own[int(contents[one])] for one in chosen.tolist()]),
        np.stack([theirs[photo.content_hash] for photo in rows]),
        seconds[chosen],
        np.flatnonzero(np.isin(chosen, spread)),
        len(ids),
        _pictures(context, rows),
    )


def _chosen(photos: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Places spread over so many photos, and these with runs of places between them; both ascending."""
    import numpy as np

    spread = np.unique(np.linspace(0, photos - 1, min(SPREAD, photos)).astype(np.int64))
    starts = np.linspace(0, max(photos - RUN_PHOTOS, 0), RUNS).astype(np.int64)
    runs = (starts[:, None] + np.arange(RUN_PHOTOS)).ravel()
    return spread, np.unique(np.concatenate([spread, runs[runs < photos]]))


def _builtin_rows(
    context: Context, builtin: Encoder, photos: Sequence[PhotoRow], count: Count
) -> dict[str, FloatMatrix]:
    """Content hash -> vector by the built-in model: those that are there, of others what it sees now."""
    info = builtin.info
    vectors = context.library().vectors(info.id, info.revision, info.dimension)
    found = {photo.content_hash: vectors.get(photo.content_hash) for photo in photos}
    left = [photo for photo in photos if found[photo.content_hash] is None]
    for start in range(0, len(left), BATCH):
        seen = [(one, picture) for one in left[start : start + BATCH] if (picture := _picture(context, one))]
        rows = builtin.encode_images([picture for _, picture in seen])
        found |= {photo.content_hash: row for (photo, _), row in zip(seen, rows, strict=True)}
        count(start, len(left))
    return {content: row for content, row in found.items() if row is not None}


def _pictures(context: Context, photos: Sequence[PhotoRow]) -> list[tuple[int, Image]]:
    import numpy as np

    from photos_ml.types import Media

    places = np.linspace(0, len(photos) - 1, min(PICTURES, len(photos))).astype(np.int64).tolist()
    stills = (place for place in places if photos[place].metadata.media is not Media.VIDEO)
    return [(place, picture) for place in stills if (picture := _picture(context, photos[place]))]


def _picture(context: Context, photo: PhotoRow) -> Image | None:
    try:
        return thumbnail(context, photo, PICTURE_PIXELS).convert("RGB")
    except (DecodeError, OSError):
        return None


def _seconds(local: object) -> float:
    from datetime import datetime

    if not isinstance(local, datetime):
        return float("nan")
    return (local.replace(tzinfo=None) - datetime.min).total_seconds()
