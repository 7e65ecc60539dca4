"""Where the service of a library is, for other commands of this user."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from photos_ml.files import replace_file

ANSWER_SECONDS = 5.0


def write_own_file(path: Path, content: bytes) -> None:
    """Write what this user's programs alone may read, whole or not at all. Raises OSError."""
    replace_file(path, lambda file: file.write(content))


def leave_card(path: Path, address: str, token: str) -> None:
    """Say where a service is, to this user's own programs."""
    write_own_file(path, json.dumps({"address": address, "token": token}).encode())


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
    known = _read(card)
    if known is None:
        return None
    try:
        at = urlsplit(known["address"])
        connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=ANSWER_SECONDS)
        headers = {"Authorization": f"Bearer {known['token']}", "Content-Type": "application/json"}
        try:
            connection.request("POST", path, b"{}", headers)
            answer = connection.getresponse()
            said = json.loads(answer.read()) if answer.status == http.HTTPStatus.OK else None
        finally:
            connection.close()
    except (OSError, ValueError, http.client.HTTPException):
        return None
    return said if isinstance(said, dict) else None


def _read(card: Path) -> Mapping[str, str] | None:
    try:
        known = json.loads(card.read_text("utf-8"))
        return {"address": str(known["address"]), "token": str(known["token"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None
