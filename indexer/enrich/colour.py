"""colour: the mean colour of a picture, as red, green and blue."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from photos_ml.indexer.enrich.step import Answer, Item, NeedsPixels, Step, Surroundings
from photos_ml.store.kept import Table

SIDE_PIXELS = 64
COLOURS = Table(
    "colour_means", ("red REAL NOT NULL", "green REAL NOT NULL", "blue REAL NOT NULL"), single=True
)


def make(_: Surroundings) -> Step:
    """Measured in the decoding processes."""
    return Step("colour", "1", NeedsPixels(SIDE_PIXELS), _run, keeps=(COLOURS,), prepare=mean_colour)


def mean_colour(picture: Image.Image) -> tuple[float, float, float]:
    """Means of the channels, 0 to 255."""
    red, green, blue = np.asarray(picture.convert("RGB"), np.float64).mean(axis=(0, 1)).tolist()
    return red, green, blue


def _run(items: Sequence[Item]) -> list[Answer]:
    return [{COLOURS.name: [item.prepared]} for item in items]
