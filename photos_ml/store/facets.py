"""What a set of photos consists of: years, countries, cities, cameras, people and kinds, with counts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from photos_ml.store.array_files import Form, said_in, text_array
from photos_ml.store.database import Database
from photos_ml.store.filters import FACES_IN, LOOKED_AT
from photos_ml.store.ids import numbers
from photos_ml.store.photo_table import PhotoArrays, PhotoTable
from photos_ml.store.while_same import FAVORITE, MARKS
from photos_ml.types import Kind, Media, Precision

Counts = dict[str, int]
"""Name -> photos, the most frequent first, equal ones by name."""

FEW = 1000
"""Photos that are asked for one by one."""
MANY_FACES = 3
"""So many people or more are counted as one."""
_CHOSEN = "p.id IN (SELECT value FROM json_each(?))"
_LISTED = (
    # of `main`: who is hidden is not to be seen in `persons` where others in the house look
    "NOT EXISTS (SELECT 1 FROM main.persons h WHERE h.key = q.key AND h.into_id IS NULL "
    "AND (h.hidden OR h.stranger))"
)
"""Of names: not one of a person whom the user keeps out of lists."""
_QUESTIONS = {
    "years": f"SELECT substr(p.taken, 1, 4) AS name, count(*) AS n FROM photos p WHERE {_CHOSEN} "
    f"AND p.taken IS NOT NULL AND p.date_trust > 0 AND p.date_precision <= {Precision.YEAR.level} "
    "GROUP BY 1",
    "countries": "SELECT l.country AS name, count(*) AS n FROM photos p JOIN places l ON l.id = p.place_id "
    f"WHERE {_CHOSEN} AND l.country <> '' GROUP BY 1",
    "cities": "SELECT l.city AS name, count(*) AS n FROM photos p JOIN places l ON l.id = p.place_id "
    f"WHERE {_CHOSEN} AND l.city <> '' GROUP BY 1",
    "cameras": "SELECT c.name AS name, count(*) AS n FROM photos p JOIN cameras c ON c.id = p.camera_id "
    f"WHERE {_CHOSEN} AND c.name <> '' GROUP BY 1",
    "people": "SELECT q.name AS name, count(*) AS n FROM photos p JOIN photo_people l ON l.photo_id = p.id "
    f"JOIN people q ON q.id = l.person_id WHERE {_CHOSEN} AND {_LISTED} GROUP BY q.id",
    "kinds": "SELECT k.kind AS name, count(*) AS n FROM photos p JOIN photo_kinds k ON k.photo_id = p.id "
    f"WHERE {_CHOSEN} AND k.kind <> '{Kind.SCREENSHOT}' GROUP BY 1 UNION ALL "
    # photo by photo: asked for many at once, the view is made of the whole library
    "SELECT looks, count(*) FROM (SELECT (SELECT k.kind FROM photo_looks k WHERE k.photo_id = p.id) AS looks "
    f"FROM photos p WHERE {_CHOSEN}) WHERE looks <> '{Media.PHOTO}' GROUP BY 1 UNION ALL "
    f"SELECT p.media, count(*) FROM photos p WHERE {_CHOSEN} GROUP BY 1",
    "faces": f"SELECT CAST(min(seen, {MANY_FACES}) AS TEXT) AS name, count(*) AS n FROM "
    f"(SELECT {FACES_IN} AS seen FROM photos p WHERE {_CHOSEN} AND {LOOKED_AT}) GROUP BY 1",
}
_HOLDERS = {
    "people": "SELECT q.name, group_concat(l.photo_id) FROM photo_people l "
    f"JOIN people q ON q.id = l.person_id WHERE {_LISTED} GROUP BY q.id",
    "kinds": "SELECT kind, group_concat(photo_id) FROM photo_kinds "
    f"WHERE kind <> '{Kind.SCREENSHOT}' GROUP BY 1 UNION ALL "
    f"SELECT kind, group_concat(photo_id) FROM photo_looks WHERE kind <> '{Media.PHOTO}' GROUP BY 1",
    "faces": f"SELECT CAST(min(seen, {MANY_FACES}) AS TEXT), group_concat(id) FROM "
    f"(SELECT p.id, {FACES_IN} AS seen FROM photos p WHERE {LOOKED_AT}) GROUP BY 1",
}
"""Names, and the ids of all photos that have each."""


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts by name. A date that is only the file's own, or only a decade, counts for no year."""

    years: Counts
    countries: Counts
    cities: Counts
    cameras: Counts
    people: Counts
    kinds: Counts
    """Media and kinds: 'photo', 'video', 'selfie', ..."""
    tags: Counts = field(default_factory=dict)
    """What they show, by the tagger in use; the most frequent alone."""
    faces: Counts = field(default_factory=dict)
    """How many people are seen, '0' to '3': three or more; of photos that faces were looked for in."""


