"""What a set of photos consists of: years, countries, cities, cameras, people and kinds, with counts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from photos_ml.store.database import Database
from photos_ml.store.filters import FACES_IN, LOOKED_AT
from photos_ml.types import Kind, Media, Precision

Counts = dict[str, int]
"""Name -> photos, the most frequent first, equal ones by name."""

MANY_FACES = 3
"""So many people or more are counted as one."""
_CHOSEN = "p.id IN (SELECT value FROM json_each(?))"
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
    f"JOIN people q ON q.id = l.person_id WHERE {_CHOSEN} GROUP BY q.id",
    "kinds": "SELECT k.kind AS name, count(*) AS n FROM photos p JOIN photo_kinds k ON k.photo_id = p.id "
    f"WHERE {_CHOSEN} AND k.kind <> '{Kind.SCREENSHOT}' GROUP BY 1 UNION ALL "
    # photo by photo: asked for many at once, the view is made of the whole library
    "SELECT looks, count(*) FROM (SELECT (SELECT k.kind FROM photo_looks k WHERE k.photo_id = p.id) AS looks "
    f"FROM photos p WHERE {_CHOSEN}) WHERE looks <> '{Media.PHOTO}' GROUP BY 1 UNION ALL "
    f"SELECT p.media, count(*) FROM photos p WHERE {_CHOSEN} GROUP BY 1",
    "faces": f"SELECT CAST(min(seen, {MANY_FACES}) AS TEXT) AS name, count(*) AS n FROM "
    f"(SELECT {FACES_IN} AS seen FROM photos p WHERE {_CHOSEN} AND {LOOKED_AT}) GROUP BY 1",
}


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


def read_facets(database: Database, photo_ids: npt.NDArray[np.int64]) -> Facets:
    """The facets of these photos, int64 (n,)."""
    chosen = json.dumps(photo_ids.tolist())
    return Facets(
        **{name: _counts(database, sql, [chosen] * sql.count(_CHOSEN)) for name, sql in _QUESTIONS.items()}
    )


def _counts(database: Database, sql: str, values: list[str]) -> Counts:
    rows = [(row["name"], row["n"]) for row in database.query(sql, values)]
    return dict(sorted(rows, key=lambda row: (-row[1], row[0])))
