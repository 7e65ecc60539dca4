"""The steps that search needs, in the first pass of an index run: beside the photos themselves."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from photos_ml.encoders.base import Encoder
from photos_ml.indexer.enrich.engine import Enricher
from photos_ml.indexer.enrich.registry import FIRST, catalogue
from photos_ml.indexer.enrich.step import Item, NeedsPixels, Refused, Step
from photos_ml.store import Library, TagRow, Tags, VectorRow, Vectors
from photos_ml.store.kept import Rows
from photos_ml.store.tags import TagTable
from photos_ml.types import Pixels, Tag


class FirstSteps:
    """embed and, where the model has a tagger, tag: the same declarations as everywhere, run on the batches
    of the indexer, which has the decoded pixels."""

    def __init__(self, library: Library, encoder: Encoder) -> None:
        info = encoder.info
        self._library = library
        self._encoder = encoder
        self._catalogue = catalogue(encoder, only=FIRST)
        embed, tag = (self._catalogue.get(name) for name in FIRST)
        assert embed is not None
        assert isinstance(embed.needs, NeedsPixels)
        self._embed, self._tag = embed, tag
        self.min_side = embed.needs.side
        self.prepare = embed.prepare
        self.vectors: Vectors = library.vectors(info.id, info.revision, info.dimension)
        self.tags: Tags | None = tags_of(library, tag)

    def embed(self, seen: Sequence[tuple[str, Pixels, float]]) -> tuple[VectorRow, ...]:
        """(content hash, pixels, milliseconds of decoding) -> the vectors to keep."""
        started = time.perf_counter()
        answers = self._embed.run([Item(content, pixels) for content, pixels, _ in seen]) if seen else []
        share_ms = _share_ms(started, len(seen))
        return tuple(
            VectorRow(content, _rows(answer)["vectors"][0][0], ms + share_ms)
            for (content, _, ms), answer in zip(seen, answers, strict=True)
        )

    def tag(self, vectors: Sequence[VectorRow]) -> tuple[TagRow, ...]:
        """The tags of a batch of vectors; read from the float16 that is stored, so that a second look at the
        library finds the same."""
        if self._tag is None or not vectors:
            return ()
        started = time.perf_counter()
        items = [Item(row.content_hash, vector=row.vector.astype(np.float32)) for row in vectors]
        answers = self._tag.run(items)
        share_ms = _share_ms(started, len(vectors))
        return tuple(
            TagRow(row.content_hash, tuple(Tag(*tag) for tag in _rows(answer)["tags"]), share_ms)
            for row, answer in zip(vectors, answers, strict=True)
        )

    def catch_up(self) -> None:
        """Tag every vector not looked at yet, and forget what older versions said. Nothing is decoded; a kill
        costs the block it hits."""
        if self._tag is not None:
            Enricher(self._library, self._encoder, self._catalogue, workers=1).run([self._tag])


def tags_of(library: Library, tag: Step | None) -> Tags | None:
    """Where a step keeps its tags; None for no step."""
    table = next((table for table in tag.keeps if isinstance(table, TagTable)), None) if tag else None
    return None if table is None else library.tags(table.info)


def _rows(answer: Rows | Refused) -> Rows:
    assert not isinstance(answer, Refused)
    return answer


def _share_ms(started: float, number: int) -> float:
    return (time.perf_counter() - started) * 1000 / max(number, 1)
