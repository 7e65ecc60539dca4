"""What was read of a library, for as long as nothing is written to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import numpy as np

from photos_ml.provenance import Field

RUN, SETTING, LOOK = frozenset(("run",)), frozenset(("setting",)), frozenset(("look",))
ASIDE = RUN | SETTING | LOOK
"""What says nothing of any photo: that folders were gone through, a setting, who was looked at when."""
FAVORITE = ASIDE | {Field.FAVORITE}
MARKS = FAVORITE | {Field.HIDDEN, Field.ARCHIVED}
"""Fields of acts that change the marks of photos, and what says nothing of any: nothing else."""
NOTHING = frozenset(("nothing",))
"""What a transaction changes that writes nothing that is ever asked for."""
MOST_KEPT_BYTES = 64 << 20
"""Of arrays: the words of some queries, each with the photos that have it."""

Made = TypeVar("Made")


class WhileSame:
    """Values read at one version. Safe to use from several threads."""

    def __init__(self, version: int) -> None:
        self.version = version
        self._values: dict[Hashable, Any] = {}
        self._sizes: dict[Hashable, int] = {}
        self._lasting: dict[Hashable, frozenset[str]] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Made], but: frozenset[str] = frozenset()) -> Made:
        """The value under a key, made if need be; two threads may both make it. `but`: changes of which it
        does not depend."""
        try:
            found: Made = self._values[key]
        except KeyError:
            found = make()
            self._keep(key, found, but)
        return found

    def after(self, version: int, changes: frozenset[str]) -> WhileSame:
        """What still holds at the next version, where nothing but these was changed."""
        if changes == NOTHING:  # what is being made just now, too
            self.version = version
            return self
        later = WhileSame(version)
        with self._lock:
            for key, but in self._lasting.items():
                if changes <= but:
                    later._values[key], later._lasting[key] = self._values[key], but
                    if key in self._sizes:
                        later._sizes[key] = self._sizes[key]
        return later

    def _keep(self, key: Hashable, value: Any, but: frozenset[str]) -> None:
        size = sum(part.nbytes for part in _parts(value) if isinstance(part, np.ndarray))
        with self._lock:
            self._values[key] = value
            if but:
                self._lasting[key] = but
            if size:
                self._sizes[key] = size
            while sum(self._sizes.values()) > MOST_KEPT_BYTES:
                oldest = next(iter(self._sizes))
                del self._sizes[oldest], self._values[oldest]
                self._lasting.pop(oldest, None)


def _parts(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)
