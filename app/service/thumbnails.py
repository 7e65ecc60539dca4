"""Small pictures for the screen: made while indexing or when first looked at, by content hash, bounded."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from blake3 import blake3

from photos_ml.app.service.sealed import sealed, unsealed

if TYPE_CHECKING:
    from PIL.Image import Image

    from photos_ml.store import PhotoRow
    from photos_ml.store.private.key import Cipher

FOLDER = "thumbnails"
BUDGET_BYTES = 2_000_000_000
"""About 40,000 grid pictures and 3,000 large ones; what was not looked at for longest goes first."""
KEPT_SHARE = 0.9
"""What is kept when the budget is passed, so that not every new picture has to make room."""
QUALITY = 80
METHOD = 2
"""WebP's effort, 0 to 6: 2 takes half the time of 4 for 3% more bytes."""
NEAR_ENOUGH = 480
"""Pixels of the longer side from which a picture decoded for the model will do for the grid: a 12-megapixel
JPEG comes out at 504. One that comes out smaller is decoded again when it is looked at."""
KEEPERS = 4
"""Decoding processes that may keep pictures at the same time, at most."""


class Size(IntEnum):
    """Pixels of the longer side."""

    GRID = 512
    """A row of 240 px on a screen of two device pixels a pixel."""
    LARGE = 1920

    @property
    def media_type(self) -> str:
        """JPEG for the grid: a ninth of WebP's time, or indexing would take a tenth longer."""
        return "image/jpeg" if self is Size.GRID else "image/webp"


