"""tag: everyday words for what a picture shows, read from its vector."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from photos_ml.indexer.enrich.step import Answer, Item, NeedsVector, Step, Surroundings
from photos_ml.store.tags import TAG, TagTable, tag_version
from photos_ml.store.vectors import EMBED


def make(around: Surroundings) -> Step | None:
    """The step of the encoder of the library; None for a model without a tagger."""
    tagger = around.tagger
    if tagger is None:
        return None
    table = TagTable(tagger.info)

    def run(items: Sequence[Item]) -> list[Answer]:
        found = tagger.tags(np.stack([item.vector for item in items if item.vector is not None]))
        return [{table.name: [(tag.word, tag.probability) for tag in tags]} for tags in found]

    return Step(
        id=TAG,
        version=tag_version(tagger.info),
        needs=NeedsVector(),
        after=(EMBED,),
        run=run,
        keeps=(table,),
        stays_on="search finds photos by their tags, at next to no cost",
    )
