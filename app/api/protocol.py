"""HTTP/1.1 that does not wait for ever: a client that sends its headers drop by drop is sent away."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from photos_ml.app.api.peer import ANOTHER_USER, is_another_users

HEADER_SECONDS = 10.0
"""From the first byte of a request, or the connection itself, to the end of its headers. Bodies have a limit
of their own, and a connection between two requests is uvicorn's to close."""

MOST_CONNECTIONS = 400
"""More at once are closed unheard: each holds a file, and the library needs some too."""
MOST_STRANGERS = 250
"""Connections on which no request was let in yet; of more, the oldest are closed. So they keep nobody out,
whoever they are, where the system does not tell."""
MOST_FOREIGN = 8
"""Connections of other users of this machine, who are all sent away; more are closed unheard."""
LET_IN = "let in"
"""In the state of a request: to be called when the gate has let it in."""

_order = count()


class PatientProtocol(H11Protocol):
    """uvicorn's own protocol with a limit to its patience, which it lacks. It notes, for the guard, which
    connections are another user's."""

    _late: asyncio.TimerHandle | None = None
    _stranger = True
    _foreign = False
    _number = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._number = next(_order)
        self._foreign = bool(self.client and self.server and is_another_users(self.client, self.server))
        if self._foreign:
            self.app_state = {**self.app_state, ANOTHER_USER: True}
        else:
            self.app_state = {**self.app_state, LET_IN: self._let_in}
        if not self._has_room():
            self.transport.close()
            return
        self._wait()

    def _has_room(self) -> bool:
        """Each user's connections count by themselves; one more stranger takes the place of the oldest."""
        patient = [one for one in self.connections if isinstance(one, PatientProtocol)]
        alike = [one for one in patient if one._foreign == self._foreign]
        if self._foreign:
            return len(alike) <= MOST_FOREIGN
        strangers = [one for one in alike if one._stranger]
        if len(strangers) > MOST_STRANGERS:
            min(strangers, key=lambda one: one._number).transport.close()
        return len(alike) <= MOST_CONNECTIONS

    def _let_in(self) -> None:
        self._stranger = False

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._wait_no_more()
        elif self._late is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        self.app_state = {}  # it leads back here
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._late = self.loop.call_later(HEADER_SECONDS, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
