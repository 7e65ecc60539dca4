"""The steps that search needs, in the first pass of an index run: beside the photos themselves."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np

from photos_ml.encoders.base import Encoder
from photos_ml.errors import PhotosError
from photos_ml.indexer.enrich.batch import answers_of, outcome_of, refused
from photos_ml.indexer.enrich.engine import Enricher
from photos_ml.indexer.enrich.registry import FIRST, RIDERS, catalogue
from photos_ml.indexer.enrich.step import Item, NeedsPixels, Refused, Step
from photos_ml.indexer.workers import Looked
from photos_ml.store import Library, TagRow, Tags, VectorRow, Vectors
from photos_ml.store.kept import Rows
from photos_ml.store.steps import StepRows
from photos_ml.store.tags import TagTable
from photos_ml.types import Pixels, Tag

NOT_KNOWN_YET = 0
"""The number of a content that is only now written."""


class SearchSteps:
    """embed and, where the model has a tagger, tag, and what comes along: the same declarations as
    everywhere, run on pictures that are decoded already. No library inside."""

    def __init__(self, encoder: Encoder, off: Collection[str] = (), fitted_to: Path | None = None) -> None:
        """`off`: steps that are not wanted; `fitted_to`: the folder of the library that the encoder was
        measured on, None for none."""
        self._encoder = encoder
        self._catalogue = catalogue(encoder, (*FIRST, *RIDERS), fitted_to)
        embed, tag = (self._catalogue.get(name) for name in FIRST)
        self.riders = tuple(one for one in self._catalogue.steps if one.id in RIDERS and one.id not in off)
        assert embed is not None
        assert isinstance(embed.needs, NeedsPixels)
        self._embed, self._tag = embed, tag
        self.min_side = embed.needs.side
        self.prepare = embed.prepare

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

    def ride(self, seen: Mapping[str, Mapping[str, Looked]]) -> list[StepRows]:
        """Content hash -> what the riders saw of it -> their rows."""
        return [rows for step in self.riders if (rows := _ridden(step, seen)).outcomes]


class FirstSteps(SearchSteps):
    """The same on the batches of the indexer, and where their rows go."""

    def __init__(self, library: Library, encoder: Encoder) -> None:
        super().__init__(encoder, library.steps.off, library.folder)
        info = encoder.info
        self._library = library
        self.vectors: Vectors = library.vectors(info.id, info.revision, info.dimension)
        self.tags: Tags | None = tags_of(library, self._tag)

    def catch_up(self) -> None:
        """Tag every vector not looked at yet, and forget what older versions said. Nothing is decoded; a kill
        costs the block it hits."""
        if self._tag is not None:
            Enricher(self._library, self._encoder, self._catalogue, workers=1).run([self._tag])


def _ridden(step: Step, seen: Mapping[str, Mapping[str, Looked]]) -> StepRows:
    looked = {content: looks[step.id] for content, looks in seen.items() if step.id in looks}
    items = [Item(content, one.value) for content, one in looked.items() if one.failure is None]
    started = time.perf_counter()
    try:
        answers = answers_of(step, items)
    except (PhotosError, ImportError):  # the step's own run will meet it, and say so
        return StepRows(step, {})
    share_ms = _share_ms(started, len(items))
    outcomes = {content: refused(NOT_KNOWN_YET, one) for content, one in looked.items()}
    for item, answer in zip(items, answers, strict=True):
        ms = looked[item.content_hash].ms + share_ms
        outcomes[item.content_hash] = outcome_of(NOT_KNOWN_YET, answer, ms)
    return StepRows(step, outcomes)


def tags_of(library: Library, tag: Step | None) -> Tags | None:
    """Where a step keeps its tags; None for no step."""
    table = next((table for table in tag.keeps if isinstance(table, TagTable)), None) if tag else None
    return None if table is None else library.tags(table.info)


def _rows(answer: Rows | Refused) -> Rows:
    assert not isinstance(answer, Refused)
    return answer


def _share_ms(started: float, number: int) -> float:
    return (time.perf_counter() - started) * 1000 / max(number, 1)
