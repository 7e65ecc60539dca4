"""What was measured of pictures' pixels, once for each content: the rows of the step `quality`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from photos_ml.store.database import Database
from photos_ml.store.kept import Row, Table
from photos_ml.store.steps import Outcome, Record, Steps

QUALITY = "quality"
"""The step that measures."""
QUALITY_TABLE = Table("quality", ("numbers BLOB NOT NULL",), single=True)


class Qualities:
    """The numbers of one version of the measures."""

    def __init__(self, database: Database, version: str) -> None:
        self._db = database
        self._steps = Steps(database)
        self._step = Record(QUALITY, version, (QUALITY_TABLE,))

    def read(self, content_ids: Sequence[int]) -> dict[int, tuple[float, ...]]:
        """Content id -> what was measured by this version; those not measured yet are left out."""
        done = self._steps.done(self._step, content_ids)
        rows = QUALITY_TABLE.read(self._db, sorted(done))
        return {content: numbers_of(row) for content, (row,) in rows.items()}

    def write(self, measured: Mapping[int, Sequence[float]]) -> None:
        """Keep what was measured on demand, as the step would; nothing while the user has it switched off."""
        if measured and QUALITY not in self._steps.off:
            rows = {content: {QUALITY_TABLE.name: [as_row(numbers)]} for content, numbers in measured.items()}
            self._steps.write(self._step, [Outcome(content, own) for content, own in rows.items()])


def as_row(numbers: Sequence[float]) -> Row:
    """The row that keeps these numbers."""
    return (np.asarray(numbers, "<f4").tobytes(),)


def numbers_of(row: Row) -> tuple[float, ...]:
    """What such a row keeps."""
    return tuple(np.frombuffer(row[0], "<f4").tolist())
