"""A real library in a temporary folder, and photos to put into it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from photos_ml.store import Batch, FileGroup, FileStat, Library, Root, Upsert
from photos_ml.types import Metadata


class Shelf:
    """A library with one root, and a short way to add photos."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.root: Root = library.add_root(Path("/pictures"))
        self._numbers = itertools.count(1)

    def group(self, path: str, root: Root | None = None, **companions: Any) -> FileGroup:
        folder, _, name = path.rpartition("/")
        root = root or self.root
        number = next(self._numbers)
        return FileGroup(root.id, str(root.path), folder, FileStat(name, 1000 + number, number), **companions)

    def add(
        self,
        path: str = "a.jpg",
        metadata: Metadata | None = None,
        *,
        content: str = "",
        root: Root | None = None,
        photo_id: int | None = None,
    ) -> int:
        """Write one photo; a content of its own unless given. Its id."""
        group = self.group(path, root)
        content_hash = content or f"{group.primary.size:064x}"
        change = Upsert(group, content_hash, metadata or Metadata(), photo_id)
        return self.library.write(Batch(upserts=(change,)))[0]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", create=True) as opened:
        yield opened


@pytest.fixture
def shelf(library: Library) -> Shelf:
    return Shelf(library)
