"""What a library consists of, with the words that are known of its photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from photos_ml.app.service.context import Context
from photos_ml.errors import UsageError
from photos_ml.search.duplicates import photos_by_content, with_rows
from photos_ml.search.explore import Exploration, explore

if TYPE_CHECKING:
    from photos_ml.store import Library
    from photos_ml.store.tags import Tags

NAMED_FROM = 10_000
"""Photos whose words name the clusters: a sample, where there are more."""


def explore_library(
    context: Context, *, clusters: int | None = None, outliers: int = 10, core: int = 20
) -> Exploration:
    """The present photos but hidden ones, one of each content. UsageError where none has a vector yet."""
    library = context.library()
    hidden = library.marks.hidden()
    shown = [[i for i in group if i not in hidden] for group in photos_by_content(library)]
    ids, rows = with_rows(
        [group[0] for group in shown if group], context.vectors, context.index_cache.current()
    )
    if not ids:
        raise UsageError("the library holds no photo to explore", hint="photos-ml index FOLDER")
    words = _words(library, context.tags, ids)
    return explore(ids, rows, words, clusters=clusters, outliers=outliers, core=core)


def _words(library: Library, tags: Tags | None, ids: Sequence[int]) -> Mapping[int, list[str]]:
    """Photo -> its tags, keywords, place and people; none of a photo outside of the sample."""
    spread = np.unique(np.linspace(0, len(ids) - 1, min(len(ids), NAMED_FROM)).astype(int))
    sample = [ids[place] for place in spread.tolist()]
    tagged = tags.of_photos(sample) if tags else {}
    words: dict[int, list[str]] = {}
    for photo_id, photo in library.photos.get(sample).items():
        metadata = photo.metadata
        place = [metadata.place.city, metadata.place.country] if metadata.place else []
        said = [*metadata.keywords, *place, *(person.name for person in metadata.people)]
        words[photo_id] = [tag.word for tag in tagged.get(photo_id, ())] + [word for word in said if word]
    return words
