"""Browsers that were let in stay so over restarts: their cookies are signed with a key of the library."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import os
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path

from photos_ml.app.service.running import read_own_file, write_own_file

KEY_NAME = "sessions.key"
"""Beside the library, for this user alone. Whoever has it has the library's file as well."""
KEY_BYTES, ID_BYTES = 32, 16
DAYS = 90
"""How long a browser stays signed in after it opened a link."""
DAY_SECONDS = 86_400
_SIGNED = b"photos-ml session"

_log = logging.getLogger(__name__)


class Sessions:
    """Makes and knows the cookies of one library. Safe to use from several threads."""

    def __init__(self, folder: Path | None, clock: Callable[[], float] = time.time) -> None:
        """Without a folder, or in one that cannot be written to, they last as long as this object."""
        self._path = folder / KEY_NAME if folder is not None else None
        self._clock = clock
        self._lock = threading.Lock()
        self._key = self._kept() or self._renewed()
        of = os.fsencode(folder.resolve()) if folder is not None else self._key
        self.cookie = f"photos_ml_{hashlib.sha256(of).hexdigest()[:12]}"
        """Browsers send a cookie to every port of a host: the name keeps two libraries apart."""

    @property
    def seconds(self) -> int:
        """How long a cookie is good for."""
        return DAYS * DAY_SECONDS

    def new(self) -> str:
        """The cookie of one more browser."""
        said = f"{secrets.token_urlsafe(ID_BYTES)}.{int(self._clock())}"
        return f"{said}.{self._signature(said)}"

    def holds(self, cookie: str) -> bool:
        """Whether a cookie was made here, not too long ago, and since all were ended last."""
        said, _, signature = cookie.rpartition(".")
        signed = hmac.compare_digest(signature.encode(), self._signature(said).encode())
        made = said.rpartition(".")[2]
        if not (signed and made.isdecimal()):
            return False
        return 0 <= self._clock() - int(made) + DAY_SECONDS <= self.seconds + DAY_SECONDS

    def end_all(self) -> None:
        """No cookie made until now is good any more."""
        key = self._renewed()
        with self._lock:
            self._key = key

    def _signature(self, said: str) -> str:
        with self._lock:
            key = self._key
        digest = hmac.new(key, _SIGNED + said.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")

    def _kept(self) -> bytes | None:
        """The key in the file; None where there is none, or others may have read or laid it there."""
        if self._path is None:
            return None
        key = read_own_file(self._path)
        return key if key is not None and len(key) == KEY_BYTES else None

    def _renewed(self) -> bytes:
        key = secrets.token_bytes(KEY_BYTES)
        if self._path is None:
            return key
        try:
            write_own_file(self._path, key)
        except OSError as error:
            _log.info("sessions end with this service: %s", error.strerror)
        return key
