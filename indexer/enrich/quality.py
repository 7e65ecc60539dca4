"""quality: how good a picture is as a picture; memories and duplicates choose by it."""

from __future__ import annotations

from collections.abc import Sequence

from photos_ml.indexer.enrich.step import Answer, Item, NeedsPixels, Step, Surroundings
from photos_ml.store.qualities import QUALITY, QUALITY_TABLE, as_row
from photos_ml.vision.quality import QUALITY_VERSION, SIDE_PIXELS, measure


def make(_: Surroundings) -> Step:
    """Measured in the decoding processes, two pictures at a time on two cores."""
    return Step(
        id=QUALITY,
        version=str(QUALITY_VERSION),
        needs=NeedsPixels(SIDE_PIXELS),
        prepare=measure,
        run=_run,
        keeps=(QUALITY_TABLE,),
    )


def _run(items: Sequence[Item]) -> list[Answer]:
    return [{QUALITY_TABLE.name: [as_row(item.prepared.values())]} for item in items]
