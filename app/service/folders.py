"""The folders of a library, with what they hold."""

from __future__ import annotations

from dataclasses import dataclass

from photos_ml.app.service.context import Context
from photos_ml.store.paths import printable


@dataclass(frozen=True, slots=True)
class IndexedFolder:
    """A folder as people see it."""

    path: str
    files: int
    online: bool


def read_folders(context: Context) -> list[IndexedFolder]:
    """Every folder of the library, in the order they were added."""
    library = context.library()
    return [
        IndexedFolder(printable(str(root.path)), library.files_below(root.id), root.online)
        for root in library.roots()
    ]
