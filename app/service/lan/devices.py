"""The devices that were paired with a library: what each may do, and the secret by which it is known again.

They are kept beside the library, for its user alone, and not in it: neither a backup nor a library that other
machines read carries them. Of a secret only its hash is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from photos_ml.app.service.running import read_own_file, write_own_file
from photos_ml.errors import UsageError

FILE_NAME = "devices.json"
ID_BYTES, SECRET_BYTES = 6, 32
DAYS = 180
"""Without a visit, after which a device has to be paired again."""
DAY_SECONDS = 86_400
SEEN_SECONDS = 300
"""How old what is kept of a last visit may be: not every request writes a file."""
MOST = 32
LONGEST_NAME = 40

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Device:
    """A phone that was paired. All may look at photos; the rest is allowed."""

    id: str
    name: str
    secret: str
    """Its hash."""
    paired: int
    seen: int
    """Seconds since 1970."""
    favorite: bool = True
    """May mark favourites."""
    people: bool = False
    """Is shown who is in the pictures."""


class Devices:
    """The devices of one library. Safe to use from several threads, and by several processes one after the
    other: what another wrote is read again."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._path = folder / FILE_NAME
        self._clock = clock
        self._lock = threading.RLock()
        self._state: tuple[int, int] | None = None
        self._known: dict[str, Device] = {}
        self._unwritten = False
        self._gone: list[Callable[[str], object]] = []

    def on_gone(self, run: Callable[[str], object]) -> None:
        """Have `run` called with the id of each device that is revoked here, or was elsewhere."""
        self._gone.append(run)

    def all(self) -> list[Device]:
        """Those that may come in, the one paired last first."""
        with self._lock:
            self._read()
            return sorted(self._known.values(), key=lambda one: (-one.paired, one.id))

    def add(self, name: str, *, people: bool = False) -> tuple[Device, str]:
        """One more, and what it has to show from now on; UsageError where there are too many."""
        with self._lock:
            self._read()
            if len(self._known) >= MOST:
                raise UsageError(f"{MOST} devices are paired already", hint="revoke one that is not used")
            secret, now = secrets.token_urlsafe(SECRET_BYTES), int(self._clock())
            device = Device(secrets.token_hex(ID_BYTES), _name(name), _hash(secret), now, now, people=people)
            self._known[device.id] = device
            self._write()
            return device, f"{device.id}.{secret}"

    def holding(self, shown: str) -> Device | None:
        """The device that shows this; None for anybody else. Notes the visit."""
        number, _, secret = shown.partition(".")
        with self._lock:
            self._read()
            device = self._known.get(number)
            # As long for an id that is none.
            is_its = hmac.compare_digest(_hash(secret), device.secret if device else _hash(""))
            if device is None or not is_its:
                return None
            now = int(self._clock())
            if now - device.seen > SEEN_SECONDS:
                device = self._known[number] = replace(device, seen=now)
                self._write()
            return device

    def change(self, number: str, **chosen: Any) -> Device:
        """Call it otherwise, or allow it more or less; UsageError for one that is not there."""
        with self._lock:
            device = self._there(number)
            if "name" in chosen:
                chosen["name"] = _name(chosen["name"])
            device = self._known[number] = replace(device, **chosen)
            self._write()
            return device

    def revoke(self, number: str) -> Device:
        """Let it in no more, from now on; UsageError for one that is not there."""
        with self._lock:
            device = self._there(number)
            del self._known[number]
            self._write()
        self._tell({number})
        return device

    def look(self) -> None:
        """Take in what another process wrote."""
        with self._lock:
            self._read()

    def _there(self, number: str) -> Device:
        self._read()
        device = self._known.get(number)
        if device is None:
            raise UsageError("there is no such device", hint="photos-ml devices lists them")
        return device

    def _tell(self, gone: set[str]) -> None:
        for number in gone:
            for run in self._gone:
                run(number)

    def _read(self) -> None:
        """What the file says, if it is another one than before, without those that were not seen for long."""
        state = self._stat()
        if state != self._state and not self._unwritten:
            before = set(self._known)
            self._known, self._state = _kept(self._path), state
            self._tell(before - set(self._known))
        now = self._clock()
        late = [one.id for one in self._known.values() if now - one.seen > DAYS * DAY_SECONDS]
        for number in late:
            del self._known[number]
        self._tell(set(late))

    def _write(self) -> None:
        """Where it cannot be kept, it lasts as long as this object."""
        document = {"version": 1, "devices": [asdict(one) for one in self._known.values()]}
        try:
            write_own_file(self._path, json.dumps(document).encode())
            self._state = self._stat()
        except OSError as error:
            self._unwritten = True
            _log.info("devices end with this service: %s", error.strerror)

    def _stat(self) -> tuple[int, int] | None:
        with suppress(OSError):
            found = self._path.stat()
            return found.st_mtime_ns, found.st_ino
        return None


def _kept(path: Path) -> dict[str, Device]:
    """Nobody, where others could have written the file."""
    names = [field.name for field in fields(Device)]
    found: dict[str, Device] = {}
    content = read_own_file(path)
    if content is None:
        return found
    try:
        for one in json.loads(content)["devices"]:
            device = Device(**{name: one[name] for name in names if name in one})
            if device.secret and isinstance(device.seen, int) and isinstance(device.paired, int):
                found[device.id] = device
    except (ValueError, KeyError, TypeError):
        return found
    return found


def _name(name: str) -> str:
    said = " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())
    return said[:LONGEST_NAME] or "?"


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
