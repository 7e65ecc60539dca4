"""A library as others in the house may see it: nothing can be written, and what is hidden is not there.

The rows that are not to be seen are left out below everything that reads: on these connections views of the
same names stand before the tables, so no question of the search, the planner or a page finds what they leave
out, and one that is added later finds it no more than those of today.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from photos_ml.store.database import Database
from photos_ml.store.faces import FACES
from photos_ml.store.facets import Facets
from photos_ml.store.forgotten_names import LATEST
from photos_ml.store.library import Library
from photos_ml.store.steps import Steps

_SHOWN = f"""
CREATE TEMP VIEW photos AS
    SELECT * FROM main.photos WHERE id NOT IN (SELECT photo_id FROM main.hidden_photos);
CREATE TEMP VIEW looked_at AS SELECT * FROM main.looked_at WHERE 0;
CREATE TEMP VIEW settings AS SELECT * FROM main.settings WHERE key <> '{LATEST}';
"""
"""For everybody: no hidden photo, and nothing of what the owner searched for or looked at."""
_OF_PEOPLE = (
    *("people", "photo_people", "persons"),
    *("faces", "face_clusters", "face_denials", "face_groupings"),
)
_NO_PEOPLE = "".join(
    f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE 0;\n" for table in _OF_PEOPLE
) + (
    "CREATE TEMP VIEW memories AS SELECT * FROM main.memories WHERE NOT EXISTS "
    "(SELECT 1 FROM json_each(document, '$.about') WHERE value ->> 0 = 'person');\n"
)
"""For whom people are not shown: no name, no face, and no memory that is about anybody."""


_SHOWN_PEOPLE = "CREATE TEMP VIEW persons AS SELECT * FROM main.persons WHERE NOT hidden;\n"
"""For whom people are shown: nobody whom the owner hides."""


class ShownDatabase(Database):
    """The same file for reading, without what is not shown."""

    def __init__(self, folder: Path, *, people: bool, read_from: Path | None = None) -> None:
        super().__init__(folder, read_from=read_from)
        self._views = _SHOWN + (_SHOWN_PEOPLE if people else _NO_PEOPLE)

    @property
    def is_read_only(self) -> bool:
        return True

    def _connect(self) -> sqlite3.Connection:
        connection = super()._connect()
        try:
            connection.execute("PRAGMA query_only = OFF")  # of views that only this connection has
            connection.executescript(self._views)
            connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
        return connection


class _WithoutFaces(Steps):
    """As if faces had never been looked for: a query cannot count them."""

    def is_on(self, name: str, *, asks: bool = False) -> bool:
        return name != FACES and super().is_on(name, asks=asks)


class ShownLibrary(Library):
    """Another's library as it is shown: with `people` or without. To be closed before that."""

    def __init__(self, whole: Library, *, people: bool) -> None:
        super().__init__(ShownDatabase(whole.folder, people=people, read_from=whole.database.read_from))
        self._people = people
        if not people:
            self.steps = _WithoutFaces(self.database)

    def match_ids(self, expression: str) -> npt.NDArray[np.int64]:
        """As of the whole; where people are not shown, the column of their names is not looked at."""
        return super().match_ids(expression if self._people else f"- people : ({expression})")

    def facets(self, photo_ids: npt.NDArray[np.int64]) -> Facets:
        """As of the whole; where people are not shown, how many are seen is counted for none."""
        found = super().facets(photo_ids)
        return found if self._people else replace(found, faces={})

    def close(self) -> None:
        self.database.close()
