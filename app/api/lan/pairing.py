"""How a phone becomes a paired device: it shows a code, and its owner types that at the computer.

The other way round, with a code on the computer's screen that phones type, a neighbour on the same network
can guess, and a picture of that screen lets in whoever took it. Here no screen shows anything that lets
anybody in. The QR code holds the address alone. The code on a phone is the name of its request, not a secret:
it is good for nothing but to be typed by somebody who sits at the computer, and lets in only the phone that
asked, which proves by a secret of its own that it is the same one still. A stranger can ask as well, and gets
another code, which nobody types.

Asking is possible only while the owner waits for a phone, for minutes. A code is used once. After a few wrong
ones all that were shown are forgotten, so that no slip of a finger meets a stranger's.

What this does not keep out is a stranger who stands between phone and computer from the very first visit,
with a certificate of their own: for that its fingerprint is shown, to be compared.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from photos_ml.app.api.problems import Problem
from photos_ml.errors import UsageError

if TYPE_CHECKING:
    from photos_ml.app.service.lan.devices import Device, Devices

OPEN_SECONDS = 300.0
"""How long the computer waits for a phone, and a code is good at most."""
PICK_UP_SECONDS = 60.0
"""How long a phone that was let in has to say that it is still there."""
DIGITS = 6
SECRET_BYTES = 32
TRIES = 5
"""Wrong codes before all are forgotten and the computer waits no more."""
MOST_WAITING, MOST_OF_ONE = 8, 2
"""Phones that ask at the same time: in all, and of one address, where a new one takes its oldest's place."""

CLOSED = Problem(
    HTTPStatus.CONFLICT, "The computer waits for no phone now.", "Choose 'Add a phone' in Settings there."
)
FULL = Problem(HTTPStatus.TOO_MANY_REQUESTS, "Too many phones ask at once.", "Wait a minute.")
WRONG = Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "No phone shows this code.", "Type the one it shows now.")
TOO_OFTEN = Problem(
    HTTPStatus.UNPROCESSABLE_ENTITY, "Too many wrong codes: all are forgotten.", "Choose 'Add a phone' again."
)


@dataclass
class _Waiting:
    """A phone that asked."""

    code: str
    secret: str
    """Its hash."""
    address: str
    name: str
    until: float
    let_in: bool = False
    people: bool = False
    """Let in, with who is in the pictures."""


class PairingDesk:
    """Where phones ask and the owner answers. Safe to use from several threads."""

    def __init__(self, devices: Devices, clock: Callable[[], float] = time.monotonic) -> None:
        self._devices = devices
        self._clock = clock
        self._lock = threading.Lock()
        self._until = 0.0
        self._wrong = 0
        self._waiting: list[_Waiting] = []

    # The owner's side

    def open(self) -> None:
        """Wait for phones from now on, for OPEN_SECONDS; codes of before are good no more."""
        with self._lock:
            self._until = self._clock() + OPEN_SECONDS
            self._wrong = 0
            self._waiting.clear()

    def close(self) -> None:
        """Wait no more. A phone that was let in already may still come."""
        with self._lock:
            self._until = 0.0
            self._waiting = [one for one in self._waiting if one.let_in]

    def seconds_left(self) -> float:
        """For how long it waits; 0 where it does not."""
        with self._lock:
            return max(0.0, self._until - self._clock())

    def let_in(self, code: str, *, people: bool = False) -> str:
        """Let in the phone that shows this code, with people or without: its name. Problem 422 where none
        does, 409 where none is waited for."""
        with self._lock:
            self._tidy()
            if self._until <= self._clock():
                raise CLOSED
            found = None
            for one in self._waiting:  # all of them, so that the time tells nothing
                if hmac.compare_digest(one.code.encode(), code.encode()) and not one.let_in:
                    found = one
            if found is None:
                self._wrong += 1
                if self._wrong < TRIES:
                    raise WRONG
                self._until = 0.0
                self._waiting.clear()
                raise TOO_OFTEN
            found.let_in, found.people, found.until = True, people, self._clock() + PICK_UP_SECONDS
            self._until = 0.0  # one at a time
            self._waiting = [found]
            return found.name

    # The phone's side

    def ask(self, address: str, name: str) -> tuple[str, str]:
        """A code to show, and a secret to come back with; Problem 409 where none is waited for, 429 where too
        many ask."""
        with self._lock:
            self._tidy()
            if self._until <= self._clock():
                raise CLOSED
            of_one = [one for one in self._waiting if one.address == address]
            if len(of_one) >= MOST_OF_ONE:
                self._waiting.remove(of_one[0])
            if len(self._waiting) >= MOST_WAITING:
                raise FULL
            secret, code = secrets.token_urlsafe(SECRET_BYTES), self._fresh_code()
            self._waiting.append(_Waiting(code, _hash(secret), address, name, self._until))
            return code, secret

    def come_back(self, secret: str) -> tuple[Device, str] | None:
        """The device that the phone with this secret is now, and what it shows from now on, once; None while
        it waits. Problem 409 for a secret that is good no more."""
        with self._lock:
            self._tidy()
            found = None
            for one in self._waiting:
                if hmac.compare_digest(one.secret, _hash(secret)):
                    found = one
            if found is None:
                raise CLOSED
            if not found.let_in:
                return None
            self._waiting.remove(found)
        try:
            return self._devices.add(found.name, people=found.people)
        except UsageError as error:
            raise Problem(HTTPStatus.CONFLICT, "Too many devices are paired already.", error.hint) from error

    def _fresh_code(self) -> str:
        known = {one.code for one in self._waiting}
        while (code := f"{secrets.randbelow(10**DIGITS):0{DIGITS}}") in known:
            pass
        return code

    def _tidy(self) -> None:
        now = self._clock()
        self._waiting = [one for one in self._waiting if one.until > now]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
