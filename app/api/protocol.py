"""HTTP/1.1 that does not wait for ever: a client that sends its headers drop by drop is sent away."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from photos_ml.app.api.peer import ANOTHER_USER, is_another_users

HEADER_SECONDS = 10.0
"""From the first byte of a request, or the connection itself, to the end of its headers. Bodies have a limit
of their own, and a connection between two requests is uvicorn's to close."""

MOST_CONNECTIONS = 400
"""More at once are closed unheard: each holds a file, and the library needs some too."""


class PatientProtocol(H11Protocol):
    """uvicorn's own protocol with a limit to its patience, which it lacks. It notes, for the guard, which
    connections are another user's."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            self.transport.close()
            return
        if self.client and self.server and is_another_users(self.client, self.server):
            self.app_state = {**self.app_state, ANOTHER_USER: True}
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._wait_no_more()
        elif self._late is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._late = self.loop.call_later(HEADER_SECONDS, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
