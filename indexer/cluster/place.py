"""Where shards lie: a folder, a network disk or an object store, reached through fsspec."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from photos_ml.errors import PhotosError
from photos_ml.files import SUFFIX, replace_file
from photos_ml.indexer.cluster.needed import needed

_FILE = "file://"


class PlaceFullError(PhotosError):
    """There is no room for what was computed; what lies there is whole."""


def local_folder(url: str) -> Path | None:
    """The folder of this machine that an address is, whole; None for what is reached otherwise."""
    if url.startswith(_FILE):
        return Path(url.removeprefix(_FILE))
    return Path(os.path.abspath(url)) if "://" not in url and "::" not in url else None  # noqa: PTH100


class ShardPlace:
    """A folder of files that are written whole or not at all. Object stores do so by themselves."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._folder = local_folder(url)
        self._fs: Any = None
        if self._folder is None:
            self._fs, self._root = needed("fsspec").core.url_to_fs(url)

    def read(self, name: str) -> bytes | None:
        """A file; None where there is none."""
        try:
            if self._folder is not None:
                return (self._folder / name).read_bytes()
            content: bytes = self._fs.cat_file(f"{self._root}/{name}")
        except FileNotFoundError:
            return None
        return content

    def write(self, name: str, content: bytes) -> None:
        """PlaceFullError where it does not fit."""
        with room_at(self.url):
            if self._folder is not None:
                replace_file(self._folder / name, lambda stream: stream.write(content))
            else:
                self._fs.pipe_file(f"{self._root}/{name}", content)

    def names(self, folder: str) -> frozenset[str]:
        """Of the files in a folder that are whole."""
        try:
            if self._folder is not None:
                found = os.listdir(self._folder / folder)  # noqa: PTH208 - names, not paths
            else:
                self._fs.invalidate_cache()
                paths: list[str] = self._fs.ls(f"{self._root}/{folder}", detail=False)
                found = [path.rstrip("/").rpartition("/")[2] for path in paths]
        except FileNotFoundError:
            return frozenset()
        return frozenset(name for name in found if not name.endswith(SUFFIX))


@contextmanager
def room_at(where: str) -> Iterator[None]:
    """PlaceFullError for a disk that is full, which this name tells."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise PlaceFullError(
                f"no room left at {where}", hint="make some and run the same again: it goes on"
            ) from error
        raise
