"""kind: what a picture is besides a photo: a document, a receipt, a screenshot, a map."""

from __future__ import annotations

from collections.abc import Sequence

from photos_ml.indexer.enrich.step import Answer, Item, NeedsPixels, Step, Surroundings
from photos_ml.store.looks import KIND, KindTable
from photos_ml.store.vectors import EMBED
from photos_ml.vision.kinds import PHOTO, digest, kind_network, network_file, stacked
from photos_ml.vision.layout import numbers_of
from photos_ml.vision.quality import SIDE_PIXELS

RULES = 1
"""Grows when what is kept or measured changes."""


def make(around: Surroundings) -> Step | None:
    """None for a model whose vectors the network was not fitted to: memories then ask its words alone."""
    info = around.encoder.info
    if not network_file().is_file() or kind_network().model != f"{info.id}@{info.revision}":
        return None
    table = KindTable()

    def run(items: Sequence[Item]) -> list[Answer]:
        seen = [item for item in items if item.vector is not None]
        if not seen:
            return [{table.name: []} for _ in items]
        vectors = stacked([item.vector for item in seen if item.vector is not None])
        told = kind_network().told(vectors, stacked([item.prepared for item in seen]))
        rows = {
            item.content_hash: [] if kind == PHOTO else [(kind, chance)]
            for item, (kind, chance) in zip(seen, told, strict=True)
        }
        return [{table.name: rows.get(item.content_hash, [])} for item in items]

    return Step(
        id=KIND,
        version=f"{kind_network().model}/{digest()}/{RULES}",
        needs=NeedsPixels(SIDE_PIXELS),
        after=(EMBED,),
        prepare=numbers_of,
        run=run,
        keeps=(table,),
    )
