"""Small pictures for the screen: made once from the decoded photo, kept by content hash, bounded in all."""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

    from photos_ml.store import PhotoRow

FOLDER = "thumbnails"
BUDGET_BYTES = 2_000_000_000
"""About 40,000 grid pictures and 3,000 large ones; what was not looked at for longest goes first."""
KEPT_SHARE = 0.9
"""What is kept when the budget is passed, so that not every new picture has to make room."""
QUALITY = 80
METHOD = 2
"""WebP's effort, 0 to 6: 2 takes half the time of 4 for 3% more bytes."""


class Size(IntEnum):
    """Pixels of the longer side."""

    GRID = 512
    """A row of 240 px on a screen of two device pixels a pixel."""
    LARGE = 1920


class Thumbnails:
    """The cache folder of one library. Deleting it loses nothing. Safe to use from several threads."""

    def __init__(self, folder: Path, *, budget_bytes: int = BUDGET_BYTES) -> None:
        self._folder = folder
        self._budget = budget_bytes
        self._lock = threading.Lock()
        self._total_bytes: int | None = None

    def file(self, photo: PhotoRow, size: Size) -> Path:
        """The WebP file of a photo, upright, sRGB, without metadata, made if need be.

        Raises DecodeError where the photo cannot be decoded, OSError where it cannot be read.
        """
        path = self._folder / photo.content_hash[:2] / f"{photo.content_hash}-{size.value}.webp"
        if path.is_file():
            with contextlib.suppress(OSError):  # 'last looked at', for pruning; only ever a hint
                os.utime(path)
            return path
        self._write(path, make(photo.path, size))
        return path

    def _write(self, path: Path, picture: Image) -> None:
        """Under its final name only once complete: a reader never sees half a file."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as file:
                picture.save(file, "WEBP", quality=QUALITY, method=METHOD)
            Path(part).replace(path)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
        self._account(path)

    def _account(self, made: Path) -> None:
        with self._lock:
            if self._total_bytes is None:
                self._total_bytes = sum(size for _, size, _ in self._files())
            else:
                self._total_bytes += made.stat().st_size
            if self._total_bytes > self._budget:
                self._total_bytes = self._prune(made)

    def _prune(self, keep: Path) -> int:
        """Delete what was looked at longest ago; the bytes that are left."""
        files = sorted(self._files())
        total = sum(size for _, size, _ in files)
        for _, size, path in files:
            if total <= self._budget * KEPT_SHARE:
                break
            if path != keep:
                path.unlink(missing_ok=True)
                total -= size
        return total

    def _files(self) -> list[tuple[float, int, Path]]:
        found = []
        for path in self._folder.glob("*/*"):
            with contextlib.suppress(OSError):  # another thread may have pruned it
                stat = path.stat()
                found.append((stat.st_mtime, stat.st_size, path))
        return found


def make(photo: Path, size: Size) -> Image:
    """The picture, `size` at most on its longer side and never enlarged. Errors as `decode_image`."""
    from PIL import Image as images

    from photos_ml.indexer.decode import decode_image

    picture = decode_image(photo, min_side=size.value)
    picture.thumbnail((size.value, size.value), images.Resampling.LANCZOS, reducing_gap=2.0)
    picture.info = {}
    return picture
