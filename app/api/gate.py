"""Who may come in: this machine's own pages, and programs that hold the token; none under a foreign name."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections.abc import Callable
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from photos_ml.app.api.problems import Problem
from photos_ml.app.api.sessions import Sessions
from photos_ml.app.service.running import PROOF, PROOF_HEADER, proof

TOKEN_BYTES = 32
OPEN_PATH = "/open"
"""The one path that needs no token: it takes the key of a one-time link."""
MAX_BODY_BYTES = 64 * 1024
FAILURES_BURST = 30
FAILURES_PER_SECOND = 1.0
"""Wrong tokens answered before 429: a token has 256 bits, this only keeps a mistaken loop quiet."""

_WRONG_HOST = Problem(HTTPStatus.MISDIRECTED_REQUEST, "This address is not this service's.")
_FOREIGN = Problem(HTTPStatus.FORBIDDEN, "Only this service's own pages may ask.")
_NO_TOKEN = Problem(
    HTTPStatus.UNAUTHORIZED,
    "This browser is not signed in.",
    "photos-ml open gives a link. Programs send the token as: Authorization: Bearer TOKEN",
)
_NOT_JSON = Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send application/json.")
_TOO_LARGE = Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"More than {MAX_BODY_BYTES} bytes.")
_TOO_MANY = Problem(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests.", "Wait a second.")


class Bucket:
    """A token bucket: `burst` at once, then `per_second`. Safe to use from several threads."""

    def __init__(self, burst: float, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._per_second, self._clock = burst, per_second, clock
        self._left, self._at = burst, clock()
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Take one; False where none is left."""
        with self._lock:
            now = self._clock()
            self._left = min(self._left + (now - self._at) * self._per_second, self._burst)
            self._at = now
            if self._left < 1:
                return False
            self._left -= 1
            return True


class Gate:
    """Decides about a request by its headers alone, before anything of it is read."""

    def __init__(self, port: int, sessions: Sessions) -> None:
        self.token = secrets.token_urlsafe(TOKEN_BYTES)
        """For programs, until the service ends. A browser has a session of its own."""
        self.address = f"http://127.0.0.1:{port}/"
        self.sessions = sessions
        self._hosts = frozenset((f"127.0.0.1:{port}", f"localhost:{port}"))
        self._keys: set[str] = set()
        self._lock = threading.Lock()
        self._failures = Bucket(FAILURES_BURST, FAILURES_PER_SECOND)

    def new_link(self) -> str:
        """An address that opens the pages, once."""
        return f"{self.address.rstrip('/')}{OPEN_PATH}?key={self._new_key()}"

    def _new_key(self) -> str:
        key = secrets.token_urlsafe(TOKEN_BYTES)
        with self._lock:
            self._keys.add(key)
        return key

    def redeem(self, key: str) -> bool:
        """Whether this is a key not used before; it is used now."""
        with self._lock:
            found = next(
                (known for known in self._keys if hmac.compare_digest(known.encode(), key.encode())), ""
            )
            self._keys.discard(found)
        if not found:
            self._failed()
        return bool(found)

    def refusal(self, method: str, path: str, headers: Headers) -> Problem | None:
        """Why a request is not let in, or None."""
        host = headers.getlist("host")
        if len(host) != 1 or host[0] not in self._hosts:
            return _WRONG_HOST
        if path == OPEN_PATH and method == "GET":
            return None
        if not self._is_own(headers):
            return _FOREIGN
        if not self._has_token(method, path, headers):
            return _TOO_MANY if self._failed() else _NO_TOKEN
        if declared_bytes(headers) > MAX_BODY_BYTES:
            return _TOO_LARGE
        if method == "POST" and not is_json(headers):
            return _NOT_JSON
        return None

    def _failed(self) -> bool:
        """Note a wrong token or key; True where there were too many."""
        return not self._failures.take()

    def _is_own(self, headers: Headers) -> bool:
        """Browsers say where a request comes from. Another port of this host is another site here."""
        origins = headers.getlist("origin")
        if any(
            origin.removeprefix("http://") not in self._hosts or "://" not in origin for origin in origins
        ):
            return False
        return all(site in ("same-origin", "none") for site in headers.getlist("sec-fetch-site"))

    def _has_token(self, method: str, path: str, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme == PROOF:
            nonce, _, proved = given.partition(":")
            return hmac.compare_digest(proved.encode(), proof(self.token, nonce, path.encode()).encode())
        if scheme:
            return scheme.lower() == "bearer" and self._is_token(given.strip())
        # A browser says the origin of every request that changes something: one that does not is no browser.
        changes = method not in ("GET", "HEAD")
        if changes and "origin" not in headers and "sec-fetch-site" not in headers:
            return False
        return self.is_signed_in(headers)

    def is_signed_in(self, headers: Headers) -> bool:
        """Whether a browser was let in before."""
        return self.sessions.holds(cookie_parser(headers.get("cookie", "")).get(self.sessions.cookie, ""))

    def prove(self, headers: Headers, said: bytes) -> dict[str, str]:
        """Headers by which a program that proved to know the token sees that this service does, too."""
        scheme, _, given = headers.get("authorization", "").partition(" ")
        return {PROOF_HEADER: proof(self.token, given.partition(":")[0], said)} if scheme == PROOF else {}

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.token.encode())


def declared_bytes(headers: Headers) -> int:
    """How large a body is said to be; too large where that makes no sense."""
    text = headers.get("content-length", "0")
    return int(text) if text.isdecimal() and len(text) < 20 else MAX_BODY_BYTES + 1


def is_json(headers: Headers) -> bool:
    """What a form of a foreign page cannot send."""
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"
