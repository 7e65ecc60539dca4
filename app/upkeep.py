"""What a library that is being kept does by itself: follow its folders, make the memories of each day."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from photos_ml.errors import LibraryBusyError, LibraryError
from photos_ml.indexer.watch import changed_folders

BUSY_SECONDS = 5.0
"""Until a run that could not start is tried again."""
STOP_SECONDS = 5.0

_log = logging.getLogger(__name__)


def follow(
    roots: Callable[[], Sequence[Path]],
    library: Path,
    index: Callable[[Sequence[Path]], None],
    stop: threading.Event,
) -> None:
    """Index folders whenever they change, until `stop` is set. While another run goes on, wait for it.

    Raises what `index` raises, but for a folder that went away again.
    """
    for folders in changed_folders(roots, library, stop):
        left = list(folders)
        while left and not stop.is_set():
            try:
                index(left)
                break
            except LibraryBusyError:
                _log.info("changes in %d folders wait for another run", len(left))
                stop.wait(BUSY_SECONDS)
            left = [folder for folder in left if folder.is_dir()]


def every(seconds: float, act: Callable[[], None], stop: threading.Event) -> None:
    """Act now and then again and again, until `stop` is set; a locked library waits for the next time."""
    while not stop.is_set():
        try:
            act()
        except LibraryError as error:
            _log.warning("upkeep waits for the next time", exc_info=error)
        stop.wait(seconds)


@contextmanager
def beside(*works: Callable[[threading.Event], None]) -> Iterator[None]:
    """Run each in a thread of its own until the block ends; each is given the event that ends it."""
    stop = threading.Event()
    threads = [threading.Thread(target=work, args=(stop,), name="upkeep", daemon=True) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(STOP_SECONDS)
