"""What was read of a library, for as long as nothing is written to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import numpy as np

MOST_KEPT_BYTES = 64 << 20
"""Of arrays: the words of some queries, each with the photos that have it."""

Made = TypeVar("Made")


class WhileSame:
    """Values read at one version. Safe to use from several threads."""

    def __init__(self, version: int) -> None:
        self.version = version
        self._values: dict[Hashable, Any] = {}
        self._sizes: dict[Hashable, int] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """The value under a key, made if need be; two threads may both make it."""
        try:
            found: Made = self._values[key]
        except KeyError:
            found = make()
            self._keep(key, found)
        return found

    def _keep(self, key: Hashable, value: Any) -> None:
        size = sum(part.nbytes for part in _parts(value) if isinstance(part, np.ndarray))
        with self._lock:
            self._values[key] = value
            if size:
                self._sizes[key] = size
            while sum(self._sizes.values()) > MOST_KEPT_BYTES:
                oldest = next(iter(self._sizes))
                del self._sizes[oldest], self._values[oldest]


def _parts(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)
