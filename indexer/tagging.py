"""Tags written beside vectors, and caught up on where vectors are older than the tagger."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from photos_ml.encoders.base import Encoder
from photos_ml.encoders.tagger import Tagger, tagger_for
from photos_ml.store import Library, TagRow, Tags, VectorRow, Vectors


class Tagging:
    """One tagger at work on one library."""

    def __init__(self, library: Library, tagger: Tagger, vectors: Vectors) -> None:
        self.tags: Tags = library.tags(tagger.info)
        self._tagger = tagger
        self._vectors = vectors

    def rows(self, vectors: Sequence[VectorRow]) -> tuple[TagRow, ...]:
        """The tags of a batch of vectors; read from the float16 that is stored, so that a second look at the
        library finds the same."""
        if not vectors:
            return ()
        found = self._tagger.tags(np.stack([row.vector for row in vectors]).astype(np.float32))
        return tuple(TagRow(row.content_hash, tags) for row, tags in zip(vectors, found, strict=True))

    def catch_up(self) -> None:
        """Tag every vector not looked at yet, and forget what older versions said. Nothing is encoded; a kill
        costs the block it hits."""
        for ids, matrix in self._vectors.rows(after_id=self.tags.through()):
            self.tags.add_to_vectors(ids.tolist(), self._tagger.tags(matrix.astype(np.float32)))
        if self.tags.tagger_id is not None:
            self.tags.drop_others()


def tagging_for(library: Library, encoder: Encoder, vectors: Vectors) -> Tagging | None:
    """What tags the vectors of an encoder; None for a model without a tagger."""
    tagger = tagger_for(encoder.info)
    return None if tagger is None else Tagging(library, tagger, vectors)