class Thumbnails:
    """The cache folder of one library. Deleting it loses nothing. Safe to use from several threads."""

    def __init__(
        self,
        folder: Path,
        *,
        budget_bytes: int = BUDGET_BYTES,
        decode_bytes: int | None = None,
        cipher: Cipher | None = None,
    ) -> None:
        """`decode_bytes`: what decoding one picture may take of memory; None for the decoder's own limit.
        With a `cipher` neither the files nor their names tell of what they are."""
        self._cipher = cipher
        self._folder = folder
        self._budget = budget_bytes
        self._decode_bytes = decode_bytes
        self._lock = threading.Lock()
        self._total_bytes: int | None = None

    def encoded(self, photo: PhotoRow, size: Size, second: float | None = None) -> bytes:
        """The picture of a photo as a file holds it, upright, sRGB, without metadata; of a video its poster,
        or what it shows at a `second`. Made if need be, and kept where there is room. A kept one that is not
        as it was written is made anew. Raises DecodeError where the photo cannot be read or decoded.
        """
        path = self._place(photo.content_hash, size, second)
        if (found := self._kept(path)) is not None:
            with contextlib.suppress(OSError):  # 'last looked at', for pruning; only ever a hint
                os.utime(path)
            return found
        made = encode(make(photo.path, size, photo.metadata.turn, self._decode_bytes, second), size)
        if self._cipher and second is not None:  # under its sealed name nobody could forget it
            return made
        with contextlib.suppress(OSError):  # only ever a cache: a full disk shows pictures too
            keep(path, self._cipher.seal(made, path.name.encode()) if self._cipher else made)
            self._account(path)
        return made

    def kept(self, content_hash: str, pixels: int) -> Path | None:
        """The grid picture of a content if it is there, sound and no smaller than `pixels` is asked for."""
        path = place_of(self._folder, content_hash, Size.GRID)
        may_do = pixels <= Size.GRID and self._cipher is None
        return path if may_do and _sound(path) is not None else None

    def examine(self) -> tuple[int, int]:
        """How many pictures are kept, and how many of them are not as they were written. Reads all."""
        paths = [path for _, _, path in self._files()]
        return len(paths), sum(_sound(path) is None for path in paths)

    def keeper(self) -> GridKeeper | None:
        """What keeps grid pictures while indexing, as long as there is room for them; None of sealed ones."""
        if self._cipher:
            return None
        room = self._budget - sum(size for _, size, _ in self._files())
        return GridKeeper(self._folder, max(room, 0) // KEEPERS)

    def tidy(self) -> None:
        """Count again, after others have written, and delete what is over the budget."""
        with self._lock:
            self._total_bytes = self._prune() if self._folder.exists() else 0

    def forget(self, content_hashes: Iterable[str]) -> None:
        """Delete the pictures of these contents."""
        for content_hash in content_hashes:
            places = [self._place(content_hash, size) for size in Size]
            for path in (*places, *self._folder.glob(f"{content_hash[:2]}/{content_hash}-*")):
                path.unlink(missing_ok=True)
        with self._lock:
            self._total_bytes = None

    def _place(self, content_hash: str, size: Size, second: float | None = None) -> Path:
        if self._cipher is None or second is not None:
            return place_of(self._folder, content_hash, size, second)
        name = blake3(f"{content_hash} {size.value}".encode(), key=self._cipher.key).hexdigest()
        return self._folder / name[:2] / name

    def _kept(self, path: Path) -> bytes | None:
        found = _sound(path)
        if found is None or self._cipher is None:
            return found
        return self._cipher.open(found, path.name.encode())

    def _account(self, made: Path) -> None:
        with self._lock:
            if self._total_bytes is None:
                self._total_bytes = sum(size for _, size, _ in self._files())
            else:
                self._total_bytes += made.stat().st_size
            if self._total_bytes > self._budget:
                self._total_bytes = self._prune(made)

    def _prune(self, keep: Path | None = None) -> int:
        """Delete what was looked at longest ago where there is too much; the bytes that are left."""
        files = sorted(self._files())
        total = sum(size for _, size, _ in files)
        aim = self._budget if total <= self._budget else self._budget * KEPT_SHARE
        for _, size, path in files:
            if total <= aim:
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


@dataclass
class GridKeeper:
    """Keeps the grid picture of each photo that a decoding process has decoded for the model anyway.

    Each process has a copy of its own, which writes `room_bytes` at most.
    """

    folder: Path
    room_bytes: int
    written_bytes: int = field(default=0, init=False)

    def __call__(self, picture: Image, content_hash: str) -> None:
        """Raises OSError where it cannot be written."""
        path = place_of(self.folder, content_hash, Size.GRID)
        if max(picture.size) < NEAR_ENOUGH or self.written_bytes >= self.room_bytes or path.exists():
            return
        keep(path, encode(fitted(picture, Size.GRID), Size.GRID))
        self.written_bytes += path.stat().st_size


def place_of(folder: Path, content_hash: str, size: Size, second: float | None = None) -> Path:
    """Where the picture of a content is kept, or of a second of it, told in hundredths."""
    suffix = size.media_type.partition("/")[2].replace("jpeg", "jpg")
    at = "" if second is None else f"@{round(second * 100)}"
    return folder / content_hash[:2] / f"{content_hash}-{size.value}{at}.{suffix}"


def encode(picture: Image, size: Size) -> bytes:
    """The picture as a file of the size's type."""
    file = io.BytesIO()
    if size is Size.GRID:
        picture.save(file, "JPEG", quality=QUALITY)
    else:
        picture.save(file, "WEBP", quality=QUALITY, method=METHOD)
    return file.getvalue()


def keep(path: Path, content: bytes) -> None:
    """Under its final name only once complete: a reader never sees half a file, and after a power cut, which
    may leave half of it or nothing, sees so by the seal. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealed(content))
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def make(
    photo: Path, size: Size, turn: int = 1, decode_bytes: int | None = None, second: float | None = None
) -> Image:
    """The picture, or what a video shows at a `second`, turned, `size` at most on its longer side and never
    enlarged. Errors as `decode_image`."""
    from photos_ml.indexer.decode import DecodeLimits, decode_frame, decode_image
    from photos_ml.indexer.decode.orient import upright

    limits = DecodeLimits() if decode_bytes is None else DecodeLimits(max_decode_bytes=decode_bytes)
    if second is not None:
        return upright(decode_frame(photo, second, side=size.value, limits=limits), turn)
    return upright(fitted(decode_image(photo, min_side=size.value, limits=limits), size), turn)


def _sound(path: Path) -> bytes | None:
    """What is kept there; None where nothing is, or it is not as it was written: it is then made anew."""
    try:
        found = unsealed(path.read_bytes())
        if found is None:
            path.unlink(missing_ok=True)
    except OSError:  # not there, or pruned this moment
        return None
    return found


def fitted(picture: Image, size: Size) -> Image:
    """A copy of the picture, `size` at most on its longer side, with nothing but its pixels."""
    from PIL import Image as images

    small = picture.copy()
    small.thumbnail((size.value, size.value), images.Resampling.LANCZOS, reducing_gap=2.0)
    small.info = {}
    return small
