"""One window a library: who comes second asks the first to come to the front."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from photos_ml.app.service.running import ask_service
from photos_ml.errors import LibraryError

LOCK_NAME = "app.lock"
CARD_NAME = "app.json"
"""Address and token of the running window's service, for this user alone; gone when it closes."""
FRONT_PATH = "/api/desktop/front"
START_SECONDS = 15.0
"""How long a first start may take until its card is there."""


@contextmanager
def sole_instance(library: Path) -> Iterator[bool]:
    """True for the first window of a library, which it stays until the block ends; the system frees the lock
    of a killed one. LibraryError where the folder cannot be written to."""
    from filelock import FileLock, Timeout

    lock = FileLock(library / LOCK_NAME, mode=0o600)  # whoever can open it can hold it
    try:
        library.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock.acquire(timeout=0)
    except Timeout:
        yield False
        return
    except OSError as error:
        raise LibraryError(
            f"cannot write to the library folder {library}: {error.strerror}",
            hint="check its permissions, or choose another with --library DIR",
        ) from error
    try:
        yield True
    finally:
        (library / CARD_NAME).unlink(missing_ok=True)
        lock.release()


def bring_to_front(library: Path, *, seconds: float = START_SECONDS) -> bool:
    """Ask the running window to come to the front; False where it does not answer in time."""
    end = time.monotonic() + seconds
    while True:
        if ask_service(library / CARD_NAME, FRONT_PATH) is not None:
            return True
        if time.monotonic() >= end:
            return False
        time.sleep(0.1)
