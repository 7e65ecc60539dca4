"""Where the service of a library is, for other commands of this user."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from photos_ml import __version__

if TYPE_CHECKING:
    from http.client import HTTPConnection

SERVICE_CARD = "service.json"
"""In the library's folder while a service runs: its address and token, for this user alone."""
ANSWER_SECONDS = 5.0
SOON_SECONDS = 2.0
"""How long a command waits for a service that may hang: after that it does its work itself."""
TOLD_PATH = "/api/told"
OK = 200
PROOF, PROOF_HEADER = "Proof", "x-photos-proof"
OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""Bits of a file's mode by which others may do something with it."""


def write_own_file(path: Path, content: bytes) -> None:
    """Write what this user's programs alone may read, whole or not at all. Raises OSError."""
    from photos_ml.files import replace_file

    replace_file(path, lambda file: file.write(content))


def read_own_file(path: Path) -> bytes | None:
    """What `write_own_file` wrote; None where there is no such file, or others could have read it, written it
    or laid it there."""
    # Not to wait: others may have laid a pipe there, which is opened when somebody writes to it.
    how = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with os.fdopen(os.open(path, how), "rb") as file:
            found = os.fstat(file.fileno())
            return file.read() if _is_for_one(found) else None
    except OSError:
        return None


def leave_card(path: Path, address: str, token: str) -> None:
    """Say where a service is, to this user's own programs."""
    card = {"address": address, "token": token, "version": __version__, "library": _library_of(path)}
    write_own_file(path, json.dumps(card).encode())


@contextmanager
def card_left(path: Path, address: str, token: str) -> Iterator[None]:
    """The same until the block ends; nothing where it cannot be written."""
    with suppress(OSError):
        leave_card(path, address, token)
    try:
        yield
    finally:
        with suppress(OSError):
            if (_read(path) or {}).get("token") == token:
                path.unlink(missing_ok=True)


def ask_service(card: Path, path: str) -> dict[str, Any] | None:
    """What the service of a card answers to an empty POST; None where there is none, or it says no."""
    said = call_service(card, path, {})
    return said[1] if said is not None and said[0] == OK else None


def call_service(card: Path, path: str, body: Mapping[str, Any]) -> tuple[int, dict[str, Any]] | None:
    """The status and the document by which the service of a card answers a POST; None where there is none."""
    known = _read(card)
    if known is None:
        return None
    from http.client import HTTPException

    try:
        headers = {"Authorization": f"Bearer {known['token']}", "Content-Type": "application/json"}
        with _connection(known["address"], ANSWER_SECONDS) as connection:
            connection.request("POST", path, json.dumps(body).encode(), headers)
            answer = connection.getresponse()
            said = json.loads(answer.read())
    except (OSError, ValueError, HTTPException):
        return None
    return (answer.status, said) if isinstance(said, dict) else None


def _connection(address: str, seconds: float) -> closing[HTTPConnection]:
    from http.client import HTTPConnection  # here: most commands meet no service, and ask nobody
    from urllib.parse import urlsplit

    at = urlsplit(address)
    return closing(HTTPConnection(at.hostname or "", at.port, timeout=seconds))


def proof(token: str, nonce: str, said: bytes) -> str:
    """That who says this once knows the token, which is not said itself."""
    import hmac

    return hmac.new(token.encode(), f"{nonce}\n".encode() + said, "sha256").hexdigest()


def told_by_service(library: Path, asks: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the service of a library tells of a search; None where none runs, it is of another version or
    library, does not answer soon or refuses, or is a stranger on the same port, who does not know the
    token."""
    card = library / SERVICE_CARD
    known = _read(card) if _is_own(card) else None
    if known is None or known["version"] != __version__:
        return None
    if known["library"] != _library_of(card):  # The folder was copied or moved while the service ran.
        return None
    from http.client import HTTPException

    try:
        with _connection(known["address"], SOON_SECONDS) as connection:
            # What is searched for is said to nobody who has not proved to know the token.
            if _told(connection, known["token"], "GET", b"") is None:
                return None
            said = _told(connection, known["token"], "POST", json.dumps(asks).encode())
        told: dict[str, Any] | None = None if said is None else json.loads(said)
        return told
    except (OSError, ValueError, TypeError, HTTPException):
        return None


def served_at(library: Path) -> str | None:
    """Where a service of this library runs, which proves to know what its card says; None where none does.
    What one left behind that was killed, a copy of its card and a stranger on its port are none."""
    card = library / SERVICE_CARD
    known = _read(card) if _is_own(card) else None
    if known is None or known["library"] != _library_of(card):
        return None
    from http.client import HTTPException

    try:
        with _connection(known["address"], SOON_SECONDS) as connection:
            is_there = _told(connection, known["token"], "GET", b"") is not None
    except (OSError, ValueError, HTTPException):
        return None
    return known["address"] if is_there else None


def _told(connection: HTTPConnection, token: str, method: str, body: bytes) -> bytes | None:
    """The answer of who proves to know the token; None of anybody else."""
    import hmac
    import secrets

    nonce = secrets.token_hex(16)
    headers = {
        "Authorization": f"{PROOF} {nonce}:{proof(token, nonce, TOLD_PATH.encode())}",
        "Content-Type": "application/json",
    }
    connection.request(method, TOLD_PATH, body, headers)
    answer = connection.getresponse()
    said = answer.read()
    is_proved = hmac.compare_digest(answer.headers.get(PROOF_HEADER, ""), proof(token, nonce, said))
    return said if is_proved else None


def _library_of(card: Path) -> str:
    return str(card.parent.resolve())


def _is_own(card: Path) -> bool:
    """Whether this user wrote it: who else can write to the folder may not say whom to ask."""
    try:
        found = card.lstat()
    except OSError:
        return False
    return os.name != "posix" or (stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid())


def _is_for_one(found: os.stat_result) -> bool:
    """Whether a file is this user's and nobody else's. Windows says neither by these numbers."""
    if os.name != "posix":
        return True
    return stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & OTHERS


def _read(card: Path) -> Mapping[str, str] | None:
    try:
        known = json.loads(card.read_text("utf-8"))
        more = {key: str(known.get(key, "")) for key in ("version", "library")}
        return {"address": str(known["address"]), "token": str(known["token"]), **more}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
