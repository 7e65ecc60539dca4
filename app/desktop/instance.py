"""One window a library: who comes second asks the first to come to the front."""

from __future__ import annotations

import http.client
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from photos_ml.errors import LibraryError

LOCK_NAME = "app.lock"
CARD_NAME = "app.json"
"""Address and token of the running window's service, for this user alone; gone when it closes."""
FRONT_PATH = "/api/desktop/front"
START_SECONDS = 15.0
"""How long a first start may take until its card is there."""
ANSWER_SECONDS = 5.0


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


def leave_card(library: Path, address: str, token: str) -> None:
    """Say where this window's service is, to this user's own programs."""
    path = library / CARD_NAME
    path.unlink(missing_ok=True)  # one that a killed window left could have other permissions
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"address": address, "token": token}, file)


def bring_to_front(library: Path, *, seconds: float = START_SECONDS) -> bool:
    """Ask the running window to come to the front; False where it does not answer in time."""
    end = time.monotonic() + seconds
    while True:
        if _ask(library / CARD_NAME):
            return True
        if time.monotonic() >= end:
            return False
        time.sleep(0.1)


def _ask(card: Path) -> bool:
    try:
        known = json.loads(card.read_text("utf-8"))
        at = urlsplit(str(known["address"]))
        connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=ANSWER_SECONDS)
        headers = {"Authorization": f"Bearer {known['token']}", "Content-Type": "application/json"}
        try:
            connection.request("POST", FRONT_PATH, b"{}", headers)
            return connection.getresponse().status == http.HTTPStatus.OK
        finally:
            connection.close()
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException):
        return False
