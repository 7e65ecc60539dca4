"""embed: the vector of the active model, which search by what a picture shows stands on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from photos_ml.encoders.base import Encoder
from photos_ml.indexer.enrich.step import Answer, Item, NeedsPixels, Step, Surroundings
from photos_ml.store.vectors import EMBED, VectorTable, embed_version


def make(around: Surroundings) -> Step:
    """The step of the encoder of the library."""
    return embed_step(around.encoder)


def embed_step(encoder: Encoder) -> Step:
    """What gives contents a vector of this encoder: one float16 row."""
    info = encoder.info
    table = VectorTable(info.id, info.revision, info.dimension)

    def run(items: Sequence[Item]) -> list[Answer]:
        vectors = encoder.encode_pixels([item.prepared for item in items]).astype(np.float16)
        return [{table.name: [(vector,)]} for vector in vectors]

    return Step(
        id=EMBED,
        version=embed_version(info.id, info.revision),
        needs=NeedsPixels(info.image_size, shorter=True),
        prepare=encoder.preprocessor,
        run=run,
        keeps=(table,),
        stays_on="search by what a photo shows stands on it",
    )
