"""Where the photos of a library were taken, as arrays: 100,000 of them are read in a fraction of a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from photos_ml.store.array_files import Form
from photos_ml.store.database import Database
from photos_ml.store.ids import among, distinct, ids_of
from photos_ml.store.looks import IS_PAPER
from photos_ml.store.marks import HIDDEN
from photos_ml.store.photo_table import PhotoArrays, PhotoTable
from photos_ml.store.while_same import MARKS


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


_FORM: Form[Positions] = Form(
    lambda found: {name: getattr(found, name) for name in ("ids", "degrees", "place_ids")},
    lambda arrays: Positions(**arrays),
)


def read_positions(database: Database, table: PhotoTable, *, papers: bool = True) -> Positions:
    """All there are, or without documents, screenshots and the like. What no mark changes is put in order
    once."""
    photos = table.current()
    found = database.while_same("positions", lambda: _positions(photos), but=MARKS, form=_FORM)
    hidden = f"SELECT photo_id AS id FROM ({HIDDEN})"
    left_out = ids_of(database, hidden if papers else f"{hidden} UNION ALL {IS_PAPER}")
    return found.shown(left_out, photos.ids[photos.favorites])


def _positions(photos: PhotoArrays) -> Positions:
    """Of all that are present, the best rated and then the newest first."""
    rows = np.flatnonzero(photos.present & ~np.isnan(photos.lats) & ~np.isnan(photos.lons))
    seconds = np.nan_to_num(photos.seconds[rows], nan=-1.0)
    rows = rows[np.lexsort((-seconds, -photos.ratings[rows]))]
    degrees = np.stack([photos.lats[rows], photos.lons[rows]], axis=1)
    return Positions(photos.ids[rows], degrees, photos.places[rows].astype(np.int64))


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
