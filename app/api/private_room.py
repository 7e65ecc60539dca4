"""What is private, while somebody has it unlocked: for those who hold a session, until it was not used for a
while."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Generic, TypeVar

from photos_ml.app.api.gate import Bucket
from photos_ml.app.api.problems import Problem
from photos_ml.app.service import private as service

if TYPE_CHECKING:
    from photos_ml.app.service import Context
    from photos_ml.app.service.private import PrivateContext

IDLE_SECONDS = 600.0
"""Without a request, from when on it is locked again."""
SESSION_BYTES = 32
TRIES, TRIES_PER_SECOND = 5, 0.1
"""Of passphrases, before 429."""
LOCKED = Problem(
    HTTPStatus.LOCKED,
    "What is private is locked.",
    "Unlock it with the passphrase: POST /api/private/unlock.",
)
TOO_MANY = Problem(HTTPStatus.TOO_MANY_REQUESTS, "Too many passphrases were tried.", "Wait ten seconds.")

Served = TypeVar("Served")


class PrivateRoom(Generic[Served]):
    """The private part of one library as it is served. Safe to use from several threads."""

    def __init__(
        self,
        context: Context,
        serve: Callable[[PrivateContext], Served],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._context = context
        self._serve = serve
        self._clock = clock
        self._lock = threading.RLock()
        self._tries = Bucket(TRIES, TRIES_PER_SECOND, clock)
        self._used: dict[str, float] = {}
        self._open: tuple[PrivateContext, Served] | None = None
        self._timer: threading.Timer | None = None

    @property
    def is_set_up(self) -> bool:
        """Whether a passphrase was chosen."""
        return service.is_set_up(self._context)

    def unlock(self, passphrase: str) -> str:
        """A session; WrongPassphraseError, and Problem 429 where too many were wrong."""
        if not self._tries.take():
            raise TOO_MANY
        return self._enter(service.unlock(self._context, passphrase))

    def set_up(self, passphrase: str) -> str:
        """Choose the passphrase: a session; UsageError where there is one, or where it is too short."""
        return self._enter(service.set_up(self._context, passphrase))

    def lock(self, session: str) -> None:
        """End a session; with the last one what is unlocked is forgotten."""
        with self._lock:
            self._used.pop(session, None)
            self._leave_if_unused()

    def close(self) -> None:
        """End all sessions."""
        with self._lock:
            self._used.clear()
            self._leave_if_unused()

    def seconds_left(self, session: str) -> float:
        """Until it is locked again if nothing is asked; 0 where it is."""
        with self._lock:
            used = self._used.get(session)
            return 0.0 if used is None else max(0.0, used + IDLE_SECONDS - self._clock())

    def entered(self, session: str) -> tuple[PrivateContext, Served]:
        """What is unlocked, for who holds a session; Problem 423 for anybody else."""
        with self._lock:
            self._expire()
            if self._open is None or session not in self._used:
                raise LOCKED
            self._used[session] = self._clock()
            return self._open

    def _enter(self, context: PrivateContext) -> str:
        with self._lock:
            session = secrets.token_urlsafe(SESSION_BYTES)
            if self._open is None:
                self._open = context, self._serve(context)
            else:
                context.vault.close()
            self._used[session] = self._clock()
            self._watch()
            return session

    def _watch(self) -> None:
        """Looks again when the session that was used longest ago may end."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if self._used:
            wait = max(0.0, min(self._used.values()) + IDLE_SECONDS - self._clock())
            self._timer = threading.Timer(wait + 1.0, self._look)
            self._timer.daemon = True
            self._timer.start()

    def _look(self) -> None:
        with self._lock:
            self._expire()
            self._watch()

    def _expire(self) -> None:
        now = self._clock()
        self._used = {one: used for one, used in self._used.items() if used + IDLE_SECONDS > now}
        self._leave_if_unused()

    def _leave_if_unused(self) -> None:
        if self._open is not None and not self._used:
            context, self._open = self._open[0], None
            context.vault.close()
        if not self._used and self._timer is not None:
            self._timer.cancel()
            self._timer = None
