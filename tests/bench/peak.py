"""The most of something that goes up and down, while something else runs."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Peak:
    """The most that `measure` says, asked every `every_s` seconds by a thread of its own."""

    def __init__(self, measure: Callable[[], float], every_s: float) -> None:
        self.most = 0.0
        self._measure = measure
        self._every_s = every_s
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(self._every_s):
            self.most = max(self.most, self._measure())
