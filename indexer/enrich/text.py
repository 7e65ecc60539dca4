"""text: what is written in a picture, line by line, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from photos_ml.indexer.enrich.step import Answer, Extra, Item, NeedsPixels, Step, Surroundings
from photos_ml.store.kept import Row
from photos_ml.store.read_text import TEXT, TextTable
from photos_ml.vision.text.found import Line
from photos_ml.vision.text.look import PICTURE_PIXELS, look, text_version
from photos_ml.vision.text.networks import INSTALL, PACKAGE

ASKS = (
    "photos-ml then reads the text in all photos: signs and screenshots, and passwords, letters and "
    "identity cards too. What it reads stays in this library and is sent nowhere. Switching it off deletes "
    "it. It takes about a second of one core for a photo with text in it."
)


def make(around: Surroundings) -> Step:
    """The networks run in the decoding processes, one picture a core; of a video its poster frame is read."""
    table, other = TextTable(), around.networks.get(TEXT)

    def run(items: Sequence[Item]) -> list[Answer]:
        return [{table.name: [_row(line) for line in item.prepared]} for item in items]

    return Step(
        id=TEXT,
        version=text_version(other),
        needs=NeedsPixels(PICTURE_PIXELS),
        prepare=look if other is None else partial(look, folder=other.folder),
        run=run,
        keeps=(table,),
        extra=Extra(PACKAGE, INSTALL),
        asks=ASKS,
    )


def _row(line: Line) -> Row:
    return line.text, line.confidence, line.corners.astype("<f4").tobytes()
