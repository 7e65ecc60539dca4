"""A collection that workers read: a folder that all of them see, or an object store that is fetched from."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from photos_ml.errors import UsageError
from photos_ml.formats import format_of
from photos_ml.indexer.cluster.listed import NO_ROOT, ListedFile, ListedPhoto, listed
from photos_ml.indexer.cluster.needed import needed
from photos_ml.indexer.cluster.place import local_folder, room_at
from photos_ml.indexer.exports import is_picasa_record
from photos_ml.indexer.proof import KnownPairs
from photos_ml.indexer.scan import group_files, is_skipped, walk
from photos_ml.store import FileGroup, FileStat


def photos_of(url: str) -> Iterator[ListedPhoto]:
    """All photos, in an order that depends on their paths alone. UsageError where nothing is there."""
    folder = local_folder(url)
    if folder is None:
        yield from _remote_photos(url)
        return
    if not folder.is_dir():
        raise UsageError(f"no such folder: {folder}", hint="give the folder that holds your photos")
    pairs = KnownPairs(folder, lambda _: ())
    for listing in walk(NO_ROOT, folder, proves=pairs):
        yield from map(listed, listing.groups)


def _remote_photos(url: str) -> Iterator[ListedPhoto]:
    fs, root = needed("fsspec").core.url_to_fs(url)
    if not fs.isdir(root):
        raise UsageError(f"nothing is at {url}", hint="give what holds your photos, and what lets you in")
    pending = [""]
    while pending:
        folder = pending.pop()
        files, folders = list[FileStat](), list[str]()
        for entry in fs.ls(f"{root}/{folder}".rstrip("/"), detail=True):
            name = entry["name"].rstrip("/").rpartition("/")[2]
            if entry["type"] == "directory":
                if not is_skipped(folder.rpartition("/")[2], name):
                    folders.append(f"{folder}/{name}".lstrip("/"))
            elif (format_of(name) and not name.startswith(".")) or is_picasa_record(name):
                files.append(FileStat(name, int(entry["size"]), _time_ns(entry)))
        pending += sorted(folders, reverse=True)
        for group in group_files(NO_ROOT, url, folder, files):
            yield listed(group)


def _time_ns(entry: dict[str, Any]) -> int:
    """When an object was written, as stores of several makers say it; 0 where they do not."""
    for key in ("mtime", "LastModified", "last_modified", "updated", "created"):
        said = entry.get(key)
        if isinstance(said, str):
            with suppress(ValueError):
                said = datetime.fromisoformat(said)
        if isinstance(said, datetime):
            return int(said.timestamp()) * 1_000_000_000
        if isinstance(said, int | float):
            return int(said * 1_000_000_000)
    return 0


class Source:
    """Makes photos of a collection files of this machine, where they are not yet; leaving it deletes them."""

    def __init__(self, url: str) -> None:
        self._folder = local_folder(url)
        self._url = url
        self._scratch: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        if self._folder is None:
            self._fs, self._root = needed("fsspec").core.url_to_fs(self._url)
            self._scratch = tempfile.TemporaryDirectory(prefix="photos-ml-")
        return self

    def __exit__(self, *_: object) -> None:
        if self._scratch is not None:
            self._scratch.cleanup()

    def groups(self, photos: Sequence[ListedPhoto]) -> list[FileGroup]:
        """As files of this machine; one that cannot be fetched is not there, which reading it finds out.
        PlaceFullError where this machine has no room for them: they would all be taken for unreadable."""
        if self._folder is not None:
            return [photo.group(str(self._folder)) for photo in photos]
        assert self._scratch is not None
        for photo in photos:
            for file in photo.files:
                self._fetch(photo, file)
        return [photo.group(self._scratch.name) for photo in photos]

    def done_with(self, groups: Sequence[FileGroup]) -> None:
        """What was fetched of these goes."""
        if self._scratch is not None:
            for group in groups:
                for _, file in group.files:
                    group.path_of(file).unlink(missing_ok=True)

    def _fetch(self, photo: ListedPhoto, file: ListedFile) -> None:
        assert self._scratch is not None
        below = os.path.join(os.fsdecode(photo.folder), os.fsdecode(file.name))  # noqa: PTH118
        path = Path(self._scratch.name, below)
        with suppress(OSError), room_at(f"{self._scratch.name} on {platform.node()}"):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._fs.get_file(f"{self._root}/{below}", str(path))
            os.utime(path, ns=(file.mtime_ns, file.mtime_ns))
