"""Where the photos of a library were taken, as arrays: 100,000 of them are read in a fraction of a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from photos_ml.store.database import Database
from photos_ml.store.filters import favorite_ids
from photos_ml.store.ids import among, distinct, ids_of
from photos_ml.store.looks import IS_PAPER
from photos_ml.store.marks import HIDDEN
from photos_ml.store.while_same import MARKS

_COLUMNS = "id || ',' || lat || ',' || lon || ',' || coalesce(place_id, 0)"
_WITH_POSITION = "status = 'present' AND lat IS NOT NULL AND lon IS NOT NULL"
_BEST_FIRST = "ORDER BY coalesce(rating, 0) DESC, taken DESC, id"


@dataclass(frozen=True, slots=True)
class Positions:
    """Shown photos that have a position: favourites first, then the best rated, then the newest."""

    ids: npt.NDArray[np.int64]
    """(n,)"""
    degrees: npt.NDArray[np.float64]
    """(n, 2): latitude, longitude."""
    place_ids: npt.NDArray[np.int64]
    """(n,): rows of places, 0 for none."""

    def only(self, photo_ids: Sequence[int]) -> Positions:
        """Those of these photos, in the same order."""
        return self._rows(np.flatnonzero(among(self.ids, distinct(np.array(photo_ids, np.int64)))))

    def _rows(self, rows: npt.NDArray[np.int64]) -> Positions:
        return Positions(self.ids[rows], self.degrees[rows], self.place_ids[rows])

    def shown(self, left_out: npt.NDArray[np.int64], loved: npt.NDArray[np.int64]) -> Positions:
        """Without some photos, and others first; of both the ids, ascending."""
        here, first = ~among(self.ids, left_out), among(self.ids, loved)
        return self._rows(np.concatenate([np.flatnonzero(here & first), np.flatnonzero(here & ~first)]))


def read_positions(database: Database, *, papers: bool = True) -> Positions:
    """All there are, or without documents, screenshots and the like. What no mark changes is read once."""
    found = database.while_same("positions", lambda: _read(database), but=MARKS)
    hidden = f"SELECT photo_id AS id FROM ({HIDDEN})"
    left_out = ids_of(database, hidden if papers else f"{hidden} UNION ALL {IS_PAPER}")
    return found.shown(left_out, favorite_ids(database))


def _read(database: Database) -> Positions:
    """Of all that are present, the best rated and then the newest first. One text is faster than as many
    rows."""
    rows = f"SELECT {_COLUMNS} AS line FROM photos WHERE {_WITH_POSITION} {_BEST_FIRST}"
    text = database.scalar(f"SELECT group_concat(line, ',') FROM ({rows})")
    table = np.fromstring(text or "", np.float64, sep=",").reshape(-1, 4)
    return Positions(table[:, 0].astype(np.int64), table[:, 1:3].copy(), table[:, 3].astype(np.int64))


def shown_state(database: Database) -> tuple[int, ...]:
    """Changes whenever the shown photos may have: by a run of the indexer, by one marked or hidden, by a
    folder forgotten, by faces grouped, by documents found, by some made private."""
    sql = (
        "SELECT coalesce((SELECT max(id) FROM photos), 0), coalesce((SELECT max(id) FROM acts), 0), "
        "coalesce((SELECT max(id) FROM runs), 0), (SELECT count(*) FROM runs WHERE ended_at IS NOT NULL), "
        "coalesce((SELECT sum(id) FROM roots), 0), coalesce((SELECT max(id) FROM face_groupings), 0), "
        "(SELECT count(*) FROM content_kinds), coalesce((SELECT generation FROM private_state), 0)"
    )
    return database.while_same("shown", lambda: tuple(database.query(sql)[0]))
