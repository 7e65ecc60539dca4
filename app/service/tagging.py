"""A word that was taken from a photo, or given to one, for its like: what to propose, the nearest first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from photos_ml.app.service.context import Context
from photos_ml.app.service.search import search_engine
from photos_ml.search.duplicates import with_rows
from photos_ml.search.folding import likeness_of
from photos_ml.store import PhotoRow

MOST_LIKE = 60


@dataclass(frozen=True, slots=True)
class LikeTagged:
    """A photo of which the same may hold. `likeness`: from 0, as any two photos are, to 1."""

    photo: int
    likeness: float
    meant_too: bool = False
    """Whether it is alike enough to be proposed as chosen: as shots of one moment are, of which what holds of
    one holds of the others."""


def like_tagged(context: Context, photo: PhotoRow, word: str, *, carrying: bool = True) -> list[LikeTagged]:
    """The shown photos nearest to one that carry a word, or that do not, but for those of which the user said
    it or its contrary; nothing for a photo that was not looked at."""
    vector = context.vectors.get(photo.content_hash)
    if vector is None:
        return []
    tags, engine = context.tags, search_engine(context)
    said = [tags.said_of(word, given=given) for given in (True, False)]
    settled = {photo.id, *np.concatenate(said).tolist()} | context.library().marks.hidden()
    if carrying:
        wanted = [one for one in tags.photos_with(word)[0].tolist() if one not in settled]
        ids, rows = with_rows(wanted, context.vectors, context.index_cache.current())
        near = sorted(zip((rows @ vector).tolist(), ids, strict=True), key=lambda pair: (-pair[0], pair[1]))
    else:
        settled |= set(tags.photos_with(word)[0].tolist())
        hits, _ = engine.similar(vector, exclude=frozenset(settled), limit=MOST_LIKE)
        near = [(hit.score, hit.photo.id) for hit in hits]
    _, least = likeness_of(context.measured, context.encoder.info.id).of_burst
    alike = ((one, engine.likeness(similarity)) for similarity, one in near[:MOST_LIKE])
    return [LikeTagged(one, likeness, likeness >= least) for one, likeness in alike]
