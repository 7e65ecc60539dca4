"""The photos of a collection as its shards list them: names, sizes and times, in the order of the walk."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from photos_ml.store import FileGroup, FileStat

NO_ROOT = 0


class ListedFile(msgspec.Struct, frozen=True, array_like=True):
    """A file; its name as the system's bytes, for not every name is text."""

    name: bytes
    size: int
    mtime_ns: int
    changed_ns: int = 0


class ListedPhoto(msgspec.Struct, frozen=True, array_like=True):
    """The files of one photo in one folder, relative to the collection."""

    folder: bytes
    primary: ListedFile
    raw: ListedFile | None = None
    live: ListedFile | None = None
    sidecars: tuple[ListedFile, ...] = ()

    @property
    def path(self) -> str:
        """Relative to the collection, as the system has it."""
        return os.path.join(os.fsdecode(self.folder), os.fsdecode(self.primary.name))  # noqa: PTH118

    @property
    def files(self) -> tuple[ListedFile, ...]:
        """The primary file first."""
        return (self.primary, *filter(None, (self.raw, self.live)), *self.sidecars)

    def group(self, root: str) -> FileGroup:
        """The same below a folder of this machine."""
        return FileGroup(
            NO_ROOT,
            root,
            os.fsdecode(self.folder),
            _stat(self.primary),
            _stat(self.raw) if self.raw else None,
            _stat(self.live) if self.live else None,
            tuple(map(_stat, self.sidecars)),
        )


def listed(group: FileGroup, folder: str | None = None) -> ListedPhoto:
    """A photo as it is listed; `folder` where it is not the group's own."""
    return ListedPhoto(
        os.fsencode(group.folder if folder is None else folder),
        _file(group.primary),
        _file(group.raw) if group.raw else None,
        _file(group.live) if group.live else None,
        tuple(map(_file, group.sidecars)),
    )


def in_shards(photos: Iterable[ListedPhoto], size: int) -> Iterator[Sequence[ListedPhoto]]:
    """`size` photos at a time, in their order."""
    shard: list[ListedPhoto] = []
    for photo in photos:
        shard.append(photo)
        if len(shard) == size:
            yield shard
            shard = []
    if shard:
        yield shard


def same_files(one: ListedPhoto, other: ListedPhoto) -> bool:
    """Whether names, sizes and times agree; when the system saw a change is another on every machine."""
    return [(f.name, f.size, f.mtime_ns) for f in one.files] == [
        (f.name, f.size, f.mtime_ns) for f in other.files
    ]


def _file(file: FileStat) -> ListedFile:
    return ListedFile(os.fsencode(file.name), file.size, file.mtime_ns, file.changed_ns)


def _stat(file: ListedFile) -> FileStat:
    return FileStat(os.fsdecode(file.name), file.size, file.mtime_ns, file.changed_ns)
