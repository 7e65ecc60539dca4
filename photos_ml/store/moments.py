"""Moments of videos, as the step `moments` keeps them: a second and a vector of a model each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from photos_ml.store.database import Database
from photos_ml.store.kept import Table
from photos_ml.store.rows import ABSENT
from photos_ml.types import FloatMatrix

MOMENTS = "moments"
"""The step, and its table."""
MOMENT_TABLE = Table(MOMENTS, ("model TEXT NOT NULL", "second REAL NOT NULL", "vector BLOB NOT NULL"))


@dataclass(frozen=True, slots=True, eq=False)
class VideoMoments:
    """All moments of present videos, row by row, by photo and second."""

    photos: npt.NDArray[np.int64]
    seconds: npt.NDArray[np.float64]
    vectors: FloatMatrix
    """(n, d), of length 1."""


def moments_state(database: Database) -> tuple[int, ...]:
    """Another one wherever `read_moments` would find something else."""
    if database.scalar("SELECT 1 FROM sqlite_master WHERE name = ?", (MOMENTS,)) is None:
        return ()
    row = database.query(
        f"SELECT count(*), coalesce(max(id), 0), (SELECT count(*) FROM photos WHERE media = 'video' "
        f"AND id NOT IN ({ABSENT})) FROM {MOMENTS}"
    )[0]
    return tuple(row) if row[0] else ()


def count_moments(database: Database) -> int:
    """Of all models and videos."""
    state = moments_state(database)
    return state[0] if state else 0


def read_moments(database: Database, model: str, dimension: int) -> VideoMoments:
    """Those of one model."""
    rows = database.query(
        f"SELECT p.id, m.second, m.vector FROM {MOMENTS} m JOIN photos p ON p.content_id = m.content_id "
        f"WHERE m.model = ? AND p.id NOT IN ({ABSENT}) ORDER BY p.id, m.second",
        (model,),
    )
    vectors = np.frombuffer(b"".join(row[2] for row in rows), "<f2").astype(np.float32)
    return VideoMoments(
        np.array([row[0] for row in rows], np.int64),
        np.array([row[1] for row in rows], np.float64),
        vectors.reshape(len(rows), dimension),
    )


def seconds_of(database: Database, photo_id: int) -> list[float]:
    """Where the moments of a video are, ascending."""
    if not moments_state(database):
        return []
    sql = (
        f"SELECT DISTINCT m.second FROM {MOMENTS} m JOIN photos p ON p.content_id = m.content_id "
        "WHERE p.id = ? ORDER BY m.second"
    )
    return [row[0] for row in database.query(sql, (photo_id,))]
