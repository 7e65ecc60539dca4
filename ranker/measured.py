"""The quality of photos, measured once for each picture and kept in the library."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np

from photos_ml.errors import LibraryError
from photos_ml.store import Library
from photos_ml.store.qualities import Qualities
from photos_ml.vision.quality import QUALITY_VERSION, Quality, measure

if TYPE_CHECKING:
    from PIL.Image import Image

    from photos_ml.store import PhotoRow

Decode = Callable[["PhotoRow"], "Image"]
"""The picture of a photo, upright; raises any Exception where it cannot be read."""
Told = Callable[[int, int], None]
"""Hears how many of how many pictures have been looked at."""
THREADS = 2
"""Decoding and numpy leave the interpreter to each other."""
KEPT_TOGETHER = 256
"""Pictures measured between two writes: what a killed process has to measure again."""


class MeasuredQuality:
    """Looks at the pixels of photos that were not measured before."""

    def __init__(self, library: Library, decode: Decode) -> None:
        self._library = library
        self._decode = decode
        self._kept = Qualities(library.database, str(QUALITY_VERSION))

    def of(self, contents: Mapping[int, int], told: Told | None = None) -> dict[int, Quality]:
        """Photo id -> quality, of the photos that can be read. `contents`: photo id -> content id."""
        known = self._kept.read(sorted(set(contents.values())))
        missing = {content: photo for photo, content in contents.items() if content not in known}
        looked_at = 0
        for new in self._measured(list(missing.items())):
            looked_at += len(new)
            read = {content: quality.values() for content, quality in new if quality is not None}
            with suppress(LibraryError):  # a library that cannot be written to is measured again next time
                self._kept.write(read)
            known |= {content: _rounded(values) for content, values in read.items()}
            if told is not None:
                told(looked_at, len(missing))
        return {photo: Quality(*known[content]) for photo, content in contents.items() if content in known}

    def _measured(self, missing: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, Quality | None]]]:
        with ThreadPoolExecutor(max_workers=THREADS) as pool:
            for start in range(0, len(missing), KEPT_TOGETHER):
                contents, ids = zip(*missing[start : start + KEPT_TOGETHER], strict=True)
                photos = self._library.photos.get(ids)
                looks = pool.map(lambda photo_id, rows=photos: self._look(rows.get(photo_id)), ids)
                yield list(zip(contents, looks, strict=True))

    def _look(self, photo: PhotoRow | None) -> Quality | None:
        try:
            return measure(self._decode(photo)) if photo is not None else None
        except Exception:  # noqa: BLE001 - a photo that cannot be read today is not judged today
            return None


def _rounded(values: Sequence[float]) -> tuple[float, ...]:
    """As the store gives them back: the first look and a later one see the same numbers."""
    return tuple(np.asarray(values, np.float32).astype(np.float64).tolist())
