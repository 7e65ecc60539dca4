"""Vectors of the texts asked for lately: a page of results costs one run of the text model, not one each."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from photos_ml.types import FloatMatrix

DEFAULT_CAPACITY = 512
"""1 MB at 512 dimensions."""


class TextCache:
    """A least-recently-used cache in front of `encode`: texts -> float32 (n, d). Thread-safe.

    Two threads that miss the same text at once may both encode it; neither waits for the other.
    """

    def __init__(
        self, encode: Callable[[Sequence[str]], FloatMatrix], dimension: int, capacity: int = DEFAULT_CAPACITY
    ) -> None:
        self._encode = encode
        self._dimension = dimension
        self._capacity = capacity
        self._rows: OrderedDict[str, npt.NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, texts: Sequence[str]) -> FloatMatrix:
        found = self._known(texts)
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing:
            found.update(zip(missing, self._encode(missing), strict=True))
            self._keep({text: found[text] for text in missing})
        matrix = np.empty((len(texts), self._dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            matrix[row] = found[text]
        return matrix

    def _known(self, texts: Sequence[str]) -> dict[str, npt.NDArray[np.float32]]:
        with self._lock:
            known = {text: self._rows[text] for text in texts if text in self._rows}
            for text in known:
                self._rows.move_to_end(text)
            return known

    def _keep(self, fresh: dict[str, npt.NDArray[np.float32]]) -> None:
        with self._lock:
            for text, row in fresh.items():
                # A row of a large batch would keep the whole batch alive.
                self._rows[text] = row.copy()
                self._rows.move_to_end(text)
            while len(self._rows) > self._capacity:
                self._rows.popitem(last=False)
