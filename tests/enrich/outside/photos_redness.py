"""A package that is no part of photos-ml: how red a picture is, as a step with a table of its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from photos_ml.indexer.enrich.step import Answer, Item, NeedsPixels, Step, Surroundings
from photos_ml.store.kept import Table

TABLE = Table("redness", ("share REAL NOT NULL",), single=True)


def make(_: Surroundings) -> Step:
    return Step("redness", "1", NeedsPixels(64), run, keeps=(TABLE,), prepare=share_of_red)


def share_of_red(picture: Image.Image) -> float:
    """Runs in a decoding process."""
    pixels = np.asarray(picture, np.float64)
    return float(pixels[..., 0].sum() / max(pixels.sum(), 1.0))


def run(items: Sequence[Item]) -> list[Answer]:
    return [{"redness": [(item.prepared,)]} for item in items]
