"""The private library: a library like any other, in memory while it is unlocked."""

from __future__ import annotations

from typing import Any

from photos_ml.store.library import Library
from photos_ml.store.private.database import PrivateDatabase
from photos_ml.store.private.marks import PrivateMarks
from photos_ml.store.rows import FileGroup


class PrivateLibrary(Library):
    """What is private of a library. What was chosen for that holds here, too."""

    def __init__(self, database: PrivateDatabase, outer: Library) -> None:
        super().__init__(database)
        database.witness = None  # all of it is sealed in the library's file, and nowhere else
        self.outer = outer

    def private_marks(self) -> PrivateMarks:
        return PrivateMarks(self.outer.database)

    def passes_over(self, marks: PrivateMarks, group: FileGroup) -> bool:
        return not marks.has_group(group)

    def passes_over_bytes(self, marks: PrivateMarks, group: FileGroup, content_hash: str) -> bool:
        return False

    def setting(self, key: str) -> Any:
        found = super().setting(key)
        return self.outer.setting(key) if found is None else found
