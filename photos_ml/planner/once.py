"""The language model of a process: loaded once, at its first use or ahead of it, and shared by planners."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from photos_ml.errors import PlanError
from photos_ml.planner.spans import SpanMarker

LoadMarker = Callable[[], SpanMarker | None]
LOADING = "the language model is still being loaded"

_log = logging.getLogger(__name__)


def one_line(error: PlanError) -> str:
    """The error in one line, with what to do about it."""
    return f"{error} ({error.hint})" if error.hint else str(error)


class MarkerOnce:
    """Loads a marker when it is first asked for; one that cannot be used is none, and why is kept."""

    def __init__(self, load: LoadMarker) -> None:
        self._load = load
        self._marker: SpanMarker | None = None
        self._loading = threading.Lock()
        self._starting = threading.Lock()
        self._loaded = threading.Event()
        self._ahead: threading.Thread | None = None
        self.problems: tuple[str, ...] = ()

    def start(self) -> None:
        """Load in a thread. Until it is there, `get` gives none: a first answer is not kept waiting."""
        with self._starting:  # not the lock of the load: whoever starts it again must not wait for its end
            if self._ahead is None and not self._loaded.is_set():
                self._ahead = threading.Thread(target=self._fill, name="photos-ml-llm-load", daemon=True)
                self._ahead.start()

    def get(self, *, wait: bool = True) -> SpanMarker | None:
        """The marker, loaded now unless `start` is about it or nobody is to `wait`; None where there is none,
        or none yet."""
        if wait and self._ahead is None:
            self._fill()
        return self._marker

    def why_none(self) -> tuple[str, ...]:
        """What the user should be told where `get` gave none; nothing where no model is installed or
        none was asked for."""
        if self._loaded.is_set():
            return self.problems
        return (LOADING,) if self._ahead is not None else ()

    def peek(self) -> SpanMarker | None:
        """The marker if it is loaded already."""
        return self._marker

    def join(self) -> None:
        """Wait for a load ahead: the runtime does not survive an exit in the middle of it."""
        if self._ahead is not None:
            self._ahead.join()

    def _fill(self) -> None:
        with self._loading:
            if self._loaded.is_set():
                return
            begun = time.perf_counter()
            try:
                self._marker = self._load()
                seconds = time.perf_counter() - begun
                _log.info("language model %s in %.2f s", "loaded" if self._marker else "absent", seconds)
            except PlanError as error:
                _log.warning("the language model cannot be used", exc_info=error)
                self.problems = (one_line(error),)
            finally:
                self._loaded.set()
