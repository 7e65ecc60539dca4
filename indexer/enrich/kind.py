"""kind: what a picture is besides a photo: a document, a receipt, a screenshot, a map."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from photos_ml.indexer.enrich.step import Answer, Item, NeedsVector, Step, Surroundings
from photos_ml.store.looks import KIND, KindTable
from photos_ml.store.qualities import QUALITY, QUALITY_TABLE, numbers_of
from photos_ml.store.vectors import EMBED
from photos_ml.vision.kinds import PHOTO, digest, kind_network, measures_of, network_file

RULES = 1
"""Grows when what is kept changes."""


def make(around: Surroundings) -> Step | None:
    """None for a model whose vectors the network was not fitted to: memories then ask its words alone."""
    info = around.encoder.info
    if not network_file().is_file() or kind_network().model != f"{info.id}@{info.revision}":
        return None
    table = KindTable()

    def run(items: Sequence[Item]) -> list[Answer]:
        seen = [item for item in items if item.vector is not None and item.rows.get(QUALITY_TABLE.name)]
        if not seen:
            return [{table.name: []} for _ in items]
        vectors = np.stack([item.vector for item in seen if item.vector is not None])
        measures = measures_of([numbers_of(item.rows[QUALITY_TABLE.name][0]) for item in seen])
        told = zip(seen, kind_network().told(vectors, measures), strict=True)
        rows = {item.content_hash: (kind, chance) for item, (kind, chance) in told if kind != PHOTO}
        return [
            {table.name: [rows[item.content_hash]] if item.content_hash in rows else []} for item in items
        ]

    return Step(
        id=KIND,
        version=f"{kind_network().model}/{digest()}/{RULES}",
        needs=NeedsVector(),
        after=(EMBED, QUALITY),
        run=run,
        keeps=(table,),
    )