Holders = tuple[tuple[str, ...], npt.NDArray[np.int64], npt.NDArray[np.int64]]
"""Names, the photos of one after the other, and where those of each begin."""


_HELD: Form[Holders] = Form(
    lambda held: {"names": text_array(held[0]), "ids": held[1], "starts": held[2]},
    lambda arrays: (tuple(said_in(arrays["names"])), arrays["ids"], arrays["starts"]),
)


class FacetCounter:
    """Counts the facets of photos of one library: of a few by statements, of many in arrays that are kept.
    Safe to call from several threads."""

    def __init__(self, database: Database, table: PhotoTable) -> None:
        self._db = database
        self._table = table

    def count(self, photo_ids: npt.NDArray[np.int64]) -> Facets:
        """The facets of these photos, int64 (n,)."""
        if len(photo_ids) > FEW and self._table.is_read:
            return self._counted(self._table.current(), photo_ids)
        chosen = json.dumps(photo_ids.tolist())
        return Facets(
            **{
                name: _ordered(map(tuple, self._db.query(sql, [chosen] * sql.count(_CHOSEN))))
                for name, sql in _QUESTIONS.items()
            }
        )

    def _counted(self, photos: PhotoArrays, photo_ids: npt.NDArray[np.int64]) -> Facets:
        rows = photos.rows_of(photo_ids)
        rows = rows[rows >= 0]
        chosen = np.zeros(photos.last_id + 1, bool)
        chosen[photos.ids[rows]] = True
        dated = rows[(photos.known_days[rows] > 0) & (photos.precision[rows] <= Precision.YEAR.level)]
        years, in_years = np.unique(photos.known_days[dated] // 10_000, return_counts=True)
        places = self._db.query("SELECT id, country, city FROM places")
        in_places = np.bincount(photos.places[rows], minlength=1)
        cameras = self._db.query("SELECT id, name FROM cameras")
        videos = int(np.count_nonzero(photos.videos[rows]))
        media = [(Media.PHOTO.value, len(rows) - videos), (Media.VIDEO.value, videos)]
        return Facets(
            years=_ordered(zip(map("{:04}".format, years.tolist()), in_years.tolist(), strict=True)),
            countries=_ordered(_named(((row["id"], row["country"]) for row in places), in_places)),
            cities=_ordered(_named(((row["id"], row["city"]) for row in places), in_places)),
            cameras=_ordered(_named(map(tuple, cameras), np.bincount(photos.cameras[rows], minlength=1))),
            people=_ordered(self._held("people", chosen)),
            kinds=_ordered([*self._held("kinds", chosen), *media]),
            faces=_ordered(self._held("faces", chosen)),
        )

    def _held(self, name: str, chosen: npt.NDArray[np.bool_]) -> Iterator[tuple[str, int]]:
        """How many of the chosen photos, bool by id, each name has."""
        names, ids, starts = self._holders(name)
        if names:
            within = np.minimum(ids, len(chosen) - 1)
            counts = np.add.reduceat((chosen[within] & (within == ids)).astype(np.int64), starts)
            yield from zip(names, counts.tolist(), strict=True)

    def _holders(self, name: str) -> Holders:
        # To archive is to give a kind.
        but = FAVORITE if name == "kinds" else MARKS
        return self._db.while_same(("facets", name), lambda: self._read(name), but=but, form=_HELD)

    def _read(self, name: str) -> Holders:
        rows = [tuple(row) for row in self._db.query(_HOLDERS[name])]
        each = [numbers(photos) for _, photos in rows]
        starts = np.cumsum([0, *map(len, each)])[:-1]
        return tuple(one for one, _ in rows), np.concatenate([np.empty(0, np.int64), *each]), starts


def _named(names: Iterable[tuple[int, str]], counts: npt.NDArray[np.int64]) -> Iterator[tuple[str, int]]:
    for row, name in names:
        if name and row < len(counts):
            yield name, int(counts[row])


def _ordered(counted: Iterable[tuple[str, int]]) -> Counts:
    """The sums by name, the most frequent first; nothing of what there is none of."""
    total: Counts = {}
    for name, number in counted:
        if number:
            total[name] = total.get(name, 0) + number
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))
