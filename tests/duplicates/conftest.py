"""A folder of small files that a library knows, and a home whose trash is nobody's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from photos_ml.app.service import Context
from photos_ml.app.service.choices import change_settings
from photos_ml.indexer.fingerprint import content_hash
from photos_ml.store import Batch, FileGroup, FileStat, Library, Mark, Upsert
from photos_ml.types import Metadata


class Home:
    """Photos on a disk, as rows of a library; their pictures are nobody's business here."""

    def __init__(self, context: Context, folder: Path, trash: Path) -> None:
        self.context = context
        self.library: Library = context.library()
        self.folder = folder
        self.trash = trash
        self.root = self.library.add_root(folder)

    def add(self, name: str, data: bytes = b"the bytes", **companions: bytes) -> int:
        """A file, and what belongs to it by its role and bytes, in the library; the photo's id."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        beside: dict[str, Any] = {}
        for role, own in companions.items():
            path.with_suffix(f".{role}").write_bytes(own)
            beside[role] = stat_of(path.with_suffix(f".{role}"))
        if "sidecars" in beside:
            beside["sidecars"] = (beside["sidecars"],)
        below = path.parent.relative_to(self.folder).as_posix()
        folder = "" if below == "." else below
        group = FileGroup(self.root.id, str(self.root.path), folder, stat_of(path), **beside)
        return self.library.write(Batch((Upsert(group, content_hash(path), Metadata(4, 3)),)))[0]

    def pair(self, *, other: bytes = b"the bytes") -> tuple[int, int]:
        """A photo that is kept, and a copy of it that is hidden."""
        kept, copy = self.add("kept.jpg"), self.add("trip/copy.jpg", other)
        self.library.marks.set(copy, Mark.HIDE, True)
        return kept, copy

    def in_trash(self) -> list[str]:
        """What lies in the trash."""
        files = self.trash / "files"
        return sorted(path.name for path in files.iterdir()) if files.is_dir() else []


def stat_of(path: Path) -> FileStat:
    found = path.stat()
    return FileStat(path.name, found.st_size, found.st_mtime_ns)


@pytest.fixture
def home(tmp_path: Path, own_trash: Path) -> Iterator[Home]:
    """With moving to the trash switched on."""
    with Context(tmp_path / "library") as context:
        context.library(create=True)
        change_settings(context, trash=True)
        (tmp_path / "photos").mkdir()
        yield Home(context, tmp_path / "photos", own_trash)
