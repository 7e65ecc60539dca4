"""Pillow's process-wide switches, held while pictures are decoded and put back afterwards."""

from __future__ import annotations

import threading
import warnings
from types import TracebackType

from PIL import Image


class _Quiet:
    """Silences warnings and lifts Pillow's pixel limit (ours is checked instead) while any thread decodes.

    Entering is counted: with plain `warnings.catch_warnings` two overlapping threads would restore
    each other's filters in the wrong order and leave warnings off for good.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._active = 0
        self._saved_pixels: int | None = None
        self._saved_filters = warnings.catch_warnings()

    def __enter__(self) -> None:
        with self._lock:
            self._active += 1
            if self._active == 1:
                self._saved_filters = warnings.catch_warnings()
                self._saved_filters.__enter__()
                warnings.simplefilter("ignore")
                self._saved_pixels, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._active -= 1
            if self._active == 0:
                Image.MAX_IMAGE_PIXELS = self._saved_pixels
                self._saved_filters.__exit__(None, None, None)


pillow_quiet = _Quiet()
