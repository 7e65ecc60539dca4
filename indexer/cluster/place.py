"""Where shards lie: a folder, a network disk or an object store, reached through fsspec."""

from __future__ import annotations

import errno
from functools import cached_property
from pathlib import Path
from typing import Any

from photos_ml.errors import PhotosError
from photos_ml.files import replace_file
from photos_ml.indexer.cluster.needed import needed


class PlaceFullError(PhotosError):
    """There is no room for what was computed; what lies there is whole."""


class Place:
    """A folder of files that are written whole or not at all. Object stores do so by themselves."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._fs, self._root = needed("fsspec").core.url_to_fs(url)

    @cached_property
    def _local(self) -> Path | None:
        protocol = self._fs.protocol
        names = (protocol,) if isinstance(protocol, str) else protocol
        return Path(self._root) if "file" in names or "local" in names else None

    def read(self, name: str) -> bytes | None:
        """A file; None where there is none."""
        try:
            content: bytes = self._fs.cat_file(f"{self._root}/{name}")
        except FileNotFoundError:
            return None
        return content

    def write(self, name: str, content: bytes) -> None:
        """PlaceFullError where it does not fit."""
        try:
            if self._local is not None:
                replace_file(self._local / name, lambda stream: stream.write(content))
            else:
                self._fs.pipe_file(f"{self._root}/{name}", content)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise PlaceFullError(
                    f"no room left at {self.url}", hint="make some and run the same again: it goes on"
                ) from error
            raise

    def names(self, folder: str) -> frozenset[str]:
        """Of the files in a folder that are whole."""
        self._fs.invalidate_cache()
        try:
            found: list[Any] = self._fs.ls(f"{self._root}/{folder}", detail=False)
        except FileNotFoundError:
            return frozenset()
        names = (str(path).rstrip("/").rpartition("/")[2] for path in found)
        return frozenset(name for name in names if not name.endswith(".part"))
