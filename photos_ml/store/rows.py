"""What the library hands out and takes in: plain values, no SQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt

from photos_ml.turns import bytes_of
from photos_ml.types import Metadata, Tag


class FileRole(StrEnum):
    """What a file is to its photo."""

    PRIMARY = "primary"
    RAW = "raw"
    LIVE = "live"
    SIDECAR = "sidecar"


class Status(StrEnum):
    """`missing`: not seen, perhaps only out of reach; `gone`: its folder was read, it was not there."""

    PRESENT = "present"
    MISSING = "missing"
    GONE = "gone"


ABSENT = "SELECT id FROM photos WHERE status <> 'present'"
"""Ids of photos that are not shown, from an index of their own: where only the id of a photo is asked for,
leaving these out spares reading its row, five times as long."""


@dataclass(frozen=True, slots=True)
class FileStat:
    """A file's name and what decides, without opening it, whether it changed."""

    name: str
    size: int
    mtime_ns: int
    changed_ns: int = field(default=0, compare=False)
    """When the system last saw anything of it change, which nobody can set; 0 where it does not say. A file
    that was replaced or written to has another one, whatever its time says - and so has one that was only
    renamed, so that it is a reason to look and no more."""


@dataclass(frozen=True, slots=True)
class FileGroup:
    """The files of one photo in one folder: a primary file and what belongs to it."""

    root_id: int
    root: str
    folder: str
    """Relative to the root, with forward slashes; '' for the root itself."""
    primary: FileStat
    raw: FileStat | None = None
    live: FileStat | None = None
    sidecars: tuple[FileStat, ...] = ()

    def path_of(self, file: FileStat) -> Path:
        return Path(os.path.join(self.root, self.folder, file.name))  # noqa: PTH118 - Path() would normalise

    @property
    def path(self) -> Path:
        return self.path_of(self.primary)

    @property
    def files(self) -> Iterator[tuple[FileRole, FileStat]]:
        yield FileRole.PRIMARY, self.primary
        if self.raw:
            yield FileRole.RAW, self.raw
        if self.live:
            yield FileRole.LIVE, self.live
        for sidecar in self.sidecars:
            yield FileRole.SIDECAR, sidecar


@dataclass(frozen=True, slots=True)
class KnownPhoto:
    """A photo of a folder as the library remembers it, for the scanner to compare with the disk."""

    photo_id: int
    content_hash: str
    status: Status
    files: tuple[tuple[FileRole, FileStat], ...]
    """The primary file and what belongs to it, in the order of `FileGroup.files`."""
    reader: int
    """The version of the rules by which its metadata was read; 0 for those of before they had one."""

    @property
    def primary(self) -> FileStat:
        return next(file for role, file in self.files if role is FileRole.PRIMARY)


@dataclass(frozen=True, slots=True)
class Holder:
    """A photo that has certain bytes, and where its file is or was."""

    photo_id: int
    path: Path
    file: FileStat


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A photo as the rest of the program sees it."""

    id: int
    path: Path
    status: Status
    content_hash: str
    metadata: Metadata
    size: int
    online: bool

    @property
    def bytes_hash(self) -> str:
        """The hash of its file's bytes, whatever turns the picture."""
        return bytes_of(self.content_hash)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a photo was taken, by its own clock, and which bytes and burst it belongs to ('' for none). A date
    that is only the file's own is none: copying a folder gives all of it the same. So is one coarser than a
    day."""

    content_id: int
    local: datetime | None
    burst_id: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be indexed: what was tried, why it failed, and whether to try again next time."""

    root_id: int
    root: str
    folder: str
    file: FileStat
    stage: str
    reason: str
    retry: bool
    attempts: int = 1

    @property
    def path(self) -> Path:
        return Path(os.path.join(self.root, self.folder, self.file.name))  # noqa: PTH118


@dataclass(frozen=True, slots=True)
class Upsert:
    """A photo to write: a new one where `photo_id` is None, else new files and metadata for that photo."""

    group: FileGroup
    content_hash: str
    metadata: Metadata
    photo_id: int | None = None
    reader: int = 0
    """The version of the rules by which `metadata` was read."""


@dataclass(frozen=True, slots=True)
class VectorRow:
    """One vector of a batch: float16 (d,)."""

    content_hash: str
    vector: npt.NDArray[np.float16]
    ms: float | None = None
    """What it took."""


@dataclass(frozen=True, slots=True)
class TagRow:
    """What one content shows; no tags where its tagger is sure of nothing."""

    content_hash: str
    tags: tuple[Tag, ...]
    ms: float | None = None
    """What it took."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything one transaction writes."""

    upserts: tuple[Upsert, ...] = ()
    vectors: tuple[VectorRow, ...] = ()
    tags: tuple[TagRow, ...] = ()
    """Of the contents of `vectors`."""
    failures: tuple[Failure, ...] = ()
    cleared: tuple[tuple[int, str, str], ...] = field(default=())
    """(root id, folder, name) of files that failed before and now do not."""
